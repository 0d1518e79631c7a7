from flask import Blueprint

bp = Blueprint("year_end", __name__)
