"""Which disclosures a person may see, and how each of them stands."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, true

from tracker.choices import MatterKind, SecrecyResult
from tracker.disclosures.models import Disclosure
from tracker.people.models import User

IS_WITHHELD = and_(Disclosure.secrecy_result.is_not(None), Disclosure.secrecy_result == SecrecyResult.WITHHOLD)
EVENT_ON = case((Disclosure.kind == MatterKind.GENERAL, Disclosure.formed_on), else_=Disclosure.decided_on)
STATES = {"open": "未公开", "late": "逾期", "kept": "按期公开", "withheld": "不予公开"}


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a disclosure is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return Disclosure.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[Disclosure]:
    return select(Disclosure).where(own(user))


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition for one of STATES; what is open past its limit is both 未公开 and 逾期."""
    owed = or_(Disclosure.secrecy_result.is_(None), Disclosure.secrecy_result != SecrecyResult.WITHHOLD)
    late = or_(
        Disclosure.published_on > Disclosure.due_on, and_(Disclosure.published_on.is_(None), Disclosure.due_on < on)
    )
    return {
        "open": and_(owed, Disclosure.published_on.is_(None)),
        "late": and_(owed, late),
        "kept": and_(owed, Disclosure.published_on <= Disclosure.due_on),
        "withheld": IS_WITHHELD,
    }[state]
