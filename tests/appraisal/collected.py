"""The facts of a year, collected from the test's database."""

from datetime import date, datetime, time

from tracker.appraisal import facts
from tracker.appraisal.facts import Moment, UnitYear
from tracker.calendar import book
from tracker.clock import SHANGHAI
from tracker.db import db

TODAY = date(2018, 12, 20)


def at(month: int, day: int, hour: int = 9, year: int = 2018) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def collect(today: date = TODAY) -> tuple[UnitYear, ...]:
    """The facts at ten in the morning."""
    db.session.flush()
    moment = Moment.of(2018, today, datetime.combine(today, time(10), SHANGHAI))
    return facts.collect(moment, book.in_force(), db.session.connection())


def of(code: str = "fgj", today: date = TODAY) -> UnitYear:
    return next(year for year in collect(today) if year.code == code)


def counted(year: UnitYear) -> dict[str, int]:
    return {name: count for name, count in year.counts.items() if count}
