"""The register of public-opinion cases: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.choices import Area
from tracker.clock import ONE_DAY, SHANGHAI, Light, local
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import PAGE_IDS, Keys, contains, day_of, number_of
from tracker.opinions import duty, likeness
from tracker.opinions.choices import OpinionKind, OpinionSource, Severity
from tracker.opinions.clocks import clock, standing
from tracker.opinions.models import CaseGram, OpinionCase, marked
from tracker.opinions.scope import STATES, apart, in_state, late, own
from tracker.people.models import Unit, User

_C = OpinionCase
DEFAULT_SORT = "-recorded"
CHOICES = (
    ("area", Area, _C.area),
    ("severity", Severity, _C.severity),
    ("source", OpinionSource, _C.source),
    ("kind", OpinionKind, _C.kind),
)
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
    Column("办理结果", 22),
    Column("发布会时限", 17, Kind.MOMENT),
    Column("发布会时间", 17, Kind.MOMENT),
    Column("签收时间", 17, Kind.MOMENT),
    Column("发现平台或位置", 24),
    Column("涉及的企事业单位、项目法人", 24),
    Column("协调联动单位", 24),
    Column("标记", 14),
)


SHOWN = (
    *(_C.id, _C.topic, _C.area, _C.severity, _C.source, _C.found_at, _C.answer_due_at, _C.answered_at, _C.closed_at),
    *(_C.conference_due_at, _C.conference_at, _C.acknowledge_due_at, _C.acknowledged_at, _C.offered_to_id),
    *(_C.taken_over_at, _C.is_sensitive, _C.differs_by_region, _C.clock_moved, Unit.short_name.label("unit")),
)
EXPORTED = (*SHOWN, _C.kind, _C.found_where, _C.result, _C.supervised_body, _C.coordinated_with)
PAGE = select(*SHOWN).join(Unit, _C.unit_id == Unit.id).where(_C.id.in_(PAGE_IDS))
KEYS, KEYS_BY_UNIT = select(_C.id), select(_C.id).join(Unit, _C.unit_id == Unit.id)


def selects(units: Sequence[Row[Any]]) -> Iterator[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Name, label and options of each list by which the register is filtered; no units for a unit's own people."""
    yield "area", "重点领域", Area.options()
    if units:
        yield "unit", "责任单位", [(str(unit.id), unit.short_name) for unit in units]
    yield "severity", "等级", Severity.options()
    yield "kind", "类型", OpinionKind.options()
    yield "source", "来源", OpinionSource.options()
    yield "state", "状态", list(STATES.items())


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a case that the person may see, with all that a workbook tells."""
    return select(*EXPORTED).join(Unit, _C.unit_id == Unit.id).where(own(user))


SORTS: dict[str, Sequence[Any]] = {
    "recorded": (PAGE.selected_columns[0],),
    "topic": (_C.topic, _C.id),
    "unit": (Unit.position, Unit.id, _C.id),
    "found": (_C.found_at, _C.id),
    "due": (_C.answer_due_at, _C.id),
}


def found(user: User, asked: Mapping[str, str], text: str, moment: datetime) -> Keys:
    """The cases of a page: of all that the person may see, those that the query string asks for."""
    all_ = conditions(asked, text, moment, user)
    by_unit = asked.get("sort", "").removeprefix("-") == "unit"

    def ids() -> Select[int]:
        return (KEYS_BY_UNIT if by_unit else KEYS).where(own(user), *all_)

    pair = likeness.pair_of(text)
    if pair is not None and len(all_) == 1 and user.sees_all_units:
        return Keys(ids, [select(CaseGram.case_id).where(CaseGram.gram == pair)], PAGE)
    if asked.get("state") != "late" or not user.sees_all_units:
        return Keys(ids, [KEYS.where(part, *all_) for part in apart(user)], PAGE)
    rest = conditions({**asked, "state": ""}, text, moment, user)
    return Keys(ids, [KEYS.where(part, *rest) for part in late(moment)], PAGE, walked=KEYS.where(*all_))


def conditions(asked: Mapping[str, str], text: str, moment: datetime, user: User) -> list[ColumnElement[bool]]:
    """What the query string asks for; what it says wrongly filters nothing."""
    found: list[ColumnElement[bool]] = [
        column == asked[name] for name, kind, column in CHOICES if asked.get(name) in set(kind)
    ]
    if asked.get("state") in STATES:
        found.append(in_state(asked["state"], moment))
    for name, column in (("unit", _C.unit_id), ("task", _C.task_id)):
        if (number := number_of(asked.get(name))) is not None:
            found.append(column == number)
    first, last = day_of(asked.get("from")), day_of(asked.get("to"))
    if first:
        found.append(_C.found_at >= datetime.combine(first, time(), SHANGHAI))
    if last and last < date.max:
        found.append(_C.found_at < datetime.combine(last + ONE_DAY, time(), SHANGHAI))
    if text:
        found += likeness.holding(text, few=not user.sees_all_units)
        if likeness.pair_of(text) is None:
            found.append(contains(text, _C.topic, _C.found_where, _C.supervised_body))
    return found


def lights(found: Iterable[Row[Any]], moment: datetime) -> dict[int, Light]:
    return {row.id: standing(row.answer_due_at, row.answered_at, moment) for row in found}


def lines(found: Iterable[Row[Any]], moment: datetime) -> Iterator[tuple[Any, ...]]:
    """The cells of a page as they are read, so that the template only has to put them down."""
    for row in found:
        yield (
            *(row.id, row.topic, row.area.label, row.unit, row.severity.label, row.source.label),
            *(clock(row.found_at) if row.found_at else "预判", clock(row.answer_due_at) if row.answer_due_at else "—"),
            *(standing(row.answer_due_at, row.answered_at, moment), marks(row, moment)),
            clock(row.closed_at) if row.closed_at else "",
        )


def marks(row: Row[Any], moment: datetime) -> list[tuple[str, str]]:
    """Tone and short word of what stands beside a case's state."""
    found = []
    if row.closed_at is None and row.acknowledge_due_at is not None:
        waiting = duty.standing(row.acknowledge_due_at, row.acknowledged_at, moment)
        if waiting is not None:
            found.append((waiting.tone, waiting.word))
    if row.conference_due_at is not None and (row.conference_at or moment) > row.conference_due_at:
        found.append(("late", "发布会逾期"))
    if row.offered_to_id is not None:
        found.append(("soon", "移交待同意"))
    if row.taken_over_at is not None:
        found.append(("muted", "公开办接办"))
    found += [("soon", word) for word in marked(row)]
    return found


def sheet(found: Sequence[Row[Any]], moment: datetime) -> Sheet:
    state = lights(found, moment)
    lines = (
        (
            *(number, row.topic, row.area.label, row.unit, row.kind.label, row.severity.label, row.source.label),
            *(_shown(row.found_at), _shown(row.answer_due_at), _shown(row.answered_at), state[row.id].word),
            *(_shown(row.closed_at), row.result.label if row.result else ""),
            *(_shown(row.conference_due_at), _shown(row.conference_at), _shown(row.acknowledged_at)),
            *(row.found_where, row.supervised_body, row.coordinated_with, "、".join(marked(row))),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {_shown(moment):%Y-%m-%d %H:%M}，共{len(found)}件。时限依据国办发〔2016〕61号、80号实施细则。",)
    return Sheet("政务舆情", "重点领域政务舆情台账", COLUMNS, lines, notes)


def _shown(moment: datetime | None) -> datetime | None:
    """A spreadsheet's moment has no zone: it is the time in Shanghai."""
    return local(moment).replace(tzinfo=None) if moment else None
