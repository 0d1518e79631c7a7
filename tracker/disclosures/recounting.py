"""Limits computed anew when a year of the working calendar was entered or changed: never silently wrong."""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from tracker import journal
from tracker.db import db
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure
from tracker.disclosures.recording import limit_of, refresh_share


def recount(year: int) -> int:
    """Compute the limits of all that arose in the year or the one before; the number that came out differently.

    What an appraisal has frozen stays as it was: it holds its own copy of the facts.
    """
    event_on = func.coalesce(Disclosure.decided_on, Disclosure.formed_on)
    found = db.session.scalars(
        select(Disclosure)
        .where(event_on.between(date(year - 1, 1, 1), date(year, 12, 31)))
        .options(joinedload(Disclosure.task))
        .order_by(Disclosure.id)
    ).all()
    changed = {disclosure: values for disclosure in found if (values := _new_values(disclosure))}
    for disclosure, values in changed.items():
        # Not through the object: its version would rise, and a liaison's open form would turn stale for nothing.
        db.session.execute(update(Disclosure).where(Disclosure.id == disclosure.id).values(values))
    for disclosure in {(each.task_id, each.unit_id): each for each in changed}.values():
        refresh_share(disclosure)
    if changed:
        details = {"year": year, "ids": [disclosure.id for disclosure in changed]}
        summary = f"按{year}年的放假安排重新推算{len(changed)}条公开记录的期限"
        journal.record("disclosure.recount", "register", None, summary, details=details)
    return len(changed)


def _new_values(disclosure: Disclosure) -> dict[str, object]:
    """What differs now in the limit; nothing for a record whose clock has not started."""
    limit = limit_of(disclosure.task, Entry.of(disclosure))
    if limit is None or (limit.due_on, limit.is_provisional) == (disclosure.due_on, disclosure.is_provisional):
        return {}
    return {"due_on": limit.due_on, "is_provisional": limit.is_provisional, "explanation": limit.sentence}
