"""Limits computed anew when a year of the working calendar was entered or changed: never silently wrong.

A hundred thousand records take seconds: Core columns in batches, one statement for what differs in a batch, and what
arose on the same day under the same limit is counted once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select, update

from tracker.calendar import book
from tracker.calendar.moving import UNWATCHED, Moved, Pace
from tracker.choices import MatterKind
from tracker.clock import WorkCalendar
from tracker.db import db
from tracker.disclosures import shares
from tracker.disclosures.limits import Due, Law, TaskLimit, due
from tracker.disclosures.models import Disclosure
from tracker.people.models import Unit

BATCH = 2000
REMEMBERED = 4096
ROWS = select(
    *(
        Disclosure.id,
        Disclosure.task_id,
        Disclosure.title,
        Disclosure.kind,
        Disclosure.formed_on,
        Disclosure.decided_on,
    ),
    *(Disclosure.due_on, Disclosure.is_provisional, Disclosure.explanation),
    *(Disclosure.law_days, Disclosure.law_counts, Disclosure.law_source),
    *(Disclosure.row_kind, Disclosure.row_days, Disclosure.row_start, Disclosure.row_text),
    Unit.short_name.label("unit"),
).join(Unit, Unit.id == Disclosure.unit_id)


def touches(year: int) -> ColumnElement[bool]:
    """The condition for a limit whose counting meets a day of the year: another cannot come out differently."""
    return and_(Disclosure.counted_from <= date(year, 12, 31), Disclosure.due_on >= date(year, 1, 1))


def recount(year: int, pace: Pace = UNWATCHED) -> Iterator[Moved]:
    """Compute all limits that meet the year anew; each that ends on another day, or is provisional no longer or now.

    What an appraisal has frozen stays as it was: it holds its own copy of the facts.
    """
    pace.expect(db.session.scalar(select(func.count()).select_from(Disclosure).where(touches(year))) or 0)
    counted = _Counted(book.in_force())
    tasks: set[int] = set()
    for rows in _batches(ROWS.where(touches(year))):
        changed = []
        for row in rows:
            limit = counted.limit(row)
            if limit is None or (limit.due_on, limit.is_provisional, limit.sentence) == _kept(row):
                continue
            changed.append(_values(row, limit))
            if (limit.due_on, limit.is_provisional) != _kept(row)[:2]:
                tasks.add(row.task_id)
                yield _moved(row, limit)
        _write(changed)
        pace.advance(len(rows))
    shares.refresh(sorted(tasks))


def _batches(statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """In the order of their numbers; nobody changes a record between its reading and the end of the transaction."""
    last = 0
    while rows := db.session.execute(
        statement.where(Disclosure.id > last).order_by(Disclosure.id).limit(BATCH).with_for_update(of=Disclosure)
    ).all():
        yield rows
        last = rows[-1].id


@dataclass
class _Counted:
    """The rule over one calendar, remembering the last few thousand answers."""

    calendar: WorkCalendar

    def __post_init__(self) -> None:
        self._due = lru_cache(REMEMBERED)(self._count)

    def limit(self, row: Row[*tuple[Any, ...]]) -> Due | None:
        own = TaskLimit(row.row_kind, row.row_days, row.row_start, row.row_text)
        law = Law(row.law_days, row.law_counts, row.law_source) if row.law_days else None
        return self._due(row.kind, row.formed_on, row.decided_on, own, law)

    def _count(
        self, kind: MatterKind, formed_on: date | None, decided_on: date | None, own: TaskLimit, law: Law | None
    ) -> Due | None:
        return due(kind, formed_on, decided_on, own, self.calendar, law)


def _kept(row: Row[*tuple[Any, ...]]) -> tuple[date | None, bool, str]:
    return row.due_on, row.is_provisional, row.explanation


def _values(row: Row[*tuple[Any, ...]], limit: Due) -> dict[str, object]:
    return {
        "record": row.id,
        "due": limit.due_on,
        "provisional": limit.is_provisional,
        "sentence": limit.sentence,
    }


def _write(changed: list[dict[str, object]]) -> None:
    """Not through the object: its version would rise, and a liaison's open form would turn stale for nothing."""
    if not changed:
        return
    table = Disclosure.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("record"))
        .values(due_on=bindparam("due"), is_provisional=bindparam("provisional"), explanation=bindparam("sentence"))
    )
    db.session.connection().execute(statement, changed)


def _moved(row: Row[*tuple[Any, ...]], limit: Due) -> Moved:
    return Moved(
        "公开记录",
        row.title,
        row.unit,
        row.due_on,
        limit.due_on,
        f"/disclosures/{row.id}",
        row.is_provisional,
        limit.is_provisional,
    )
