"""The register of disclosures: which columns its pages show, how it is filtered, sorted and exported."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, select, true
from sqlalchemy.orm import aliased

from tracker.choices import Area, CheckState, MatterKind, Mode, Phase
from tracker.clock import Light, WorkCalendar
from tracker.db import db
from tracker.disclosures.channels import Channel
from tracker.disclosures.limits import standing
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.disclosures.scope import ON_CREDIT_PLATFORM, STATES, apart, in_state, own
from tracker.disclosures.wording import by_rarest, holding
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import PAGE_IDS, Keys, contains, day_of, number_of
from tracker.people.models import Unit, User
from tracker.projects.models import Project
from tracker.tasks.models import Task

RECORD, TASK, UNIT = Disclosure.__table__.c, Task.__table__.c, Unit.__table__.c
SEAT = aliased(Unit)
UNIT_POSITION = select(SEAT.position).where(SEAT.id == Disclosure.unit_id).scalar_subquery()
SORTS: dict[str, Sequence[Any]] = {
    "title": (Disclosure.title, Disclosure.id),
    "unit": (UNIT_POSITION, Disclosure.unit_id, Disclosure.id),
    "event": (Disclosure.counted_from, Disclosure.id),
    "due": (Disclosure.due_on, Disclosure.id),
    "published": (Disclosure.published_on, Disclosure.id),
    "recorded": (RECORD.id,),
}
DEFAULT_SORT = "-recorded"
AT_ONCE = 5000
OF_ROWS = (("unit", Disclosure.unit_id), ("task", Disclosure.task_id), ("project", Disclosure.project_id))
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("重点领域", 16),
    Column("任务", 30),
    Column("责任单位", 14),
    Column("信息标题", 36),
    Column("文号", 18),
    Column("类别", 10),
    Column("公开方式", 12),
    Column("形成（决定）日", 12, Kind.DATE),
    Column("应公开期限", 12, Kind.DATE),
    Column("期限性质", 10),
    Column("公开日期", 12, Kind.DATE),
    Column("状态", 16),
    Column("公开渠道和网址", 44),
    Column("五公开环节", 12),
    Column("保密审查人", 12),
    Column("审查日期", 12, Kind.DATE),
    Column("审查结论", 14),
    Column("所属项目（交易）", 30),
    Column("公开主体依据", 12),
    Column("公开对象", 16),
    Column("监督电话或邮箱", 18),
    Column("项目法人单位", 24),
    Column("信用信息", 8),
    Column("核对", 12),
    Column("退回次数", 8, Kind.NUMBER),
    Column("备注", 20),
)
EXPORTED = (
    Disclosure.phase,
    Disclosure.secrecy_reviewed_by,
    Disclosure.secrecy_reviewed_on,
    Disclosure.secrecy_result,
    select(Project.name).where(Project.id == Disclosure.project_id).scalar_subquery().label("project"),
    Disclosure.basis,
    Disclosure.audience,
    Disclosure.contact,
    Disclosure.legal_person,
)


def rows(*more: Any) -> Select[*tuple[Any, ...]]:
    """One row a disclosure, with all that the pages show and ``more`` columns of it."""
    return (
        select(
            RECORD.id,
            RECORD.title,
            RECORD.document_number,
            RECORD.kind,
            RECORD.counted_from.label("event_on"),
            RECORD.due_on,
            RECORD.is_provisional,
            RECORD.published_on,
            RECORD.mode,
            RECORD.is_on_website,
            RECORD.is_credit_information,
            ON_CREDIT_PLATFORM.label("is_on_credit_platform"),
            RECORD.is_late_entry,
            RECORD.check_state,
            RECORD.returns,
            RECORD.clock_changes,
            RECORD.law_days,
            RECORD.is_review_stale,
            RECORD.task_id,
            TASK.area,
            TASK.item,
            UNIT.short_name.label("unit"),
            *more,
        )
        .join_from(Disclosure.__table__, Task.__table__, RECORD.task_id == TASK.id)
        .join(Unit.__table__, RECORD.unit_id == UNIT.id)
    )


FEW = 2_000  # records that a text finds, as good as always
OF_PAGE = rows().where(RECORD.id.in_(PAGE_IDS))


def keys(user: User, asked: Mapping[str, str], text: str, on: date) -> Select[int]:
    """The records that the person may see and the query string asks for; what it says wrongly filters nothing.

    Nothing is joined, so that of a hundred thousand only indexes are read.
    """
    conditions = [*_whose(user), *_simple(asked), *(each for each, _ in _spread(asked))]
    if asked.get("channel"):
        conditions.append(Disclosure.id.in_(_through(asked["channel"])))
    if asked.get("state") in STATES:
        conditions.append(in_state(asked["state"], on))
    if text:
        conditions.append(holding(text) | Disclosure.task_id.in_(_tasks_of(text)))
    return select(Disclosure.id).where(*conditions)


def found(user: User, asked: Mapping[str, str], text: str, on: date) -> Keys:
    """The same records for a page of the register."""
    mine, simple, spread = _whose(user), list(_simple(asked)), list(_spread(asked))
    in_a_state, channel = asked.get("state") in STATES, asked.get("channel")
    if channel and not (mine or simple or spread or text or in_a_state):
        parts = [_through(channel).distinct()]
        return Keys(lambda: keys(user, asked, text, on), parts, OF_PAGE)
    if channel:
        simple.append(_through(channel).where(DisclosureChannel.disclosure_id == Disclosure.id).exists())
    ways = apart(asked["state"], on) if in_a_state else ((),)
    parts = [part for way in ways for part in _holding(text, *mine, *simple, *(each for each, _ in spread), *way)]
    walked = None
    if spread and not (text or in_a_state):
        walked = select(Disclosure.id).where(*mine, *simple, *(each for _, each in spread))
    return Keys(lambda: keys(user, asked, text, on), parts, OF_PAGE, walked, few=FEW if text else 0)


def _holding(text: str, *conditions: ColumnElement[bool]) -> list[Select[int]]:
    """The records that meet the conditions and hold the text themselves or in their task's name, apart."""
    if not text:
        return [select(Disclosure.id).where(*conditions)]
    of_tasks = Disclosure.task_id.in_(_tasks_of(text))
    if not db.session.scalar(select(_tasks_of(text).exists())):
        return [by_rarest(text, *conditions)]
    return [select(Disclosure.id).where(of_tasks, *conditions), by_rarest(text, ~of_tasks, *conditions)]


def _tasks_of(text: str) -> Select[int]:
    return select(TASK.id).where(contains(text, TASK.item))


def _through(channel: str) -> Select[int]:
    return select(DisclosureChannel.disclosure_id).where(DisclosureChannel.name == channel)


def _whose(user: User) -> Sequence[ColumnElement[bool]]:
    """Nothing at all for those who see every record: all rows are counted without looking at any."""
    return () if user.sees_all_units else (own(user),)


def _simple(asked: Mapping[str, str]) -> Iterator[ColumnElement[bool]]:
    if asked.get("kind") in set(MatterKind):
        yield Disclosure.kind == asked["kind"]
    if asked.get("phase") in set(Phase):
        yield Disclosure.phase == asked["phase"]
    for name, column in OF_ROWS:
        if (number := number_of(asked.get(name))) is not None:
            yield column == number


def _spread(asked: Mapping[str, str]) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    """Conditions that are true here and there: as an index answers them, and as each record does by itself."""
    if asked.get("area") in set(Area):
        of_area = select(Task.id).where(Task.area == asked["area"])
        yield Disclosure.task_id.in_(of_area), of_area.where(Task.id == Disclosure.task_id).exists()
    by_itself = case((true(), Disclosure.counted_from))
    first, last = day_of(asked.get("from")), day_of(asked.get("to"))
    if first:
        yield Disclosure.counted_from >= first, by_itself >= first
    if last:
        yield Disclosure.counted_from <= last, by_itself <= last


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {row.id: standing(row.due_on, row.published_on, row.mode, on, calendar) for row in found}


def shown(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> list[tuple[Row[Any], Light, list[str]]]:
    """Each row with how it stands and what stands beside that."""
    return [(row, standing(row.due_on, row.published_on, row.mode, on, calendar), marks(row)) for row in found]


def marks(row: Row[Any] | Disclosure) -> list[str]:
    """What stands beside a record's state: short words for what the office should know of it."""
    found = []
    if row.published_on is not None and not row.is_on_website:
        found.append("未在政府网站公开")
    if row.published_on is not None and row.is_credit_information and not row.is_on_credit_platform:
        found.append("信用信息未在信用平台公开")
    if row.is_late_entry:
        found.append("补录")
    if row.check_state is CheckState.RETURNED:
        found.append("被退回")
    if row.clock_changes:
        found.append("改过期限或日期")
    if row.law_days:
        found.append("法律另定期限")
    if row.is_review_stale:
        found.append("保密审查后改过")
    return found


def counts(found: Iterable[Row[Any]], on: date) -> Counter[str]:
    """How many of a task's disclosures were published in time, are late, still open or not owed."""
    return Counter(_state(row, on) for row in found)


def _state(row: Row[Any], on: date) -> str:
    if row.mode is not Mode.PROACTIVE:
        return str(row.mode.value)
    if row.due_on is not None and (row.published_on or on) > row.due_on:
        return "late"
    return "kept" if row.published_on else "open"


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    """The rows, which hold EXPORTED too, as a worksheet."""
    state, channels = lights(found, on, calendar), channels_of([row.id for row in found])
    lines = (
        (
            number,
            row.area.label,
            row.item,
            row.unit,
            row.title,
            row.document_number,
            row.kind.label,
            row.mode.label,
            row.event_on,
            row.due_on,
            "暂定" if row.is_provisional else "",
            row.published_on,
            state[row.id].word,
            "、".join(map(str, channels[row.id])),
            row.phase.label if row.phase else "",
            row.secrecy_reviewed_by if row.secrecy_result else "",  # before, a name says only who will
            row.secrecy_reviewed_on,
            row.secrecy_result.label if row.secrecy_result else "",
            row.project or "",
            row.basis.label if row.basis else "",
            row.audience or "社会公众",
            row.contact,
            row.legal_person,
            "是" if row.is_credit_information else "",
            row.check_state.label,
            row.returns,
            "；".join(marks(row)),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {on}，共{len(found)}条。期限依据实施方案三（三）及各条所依规定。",)
    return Sheet("公开记录", "重点领域政府信息公开记录", COLUMNS, lines, notes)


def channels_of(numbers: Sequence[int]) -> defaultdict[int, list[Channel]]:
    """Record -> its channels in their order."""
    found: defaultdict[int, list[Channel]] = defaultdict(list)
    table = DisclosureChannel
    for first in range(0, len(numbers), AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        for record, name, address in db.session.execute(
            select(table.disclosure_id, table.name, table.address)
            .where(table.disclosure_id.in_(part))
            .order_by(table.disclosure_id, table.position)
        ):
            found[record].append(Channel(name, address))
    return found


def last_of(unit_id: int) -> tuple[list[Channel], str]:
    """Where the unit published last and who reviewed it, to be offered again; the addresses are each page's own."""
    last = db.session.execute(
        select(Disclosure.id, Disclosure.secrecy_reviewed_by)
        .where(Disclosure.unit_id == unit_id, Disclosure.published_on.is_not(None))
        .order_by(Disclosure.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return [], ""
    return [Channel(each.name) for each in channels_of([last.id])[last.id]], last.secrecy_reviewed_by
