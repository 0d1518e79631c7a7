"""The room's addresses; its views stand in several files."""

from flask import Blueprint

bp = Blueprint("year_end", __name__)
