"""The register of policy documents: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from tracker.choices import Area
from tracker.clock import Light, WorkCalendar
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.interpretations.limits import SOURCE, standing
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.interpretations.scope import STATES, first_interpreted, in_state, own
from tracker.listing import contains
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "title": (PolicyDocument.title, PolicyDocument.id),
    "unit": (Unit.position, Unit.id, PolicyDocument.id),
    "published": (PolicyDocument.published_on, PolicyDocument.id),
    "due": (PolicyDocument.due_on, PolicyDocument.id),
}
DEFAULT_SORT = "-published"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("文件标题", 44),
    Column("文号", 20),
    Column("重点领域", 16),
    Column("起草单位", 14),
    Column("文件公开日", 12, Kind.DATE),
    Column("应解读期限", 12, Kind.DATE),
    Column("期限性质", 10),
    Column("首次解读", 12, Kind.DATE),
    Column("解读件数", 10, Kind.NUMBER),
    Column("状态", 18),
    Column("文件网址", 36),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a policy document that the person may see."""
    number = (
        select(func.count(Interpretation.id))
        .where(Interpretation.policy_document_id == PolicyDocument.id)
        .correlate(PolicyDocument)
        .scalar_subquery()
    )
    return (
        select(
            PolicyDocument.id,
            PolicyDocument.title,
            PolicyDocument.document_number,
            PolicyDocument.area,
            PolicyDocument.published_on,
            PolicyDocument.due_on,
            PolicyDocument.is_provisional,
            PolicyDocument.address,
            first_interpreted().label("interpreted_on"),
            number.label("number"),
            Unit.short_name.label("unit"),
        )
        .join(Unit, PolicyDocument.unit_id == Unit.id)
        .where(own(user))
    )


def filtered(
    statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str, on: date
) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("area") in set(Area):
        statement = statement.where(PolicyDocument.area == asked["area"])
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"], on))
    for name, column in (("unit", PolicyDocument.unit_id), ("task", PolicyDocument.task_id)):
        number = asked.get(name, "")
        if number.isascii() and number.isdigit() and len(number) <= 9:
            statement = statement.where(column == int(number))
    if text:
        statement = statement.where(contains(text, PolicyDocument.title, PolicyDocument.document_number))
    return statement


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {row.id: standing(row.due_on, row.interpreted_on, on, calendar) for row in found}


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    state = lights(found, on, calendar)
    lines = (
        (
            number,
            row.title,
            row.document_number,
            row.area.label,
            row.unit,
            row.published_on,
            row.due_on,
            "暂定" if row.is_provisional else "",
            row.interpreted_on,
            row.number,
            state[row.id].word,
            row.address,
        )
        for number, row in enumerate(found, 1)
    )
    return Sheet(
        "政策解读", "重点领域政策文件解读台账", COLUMNS, lines, (f"统计截至 {on}，共{len(found)}件。依据：{SOURCE}。",)
    )
