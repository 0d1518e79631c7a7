"""The wording of a notice before it is issued: edited version by version, and signed by the leader who may."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.clock import now, today
from tracker.db import db
from tracker.notices import agreeing, drafting, issues
from tracker.notices.drafting import Particulars, Wording
from tracker.notices.models import NoticeText
from tracker.notices.wording import PAPERS
from tracker.people.district import ISSUER_CODE
from tracker.people.models import User
from tracker.refusals import Refused, Stale


@dataclass(frozen=True)
class Revision:
    """What the office saves: the text with what it says about date and contact, and why it was changed."""

    wording: Wording
    rectify_by: date | None
    contact: str
    is_public: bool
    note: str = ""

    @property
    def particulars(self) -> Particulars:
        return Particulars(rectify_by=self.rectify_by, contact=self.contact, is_public=self.is_public)


def texts(appraisal: Appraisal, kind: NoticeKind) -> list[NoticeText]:
    """All versions, oldest first."""
    statement = select(NoticeText).where(NoticeText.appraisal_id == appraisal.id, NoticeText.kind == kind)
    return list(db.session.scalars(statement.order_by(NoticeText.number)).all())


def in_force(appraisal: Appraisal, kind: NoticeKind) -> NoticeText | None:
    """The newest version, unless the list was changed or a notice withdrawn since: then the paper is drafted anew."""
    withdrawn = [each.withdrawal.issued_at for each in issues.every(appraisal, kind) if each.withdrawal is not None]
    newest = [each for each in texts(appraisal, kind) if not withdrawn or each.at > max(withdrawn)][-1:]
    fits = newest and newest[0].list_fingerprint == drafting.fingerprint(appraisal, kind)
    return newest[0] if fits else None


def seen(appraisal: Appraisal, kind: NoticeKind) -> str:
    """What the paper rests on as it is shown: the list, and the version of the text."""
    text, listed = in_force(appraisal, kind), drafting.fingerprint(appraisal, kind)
    return listed if text is None else hashlib.sha256(f"{listed}\n{text.number}".encode()).hexdigest()


def revise(appraisal: Appraisal, kind: NoticeKind, revision: Revision, seen: int, by: User) -> NoticeText:
    """Save the next version; the one before stays. A signature on an earlier version does not count for it.

    Raises Stale when another version came in between, Refused when the text does not agree with the list.
    """
    _require_open(appraisal, kind)
    held = texts(appraisal, kind)
    number = held[-1].number if held else 0
    if number != seen:
        raise Stale(f"没有保存：您打开之后，正文已经有了第{number}版。")
    _require_a_day_ahead(revision.rectify_by)
    if found := agreeing.faults(revision.wording, appraisal, kind, revision.particulars):
        raise Refused(f"{'；'.join(found)}。请改正后再保存。")
    text = NoticeText(
        appraisal_id=appraisal.id, kind=kind, number=number + 1, title=revision.wording.title,
        recipients=revision.wording.recipients, paragraphs=list(revision.wording.paragraphs),
        rectify_by=revision.rectify_by, contact=revision.contact, is_public=revision.is_public, note=revision.note,
        list_fingerprint=drafting.fingerprint(appraisal, kind), by_id=by.id, at=now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(text)
    except IntegrityError:
        raise Stale("没有保存：刚刚有人也保存了正文。") from None
    summary = f"修改{appraisal.year}年度{PAPERS[kind]}正文，第{text.number}版"
    journal.record("notice.revise", "notice_text", text.id, summary, details={"note": revision.note})
    return text


def may_sign(user: User) -> bool:
    """The leader of the unit in whose name notices are issued."""
    return user.role is Role.LEADER and user.unit is not None and user.unit.code == ISSUER_CODE


def sign(appraisal: Appraisal, kind: NoticeKind, number: int, by: User, *, is_compared: bool = False) -> NoticeText:
    """The leader agrees to this version, having looked at what it says otherwise than the list (``is_compared``).

    Raises Refused without the right, unless the differences were looked at, or for a text that is not ready.
    """
    text = _before_the_leader(appraisal, kind, number, by)
    _require_a_day_ahead(text.rectify_by)
    agreeing.require_ready(text)
    others = require_compared(text, is_compared)
    text.signed_by_id, text.signed_at = by.id, now()
    db.session.flush()
    summary = f"签批{appraisal.year}年度{PAPERS[kind]}第{text.number}版"
    details = {"number": number, "differences": others}
    journal.record("notice.sign", "notice_text", text.id, summary, details=details)
    return text


def send_back(appraisal: Appraisal, kind: NoticeKind, number: int, note: str, by: User) -> NoticeText:
    """The leader does not sign this version and says why; the office saves another. Raises Refused as signing does."""
    text = _before_the_leader(appraisal, kind, number, by)
    if not note.strip():
        raise Refused("请写明退回的意见", "note")
    text.returned_by_id, text.returned_at, text.return_note = by.id, now(), note.strip()
    db.session.flush()
    summary = f"退回{appraisal.year}年度{PAPERS[kind]}第{text.number}版"
    journal.record("notice.return", "notice_text", text.id, summary, details={"number": number, "note": note})
    return text


def _before_the_leader(appraisal: Appraisal, kind: NoticeKind, number: int, by: User) -> NoticeText:
    """The version in force, when it is this one, neither signed nor returned, and this person may sign it."""
    if not may_sign(by):
        raise Refused("只有区政府办的分管领导可以签批通报。")
    _require_open(appraisal, kind)
    text = in_force(appraisal, kind)
    if text is None or text.number != number:
        raise Stale("没有办成：正文或名单在您打开之后有了变化。下面是最新的稿子，请核对后再签批。")
    if not text.waits_for_leader:
        raise Refused(f"第{number}版已经{'签批' if text.signed_by_id else '退回公开办修改'}，不需要再签。")
    return text


def require_compared(text: NoticeText | None, is_compared: bool) -> int:
    """How many differences from the draft were looked at. Raises Refused where they were not."""
    others = agreeing.differences(text)
    if others and not is_compared:
        raise Refused(f"正文有{others}处与依名单拟的稿子不同，请逐处看过之后勾选", "is_compared")
    return others


def _require_a_day_ahead(rectify_by: date | None) -> None:
    """The notice is dated today at the earliest, and what it orders needs a day after that."""
    if rectify_by is not None and rectify_by <= today():
        raise Refused(f"整改期限 {rectify_by} 应在今天之后，请改为成文之后的日期", "rectify_by")


def _require_open(appraisal: Appraisal, kind: NoticeKind) -> None:
    if appraisal.issued_on(kind) is not None:
        raise Refused(f"{appraisal.year}年度{PAPERS[kind]}已经签发，正文不能再改；需要更正或撤销的，另发通知。")
