"""Limits of policy documents computed anew when a year of the working calendar was entered or changed."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select, update

from tracker.calendar import book
from tracker.calendar.moving import UNWATCHED, Moved, Pace
from tracker.db import db
from tracker.interpretations.limits import due
from tracker.interpretations.models import PolicyDocument
from tracker.people.models import Unit


def recount(year: int, pace: Pace = UNWATCHED) -> Iterator[Moved]:
    """Compute all limits whose counting meets a day of the year anew; each that came out differently.

    A district publishes some dozens of these papers a year, so one at a time will do.
    """
    calendar = book.in_force()
    rows = db.session.execute(
        select(
            *(PolicyDocument.id, PolicyDocument.title, PolicyDocument.published_on, PolicyDocument.due_on),
            *(PolicyDocument.is_provisional, Unit.short_name),
        )
        .join(Unit, Unit.id == PolicyDocument.unit_id)
        .where(PolicyDocument.published_on <= date(year, 12, 31), PolicyDocument.due_on >= date(year, 1, 1))
        .order_by(PolicyDocument.id)
        .with_for_update(of=PolicyDocument)
    ).all()
    pace.expect(len(rows))
    for row in rows:
        limit = due(row.published_on, calendar)
        if (limit.due_on, limit.provisional) != (row.due_on, row.is_provisional):
            values = {"due_on": limit.due_on, "is_provisional": limit.provisional}
            # Not through the object: its version would rise, and an open form would turn stale for nothing.
            db.session.execute(update(PolicyDocument).where(PolicyDocument.id == row.id).values(values))
            yield Moved(
                *("政策解读", row.title, row.short_name, row.due_on, limit.due_on, f"/interpretations/{row.id}"),
                was_provisional=row.is_provisional,
                is_provisional=limit.provisional,
            )
        pace.advance(1)
