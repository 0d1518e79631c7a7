"""The wording of a notice before it is issued: edited version by version, and signed by the leader who may."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.clock import now
from tracker.db import db
from tracker.notices import drafting, issues
from tracker.notices.drafting import Particulars, Wording
from tracker.notices.models import NoticeText
from tracker.notices.wording import PAPERS, day_in_words
from tracker.people.district import ISSUER_CODE
from tracker.people.models import User
from tracker.refusals import Refused, Stale

PLACEHOLDER = "××"


@dataclass(frozen=True)
class Revision:
    """What the office saves: the text with what it says about date and contact, and why it was changed."""

    wording: Wording
    rectify_by: date | None
    contact: str
    is_public: bool
    note: str = ""


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


def wording_of(text: NoticeText | None) -> Wording | None:
    return Wording(text.title, text.recipients, tuple(text.paragraphs)) if text is not None else None


def faults(wording: Wording, appraisal: Appraisal, kind: NoticeKind, rectify_by: date | None) -> list[str]:
    """Where the text does not agree with the list that it is about: a name too few or too many, another date."""
    whole = "\n".join((wording.title, *wording.paragraphs))
    listed = [each.document["unit"] for each in drafting.listed(appraisal, kind)]
    missing = [name for name in listed if name not in whole]
    found = [f"正文没有写到名单上的{'、'.join(missing)}"] if missing else []
    rest = whole
    for name in listed:
        rest = rest.replace(name, "")
    others = [each.document["unit"] for each in appraisal.verdicts if each.document["code"] != ISSUER_CODE]
    if strange := [name for name in others if name not in listed and name in rest]:
        found.append(f"正文写到了不在名单上的{'、'.join(strange)}，需要增减单位的，请先调整名单")
    if kind is NoticeKind.CRITICISM and rectify_by is not None and day_in_words(rectify_by) not in whole:
        found.append(f"正文没有写明整改期限{day_in_words(rectify_by)}")
    return found


def revise(appraisal: Appraisal, kind: NoticeKind, revision: Revision, seen: int, by: User) -> NoticeText:
    """Save the next version; the one before stays. A signature on an earlier version does not count for it.

    Raises Stale when another version came in between, Refused when the text does not agree with the list.
    """
    _require_open(appraisal, kind)
    held = texts(appraisal, kind)
    number = held[-1].number if held else 0
    if number != seen:
        raise Stale(f"没有保存：您打开之后，正文已经有了第{number}版。")
    if found := faults(revision.wording, appraisal, kind, revision.rectify_by):
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


def sign(appraisal: Appraisal, kind: NoticeKind, number: int, by: User) -> NoticeText:
    """The leader agrees to this version. Raises Refused without the right, or for a text that is not ready."""
    if not may_sign(by):
        raise Refused("只有区政府办的分管领导可以签批通报。")
    _require_open(appraisal, kind)
    text = in_force(appraisal, kind)
    if text is None or text.number != number:
        raise Stale("没有签批：正文或名单在您打开之后有了变化。下面是最新的稿子，请核对后再签批。")
    if text.signed_by_id is not None:
        raise Refused(f"第{number}版已经签批，不需要再签。")
    if any(PLACEHOLDER in each for each in text.paragraphs):
        raise Refused("正文中还有没有填写的“××”，请先由公开办补充完整。")
    text.signed_by_id, text.signed_at = by.id, now()
    db.session.flush()
    summary = f"签批{appraisal.year}年度{PAPERS[kind]}第{number}版"
    journal.record("notice.sign", "notice_text", text.id, summary, details={"number": number})
    return text


def agreed(text: NoticeText | None, kind: NoticeKind, given: Particulars) -> None:
    """Raises Refused where what is given on issuing is not what the edited text says."""
    if text is None:
        return
    if any(PLACEHOLDER in each for each in text.paragraphs):
        raise Refused("正文中还有没有填写的“××”，请先修改正文。")
    if kind is NoticeKind.CRITICISM and given.rectify_by != text.rectify_by and text.rectify_by is not None:
        raise Refused(
            f"第{text.number}版正文写的整改期限是{day_in_words(text.rectify_by)}，与填写的不一致，请先修改正文。"
        )
    if kind is NoticeKind.CRITICISM and given.contact != text.contact:
        raise Refused(f"第{text.number}版正文写的联系人是“{text.contact}”，与填写的不一致，请先修改正文。")
    if text.signed_by is not None and given.signed_by != text.signed_by.name:
        raise Refused(f"第{text.number}版由{text.signed_by.name}签批，签发人与填写的不一致。")


def _require_open(appraisal: Appraisal, kind: NoticeKind) -> None:
    if appraisal.issued_on(kind) is not None:
        raise Refused(f"{appraisal.year}年度{PAPERS[kind]}已经签发，正文不能再改；需要更正或撤销的，另发通知。")
