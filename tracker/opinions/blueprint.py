"""The room's one blueprint, shared by the register, the single case and its passing on."""

from flask import Blueprint

bp = Blueprint("opinions", __name__)
