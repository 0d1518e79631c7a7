"""One record for a view, fetched within what the person may see."""

from flask import g

from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import visible


def disclosure_of(disclosure_id: int, *, writing: bool = False) -> Disclosure:
    """The record if this person may see it, else a 404; while it is written nobody else may read it for writing."""
    statement = visible(g.user).where(Disclosure.id == disclosure_id)
    found: Disclosure = db.first_or_404(statement.with_for_update() if writing else statement)
    return found
