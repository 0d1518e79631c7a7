"""The register of findings over all inspections."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from tracker.clock import local, today
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains, number_of
from tracker.people.models import Unit, User
from tracker.supervision.choices import CheckIndicator
from tracker.supervision.models import Finding, Inspection, InspectionItem
from tracker.supervision.scope import STATES, in_state, own_findings, word
from tracker.tasks.models import Task

SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id, Finding.id),
    "found": (Finding.found_at, Finding.id),
    "points": (Finding.points, Finding.id),
}
DEFAULT_SORT = "-found"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("检查", 36),
    Column("单位", 14),
    Column("任务", 36),
    Column("检查指标", 14),
    Column("存在的问题", 50),
    Column("扣分", 8, Kind.NUMBER),
    Column("核查网址", 30),
    Column("状态", 14),
    Column("单位反馈", 12),
    Column("反馈内容", 40),
    Column("反馈时间", 17, Kind.MOMENT),
    Column("公开办答复", 40),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    of = Finding
    return (
        select(
            *(of.id, of.indicator, of.problem, of.points, of.address, of.state, of.reply_kind, of.reply),
            *(of.replied_at, of.answer, of.answered_at, of.found_at, Unit.short_name.label("unit"), Task.item),
            *(
                Inspection.id.label("inspection_id"),
                Inspection.title,
                Inspection.reply_by,
                Inspection.state.label("round"),
            ),
        )
        .join(Inspection, Inspection.id == of.inspection_id)
        .join(Unit, Unit.id == of.unit_id)
        .join(InspectionItem, InspectionItem.id == of.item_id)
        .join(Task, Task.id == InspectionItem.task_id)
        .where(own_findings(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"]))
    if asked.get("indicator") in set(CheckIndicator):
        statement = statement.where(Finding.indicator == asked["indicator"])
    for name, column in (("unit", Finding.unit_id), ("inspection", Finding.inspection_id)):
        if (number := number_of(asked.get(name))) is not None:
            statement = statement.where(column == number)
    return statement.where(contains(text, Finding.problem, Task.item)) if text else statement


def sheet(found: Sequence[Row[Any]]) -> Sheet:
    lines = (
        (
            *(number, row.title, row.unit, row.item, row.indicator.label, row.problem, row.points, row.address),
            *(word(row, row.round, row.reply_by), row.reply_kind.label if row.reply_kind else "", row.reply),
            *(local(row.replied_at).replace(tzinfo=None) if row.replied_at else None, row.answer),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {today()}，共{len(found)}个。",)
    return Sheet("检查问题", "重点领域政府信息公开督促检查问题台账", COLUMNS, lines, notes)
