"""Limits computed anew when a year of the working calendar was entered or changed: never silently wrong."""

from datetime import date

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import selectinload

from tracker import journal
from tracker.db import db
from tracker.requests.models import InformationRequest
from tracker.requests.settling import course_of, values_of


def recount(year: int) -> int:
    """Compute the limits of what was received in the year or the one before, and of all that is still open.

    Returns the number that came out differently.
    """
    touched = or_(
        InformationRequest.replied_on.is_(None),
        InformationRequest.received_on.between(date(year - 1, 1, 1), date(year, 12, 31)),
    )
    found = db.session.scalars(
        select(InformationRequest)
        .where(touched)
        .options(selectinload(InformationRequest.entries))
        .order_by(InformationRequest.id)
    ).all()
    changed = {request.id: values for request in found if (values := _new_values(request))}
    if changed:
        # Not through the objects: a version would rise, and a liaison's open form would turn stale for nothing.
        statement = update(InformationRequest).where(InformationRequest.id == bindparam("row"))
        rows = [{"row": number, **values} for number, values in changed.items()]
        db.session.connection().execute(statement, rows)
        for request in found:
            db.session.expire(request)
        details = {"year": year, "ids": list(changed)}
        summary = f"按{year}年的放假安排重新推算{len(changed)}件依申请公开的期限"
        journal.record("request.recount", "register", None, summary, details=details)
    return len(changed)


def _new_values(request: InformationRequest) -> dict[str, object]:
    """What differs now; the wording of a count alone is no difference."""
    values = values_of(course_of(request))
    telling = ("due_on", "is_provisional", "waiting_until")
    return values if any(values[name] != getattr(request, name) for name in telling) else {}
