"""The room's one blueprint, shared by the register, the steps and the year's table."""

from flask import Blueprint

bp = Blueprint("requests", __name__)
