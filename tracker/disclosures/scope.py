"""Which disclosures a person may see, and how each of them stands."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, literal_column, or_, select, true

from tracker.choices import CheckState, Mode, Timing
from tracker.disclosures.channels import CREDIT_MARKS
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.disclosures.proposals.choices import ProposalState
from tracker.disclosures.proposals.models import Proposal
from tracker.people.models import User

ON_CREDIT_PLATFORM = exists().where(
    DisclosureChannel.disclosure_id == Disclosure.id,
    or_(*(DisclosureChannel.name.contains(mark) for mark in CREDIT_MARKS)),
)
HAS_ADDRESS = exists().where(
    DisclosureChannel.disclosure_id == Disclosure.id, DisclosureChannel.address != literal_column("''")
)
TO_CHECK = (CheckState.UNCHECKED, CheckState.CORRECTED)
STATES = {
    "open": "未公开",
    "late": "逾期",
    "kept": "按期公开",
    "on_request": "依申请公开",
    "withheld": "不予公开",
    "off_website": "未在政府网站公开",
    "off_credit": "信用信息未在信用平台公开",
    "late_entry": "补录",
    "returned": "被退回",
    "unchecked": "未核对",
    "clock_changed": "改过期限或日期",
    "by_law": "法律另定期限",
    "review_stale": "保密审查后改过",
    "proposed": "更正待公开办同意",
    "clock_unchecked": "时限有变动，公开办未核对",
    "unreviewed": "待保密审查",
}
WAITING = select(Proposal.disclosure_id).where(Proposal.state == ProposalState.OPEN)


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a disclosure is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return Disclosure.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[Disclosure]:
    return select(Disclosure).where(own(user))


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition for one of STATES; what is open past its limit is both 未公开 and 逾期."""
    timing = Disclosure.timing
    # A case, not an "or": SQLite would look up each half by itself and sort all that it found.
    is_over = case((timing == Timing.LATE, true()), else_=Disclosure.due_on < on)
    return {
        "open": timing == Timing.OPEN,
        "late": and_(timing.in_((Timing.LATE, Timing.OPEN)), is_over),
        "kept": timing == Timing.KEPT,
        "on_request": Disclosure.mode == Mode.ON_REQUEST,
        "withheld": Disclosure.mode == Mode.WITHHELD,
        "off_website": and_(Disclosure.published_on.is_not(None), Disclosure.is_on_website.is_(False)),
        "off_credit": and_(
            Disclosure.published_on.is_not(None), Disclosure.is_credit_information.is_(True), ~ON_CREDIT_PLATFORM
        ),
        "late_entry": Disclosure.is_late_entry.is_(True),
        "returned": Disclosure.check_state == CheckState.RETURNED,
        "clock_changed": Disclosure.clock_changes > 0,
        "by_law": Disclosure.law_days.is_not(None),
        "review_stale": Disclosure.is_review_stale.is_(True),
        "proposed": Disclosure.id.in_(WAITING),
        "clock_unchecked": and_(
            Disclosure.check_state.in_(TO_CHECK),
            or_(Disclosure.clock_changes > 0, Disclosure.law_days.is_not(None), Disclosure.mode != Mode.PROACTIVE),
        ),
        "unreviewed": and_(timing == Timing.OPEN, Disclosure.secrecy_result.is_(None)),
        "unchecked": Disclosure.check_state.in_(TO_CHECK),
    }[state]


def apart(state: str, on: date) -> Sequence[Sequence[ColumnElement[bool]]]:
    """The same for one of STATES in ways that have no record in common, each of which an index answers."""
    if state != "late":
        return ((in_state(state, on),),)
    timing = Disclosure.timing
    return ((timing == Timing.LATE,), (timing == Timing.OPEN, Disclosure.due_on < on))
