"""What was stated about a disclosure by an earlier evening: its versions tell, corrections made since do not."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from itertools import takewhile
from operator import attrgetter
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Row, exists
from sqlalchemy.orm import aliased

from tracker.appraisal.reading import Reading
from tracker.choices import Mode
from tracker.clock import WorkCalendar, local
from tracker.disclosures.entry import from_json
from tracker.disclosures.limits import TaskLimit, is_late_entry
from tracker.disclosures.models import Disclosure, DisclosureVersion
from tracker.disclosures.recording import limit_of
from tracker.tasks.models import Task


class Piece(NamedTuple):
    """One piece of information as a year reads it. ``reviewed_on`` is the day of a secrecy review with a result."""

    unit_id: int
    id: int
    task_id: int
    title: str
    arose_on: date | None
    published_on: date | None
    due_on: date | None
    is_provisional: bool
    is_owed: bool
    is_on_website: bool
    has_address: bool
    is_late_entry: bool
    recorded_on: date | None
    reviewed_on: date | None


def earlier(reading: Reading) -> Callable[[int], Mapping[int, Piece]]:
    """Unit -> record -> how it was stated by the moment of a look back, where it was stated otherwise since."""
    of, version = Disclosure, DisclosureVersion
    later = aliased(version)
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.task_id, of.row_kind, of.row_days, of.row_start, of.row_text),
        *(version.number, version.stated, version.at),
        where=[
            *(Task.year == reading.year, version.at < reading.until),
            exists().where(later.disclosure_id == of.id, later.at >= reading.until),
        ],
        joins=[(version, version.disclosure_id == of.id), (Task, Task.id == of.task_id)],
    )

    def of_unit(unit_id: int) -> dict[int, Piece]:
        histories: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in sorted(feed.of(unit_id), key=attrgetter("number")):
            histories[row.id].append(row)
        return {key: _piece(history, reading.calendar) for key, history in histories.items()}

    return of_unit


def _piece(history: list[Row[Any]], calendar: WorkCalendar) -> Piece:
    """The last of the versions, its limit reckoned as it was when it was entered."""
    row, entry = history[-1], from_json(history[-1].stated)
    limit = limit_of(TaskLimit(row.row_kind, row.row_days, row.row_start, row.row_text), entry)
    said_on = _said_since(history)
    return Piece(
        *(row.unit_id, row.id, row.task_id, entry.title, entry.event_on, entry.published_on),
        limit.due_on if limit else None,
        limit.is_provisional if limit else False,
        entry.mode is Mode.PROACTIVE,
        entry.is_on_website(current_app.config["WEBSITE_HOSTS"]),
        any(channel.address for channel in entry.channels),
        bool(entry.published_on and said_on and is_late_entry(entry.published_on, said_on, calendar)),
        said_on,
        entry.secrecy_reviewed_on if entry.secrecy_result else None,
    )


def _said_since(history: list[Row[Any]]) -> date | None:
    """The day since which the last version's day of publication was stated without a break."""
    days = [row.stated["published_on"] for row in history]
    if not days[-1]:
        return None
    same = takewhile(lambda number: days[number] == days[-1], reversed(range(len(days))))
    return local(history[min(same)].at).date()
