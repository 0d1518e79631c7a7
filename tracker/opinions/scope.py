"""Which public-opinion cases a person may see, and how each of them stands."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true, union_all
from sqlalchemy.orm import aliased

from tracker.choices import Role
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.people.models import User

UNITS_KEPT = 4096
WRITERS = (Role.LIAISON, Role.OFFICE)
STATES = {
    "unacknowledged": "待签收",
    "anticipated": "预判",
    "waiting": "待回应",
    "answered": "已回应未办结",
    "closed": "已办结",
    "late": "回应逾期",
    "conference": "发布会逾期",
    "offered": "移交待同意",
    "marked": "敏感或地区差异",
}


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a case is this person's to see; an account without a unit sees nothing.

    A unit sees what it answers for, what it is asked to take, and what it answered for before it passed it on.
    """
    return true() if user.sees_all_units else _of_unit(user.unit_id)


def apart(user: User) -> tuple[ColumnElement[bool], ...]:
    """The same condition as ``own`` in parts of which at most one is true of a case, each read from its own index."""
    return (true(),) if user.sees_all_units else _parts_of_unit(user.unit_id)


@lru_cache(maxsize=UNITS_KEPT)
def _of_unit(unit_id: int | None) -> ColumnElement[bool]:
    """Put together once a unit, since that takes longer than asking."""
    if unit_id is None:
        return false()
    # One list of numbers: with an OR, SQLite would sort all that a unit has before it shows the first page.
    case = aliased(OpinionCase)
    parts = (
        select(case.id).where(case.unit_id == unit_id),
        select(case.id).where(case.offered_to_id == unit_id),
        select(OpinionEntry.case_id).where(OpinionEntry.from_unit_id == unit_id),
    )
    return OpinionCase.id.in_(union_all(*parts))


@lru_cache(maxsize=UNITS_KEPT)
def _parts_of_unit(unit_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if unit_id is None:
        return (false(),)
    case, passed_on = OpinionCase, select(OpinionEntry.case_id).where(OpinionEntry.from_unit_id == unit_id)
    mine, offered = case.unit_id == unit_id, case.offered_to_id == unit_id
    others = case.unit_id != unit_id
    not_offered = or_(case.offered_to_id.is_(None), case.offered_to_id != unit_id)
    return mine, and_(offered, others), and_(case.id.in_(passed_on), others, not_offered)


def waits_for(user: User) -> ColumnElement[bool]:
    """The condition under which an open case is this person's unit's to act on."""
    return _waits_for(user.unit_id)


@lru_cache(maxsize=UNITS_KEPT)
def _waits_for(unit_id: int | None) -> ColumnElement[bool]:
    if unit_id is None:
        return false()
    mine = or_(OpinionCase.unit_id == unit_id, OpinionCase.offered_to_id == unit_id)
    return and_(mine, OpinionCase.closed_at.is_(None))


def visible(user: User) -> Select[OpinionCase]:
    return select(OpinionCase).where(own(user))


def may_write(user: User, case: OpinionCase) -> bool:
    return user.role is Role.OFFICE or (user.role is Role.LIAISON and user.unit_id == case.unit_id)


def is_unacknowledged() -> ColumnElement[bool]:
    waits = and_(OpinionCase.acknowledge_due_at.is_not(None), OpinionCase.acknowledged_at.is_(None))
    return and_(OpinionCase.closed_at.is_(None), waits)


def late(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Answered late or not answered in time: of the two at most one is true, and each has its index."""
    case = OpinionCase
    return case.answered_at > case.answer_due_at, and_(case.answered_at.is_(None), case.answer_due_at < moment)


def in_state(state: str, moment: datetime) -> ColumnElement[bool]:
    """The condition for one of STATES; a late case is also in one of the others."""
    case = OpinionCase
    is_open, unanswered = case.closed_at.is_(None), case.answered_at.is_(None)
    return {
        "unacknowledged": is_unacknowledged(),
        "anticipated": and_(is_open, case.found_at.is_(None)),
        "waiting": and_(is_open, unanswered, case.found_at.is_not(None)),
        "answered": and_(is_open, case.answered_at.is_not(None)),
        "closed": case.closed_at.is_not(None),
        "late": or_(*late(moment)),
        "conference": or_(
            case.conference_at > case.conference_due_at,
            and_(case.conference_at.is_(None), case.conference_due_at < moment),
        ),
        "offered": case.offered_to_id.is_not(None),
        "marked": and_(is_open, or_(case.is_sensitive.is_(True), case.differs_by_region.is_(True))),
    }[state]
