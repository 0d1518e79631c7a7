"""The register of a year's reports: every unit, whether it has one or not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, select, true

from tracker.choices import UnitKind
from tracker.clock import Light, WorkCalendar, light
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.people.models import Unit, User
from tracker.progress_reports.choices import ReportState
from tracker.progress_reports.models import ProgressReport

SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id),
    "state": (ProgressReport.state, Unit.position, Unit.id),
    "submitted": (ProgressReport.submitted_on, Unit.position, Unit.id),
}
DEFAULT_SORT = "unit"
NONE = "none"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("单位", 16),
    Column("类别", 14),
    Column("状态", 18),
    Column("数据截至", 12, Kind.DATE),
    Column("领导审定", 12, Kind.DATE),
    Column("报送日期", 12, Kind.DATE),
    Column("期限", 16),
    Column("退回次数", 10, Kind.NUMBER),
    Column("审核通过", 12, Kind.DATE),
)


def own(user: User) -> ColumnElement[bool]:
    """The condition on ``Unit`` whose report this person may see."""
    if user.sees_all_units:
        return true()
    return Unit.id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[ProgressReport]:
    return select(ProgressReport).join(Unit, Unit.id == ProgressReport.unit_id).where(own(user))


def rows(user: User, year: int) -> Select[*tuple[Any, ...]]:
    of = ProgressReport
    there = and_(of.unit_id == Unit.id, of.year == year)
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.short_name.label("unit"), Unit.kind, of.id, of.state, of.as_of),
            *(of.approved_on, of.submitted_on, of.accepted_on, of.returns),
        )
        .outerjoin(of, there)
        .where(own(user), Unit.closed_on.is_(None) | of.id.is_not(None))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str]) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("state") == NONE:
        statement = statement.where(ProgressReport.id.is_(None))
    elif asked.get("state") in set(ReportState):
        statement = statement.where(ProgressReport.state == asked["state"])
    if asked.get("kind") in set(UnitKind):
        statement = statement.where(Unit.kind == asked["kind"])
    return statement


def lights(found: Iterable[Row[Any]], due_on: date, on: date, calendar: WorkCalendar) -> dict[int, Light]:
    """Unit -> how its report stands by the day on which it was handed in; one that was returned is owed again."""
    return {row.unit_id: light(due_on, _handed(row), on, calendar) for row in found}


def _handed(row: Row[Any]) -> date | None:
    kept: date | None = row.submitted_on if row.state in (ReportState.SUBMITTED, ReportState.ACCEPTED) else None
    return kept


def sheet(year: int, found: Sequence[Row[Any]], standing: Mapping[int, Light], due_on: date) -> Sheet:
    lines = (
        (
            *(at, row.unit, row.kind.label, row.state.label if row.state else "未起草", row.as_of, row.approved_on),
            *(row.submitted_on, standing[row.unit_id].word, row.returns, row.accepted_on),
        )
        for at, row in enumerate(found, 1)
    )
    return Sheet(f"{year}年度报告", f"{year}年度工作进展报告报送情况", COLUMNS, lines, (f"报送期限 {due_on}。",))
