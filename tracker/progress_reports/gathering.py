"""The facts that a report is made of, read from the records as they are today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.appraisal import facts
from tracker.calendar import book
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.progress_reports import tables
from tracker.progress_reports.sentences import drafted
from tracker.requests.yearly import tallying


@dataclass(frozen=True)
class Gathered:
    """``figures`` are counts by the names of ``facts.FACTS``."""

    as_of: date
    figures: dict[str, int]
    requests: dict[str, Any]
    drafted: dict[str, str]


def figures(year: int) -> tuple[date, dict[int, dict[str, int]]]:
    """The last day that counts, and unit -> its counts, for all units at once."""
    moment = facts.Moment.of(year, today(), now())
    years = facts.collect(moment, book.in_force(), db.session.connection())
    return moment.as_of, {each.unit_id: each.counts for each in years}


def gather(unit: Unit, year: int, by: User) -> Gathered:
    as_of, of_all = figures(year)
    counts = of_all.get(unit.id) or dict.fromkeys(facts.FACTS, 0)
    table = tallying.table_of(year, by, unit)
    return Gathered(as_of, counts, tables.as_json(table), drafted(unit.name, year, counts, table))
