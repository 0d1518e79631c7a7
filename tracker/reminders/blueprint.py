"""The room's one blueprint, shared by the reminders and the papers."""

from flask import Blueprint

bp = Blueprint("reminders", __name__)
