"""Days to be kept as an iCalendar file (RFC 5545), to which calendars on a telephone or at the desk subscribe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText

from tracker.documents.package import printable

_PRODUCT = "-//disclosure-tracker//feed//ZH"
_READ_AGAIN = timedelta(hours=6)


@dataclass(frozen=True)
class Day:
    """One all-day entry. ``uid`` is the same whenever the entry is written again, so that a calendar moves it."""

    uid: str
    on: date
    summary: str
    description: str = ""


def write_feed(name: str, note: str, days: Iterable[Day], moment: datetime) -> bytes:
    """The calendar ``name`` with its entries, as they were at the moment. Whatever a text holds stays text."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(printable(name)))
    for key in ("description", "x-wr-caldesc"):
        calendar.add(key, vText(printable(note)))
    calendar.add("refresh-interval", _READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_READ_AGAIN))
    for day in days:
        calendar.add_component(_event(day, moment))
    return bytes(calendar.to_ical())


def _event(day: Day, moment: datetime) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", moment)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", printable(day.summary))
    if day.description:
        event.add("description", printable(day.description))
    event.add("transp", "TRANSPARENT")  # a limit does not make the whole day busy
    return event
