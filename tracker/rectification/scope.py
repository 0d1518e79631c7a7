"""Which rectifications a person may see: the office, administrators and auditors all, others their own unit's."""

from sqlalchemy import ColumnElement, Select, false, select, true

from tracker.choices import RectificationState
from tracker.people.models import User
from tracker.rectification.choices import Step
from tracker.rectification.models import Rectification, RectificationEntry

STATES = {"open": "未销号", **dict(RectificationState.options()), "asked": "申请延期待答复", "escalated": "已发文督促"}


def own(user: User) -> ColumnElement[bool]:
    """The condition under which an order is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return Rectification.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[Rectification]:
    return select(Rectification).where(own(user))


def in_state(state: str) -> ColumnElement[bool]:
    """The condition for one of STATES."""
    if state == "open":
        return Rectification.state != RectificationState.CLOSED
    if state == "asked":
        return Rectification.extension_until.is_not(None)
    if state == "escalated":
        urged = select(RectificationEntry.rectification_id).where(RectificationEntry.step == Step.URGED)
        return Rectification.id.in_(urged) & (Rectification.state != RectificationState.CLOSED)
    return Rectification.state == state
