"""The secrecy review as a step of its own: done by somebody else than the person who recorded (plan 三（一）)."""

from tracker import journal
from tracker.choices import Mode, Role, SecrecyResult, WithholdGround
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure, DisclosureVersion, SecrecyReview
from tracker.disclosures.recording import refresh_share
from tracker.people.models import User
from tracker.refusals import Refused


def review(
    disclosure: Disclosure,
    by: User,
    result: SecrecyResult,
    *,
    basis: str = "",
    ground: WithholdGround | None = None,
    ground_note: str = "",
) -> SecrecyReview:
    """Enter the reviewer's own finding on a record of the unit; it counts from here on.

    Raises Refused for anyone but the unit's leader or a liaison of it who did not record it, for what is public already
    and for withholding without a ground.
    """
    require_reviewer(disclosure, by)
    if result is SecrecyResult.WITHHOLD and (ground is None or (ground is WithholdGround.OTHER and not ground_note)):
        raise Refused("不予公开的，请选择理由，并写明依据。")
    found = SecrecyReview(
        disclosure_id=disclosure.id,
        reviewer=by.name,
        reviewer_id=by.id,
        on=today(),
        result=result,
        basis=basis,
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    disclosure.reviews.insert(0, found)
    _take_over(disclosure, found, ground, ground_note)
    disclosure.is_review_stale = False
    db.session.flush()
    stated = Entry.of(disclosure).as_json()
    number = len(disclosure.versions) + 1
    disclosure.versions.insert(
        0, DisclosureVersion(number=number, stated=stated, reason="保密审查", by_id=by.id, at=now())
    )
    db.session.flush()
    refresh_share(disclosure)
    details = {"result": result.value, "basis": basis, "ground": ground and ground.value, "note": ground_note}
    summary = f"保密审查《{disclosure.title}》：{result.label}"
    journal.record("disclosure.secrecy_review", "disclosure", disclosure.id, summary, details=details)
    return found


def may_review(disclosure: Disclosure, by: User) -> bool:
    """Whether this person is of the unit, did not record it and may enter a finding."""
    own = by.unit_id is not None and by.unit_id == disclosure.unit_id and by.role in (Role.LEADER, Role.LIAISON)
    return own and by.id != disclosure.recorded_by_id and disclosure.published_on is None


def require_reviewer(disclosure: Disclosure, by: User) -> None:
    if by.id == disclosure.recorded_by_id:
        raise Refused("登记人不能审查自己登记的记录，请由分管领导或另一名联络员审查。")
    if disclosure.published_on is not None:
        raise Refused(
            f"这条信息已于 {disclosure.published_on} 公开，公开前的审查不能事后补做。"
            "如确不应公开，请先撤下网页，由联络员更正记录后再审查。"
        )
    if not may_review(disclosure, by):
        raise Refused("保密审查由责任单位的分管领导或其他联络员进行。")


def _take_over(disclosure: Disclosure, found: SecrecyReview, ground: WithholdGround | None, ground_note: str) -> None:
    disclosure.secrecy_reviewed_by, disclosure.secrecy_reviewed_on = found.reviewer, found.on
    disclosure.secrecy_result, disclosure.secrecy_basis = found.result, found.basis
    if found.result is SecrecyResult.WITHHOLD:
        disclosure.mode, disclosure.ground, disclosure.ground_note = Mode.WITHHELD, ground, ground_note
    elif disclosure.mode is Mode.WITHHELD:
        disclosure.mode, disclosure.ground, disclosure.ground_note = Mode.PROACTIVE, None, ""
