from flask import Blueprint

bp = Blueprint("disclosures", __name__)
