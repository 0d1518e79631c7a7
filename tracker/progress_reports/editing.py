"""The chapter's text before it is downloaded: edited by the office version by version."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.progress_reports.models import ChapterText
from tracker.refusals import Refused, Stale


def texts(year: int) -> list[ChapterText]:
    """All versions, oldest first."""
    return list(db.session.scalars(select(ChapterText).where(ChapterText.year == year).order_by(ChapterText.number)))


def save(  # noqa: PLR0917 - a version and what it rests on
    year: int, paragraphs: Sequence[str], drafted: Sequence[str], note: str, seen: int, by: User
) -> ChapterText:
    """Keep the next version. Raises Stale when another came in between, Refused for a text without words."""
    held = texts(year)
    number = held[-1].number if held else 0
    if number != seen:
        raise Stale(f"没有保存：您打开之后，正文已经有了第{number}版。")
    if not paragraphs:
        raise Refused("正文不能为空。")
    text = ChapterText(
        year=year,
        number=number + 1,
        paragraphs=list(paragraphs),
        drafted=list(drafted),
        note=note,
        by_id=by.id,
        at=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(text)
    except IntegrityError:
        raise Stale("没有保存：刚刚有人也保存了正文。") from None
    summary = f"修改{year}年度全区章节正文，第{text.number}版"
    journal.record("report.chapter", "chapter_text", text.id, summary, details={"note": note})
    return text
