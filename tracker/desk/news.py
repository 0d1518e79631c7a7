"""What was lately decided and issued about a unit: its place on the list changed by hand, notices that name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.appraisal.models import Verdict
from tracker.choices import NoticeKind
from tracker.clock import now
from tracker.db import db
from tracker.notices.choices import FollowUpKind
from tracker.notices.models import Notice, NoticeFollowUp
from tracker.people.models import User

FRESH = timedelta(days=14)
NAMES = {NoticeKind.COMMENDATION: "通报表扬", NoticeKind.CRITICISM: "通报批评"}


@dataclass(frozen=True)
class News:
    """``notice`` is where it can be read; without one, it is on the unit's page of the year."""

    at: datetime
    year: int
    what: str
    detail: str = ""
    kind: NoticeKind | None = None
    notice: int | None = None


def of(user: User) -> list[News]:
    """What happened within two weeks, the newest first."""
    if user.unit is None:
        return []
    since = now() - FRESH
    return sorted([*_moved(user, since), *_issued(user, since)], key=lambda each: each.at, reverse=True)


def _moved(user: User, since: datetime) -> Iterator[News]:
    statement = select(Verdict).where(Verdict.unit_id == user.unit_id, Verdict.decided_at >= since)
    for each in db.session.scalars(statement.options(joinedload(Verdict.appraisal))):
        if each.decided_at is None:
            continue
        change = f"由“{each.proposal.label}”改为“{each.decision.label}”"
        what = f"公开办调整名单：{change if each.is_adjusted else f'改回“{each.decision.label}”'}"
        yield News(each.decided_at, each.appraisal.year, what, f"理由：{each.decision_reason}")


def _issued(user: User, since: datetime) -> Iterator[News]:
    followed = select(NoticeFollowUp.notice_id).where(NoticeFollowUp.issued_at >= since)
    statement = select(Notice).where(or_(Notice.issued_at >= since, Notice.id.in_(followed)))
    options = (joinedload(Notice.appraisal), selectinload(Notice.follow_ups))
    for notice in db.session.scalars(statement.options(*options)):
        if user.unit is None or user.unit.code not in notice.content.get("units", ()):
            continue
        where = (notice.kind, notice.id)
        year, name = notice.appraisal.year, NAMES[notice.kind]
        if notice.issued_at is not None and notice.issued_at >= since:
            detail = _until(notice.rectify_by) if notice.withdrawal is None else ""
            yield News(notice.issued_at, year, f"{name}：{notice.document_number}，其中有本单位", detail, *where)
        for each in notice.follow_ups:
            if each.issued_at >= since:
                said = f"{name}{notice.document_number}已由 {each.document_number} {each.kind.label}"
                also = "，原通报不再执行" if each.kind is FollowUpKind.WITHDRAWAL else ""
                yield News(each.issued_at, year, f"{said}{also}", f"理由：{each.reason}", *where)


def _until(day: date | None) -> str:
    return f"整改期限 {day}" if day else ""
