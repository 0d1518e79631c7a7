"""The room's blueprint, shared by its views."""

from flask import Blueprint

bp = Blueprint("progress_reports", __name__)
