"""The office looks at single records: in order, or given back with a reason that can be counted."""

from tracker import journal
from tracker.choices import CheckState, ReturnReason
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureCheck
from tracker.people.models import User
from tracker.refusals import Refused


def pass_(disclosure: Disclosure, by: User, note: str = "") -> DisclosureCheck:
    """Find the record in order. Raises Refused where that was said already."""
    if disclosure.check_state is CheckState.PASSED:
        raise Refused("这条记录已经核对过，之后没有更正，不必重复核对。")
    if disclosure.check_state is CheckState.RETURNED:
        raise Refused("这条记录已退回，单位还没有更正。请等单位更正后再核对。")
    return _enter(disclosure, by, CheckState.PASSED, None, note)


def return_(disclosure: Disclosure, by: User, reason: ReturnReason, note: str = "") -> DisclosureCheck:
    """Give the record back to the unit, on whose desk it stands first until corrected; each return is counted."""
    if disclosure.check_state is CheckState.RETURNED:
        raise Refused("这条记录已经退回，单位还没有更正。")
    disclosure.returns += 1
    return _enter(disclosure, by, CheckState.RETURNED, reason, note)


def answer(disclosure: Disclosure, check_id: int | None, words: str) -> None:
    """What was asked for with that return is done without a word of the record changed: the office looks again.

    Left alone where the record is not with the unit, or went back for something else since.
    """
    if disclosure.check_state is not CheckState.RETURNED or disclosure.checks[0].id != check_id:
        return
    disclosure.check_state = CheckState.CORRECTED
    db.session.flush()
    summary = f"公开记录《{disclosure.title}》已按退回意见办理，待再次核对"
    journal.record("disclosure.answer", "disclosure", disclosure.id, summary, details={"answer": words})


def _enter(
    disclosure: Disclosure, by: User, state: CheckState, reason: ReturnReason | None, note: str
) -> DisclosureCheck:
    before, disclosure.check_state = disclosure.check_state, state
    found = DisclosureCheck(disclosure_id=disclosure.id, state=state, reason=reason, note=note, by_id=by.id, at=now())
    disclosure.checks.insert(0, found)
    db.session.flush()
    act, word = ("return", f"退回公开记录：{reason.label}") if reason else ("pass", "核对公开记录，没有发现问题")
    details = {"state": [before.value, state.value], "reason": reason and reason.value, "returns": disclosure.returns}
    summary = f"{word}《{disclosure.title}》"
    journal.record(f"disclosure.{act}", "disclosure", disclosure.id, summary, details=details)
    return found
