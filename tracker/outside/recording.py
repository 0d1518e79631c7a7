"""Recording what others found about a unit, with the paper that says so; a wrong entry is voided, never edited."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.outside.choices import OutsideSource
from tracker.outside.models import OutsideResult
from tracker.people.models import Unit, User
from tracker.refusals import Refused

AGAIN = "这个单位的这次评价（来源、名称、日期相同）已经登记过，没有再登记。登记有误的，请先作废原来的一条。"


@dataclass(frozen=True)
class Result:
    """One result as the paper states it; ``score`` and ``full`` are hundredths of a point."""

    year: int
    source: OutsideSource
    title: str
    assessor: str
    dated_on: date
    score: int
    full: int
    grade: str = ""
    note: str = ""


def record(unit: Unit, by: User, result: Result, paper: StoredFile) -> OutsideResult:
    """Raises Refused for a score above the full marks, a day before the year or in the future, and the second time."""
    if not 0 <= result.score <= result.full:
        raise Refused("得分应在0和满分之间。")
    if not date(result.year, 1, 1) <= result.dated_on <= today():
        raise Refused(f"结果日期应在 {result.year}-01-01 至今天 {today()} 之间。")
    if same(unit, result) is not None:
        raise Refused(AGAIN)
    made = OutsideResult(
        unit_id=unit.id, **vars(result), stored_file_id=paper.id, recorded_by_id=by.id, recorded_at=now(), version=1
    )
    db.session.add(made)
    db.session.flush()
    details = {"score": result.score, "full": result.full, "sha256": paper.sha256}
    summary = f"登记{unit.short_name}{result.year}年度{result.source.label}结果"
    journal.record("outside.record", "outside_result", made.id, summary, details=details)
    return made


def same(unit: Unit, result: Result) -> OutsideResult | None:
    """The entry of the same assessment already, whatever score it gives, unless it was voided."""
    of = OutsideResult
    what = (of.year == result.year, of.source == result.source, of.title == result.title)
    by_the_same = (of.assessor == result.assessor) | ((of.score == result.score) & (of.full == result.full))
    is_same = of.unit_id == unit.id, of.dated_on == result.dated_on, by_the_same, of.voided_at.is_(None)
    statement = select(of).where(*what, *is_same)
    return db.session.scalar(statement.limit(1))


def void(result: OutsideResult, reason: str) -> None:
    """Take an entry back; it stays on record and counts no more. Raises Refused when it was voided before."""
    if result.voided_at is not None:
        raise Refused("这条结果已经作废。")
    result.voided_at, result.void_reason = now(), reason
    db.session.flush()
    summary = f"作废{result.unit.short_name}{result.year}年度{result.source.label}结果：{reason}"
    journal.record("outside.void", "outside_result", result.id, summary)
