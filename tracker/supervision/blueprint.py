"""The room's one blueprint, shared by the rounds, the findings and the circulars."""

from flask import Blueprint

bp = Blueprint("supervision", __name__)
