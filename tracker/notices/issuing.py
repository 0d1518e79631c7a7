"""Issue a notice once: number, paper, frozen content and the rectifications it orders in one transaction (四（三）)."""

from dataclasses import asdict
from datetime import date, timedelta

from tracker import journal, numbers
from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import NoticeKind, NoticeState
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import write_official
from tracker.files import store
from tracker.notices import drafting, issues, problems, revising
from tracker.notices.drafting import Particulars
from tracker.notices.models import Notice
from tracker.notices.wording import PAPERS
from tracker.people.models import User
from tracker.rectification.models import Rectification
from tracker.rectification.ordering import Order, order
from tracker.refusals import Refused, Stale

MOST_DAYS = 180


def issue(appraisal: Appraisal, kind: NoticeKind, particulars: Particulars, seen: str, by: User) -> Notice:
    """Issue the notice whose list was ``seen``; from then on neither it nor that list changes.

    ``appraisal`` is held for writing by the caller. Raises Stale when the list changed since it was seen; Refused when
    the notice was issued before, nobody is on the list, the number is taken, or a date does not fit.
    """
    issued = issues.of(appraisal, kind)
    if issued is not None:
        raise Refused(already(appraisal.year, kind, issued))
    verdicts = drafting.listed(appraisal, kind)
    if drafting.fingerprint(appraisal, kind) != seen:
        raise Stale("名单在您打开之后有调整，没有签发。下面是最新的通报，请核对后再签发。")
    _check(kind, particulars, appraisal.as_of)
    text = revising.in_force(appraisal, kind)
    revising.agreed(text, kind, particulars)
    if kind is NoticeKind.CRITICISM and (unheard := stating.hindrance(appraisal, verdicts)):
        raise Refused(f"{unheard}。")
    numbers.take(particulars.number or "", f"{appraisal.year}年度{PAPERS[kind]}")
    document = drafting.draft(kind, appraisal, particulars, verdicts, revising.wording_of(text))
    name = f"{appraisal.year}年度{PAPERS[kind]}（{particulars.number}）.docx"
    stored = store.keep(write_official(document), name)
    notice = Notice(
        appraisal_id=appraisal.id,
        kind=kind,
        state=NoticeState.ISSUED,
        document_number=particulars.number,
        dated_on=particulars.dated_on,
        rectify_by=particulars.rectify_by,
        signed_by=particulars.signed_by,
        content=drafting.as_json(document)
        | {"units": [verdict.document["code"] for verdict in verdicts], "audit": journal.head()},
        stored_file_id=stored.id,
        issued_by_id=by.id,
        issued_at=now(),
        drafted_at=now(),
    )
    if kind is NoticeKind.CRITICISM:
        notice.rectifications = _order(appraisal, verdicts, particulars, by)
        appraisal.criticised_on = particulars.dated_on
    else:
        appraisal.commended_on = particulars.dated_on
    db.session.add(notice)
    db.session.flush()
    details = {"number": particulars.number, "sha256": stored.sha256, "units": notice.content["units"]}
    summary = f"签发{appraisal.year}年度{PAPERS[kind]} {particulars.number}"
    journal.record("notice.issue", "notice", notice.id, summary, details=details)
    return notice


def already(year: int, kind: NoticeKind, issued: Notice) -> str:
    return f"{year}年度{PAPERS[kind]}已于 {issued.dated_on} 以 {issued.document_number} 签发，不能再次签发或修改。"


def _check(kind: NoticeKind, particulars: Particulars, as_of: date) -> None:
    dated_on, rectify_by = particulars.dated_on, particulars.rectify_by
    if particulars.number is None or dated_on is None:
        raise Refused("请填写文号和成文日期。")
    if not as_of <= dated_on <= today():
        raise Refused(f"成文日期应在事实截至日 {as_of} 至今天 {today()} 之间。")
    if kind is NoticeKind.CRITICISM and (rectify_by is None or rectify_by <= dated_on):
        raise Refused(f"整改期限应在成文日期 {dated_on} 之后。")
    if rectify_by is not None and rectify_by > latest(dated_on):
        raise Refused(f"整改期限不能晚于 {latest(dated_on)}（成文日期后{MOST_DAYS}天），请核对年份。")


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
