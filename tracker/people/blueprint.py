"""The room's one blueprint, shared by its pages for logins, units and accounts."""

from flask import Blueprint

bp = Blueprint("people", __name__)
