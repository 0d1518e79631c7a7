from flask import Blueprint

bp = Blueprint("upkeep", __name__)
