"""How one rectification stands: kept or late by the day of the unit's own report, open until it reports. Pure."""

from datetime import date, datetime

from tracker.choices import RectificationState
from tracker.clock import Light, WorkCalendar, light, local


def standing(
    state: RectificationState, replied_at: datetime | None, due_on: date, on: date, calendar: WorkCalendar
) -> Light:
    """A report that was sent back no longer counts: the date runs on."""
    reported = state is not RectificationState.ORDERED and replied_at is not None
    return light(due_on, local(replied_at).date() if reported and replied_at else None, on, calendar)
