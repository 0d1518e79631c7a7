"""Issue a notice once: number, paper, frozen content and the rectifications it orders in one transaction (四（三）)."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

from tracker import journal, numbers
from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import NoticeKind, NoticeState
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import write_official
from tracker.files import store
from tracker.notices import agreeing, drafting, issues, problems, revising
from tracker.notices.drafting import Particulars
from tracker.notices.models import Notice, NoticeText
from tracker.notices.wording import PAPERS
from tracker.people.models import User
from tracker.rectification.models import Rectification
from tracker.rectification.ordering import Order, order
from tracker.refusals import Refused, Stale

MOST_DAYS = 180


def issue(
    appraisal: Appraisal,
    kind: NoticeKind,
    particulars: Particulars,
    seen: str,
    by: User,
    *,
    is_compared: bool = False,
) -> Notice:
    """Issue the notice whose list and text were ``seen``; from then on neither it nor that list changes.

    An edited text brings its own date, contact and, once the leader signed it, who signed; where the leader did not
    sign it here, ``is_compared`` says that its differences from the list were looked at.

    ``appraisal`` is held for writing by the caller. Raises Stale when list or text changed since they were seen;
    Refused when the notice was issued before, nobody is on the list, the number is taken, or a date does not fit.
    """
    issued = issues.of(appraisal, kind)
    if issued is not None:
        raise Refused(already(appraisal.year, kind, issued))
    verdicts = drafting.listed(appraisal, kind)
    if revising.seen(appraisal, kind) != seen:
        raise Stale("名单或正文在您打开之后有调整，没有签发。下面是最新的通报，请核对后再签发。")
    text = revising.in_force(appraisal, kind)
    if text is not None:
        agreeing.require_ready(text)
        particulars = _as_the_text_says(text, particulars)
        if text.signed_by_id is None:
            revising.require_compared(text, is_compared)
    _check(kind, particulars, appraisal.as_of)
    if why := hindrance(appraisal, kind, verdicts):
        raise Refused(why)
    numbers.take(particulars.number or "", f"{appraisal.year}年度{PAPERS[kind]}")
    notice = _kept(appraisal, kind, particulars, verdicts, text)
    notice.issued_by_id = by.id
    if kind is NoticeKind.CRITICISM:
        notice.rectifications = _order(appraisal, verdicts, particulars, by)
        appraisal.criticised_on = particulars.dated_on
    else:
        appraisal.commended_on = particulars.dated_on
    db.session.add(notice)
    db.session.flush()
    sha256 = notice.stored_file.sha256 if notice.stored_file else ""
    details = {"number": particulars.number, "sha256": sha256, "units": notice.content["units"]}
    signature = "系统签批" if notice.content["is_signed_here"] else "纸质签发"
    summary = f"签发{appraisal.year}年度{PAPERS[kind]} {particulars.number}（{particulars.signed_by}，{signature}）"
    journal.record("notice.issue", "notice", notice.id, summary, details=details)
    return notice


def _kept(
    appraisal: Appraisal,
    kind: NoticeKind,
    particulars: Particulars,
    verdicts: Sequence[Verdict],
    text: NoticeText | None,
) -> Notice:
    """The notice with its paper as it is from now on."""
    document = drafting.draft(kind, appraisal, particulars, verdicts, agreeing.wording_of(text) if text else None)
    name = f"{appraisal.year}年度{PAPERS[kind]}（{particulars.number}）.docx"
    return Notice(
        appraisal_id=appraisal.id,
        kind=kind,
        state=NoticeState.ISSUED,
        document_number=particulars.number,
        dated_on=particulars.dated_on,
        rectify_by=particulars.rectify_by,
        signed_by=particulars.signed_by,
        content=drafting.as_json(document)
        | {"units": [verdict.document["code"] for verdict in verdicts], "audit": journal.head()}
        | {"is_signed_here": text is not None and text.signed_by_id is not None},
        stored_file=store.keep(write_official(document), name),
        issued_at=now(),
        drafted_at=now(),
    )


def already(year: int, kind: NoticeKind, issued: Notice) -> str:
    return f"{year}年度{PAPERS[kind]}已于 {issued.dated_on} 以 {issued.document_number} 签发，不能再次签发或修改。"


def hindrance(appraisal: Appraisal, kind: NoticeKind, verdicts: Sequence[Verdict]) -> str:
    """Why the notice cannot be issued yet, told before anybody tries: somebody on the list is still to be heard."""
    unheard = stating.hindrance(appraisal, verdicts) if kind is NoticeKind.CRITICISM else ""
    return f"{unheard}。" if unheard else ""


def _as_the_text_says(text: NoticeText, given: Particulars) -> Particulars:
    """Date, contact and signature are not asked for again where the text has them."""
    signed_by = text.signed_by.name if text.signed_by else given.signed_by
    return replace(given, rectify_by=text.rectify_by or given.rectify_by, contact=text.contact, signed_by=signed_by)


def _check(kind: NoticeKind, particulars: Particulars, as_of: date) -> None:
    dated_on, rectify_by = particulars.dated_on, particulars.rectify_by
    if particulars.number is None or dated_on is None:
        raise Refused("请填写文号和成文日期。")
    if not as_of <= dated_on <= today():
        raise Refused(f"成文日期应在事实截至日 {as_of} 至今天 {today()} 之间。", "dated_on")
    if kind is NoticeKind.CRITICISM and (rectify_by is None or rectify_by <= dated_on):
        raise Refused(f"整改期限应在成文日期 {dated_on} 之后。", "rectify_by")
    if rectify_by is not None and rectify_by > latest(dated_on):
        raise Refused(f"整改期限不能晚于 {latest(dated_on)}（成文日期后{MOST_DAYS}天），请核对年份。", "rectify_by")


def latest(dated_on: date) -> date:
    """The last day that may be set for a rectification: one further away is taken for a slip of the pen."""
    return dated_on + timedelta(days=MOST_DAYS)


def _order(appraisal: Appraisal, verdicts: list[Verdict], particulars: Particulars, by: User) -> list[Rectification]:
    """One rectification for each line of the problem list."""
    if particulars.dated_on is None or particulars.rectify_by is None:
        raise Refused("请填写成文日期和整改期限。")
    orders = []
    for verdict in verdicts:
        for problem in problems.criticised(verdict.document, particulars.rectify_by).problems:
            records = tuple(asdict(record) for record in problem.records)
            parts = (problem.title, problem.reason, problem.requirement, problem.basis, records)
            orders.append(Order(verdict.unit_id, *parts))
    return order(appraisal.year, orders, particulars.dated_on, particulars.rectify_by, by)
