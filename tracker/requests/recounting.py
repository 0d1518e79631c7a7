"""Limits of requests computed anew when a year of the working calendar was entered or changed: never silently wrong."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from tracker.calendar.moving import UNWATCHED, Moved, Pace
from tracker.db import db
from tracker.requests.models import InformationRequest
from tracker.requests.settling import course_of, values_of


def recount(year: int, pace: Pace = UNWATCHED) -> Iterator[Moved]:
    """Compute the limits of what was received in the year or the one before anew, and of all that is still open."""
    touched = or_(
        InformationRequest.replied_on.is_(None),
        InformationRequest.received_on.between(date(year - 1, 1, 1), date(year, 12, 31)),
    )
    found = db.session.scalars(
        select(InformationRequest)
        .where(touched)
        .options(selectinload(InformationRequest.entries), joinedload(InformationRequest.unit))
        .order_by(InformationRequest.id)
        .with_for_update(of=InformationRequest)
    ).all()
    pace.expect(len(found))
    changed = [(request, values) for request in found if (values := _new_values(request))]
    if changed:
        # Not through the objects: a version would rise, and a liaison's open form would turn stale for nothing.
        statement = update(InformationRequest).where(InformationRequest.id == bindparam("row"))
        rows = [{"row": request.id, **values} for request, values in changed]
        db.session.connection().execute(statement, rows)
    for request, values in changed:
        yield _moved(request, values)
        db.session.expire(request)
    pace.advance(len(found))


def _new_values(request: InformationRequest) -> dict[str, object]:
    """What differs now; the wording of a count alone is no difference."""
    values = values_of(course_of(request))
    telling = ("due_on", "is_provisional", "waiting_until")
    return values if any(values[name] != getattr(request, name) for name in telling) else {}


def _moved(request: InformationRequest, values: dict[str, object]) -> Moved:
    due_on = values["due_on"]
    return Moved(
        *("依申请公开", f"{request.label} {request.subject}"[:200], request.unit.short_name, request.due_on),
        due_on if isinstance(due_on, date) else None,
        f"/requests/{request.id}",
        was_provisional=request.is_provisional,
        is_provisional=bool(values["is_provisional"]),
    )
