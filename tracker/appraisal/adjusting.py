"""The office's change of a unit's place on a confirmed list, with its written reason, until the notices are issued."""

from tracker import journal
from tracker.appraisal.models import Verdict
from tracker.choices import NoticeKind, Proposal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused

LEAST_REASON, LEAST_SIGNS = 6, 4
"""How many letters a reason has at least, and how many different ones."""
KIND = {Proposal.COMMEND: NoticeKind.COMMENDATION, Proposal.CRITICISE: NoticeKind.CRITICISM}


def says_why(reason: str) -> bool:
    letters = [letter for letter in reason if letter.isalnum()]
    return len(letters) >= LEAST_REASON and len(set(letters)) >= LEAST_SIGNS


def open_to(verdict: Verdict) -> list[Proposal]:
    """Where the unit may still be put: no list of a notice that is issued is changed, in either direction."""
    issued = {place for place, kind in KIND.items() if verdict.appraisal.issued_on(kind)}
    if verdict.decision in issued:
        return []
    return [place for place in Proposal if place is not verdict.decision and place not in issued]


def adjust(verdict: Verdict, decision: Proposal, reason: str, by: User) -> None:
    """Put the unit on another list or on none; facts, score and proposal stay as frozen and are shown beside it.

    Raises Refused without a reason, without a change, or when a notice that the change touches was issued.
    """
    if not reason.strip():
        raise Refused("请写明调整的理由，它会和名单一起留存。")
    if decision is verdict.decision:
        raise Refused(f"该单位现在就是“{decision.label}”，没有变化。")
    if verdict.document["score"] is None and decision is Proposal.COMMEND:
        raise Refused("该单位未评分，不能列入通报表扬名单。")
    for place in (verdict.decision, decision):
        if place in KIND and verdict.appraisal.issued_on(KIND[place]):
            raise Refused(f"{KIND[place].label}已经签发，名单不能再调整。")
    before = verdict.decision
    verdict.decision, verdict.decision_reason = decision, reason
    verdict.decided_by_id, verdict.decided_at = by.id, now()
    db.session.flush()
    summary = f"{verdict.unit.short_name}由“{before.label}”调整为“{decision.label}”"
    details = {"from": before.value, "to": decision.value, "reason": reason}
    journal.record("verdict.adjust", "verdict", verdict.id, summary, details=details)
