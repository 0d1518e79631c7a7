"""The room's one blueprint, shared by the register and the import."""

from flask import Blueprint

bp = Blueprint("projects", __name__)
