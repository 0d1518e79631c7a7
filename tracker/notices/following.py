"""What may follow an issued notice: a corrigendum, or a withdrawal that says why; the notice stays as it was."""

from dataclasses import dataclass
from datetime import date

from tracker import journal, numbers
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import OfficialDocument, write_official
from tracker.files import store
from tracker.notices import drafting, issuing, wording
from tracker.notices.choices import FollowUpKind
from tracker.notices.models import Notice, NoticeFollowUp
from tracker.notices.wording import Cited, NoticeFrame
from tracker.people.models import User
from tracker.rectification import extending, lifting
from tracker.refusals import Refused


@dataclass(frozen=True)
class FollowUp:
    """What the office gives; ``correction`` is what the notice should have said, ``rectify_by`` the date by which
    it should have ordered to rectify."""

    kind: FollowUpKind
    number: str
    dated_on: date
    signed_by: str
    reason: str
    correction: str = ""
    rectify_by: date | None = None


def issue(notice: Notice, given: FollowUp, by: User) -> NoticeFollowUp:
    """Number, paper and consequences in one transaction; a withdrawal lifts what the notice ordered and is still open.

    ``notice`` is held for writing by the caller. Raises Refused after a withdrawal, for a number that is taken, a day
    before the notice or ahead, or a corrigendum that corrects nothing.
    """
    _check(notice, given)
    open_orders = [each for each in notice.rectifications if each.is_open]
    numbers.take(given.number, f"{given.kind.label}通知")
    document = _paper(notice, given, len(open_orders))
    name = f"{given.kind.label}（{given.number}）.docx"
    stored = store.keep(write_official(document), name)
    follow_up = NoticeFollowUp(
        notice_id=notice.id, kind=given.kind, document_number=given.number, dated_on=given.dated_on,
        signed_by=given.signed_by, reason=given.reason, correction=given.correction,
        content=drafting.as_json(document), stored_file_id=stored.id, issued_by_id=by.id, issued_at=now(),
    )  # fmt: skip
    db.session.add(follow_up)
    db.session.flush()
    if given.kind is FollowUpKind.WITHDRAWAL:
        lifting.lift(open_orders, f"通报 {notice.document_number} 已由 {given.number} 撤销", by)
        notice.appraisal.reopen(notice.kind)
    elif given.rectify_by is not None:
        extending.correct(open_orders, given.rectify_by, f"通报 {notice.document_number} 已由 {given.number} 更正", by)
    details = {"number": given.number, "sha256": stored.sha256, "reason": given.reason}
    summary = f"{given.kind.label}通报 {notice.document_number}：{given.number}"
    journal.record(f"notice.{given.kind.value}", "notice", notice.id, summary, details=details)
    return follow_up


def _paper(notice: Notice, given: FollowUp, open_orders: int) -> OfficialDocument:
    if notice.document_number is None or notice.dated_on is None:
        raise Refused("通报还没有签发，直接修改正文即可。")
    frame = NoticeFrame(year=notice.appraisal.year, number=given.number, dated_on=given.dated_on)
    of = Cited(notice.content["title"].replace("\n", ""), notice.document_number, notice.dated_on)
    if given.kind is FollowUpKind.CORRIGENDUM:
        return wording.corrigendum(frame, of, given.reason, _corrections(notice, given))
    return wording.withdrawal(frame, of, given.reason, open_orders)


def _corrections(notice: Notice, given: FollowUp) -> str:
    """What is corrected, the date to rectify by named where it moves."""
    if given.rectify_by is None or notice.rectify_by is None:
        return given.correction
    old, new = wording.day_in_words(notice.rectify_by), wording.day_in_words(given.rectify_by)
    return f"{given.correction}\n正文和附件中的整改期限由“{old}”更正为“{new}”。"


def _check(notice: Notice, given: FollowUp) -> None:
    if notice.withdrawal is not None:
        raise Refused(f"这份通报已由 {notice.withdrawal.document_number} 撤销，不能再更正或撤销。")
    if not given.reason.strip():
        raise Refused("请写明更正或撤销的原因。", "reason")
    if given.kind is FollowUpKind.CORRIGENDUM and not given.correction.strip():
        raise Refused("请写明更正的内容：原文是什么，应为什么。", "correction")
    if notice.dated_on is None or not notice.dated_on <= given.dated_on <= today():
        raise Refused(f"成文日期应在原通报的成文日期 {notice.dated_on} 至今天 {today()} 之间。", "dated_on")
    if given.rectify_by is not None and not given.dated_on < given.rectify_by <= issuing.latest(given.dated_on):
        raise Refused(
            f"更正后的整改期限应在 {given.dated_on} 之后、{issuing.latest(given.dated_on)} 之前。", "rectify_by"
        )
    if given.rectify_by is not None and notice.rectify_by is None:
        raise Refused("表扬通报没有整改期限，不能更正。", "rectify_by")
