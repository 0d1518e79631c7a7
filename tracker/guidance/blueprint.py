"""The room's one blueprint, shared by the links, the pictures and the circular."""

from flask import Blueprint

bp = Blueprint("guidance", __name__)
