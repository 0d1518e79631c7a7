"""The list of a year: computed from the facts until the office confirms it, read as it was frozen afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import selectinload

from tracker.appraisal import document, facts, rules, scheme
from tracker.appraisal.choices import SchemeState
from tracker.appraisal.models import Appraisal, AppraisalScheme, Verdict
from tracker.appraisal.settling import settled
from tracker.calendar import book
from tracker.choices import AssignmentState
from tracker.clock import now, today
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import count_live

NEW_YEAR = (4, 1)  # by then the annual report of the year before is public
FIRST_YEAR = 2008  # the first Regulation came into force


@dataclass(frozen=True)
class YearList:
    """``units`` are the documents of ``document.of_unit`` in the order of the list.

    ``appraisal`` is None while the list is only proposed; then ``is_over`` says whether the year is.
    """

    year: int
    as_of: date
    is_over: bool
    scheme: dict[str, Any]
    units: tuple[Mapping[str, Any], ...]
    fingerprint: str
    appraisal: Appraisal | None = None

    @property
    def public(self) -> dict[str, Any]:
        return document.public(self.year, self.as_of.isoformat(), self.scheme, self.units)

    def unit(self, code: str) -> Mapping[str, Any] | None:
        return next((unit for unit in self.units if unit["code"] == code), None)


def of(year: int, progress: facts.Progress | None = None) -> YearList:
    """The year's list as it stands. Raises Refused for a year that has no facts yet or never can have."""
    require(year)
    appraisal = confirmed(year)
    return _frozen(appraisal) if appraisal is not None else proposed(year, progress)


def require(year: int) -> None:
    if not FIRST_YEAR <= year <= today().year:
        raise Refused(f"年度应在{FIRST_YEAR}至{today().year}之间，现为{year}。")


def present() -> int:
    """The year that is at its end or in work: until the end of March the one before, where it has tasks."""
    day = today()
    if day < date(day.year, *NEW_YEAR) and db.session.scalar(select(Task.id).where(Task.year == day.year - 1).limit(1)):
        return day.year - 1
    return day.year


def confirmed(year: int, *, to_write: bool = False) -> Appraisal | None:
    """The confirmed list with its verdicts; ``to_write`` keeps others from changing or issuing it meanwhile."""
    statement = select(Appraisal).where(Appraisal.year == year)
    if to_write:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement.options(selectinload(Appraisal.verdicts).joinedload(Verdict.unit)))


def proposed(year: int, progress: facts.Progress | None = None, cut_off: date | None = None) -> YearList:
    """Facts, scores and proposals from one consistent reading of the database, up to now or to an earlier cut-off."""
    (found,) = reckoned(moment_of(year, cut_off), [scheme_of(year)], progress)
    return found


def moment_of(year: int, cut_off: date | None = None) -> facts.Moment:
    """Raises Refused for a cut-off that is not a day of the year, or still lies ahead."""
    if cut_off is None or cut_off == today():
        return facts.Moment.of(year, today(), now())
    _require_day(year, cut_off)
    return facts.Moment.end_of(year, cut_off)


def looked_back(year: int, day: date) -> facts.Moment:
    """The year as it stood on the evening of an earlier day."""
    _require_day(year, day)
    return facts.Moment.end_of(year, day, is_look_back=True)


def _require_day(year: int, day: date) -> None:
    for problem in problems_of(year, day):
        raise Refused(problem)


def problems_of(year: int, day: date) -> list[str]:
    """Why facts cannot end on that day, in words for whoever typed it."""
    if day > today():
        return [f"截至日 {day} 还没有到，今天是 {today()}。请改为今天或更早的日期。"]
    return [] if day.year == year else [f"截至日应在{year}年之内，现为 {day}。"]


def reckoned(
    moment: facts.Moment, schemes: Sequence[scheme.Scheme], progress: facts.Progress | None = None
) -> list[YearList]:
    """The list as of any moment by each of the schemes; one unit's records are in memory at a time."""
    documents: list[dict[str, document.UnitDocument]] = [{} for _ in schemes]
    standings: list[list[rules.Judgement]] = [[] for _ in schemes]
    with _snapshot() as connection:
        for each in facts.stream(moment, book.in_force(), connection, progress):
            for number, by in enumerate(schemes):
                scored = rules.score(settled(each, by, moment.as_of), by)
                documents[number][each.code] = document.of_unit(scored, by)
                standings[number].append(scored.standing)
    return [_listed(moment, *each) for each in zip(schemes, documents, standings, strict=True)]


def facts_of(moment: facts.Moment) -> tuple[facts.UnitYear, ...]:
    """The facts of all units as the scheme in force settles them."""
    by = scheme_of(moment.year)
    years = facts.collect(moment, book.in_force(), db.session.connection())
    return tuple(settled(each, by, moment.as_of) for each in years)


def _listed(
    moment: facts.Moment,
    by: scheme.Scheme,
    documents: Mapping[str, document.UnitDocument],
    standings: Sequence[rules.Judgement],
) -> YearList:
    units = tuple(documents[one.year.code].placed(one) for one in rules.place(standings, by, moment.as_of))
    content, as_of = by.as_json(), moment.as_of.isoformat()
    fingerprint = document.fingerprint(moment.year, as_of, content, units)
    return YearList(moment.year, moment.as_of, moment.is_over, content, units, fingerprint)


def waiting(year: int) -> int:
    """How many submissions of the year's tasks wait for the office, of cooperating units too, as the desk counts."""
    of_the_year = Assignment.task_id.in_(select(Task.id).where(Task.year == year))
    return db.session.scalar(select(count_live(Assignment.state == AssignmentState.SUBMITTED, of_the_year))) or 0


def scheme_of(year: int) -> scheme.Scheme:
    """The newest adopted version of the year's scheme; the default one while the office has adopted none."""
    adopted = select(AppraisalScheme).where(AppraisalScheme.year == year, AppraisalScheme.state == SchemeState.ADOPTED)
    kept = db.session.scalar(adopted.order_by(AppraisalScheme.number.desc()).limit(1))
    return scheme.Scheme.from_json(kept.content) if kept is not None else scheme.default(year)


def _frozen(appraisal: Appraisal) -> YearList:
    units = tuple(verdict.document for verdict in appraisal.verdicts)
    return YearList(
        appraisal.year, appraisal.as_of, True, appraisal.scheme, units, appraisal.fingerprint, appraisal=appraisal
    )


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection on which all selects see the same moment, whoever writes meanwhile.

    A transaction of SQLite is one by itself. On PostgreSQL it takes a connection of its own: under REPEATABLE READ the
    caller's would no longer see the newest link of the audit chain.
    """
    if db.engine.dialect.name == "sqlite":
        yield db.session.connection()
        return
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection
