"""When a task is next due in its year: pure rules over its time limit and what was published under it.

A standing duty ("within 20 working days of forming") has no date of its own: each disclosure brings its clock. A date
is due once; a periodic duty is due at the end of each period in which nothing was published (README, *Decisions*).
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from tracker.choices import DeadlineKind, Period

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


def periods(period: Period, year: int) -> list[tuple[date, date]]:
    """First and last day of each period in the year, one expected fulfilment each."""
    length = MONTHS[period]
    ends = range(length, 13, length)
    return [(date(year, end - length + 1, 1), date(year, end, monthrange(year, end)[1])) for end in ends]


def missed_periods(period: Period, year: int, published: Iterable[date], on: date) -> list[tuple[date, date]]:
    """The periods that were over by the day ``on`` without anything published in them."""
    days = list(published)
    return [
        (first, last)
        for first, last in periods(period, year)
        if last < on and not any(first <= day <= last for day in days)
    ]


def next_due(
    kind: DeadlineKind,
    on: date | None,
    period: Period | None,
    year: int,
    *,
    published: Iterable[date] = (),
    open_dues: Iterable[date] = (),
) -> date | None:
    """The earliest open limit of a task for one unit; None when nothing is owed by a known day.

    ``on`` and ``period`` are the task's fixed date and rhythm, ``published`` the days on which the unit published
    under it, ``open_dues`` the limits of what arose and is not yet published.
    """
    days = list(published)
    dues = list(open_dues)
    if kind is DeadlineKind.DATE and on is not None and not days:
        dues.append(on)
    if kind is DeadlineKind.PERIODIC and period is not None:
        dues += [last for first, last in periods(period, year) if not any(first <= day <= last for day in days)][:1]
    return min(dues, default=None)
