"""Which policy documents a person may see, and when each was first interpreted."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, not_, or_, select, true

from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.people.models import User

STATES = {
    "open": "待解读",
    "late": "逾期",
    "kept": "按期解读",
    "planned": "拟公开",
    "asked": "申请不作解读",
    "waived": "不作解读",
    "marked": "拟公开的敏感或地区差异",
}


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a document is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return PolicyDocument.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[PolicyDocument]:
    return select(PolicyDocument).where(own(user))


def first_interpreted() -> ScalarSelect[Any]:
    """The day of a document's first interpretation, as a column."""
    return (
        select(func.min(Interpretation.published_on))
        .where(Interpretation.policy_document_id == PolicyDocument.id, Interpretation.withdrawn_at.is_(None))
        .correlate(PolicyDocument)
        .scalar_subquery()
    )


def is_waived() -> ColumnElement[bool]:
    return func.coalesce(PolicyDocument.waiver, "") == WaiverState.ACCEPTED


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition for one of STATES; what is open past its limit is both 待解读 and 逾期."""
    first, paper = first_interpreted(), PolicyDocument
    is_public, owes = paper.published_on.is_not(None), not_(is_waived())
    return {
        "open": and_(is_public, owes, first.is_(None)),
        "late": or_(first > paper.due_on, and_(owes, first.is_(None), paper.due_on < on)),
        "kept": first <= paper.due_on,
        "planned": paper.published_on.is_(None),
        "asked": paper.waiver == WaiverState.ASKED,
        "waived": and_(is_waived(), first.is_(None)),
        "marked": and_(
            paper.published_on.is_(None), or_(paper.is_sensitive.is_(True), paper.differs_by_region.is_(True))
        ),
    }[state]
