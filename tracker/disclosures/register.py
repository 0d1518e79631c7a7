"""The register of disclosures: which columns its pages show, how it is filtered, sorted and exported."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select

from tracker.choices import Area, MatterKind
from tracker.clock import Light, WorkCalendar
from tracker.db import db
from tracker.disclosures.limits import standing
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import EVENT_ON, IS_WITHHELD, STATES, in_state, own
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains
from tracker.people.models import Unit, User
from tracker.tasks.models import Task

SORTS: dict[str, Sequence[Any]] = {
    "title": (Disclosure.title, Disclosure.id),
    "unit": (Unit.position, Unit.id, Disclosure.id),
    "event": (EVENT_ON, Disclosure.id),
    "due": (Disclosure.due_on, Disclosure.id),
    "published": (Disclosure.published_on, Disclosure.id),
    "recorded": (Disclosure.id,),
}
DEFAULT_SORT = "-recorded"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("重点领域", 16),
    Column("任务", 30),
    Column("责任单位", 14),
    Column("信息标题", 36),
    Column("文号", 18),
    Column("类别", 10),
    Column("形成（决定）日", 12, Kind.DATE),
    Column("应公开期限", 12, Kind.DATE),
    Column("期限性质", 10),
    Column("公开日期", 12, Kind.DATE),
    Column("状态", 16),
    Column("公开渠道", 24),
    Column("公开网址", 36),
    Column("保密审查人", 12),
    Column("审查日期", 12, Kind.DATE),
    Column("审查结论", 14),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a disclosure that the person may see, with all that the pages and the export show."""
    return (
        select(
            Disclosure.id,
            Disclosure.title,
            Disclosure.document_number,
            Disclosure.kind,
            EVENT_ON.label("event_on"),
            Disclosure.due_on,
            Disclosure.is_provisional,
            Disclosure.published_on,
            IS_WITHHELD.label("is_withheld"),
            Disclosure.channels,
            Disclosure.address,
            Disclosure.secrecy_reviewed_by,
            Disclosure.secrecy_reviewed_on,
            Disclosure.secrecy_result,
            Disclosure.task_id,
            Task.area,
            Task.item,
            Unit.short_name.label("unit"),
        )
        .join(Task, Disclosure.task_id == Task.id)
        .join(Unit, Disclosure.unit_id == Unit.id)
        .where(own(user))
    )


def filtered(
    statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str, on: date
) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("area") in set(Area):
        statement = statement.where(Task.area == asked["area"])
    if asked.get("kind") in set(MatterKind):
        statement = statement.where(Disclosure.kind == asked["kind"])
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"], on))
    for name, column in (("unit", Disclosure.unit_id), ("task", Disclosure.task_id)):
        number = asked.get(name, "")
        if number.isascii() and number.isdigit() and len(number) <= 9:
            statement = statement.where(column == int(number))
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first:
        statement = statement.where(first <= EVENT_ON)
    if last:
        statement = statement.where(last >= EVENT_ON)
    if text:
        statement = statement.where(contains(text, Disclosure.title, Disclosure.document_number, Task.item))
    return statement


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {row.id: standing(row.due_on, row.published_on, bool(row.is_withheld), on, calendar) for row in found}


def counts(found: Iterable[Row[Any]], on: date) -> Counter[str]:
    """How many of a task's disclosures were published in time, are late, still open or withheld."""
    return Counter(_state(row, on) for row in found)


def _state(row: Row[Any], on: date) -> str:
    if row.is_withheld:
        return "withheld"
    if row.due_on is not None and (row.published_on or on) > row.due_on:
        return "late"
    return "kept" if row.published_on else "open"


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    state = lights(found, on, calendar)
    lines = (
        (
            number,
            row.area.label,
            row.item,
            row.unit,
            row.title,
            row.document_number,
            row.kind.label,
            row.event_on,
            row.due_on,
            "暂定" if row.is_provisional else "",
            row.published_on,
            state[row.id].word,
            "、".join(row.channels),
            row.address,
            row.secrecy_reviewed_by,
            row.secrecy_reviewed_on,
            row.secrecy_result.label if row.secrecy_result else "",
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {on}，共{len(found)}条。期限依据实施方案三（三）及各条所依规定。",)
    return Sheet("公开记录", "重点领域政府信息公开记录", COLUMNS, lines, notes)


def last_channels(unit_id: int) -> list[str]:
    """Where the unit published last, to be offered again."""
    found = db.session.scalar(
        select(Disclosure.channels)
        .where(Disclosure.unit_id == unit_id, Disclosure.published_on.is_not(None))
        .order_by(Disclosure.id.desc())
        .limit(1)
    )
    return found or []
