"""The room's addresses; its views stand in several files."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
ADDRESS = "/year-end/<int:year>/notices/<any(commendation, criticism):kind>"
