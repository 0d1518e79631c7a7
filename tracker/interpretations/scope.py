"""Which policy documents a person may see, and when each was first interpreted."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, or_, select, true

from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.people.models import User

STATES = {"open": "待解读", "late": "逾期", "kept": "按期解读"}


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
        .where(Interpretation.policy_document_id == PolicyDocument.id)
        .correlate(PolicyDocument)
        .scalar_subquery()
    )


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition for one of STATES; what is open past its limit is both 待解读 and 逾期."""
    first = first_interpreted()
    return {
        "open": first.is_(None),
        "late": or_(first > PolicyDocument.due_on, and_(first.is_(None), PolicyDocument.due_on < on)),
        "kept": first <= PolicyDocument.due_on,
    }[state]
