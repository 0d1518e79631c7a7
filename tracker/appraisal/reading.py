"""How a year is read: rows by Core selects, and days that lie after the last one that counts taken as unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, select

from tracker.appraisal.records import Record
from tracker.clock import WorkCalendar, local

Finding: TypeAlias = tuple[int, str, Record]


@dataclass(frozen=True)
class Reading:
    """What a year is read with: the last day that counts, the day and the moment by which a limit is over, calendar
    and connection."""

    year: int
    as_of: date
    judged_on: date
    until: datetime
    calendar: WorkCalendar
    connection: Connection

    def rows(
        self, *columns: Any, where: Sequence[Any], joins: Sequence[Any] = (), by: Sequence[Any] = ()
    ) -> Sequence[Row[Any]]:
        statement = select(*columns).where(*where).group_by(*by)
        for target, on in joins:
            statement = statement.join(target, on)
        return self.connection.execute(statement).all()

    def known(self, day: date | None) -> date | None:
        """The day, unless it lies after the last day that counts."""
        return day if day is not None and day <= self.as_of else None

    def day(self, moment: datetime | None) -> date | None:
        return self.known(local(moment).date()) if moment is not None else None

    def late_days(self, due_on: date, done_on: date | None) -> int:
        return max(1, self.calendar.workdays_between(due_on, done_on or self.as_of))


def noted(record: Record, note: str) -> Record:
    return Record(record.type, record.id, record.title, note)
