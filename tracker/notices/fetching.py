"""What a person may see of a year's notice, and the draft as it would read today."""

from datetime import date

from flask import abort, g, request

from tracker.appraisal import lists
from tracker.appraisal.models import Appraisal
from tracker.calendar import book
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.documents.official import OfficialDocument
from tracker.notices import agreeing, drafting, issues, revising
from tracker.notices.drafting import Particulars
from tracker.notices.models import Notice
from tracker.refusals import Refused

WORKDAYS_TO_RECTIFY = 15


def fetch(
    year: int, kind: str, notice_id: int | None = None, *, withdrawn: bool = False
) -> tuple[Appraisal, NoticeKind, Notice | None]:
    """The draft is for the office and the leader who signs; the issued notice for all who see the list and the units on
    it, who also find the one that was withdrawn. ``notice_id`` asks for a certain one, ``withdrawn`` for the newest
    whatever became of it. Raises Refused for the office while the list is not confirmed."""
    which = NoticeKind(kind)
    appraisal = lists.confirmed(year, to_write=request.method == "POST")
    signs = appraisal is not None and revising.may_sign(g.user)
    drafts = g.user.role is Role.OFFICE or signs
    notice = _notice(appraisal, which, notice_id, withdrawn=withdrawn or not drafts) if appraisal is not None else None
    if notice_id is not None and notice is None:
        abort(404)
    if notice is None and not drafts:
        abort(404)
    if notice is not None and not g.user.sees_all_units and not signs:
        own = g.user.unit.code if g.user.unit else None
        if own not in notice.content["units"]:
            abort(404)
    if appraisal is None:
        if not lists.FIRST_YEAR <= year <= today().year:
            abort(404)
        raise Refused(f"{year}年度名单还没有确认，不能起草通报。请先在“年度考核”中确认名单。")
    return appraisal, which, notice


def _notice(appraisal: Appraisal, kind: NoticeKind, notice_id: int | None, *, withdrawn: bool) -> Notice | None:
    if notice_id is None and not withdrawn:
        return issues.of(appraisal, kind)
    return next((each for each in issues.every(appraisal, kind) if notice_id in (None, each.id)), None)


def suggested() -> date:
    """The date by which to rectify, unless the office sets another."""
    return book.in_force().nth_workday(today(), WORKDAYS_TO_RECTIFY)


def is_public(kind: NoticeKind) -> bool:
    """Unless the office decides otherwise, a commendation is for the public and a criticism for those it goes to."""
    return kind is NoticeKind.COMMENDATION


def drafted(appraisal: Appraisal, kind: NoticeKind) -> OfficialDocument:
    verdicts, text = drafting.listed(appraisal, kind), revising.in_force(appraisal, kind)
    if text is not None:
        given, wording = agreeing.particulars_of(text), agreeing.wording_of(text)
        return drafting.draft(kind, appraisal, given, verdicts, wording)
    return drafting.draft(kind, appraisal, Particulars(rectify_by=suggested(), is_public=is_public(kind)), verdicts)
