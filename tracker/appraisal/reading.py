"""How a year is read: streams of rows in the order of the units, and days after the last that counts as unknown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, select

from tracker.appraisal.records import Record
from tracker.clock import ONE_DAY, SHANGHAI, WorkCalendar, local

Finding: TypeAlias = tuple[str, Record]
Found: TypeAlias = dict[str, list[Record]]
Source: TypeAlias = Callable[[int], Iterator[Finding]]
AT_ONCE = 1_000  # rows of a stream in memory


class Feed:
    """Rows that come in the order of ``unit_id``, taken unit by unit."""

    def __init__(self, rows: Iterator[Row[Any]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, unit_id: int) -> list[Row[Any]]:
        """The rows of one unit; units must be asked for in ascending order, since what is passed is gone."""
        found, row, rows = [], self._next, self._rows
        while row is not None and row.unit_id <= unit_id:
            if row.unit_id == unit_id:
                found.append(row)
            row = next(rows, None)
        self._next = row
        return found


@dataclass(frozen=True)
class Reading:
    """What a year is read with: the last day that counts, the day and the moment by which a limit is over, calendar
    and connection.

    In a look back (``is_look_back``) what stood on that day is told from the histories, not from the present state.
    """

    year: int
    as_of: date
    judged_on: date
    until: datetime
    calendar: WorkCalendar
    connection: Connection
    is_look_back: bool = False

    def feed(
        self, unit: Any, *columns: Any, where: Sequence[Any], joins: Sequence[Any] = (), outer: Sequence[Any] = ()
    ) -> Feed:
        """The rows in the order of ``unit``, read as they are needed: one select, however many units there are.

        SQLite would follow an index from unit to unit and fetch a page for every row; reading the table as it lies and
        sorting takes a third of the time, so no index may serve the order.
        """
        order = unit + 0 if self.connection.dialect.name == "sqlite" else unit
        statement = select(unit.label("unit_id"), *columns).where(unit.is_not(None), *where).order_by(order)
        for target, on in joins:
            statement = statement.join(target, on)
        for target, on in outer:
            statement = statement.outerjoin(target, on)
        return Feed(iter(self.connection.execute(statement, execution_options={"yield_per": AT_ONCE})))

    def known(self, day: date | None) -> date | None:
        """The day, unless it lies after the last day that counts."""
        return day if day is not None and day <= self.as_of else None

    @cached_property
    def end(self) -> datetime:
        """The moment after the last day that counts."""
        return datetime.combine(self.as_of + ONE_DAY, time(), SHANGHAI).astimezone(UTC)

    def is_past(self, moment: datetime | None) -> bool:
        """Whether it lies on a day that counts."""
        return moment is not None and moment < self.end

    def day(self, moment: datetime | None) -> date | None:
        return local(moment).date() if moment is not None and moment < self.end else None

    def late_days(self, due_on: date, done_on: date | None) -> int:
        return max(1, self.calendar.workdays_between(due_on, done_on or self.as_of))


def noted(record: Record, note: str) -> Record:
    return Record(record.type, record.id, record.title, note)
