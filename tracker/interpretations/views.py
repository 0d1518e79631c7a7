from flask import Blueprint

bp = Blueprint("interpretations", __name__)
