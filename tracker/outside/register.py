"""The register of results from outside."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, select, true

from tracker.clock import today
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains, number_of
from tracker.outside.choices import OutsideSource
from tracker.outside.models import OutsideResult
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id, OutsideResult.id),
    "dated": (OutsideResult.dated_on, OutsideResult.id),
    "year": (OutsideResult.year, OutsideResult.id),
}
DEFAULT_SORT = "-dated"
STATES = {"valid": "有效", "void": "已作废"}
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("年度", 8, Kind.NUMBER),
    Column("单位", 16),
    Column("来源", 14),
    Column("评价名称", 40),
    Column("评价单位", 24),
    Column("结果日期", 12, Kind.DATE),
    Column("得分", 8, Kind.NUMBER),
    Column("满分", 8, Kind.NUMBER),
    Column("等次或名次", 14),
    Column("说明", 30),
    Column("状态", 20),
)


def own(user: User) -> ColumnElement[bool]:
    if user.sees_all_units:
        return true()
    return OutsideResult.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[OutsideResult]:
    return select(OutsideResult).where(own(user))


def rows(user: User) -> Select[*tuple[Any, ...]]:
    of = OutsideResult
    return (
        select(
            *(of.id, of.year, of.source, of.title, of.assessor, of.dated_on, of.score, of.full, of.grade, of.note),
            *(of.voided_at, of.void_reason, Unit.short_name.label("unit")),
        )
        .join(Unit, Unit.id == of.unit_id)
        .where(own(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("source") in set(OutsideSource):
        statement = statement.where(OutsideResult.source == asked["source"])
    if asked.get("state") in STATES:
        is_void = OutsideResult.voided_at.is_not(None)
        statement = statement.where(is_void if asked["state"] == "void" else ~is_void)
    for name, column in (("unit", OutsideResult.unit_id), ("year", OutsideResult.year)):
        if (number := number_of(asked.get(name))) is not None:
            statement = statement.where(column == number)
    return statement.where(contains(text, OutsideResult.title, OutsideResult.assessor)) if text else statement


def sheet(found: Sequence[Row[Any]]) -> Sheet:
    lines = (
        (
            *(at, row.year, row.unit, row.source.label, row.title, row.assessor, row.dated_on),
            *(row.score / 100, row.full / 100, row.grade, row.note),
            f"已作废：{row.void_reason}" if row.voided_at else "有效",
        )
        for at, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {today()}，共{len(found)}条。外部评价结果单独列示，不与台账计算的事实混合。",)
    return Sheet("外部评价", "外部评价结果台账", COLUMNS, lines, notes)
