"""Which inspections, tasks and findings a person may see: a unit its own, and nothing before it goes to the units."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, true

from tracker.clock import today
from tracker.people.models import User
from tracker.supervision.choices import FindingReply, FindingState, InspectionState
from tracker.supervision.models import Finding, Inspection, InspectionItem, InspectionUnit

STATES = {
    "standing": "未撤销（全部）",
    "unsent": "未交单位",
    "waiting": "待单位反馈",
    "silent": "未按期反馈",
    "objected": "待答复异议",
    "upheld": "已答复维持",
    "accepted": "单位认可",
    "withdrawn": "已撤销",
}
"""How a finding stands; each has one of these words besides the first."""


def own(user: User) -> ColumnElement[bool]:
    """The condition on ``Inspection`` under which it is this person's to see."""
    if user.sees_all_units:
        return true()
    if user.unit_id is None:
        return false()
    mine = select(InspectionUnit.inspection_id).where(InspectionUnit.unit_id == user.unit_id)
    return and_(Inspection.state != InspectionState.CHECKING, Inspection.id.in_(mine))


def visible(user: User) -> Select[Inspection]:
    return select(Inspection).where(own(user))


def visible_items(user: User) -> Select[InspectionItem]:
    statement = select(InspectionItem).join(Inspection, Inspection.id == InspectionItem.inspection_id).where(own(user))
    return statement if user.sees_all_units else statement.where(InspectionItem.unit_id == user.unit_id)


def own_findings(user: User) -> ColumnElement[bool]:
    """The condition on ``Finding`` joined to its ``Inspection``."""
    return own(user) if user.sees_all_units else and_(own(user), Finding.unit_id == user.unit_id)


def visible_findings(user: User) -> Select[Finding]:
    return select(Finding).join(Inspection, Inspection.id == Finding.inspection_id).where(own_findings(user))


def waits_for_unit() -> ColumnElement[bool]:
    """The condition on ``Finding`` joined to its ``Inspection``: the unit may still answer and has not."""
    may = (Inspection.state == InspectionState.REPLYING, Inspection.reply_by >= today())
    return and_(*may, Finding.state == FindingState.STANDING, Finding.replied_at.is_(None))


def waits_for_office() -> ColumnElement[bool]:
    """The condition on ``Finding``: the unit objected and was not answered."""
    return and_(Finding.reply_kind == FindingReply.OBJECTED, Finding.answered_at.is_(None))


def in_state(state: str) -> ColumnElement[bool]:
    """The condition for one of STATES, on ``Finding`` joined to its ``Inspection``."""
    stands, unsent = Finding.state == FindingState.STANDING, Inspection.state == InspectionState.CHECKING
    silent = and_(stands, Finding.reply_kind.is_(None))
    return {
        "standing": stands,
        "unsent": and_(silent, unsent),
        "waiting": waits_for_unit(),
        "silent": and_(silent, ~unsent, ~waits_for_unit()),
        "objected": waits_for_office(),
        "upheld": and_(stands, Finding.reply_kind == FindingReply.OBJECTED, Finding.answered_at.is_not(None)),
        "accepted": and_(stands, Finding.reply_kind == FindingReply.ACCEPTED),
        "withdrawn": Finding.state == FindingState.WITHDRAWN,
    }[state]


def word(of: Any, round_: InspectionState, reply_by: date | None) -> str:
    """How a finding, or a row with its state, reply and answer, stands in the words of STATES."""
    if of.state is FindingState.WITHDRAWN:
        return STATES["withdrawn"]
    if of.reply_kind is FindingReply.OBJECTED:
        return STATES["upheld" if of.answered_at else "objected"]
    if of.reply_kind is FindingReply.ACCEPTED:
        return STATES["accepted"]
    if round_ is InspectionState.CHECKING:
        return STATES["unsent"]
    waits = round_ is InspectionState.REPLYING and reply_by is not None and today() <= reply_by
    return STATES["waiting" if waits else "silent"]
