"""The register of inspections: what each has come to, how it is filtered, sorted and exported."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from tracker.choices import Area
from tracker.clock import today
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains
from tracker.people.models import User
from tracker.supervision.choices import FindingState, InspectionState
from tracker.supervision.models import Circular, Finding, Inspection, InspectionItem, InspectionUnit
from tracker.supervision.scope import own

SORTS: dict[str, Sequence[Any]] = {
    "title": (Inspection.title, Inspection.id),
    "period": (Inspection.period_from, Inspection.id),
    "reply": (Inspection.reply_by, Inspection.id),
}
DEFAULT_SORT = "-period"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("检查名称", 44),
    Column("检查时段（起）", 14, Kind.DATE),
    Column("检查时段（止）", 14, Kind.DATE),
    Column("重点领域", 40),
    Column("抽查号", 12),
    Column("单位", 8, Kind.NUMBER),
    Column("抽查任务", 10, Kind.NUMBER),
    Column("发现问题", 10, Kind.NUMBER),
    Column("反馈期限", 12, Kind.DATE),
    Column("状态", 12),
    Column("通报文号", 22),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a round that the person may see; a unit's people read the numbers of their own unit."""
    of = Inspection
    units = select(func.count()).where(InspectionUnit.inspection_id == of.id)
    items = select(func.count()).where(InspectionItem.inspection_id == of.id)
    found = select(func.count()).where(Finding.inspection_id == of.id, Finding.state == FindingState.STANDING)
    if not user.sees_all_units:
        items = items.where(InspectionItem.unit_id == user.unit_id)
        found = found.where(Finding.unit_id == user.unit_id)
    return (
        select(
            *(of.id, of.title, of.period_from, of.period_to, of.areas, of.seed, of.state, of.reply_by),
            Circular.document_number,
            units.scalar_subquery().label("units"),
            items.scalar_subquery().label("items"),
            found.scalar_subquery().label("findings"),
        )
        .outerjoin(Circular, Circular.inspection_id == of.id)
        .where(own(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("state") in set(InspectionState):
        statement = statement.where(Inspection.state == asked["state"])
    year = asked.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        statement = statement.where(Inspection.year == int(year))
    return statement.where(contains(text, Inspection.title)) if text else statement


def sheet(found: Sequence[Row[Any]]) -> Sheet:
    lines = (
        (
            *(number, row.title, row.period_from, row.period_to, "、".join(Area(each).label for each in row.areas)),
            *(str(row.seed), row.units, row.items, row.findings, row.reply_by, row.state.label),
            row.document_number,
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {today()}，共{len(found)}次。依据实施方案四（二）定期督促检查。",)
    return Sheet("督促检查", "重点领域政府信息公开督促检查台账", COLUMNS, lines, notes)
