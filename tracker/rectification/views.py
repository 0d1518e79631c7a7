from flask import Blueprint

bp = Blueprint("rectification", __name__)
