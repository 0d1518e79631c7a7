"""Which open tasks are due by a day: by their own date, else from the year's settling day on. Pure."""

from dataclasses import replace
from datetime import date

from tracker.appraisal.facts import UnitYear
from tracker.appraisal.scheme import Scheme


def settled(year: UnitYear, scheme: Scheme, on: date) -> UnitYear:
    """The year as the scheme settles it; ``on`` is the last day that counts. A year that is over is always settled."""
    if not year.tasks_undated:
        return year
    if on >= scheme.settles_on(on.year):
        return replace(year, tasks_undated=())
    return replace(year, tasks_not_due=tuple(sorted(year.tasks_not_due + year.tasks_undated)), tasks_undated=())
