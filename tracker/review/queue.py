"""The queue of what units handed in: what waits longest comes first, each with the facts behind it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, case, func, select

from tracker.calendar import book
from tracker.choices import Area, AssignmentState, CheckState, DeadlineKind, Outcome, ProgressKind
from tracker.clock import local, today
from tracker.db import db
from tracker.disclosures.models import Disclosure, disclosure_evidence
from tracker.disclosures.scope import HAS_ADDRESS, in_state
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains
from tracker.people.models import Unit
from tracker.review.bearing import Bearing
from tracker.tasks.deadlines import missed_periods, period_name
from tracker.tasks.models import Assignment, ProgressUpdate, Task, progress_evidence
from tracker.tasks.scope import of_live_task

SORTS: dict[str, Sequence[Any]] = {
    "submitted": (Assignment.submitted_at, Assignment.id),
    "unit": (Unit.position, Unit.id, Assignment.submitted_at, Assignment.id),
    "area": (Task.area, Task.position, Assignment.id),
    "returns": (Assignment.returns, Assignment.id),
}
DEFAULT_SORT = "submitted"
SHARES: BindParameter[Sequence[int]] = bindparam("shares", expanding=True)
OF_SHARE = and_(Disclosure.task_id == Assignment.task_id, Disclosure.unit_id == Assignment.unit_id)
KINDS = {"again": "曾被退回", "first": "首次上报"}
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("责任单位", 14),
    Column("重点领域", 16),
    Column("公开事项", 36),
    Column("上报内容", 12),
    Column("上报日期", 12, Kind.DATE),
    Column("已等工作日", 8, Kind.NUMBER),
    Column("退回次数", 8, Kind.NUMBER),
    Column("公开记录", 8, Kind.NUMBER),
    Column("请留意", 44),
)


def rows() -> Select[*tuple[Any, ...]]:
    """Every share that waits for the office."""
    return (
        select(
            Assignment.id,
            Assignment.task_id,
            Assignment.unit_id,
            Assignment.version,
            Assignment.outcome,
            Assignment.submitted_at,
            Assignment.returns,
            Task.year,
            Task.area,
            Task.category,
            Task.item,
            Task.starts_on,
            Task.deadline_kind,
            Task.deadline_period,
            Unit.short_name.label("unit"),
        )
        .join(Task, Assignment.task_id == Task.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .where(Assignment.state == AssignmentState.SUBMITTED, of_live_task())
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("area") in set(Area):
        statement = statement.where(Task.area == asked["area"])
    if asked.get("outcome") in set(Outcome):
        statement = statement.where(Assignment.outcome == asked["outcome"])
    if asked.get("unit"):
        statement = statement.where(Unit.code == asked["unit"])
    if asked.get("kind") in KINDS:
        statement = statement.where(Assignment.returns > 0 if asked["kind"] == "again" else Assignment.returns == 0)
    if text:
        statement = statement.where(contains(text, Task.item, Task.category, Unit.short_name, Unit.name))
    return statement


def of(share_ids: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The chosen shares, as far as they still wait, in the order of the units."""
    return db.session.execute(rows().where(Assignment.id.in_(share_ids)).order_by(*SORTS["unit"])).all()


def stamps(share_ids: Collection[int]) -> dict[int, str]:
    """Share -> the stamp of its records, as its bearing has it."""
    found = of(share_ids)
    counts = _disclosures([row.id for row in found])
    return {row.id: counts.get(row.id, {}).get("stamp", "") for row in found}


def waited(submitted_at: Any) -> int:
    """Working days since the submission."""
    return max(0, book.in_force().workdays_between(local(submitted_at).date(), today()))


def bearings(found: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, Bearing]:
    """Share -> what stands behind it; four statements whatever the number of rows."""
    shares = [row.id for row in found]
    counts, days = _disclosures(shares), _published(found)
    sent, shown = _evidence(shares), _disclosure_files(shares)
    return {
        row.id: Bearing(
            row.outcome,
            **counts.get(row.id, {}),
            missed=_missed(row, days[row.task_id, row.unit_id]),
            evidence=sent.get(row.id, 0) + shown.get(row.id, 0),
        )
        for row in found
    }


def _disclosures(shares: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Share -> how many records it has of each standing, and their stamp."""
    names, statement = _counting(today())
    return {
        row.id: {name: row._mapping[name] for name in names} | {"stamp": f"{row.disclosures}-{row.versions}"}
        for row in db.session.execute(statement, {SHARES.key: shares})
    }


@lru_cache(maxsize=8)
def _counting(day: date) -> tuple[tuple[str, ...], Select[*tuple[Any, ...]]]:
    """What is counted, and the statement; made once a day, which costs more than running it.

    The records are found from their shares: SQLite would walk through all of them to compare pairs of task and unit.
    """
    conditions = {
        "late": in_state("late", day),
        "open": in_state("open", day),
        "off_website": in_state("off_website", day),
        "unproven": and_(Disclosure.published_on.is_not(None), ~HAS_ADDRESS),
        "unchecked_returns": Disclosure.check_state == CheckState.RETURNED,
        "clock_changed": in_state("clock_changed", day),
        "by_law": in_state("by_law", day),
    }
    columns = [func.count(case((condition, 1))).label(name) for name, condition in conditions.items()]
    versions = func.sum(Disclosure.version).label("versions")
    counted = select(Assignment.id, func.count().label("disclosures"), versions, *columns).join(Disclosure, OF_SHARE)
    statement = counted.where(Assignment.id.in_(SHARES)).group_by(Assignment.id)
    return ("disclosures", *conditions), statement


def _published(found: Sequence[Row[*tuple[Any, ...]]]) -> defaultdict[tuple[int, int], list[date]]:
    """The days of publication under tasks with a rhythm."""
    days: defaultdict[tuple[int, int], list[date]] = defaultdict(list)
    tasks = {row.task_id for row in found if row.deadline_kind is DeadlineKind.PERIODIC}
    statement = select(Disclosure.task_id, Disclosure.unit_id, Disclosure.published_on).where(
        Disclosure.task_id.in_(tasks), Disclosure.published_on.is_not(None)
    )
    for task, unit, day in db.session.execute(statement) if tasks else ():
        if day:
            days[task, unit].append(day)
    return days


def _missed(row: Row[*tuple[Any, ...]], published: Sequence[date]) -> tuple[str, ...]:
    period = row.deadline_period
    if row.deadline_kind is not DeadlineKind.PERIODIC or period is None:
        return ()
    missed = missed_periods(period, row.year, published, today(), row.starts_on)
    return tuple(period_name(period, first) for first, _last in missed)


def _evidence(shares: Collection[int]) -> dict[int, int]:
    """Share -> files handed in with its last submission or before."""
    sent = (ProgressKind.SUBMITTED, ProgressKind.NOTHING_AROSE, ProgressKind.UPDATED)
    statement = (
        select(ProgressUpdate.assignment_id, func.count())
        .join(progress_evidence, progress_evidence.c.progress_update_id == ProgressUpdate.id)
        .where(ProgressUpdate.assignment_id.in_(shares), ProgressUpdate.kind.in_(sent))
        .group_by(ProgressUpdate.assignment_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _disclosure_files(shares: Sequence[int]) -> dict[int, int]:
    statement = (
        select(Assignment.id, func.count())
        .join(Disclosure, OF_SHARE)
        .join(disclosure_evidence, disclosure_evidence.c.disclosure_id == Disclosure.id)
        .where(Assignment.id.in_(shares))
        .group_by(Assignment.id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def sheet(found: Sequence[Row[*tuple[Any, ...]]]) -> Sheet:
    bearing = bearings(found)
    lines = (
        (
            number,
            row.unit,
            row.area.label,
            row.item,
            row.outcome.label if row.outcome else "",
            local(row.submitted_at).date(),
            waited(row.submitted_at),
            row.returns,
            bearing[row.id].disclosures,
            "；".join(bearing[row.id].warnings),
        )
        for number, row in enumerate(found, 1)
    )
    return Sheet("待审核", "待公开办审核的上报", COLUMNS, lines, (f"截至 {today()}，共{len(found)}项。",))
