"""What a person may see of a year's notice, and the draft as it would read today."""

from datetime import date

from flask import abort, g, request

from tracker.appraisal import lists
from tracker.appraisal.models import Appraisal
from tracker.calendar import book
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.documents.official import OfficialDocument
from tracker.notices import drafting, issuing, revising
from tracker.notices.drafting import Particulars
from tracker.notices.models import Notice
from tracker.refusals import Refused

WORKDAYS_TO_RECTIFY = 15


def fetch(year: int, kind: str) -> tuple[Appraisal, NoticeKind, Notice | None]:
    """The draft is for the office and the leader who signs; the issued notice for all who see the list and the units on
    it. Raises Refused for the office while the list is not confirmed."""
    which = NoticeKind(kind)
    appraisal = lists.confirmed(year, to_write=request.method == "POST")
    notice = issuing.of(appraisal, which) if appraisal is not None else None
    signs = appraisal is not None and revising.may_sign(g.user)
    if notice is None and g.user.role is not Role.OFFICE and not signs:
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


def suggested() -> date:
    """The date by which to rectify, unless the office sets another."""
    return book.in_force().nth_workday(today(), WORKDAYS_TO_RECTIFY)


def is_public(kind: NoticeKind) -> bool:
    """Unless the office decides otherwise, a commendation is for the public and a criticism for those it goes to."""
    return kind is NoticeKind.COMMENDATION


def drafted(appraisal: Appraisal, kind: NoticeKind) -> OfficialDocument:
    verdicts, text = drafting.listed(appraisal, kind), revising.in_force(appraisal, kind)
    given = Particulars(rectify_by=suggested(), is_public=is_public(kind))
    if text is not None:
        given = Particulars(rectify_by=text.rectify_by, contact=text.contact, is_public=text.is_public)
    return drafting.draft(kind, appraisal, given, verdicts, revising.wording_of(text))
