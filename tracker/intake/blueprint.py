"""The room's one blueprint, shared by its pages for importing, headings, withdrawals, reports and limits."""

from flask import Blueprint

bp = Blueprint("imports", __name__)
