"""The register of policy documents: which columns its pages show, how it is filtered, sorted and exported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from tracker.choices import Area
from tracker.clock import Light, WorkCalendar
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.limits import SOURCE, standing, together
from tracker.interpretations.models import Interpretation, PolicyDocument, marked
from tracker.interpretations.scope import STATES, first_interpreted, in_state, own
from tracker.listing import contains, day_of, number_of
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "title": (PolicyDocument.title, PolicyDocument.id),
    "unit": (Unit.position, Unit.id, PolicyDocument.id),
    "published": (PolicyDocument.published_on, PolicyDocument.id),
    "due": (PolicyDocument.due_on, PolicyDocument.id),
}
DEFAULT_SORT = "-published"
AT_ONCE = 5000
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
    Column("未解读天数", 10, Kind.NUMBER),
    Column("三同步", 30),
    Column("解读形式", 24),
    Column("标记", 14),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a policy document that the person may see."""
    number = (
        select(func.count(Interpretation.id))
        .where(Interpretation.policy_document_id == PolicyDocument.id, Interpretation.withdrawn_at.is_(None))
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
            *(PolicyDocument.planned_on, PolicyDocument.is_sensitive, PolicyDocument.differs_by_region),
            *(PolicyDocument.drafted_with, PolicyDocument.approved_with, PolicyDocument.waiver, PolicyDocument.moves),
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
        if (number := number_of(asked.get(name))) is not None:
            statement = statement.where(column == number)
    if first := day_of(asked.get("from")):
        statement = statement.where(PolicyDocument.published_on >= first)
    if last := day_of(asked.get("to")):
        statement = statement.where(PolicyDocument.published_on <= last)
    if text:
        statement = statement.where(contains(text, PolicyDocument.title, PolicyDocument.document_number))
    return statement


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {row.id: standing(row.due_on, row.interpreted_on, on, calendar, row.waiver) for row in found}


def days_gone(row: Row[Any], on: date) -> int | None:
    """Days since the paper became public, while it waits for its interpretation."""
    waits = row.published_on is not None and row.interpreted_on is None and row.waiver is not WaiverState.ACCEPTED
    return (on - row.published_on).days if waits else None


def forms_of(numbers: Sequence[int]) -> Mapping[int, list[str]]:
    """Document -> the forms of its interpretations, each once."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    statement = select(Interpretation.policy_document_id, Interpretation.form).order_by(Interpretation.id)
    statement = statement.where(Interpretation.withdrawn_at.is_(None))
    for first in range(0, len(numbers), AT_ONCE):
        part = Interpretation.policy_document_id.in_(numbers[first : first + AT_ONCE])
        for document, form in db.session.execute(statement.where(part)):
            if form.label not in found[document]:
                found[document].append(form.label)
    return found


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    state, forms = lights(found, on, calendar), forms_of([row.id for row in found])
    lines = (
        (
            *(number, row.title, row.document_number, row.area.label, row.unit, row.published_on, row.due_on),
            *("暂定" if row.is_provisional else "", row.interpreted_on, row.number, state[row.id].word, row.address),
            *(days_gone(row, on), _together(row), "、".join(forms.get(row.id, ())), "、".join(marked(row))),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {on}，共{len(found)}件。依据：{SOURCE}。",)
    return Sheet("政策解读", "重点领域政策文件解读台账", COLUMNS, lines, notes)


def _together(row: Row[Any]) -> str:
    published = None if row.interpreted_on is None else row.interpreted_on == row.published_on
    return together(row.drafted_with, row.approved_with, published)
