"""What was issued of a year and kind: the notice in force, and those before it, which were withdrawn."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind
from tracker.db import db
from tracker.notices.models import Notice


def of(appraisal: Appraisal, kind: NoticeKind) -> Notice | None:
    """The issued notice of the year and kind that is in force."""
    newest = next(iter(every(appraisal, kind)), None)
    return newest if newest is not None and newest.withdrawal is None else None


def every(appraisal: Appraisal, kind: NoticeKind) -> Sequence[Notice]:
    """All that were issued, the newest first; those before it were withdrawn."""
    statement = select(Notice).where(Notice.appraisal_id == appraisal.id, Notice.kind == kind)
    return db.session.scalars(statement.options(selectinload(Notice.follow_ups)).order_by(Notice.id.desc())).all()
