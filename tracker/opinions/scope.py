"""Which public-opinion cases a person may see."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from tracker.opinions.models import OpinionCase
from tracker.people.models import User

STATES = {"waiting": "待回应", "answered": "已回应未办结", "closed": "已办结", "late": "回应逾期"}


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a case is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return OpinionCase.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[OpinionCase]:
    return select(OpinionCase).where(own(user))


def in_state(state: str, moment: datetime) -> ColumnElement[bool]:
    """The condition for one of STATES; a late case is also in one of the other three."""
    answered = OpinionCase.answered_at.is_not(None)
    return {
        "waiting": OpinionCase.answered_at.is_(None),
        "answered": and_(answered, OpinionCase.closed_at.is_(None)),
        "closed": OpinionCase.closed_at.is_not(None),
        "late": or_(
            OpinionCase.answered_at > OpinionCase.answer_due_at,
            and_(OpinionCase.answered_at.is_(None), OpinionCase.answer_due_at < moment),
        ),
    }[state]
