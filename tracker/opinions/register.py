"""The register of public-opinion cases: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from tracker.choices import Area, OpinionSource, Severity
from tracker.clock import Light, local
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains
from tracker.opinions.clocks import standing
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import STATES, in_state, own
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "topic": (OpinionCase.topic, OpinionCase.id),
    "unit": (Unit.position, Unit.id, OpinionCase.id),
    "found": (OpinionCase.found_at, OpinionCase.id),
    "due": (OpinionCase.answer_due_at, OpinionCase.id),
}
DEFAULT_SORT = "-found"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("舆情主题", 40),
    Column("重点领域", 16),
    Column("责任单位", 14),
    Column("类型", 24),
    Column("等级", 10),
    Column("来源", 12),
    Column("发现时间", 17, Kind.MOMENT),
    Column("应回应时限", 17, Kind.MOMENT),
    Column("首次回应", 17, Kind.MOMENT),
    Column("状态", 18),
    Column("办结时间", 17, Kind.MOMENT),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a case that the person may see."""
    return (
        select(
            OpinionCase.id,
            OpinionCase.topic,
            OpinionCase.area,
            OpinionCase.kind,
            OpinionCase.severity,
            OpinionCase.source,
            OpinionCase.found_at,
            OpinionCase.answer_due_at,
            OpinionCase.answered_at,
            OpinionCase.closed_at,
            Unit.short_name.label("unit"),
        )
        .join(Unit, OpinionCase.unit_id == Unit.id)
        .where(own(user))
    )


def filtered(
    statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str, moment: datetime
) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("area") in set(Area):
        statement = statement.where(OpinionCase.area == asked["area"])
    if asked.get("severity") in set(Severity):
        statement = statement.where(OpinionCase.severity == asked["severity"])
    if asked.get("source") in set(OpinionSource):
        statement = statement.where(OpinionCase.source == asked["source"])
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"], moment))
    for name, column in (("unit", OpinionCase.unit_id), ("task", OpinionCase.task_id)):
        number = asked.get(name, "")
        if number.isascii() and number.isdigit() and len(number) <= 9:
            statement = statement.where(column == int(number))
    if text:
        statement = statement.where(contains(text, OpinionCase.topic, OpinionCase.found_where))
    return statement


def lights(found: Iterable[Row[Any]], moment: datetime) -> dict[int, Light]:
    return {row.id: standing(row.answer_due_at, row.answered_at, moment) for row in found}


def sheet(found: Sequence[Row[Any]], moment: datetime) -> Sheet:
    state = lights(found, moment)
    lines = (
        (
            number,
            row.topic,
            row.area.label,
            row.unit,
            row.kind.label,
            row.severity.label,
            row.source.label,
            _shown(row.found_at),
            _shown(row.answer_due_at),
            _shown(row.answered_at),
            state[row.id].word,
            _shown(row.closed_at),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {_shown(moment):%Y-%m-%d %H:%M}，共{len(found)}件。时限依据国办发〔2016〕61号、80号实施细则。",)
    return Sheet("政务舆情", "重点领域政务舆情台账", COLUMNS, lines, notes)


def _shown(moment: datetime | None) -> datetime | None:
    """A spreadsheet's moment has no zone: it is the time in Shanghai."""
    return local(moment).replace(tzinfo=None) if moment else None
