"""The facts that a report is made of, read from the records as they are today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.appraisal import facts, lists
from tracker.choices import MatterKind
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.people.models import Unit, User
from tracker.progress_reports import tables
from tracker.progress_reports.annual import Annual
from tracker.progress_reports.models import ProgressReport
from tracker.progress_reports.sentences import drafted
from tracker.requests.yearly import tallying

NOTHING = dict.fromkeys(facts.FACTS, 0)
MATTERS = {MatterKind.LICENCE: "licences", MatterKind.PENALTY: "penalties"}


@dataclass(frozen=True)
class Gathered:
    """``figures`` are counts by the names of ``facts.FACTS``."""

    as_of: date
    figures: dict[str, int]
    requests: dict[str, Any]
    drafted: dict[str, str]


def figures(year: int) -> tuple[date, dict[int, dict[str, int]]]:
    """The last day that counts, and unit -> its counts, for all units at once: the frozen facts of a confirmed year, so
    that report, chapter and notice say the same; else what the records say now."""
    frozen = lists.confirmed(year)
    if frozen is not None:
        return frozen.as_of, {each.unit_id: NOTHING | each.document["facts"] for each in frozen.verdicts}
    moment = facts.Moment.of(year, today(), now())
    return moment.as_of, {each.unit_id: each.counts for each in lists.facts_of(moment)}


def gather(unit: Unit, year: int, by: User) -> Gathered:
    as_of, of_all = figures(year)
    counts = of_all.get(unit.id) or NOTHING
    table = tallying.table_of(year, by, unit)
    return Gathered(as_of, counts, tables.as_json(table), drafted(unit.name, year, counts, table))


def decisions(year: int) -> dict[int, dict[str, int]]:
    """Unit -> how many licences and penalties decided in the year it has on record."""
    of = Disclosure
    statement = (
        select(of.unit_id, of.kind, func.count())
        .where(of.kind.in_(MATTERS), of.decided_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(of.unit_id, of.kind)
    )
    found: dict[int, dict[str, int]] = {}
    for unit_id, kind, number in db.session.execute(statement):
        found.setdefault(unit_id, {})[MATTERS[kind]] = number
    return found


def year_before(year: int) -> dict[int, Annual]:
    """Unit -> tables 2 and 4 of its report of the year before."""
    statement = select(ProgressReport.unit_id, ProgressReport.annual).where(ProgressReport.year == year - 1)
    return {unit_id: annual for unit_id, annual in db.session.execute(statement) if annual}
