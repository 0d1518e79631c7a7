"""What a unit says before it is criticised (申述), and the office's answer; nothing is issued over its head."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal.choices import StatementOutcome
from tracker.appraisal.models import Appraisal, Statement, Verdict
from tracker.calendar import book
from tracker.choices import NoticeKind, Proposal
from tracker.clock import local, now, today
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused


def of(year: int, unit_id: int) -> Statement | None:
    return db.session.scalar(select(Statement).where(Statement.year == year, Statement.unit_id == unit_id))


def until(verdict: Verdict) -> date | None:
    """The last day for the unit's statement: its time runs from the day on which it came onto the list. None where the
    scheme sets none, and units may speak until the notice is issued."""
    days = int(verdict.appraisal.scheme.get("statement_workdays", 0))
    since = verdict.decided_at if verdict.is_adjusted and verdict.decided_at else verdict.appraisal.confirmed_at
    return book.in_force().nth_workday(local(since).date(), days) if days else None


def may_state(verdict: Verdict) -> bool:
    """Whether the unit stands on the criticism list of a notice that is not issued yet."""
    return verdict.decision is Proposal.CRITICISE and verdict.appraisal.issued_on(NoticeKind.CRITICISM) is None


def state(verdict: Verdict, contested: bool, text: str, evidence: Sequence[StoredFile], by: User) -> Statement:
    """Raises Refused where the unit is not about to be criticised, after the last day, or once it was answered."""
    appraisal = verdict.appraisal
    if not may_state(verdict):
        raise Refused("本单位不在待签发的通报批评名单中，不需要申述。")
    last = until(verdict)
    if last is not None and today() > last:
        raise Refused(f"申述期限到 {last} 为止，现在不能再提交。")
    if contested and not text.strip():
        raise Refused("请写明对哪一项有异议、事实和依据是什么。")
    found = of(appraisal.year, verdict.unit_id)
    if found is not None and found.outcome is not None:
        if not _is_of_before(verdict, found):
            raise Refused(f"公开办已经答复：{found.outcome.label}，不能再改。")
        found.outcome, found.answer, found.answered_at, found.answered_by_id = None, "", None, None
    found = found or Statement(year=appraisal.year, unit_id=verdict.unit_id)
    found.is_contested, found.text, found.by_id, found.at = contested, text, by.id, now()
    found.evidence = [*found.evidence, *evidence]
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError:
        raise Refused("刚刚有人也提交了本单位的申述，请刷新页面查看。") from None
    summary = f"{verdict.unit.short_name}{'申述' if contested else '表示没有异议'}"
    details = {"contested": contested, "text": text, "evidence": [each.name for each in evidence]}
    journal.record("statement.save", "statement", found.id, summary, details=details)
    return found


def answer(statement: Statement, outcome: StatementOutcome, text: str, by: User) -> None:
    """Raises Refused for what needs no answer or has one, or without words."""
    if not statement.is_open:
        raise Refused("这份申述不需要答复，或者已经答复。请刷新页面查看。")
    if not text.strip():
        raise Refused("请写明核实的情况和答复的理由。")
    statement.outcome, statement.answer = outcome, text
    statement.answered_by_id, statement.answered_at = by.id, now()
    db.session.flush()
    summary = f"答复{statement.unit.short_name}的申述：{outcome.label}"
    details = {"outcome": outcome.value, "answer": text}
    journal.record("statement.answer", "statement", statement.id, summary, details=details)


def waiting(year: int) -> list[Statement]:
    """The statements that the office has yet to answer."""
    statement = select(Statement).where(Statement.year == year, Statement.is_contested, Statement.outcome.is_(None))
    return list(db.session.scalars(statement.order_by(Statement.at, Statement.id)).all())


def hindrance(appraisal: Appraisal, verdicts: Sequence[Verdict]) -> str:
    """Why the criticism of these units cannot be issued yet; nothing once all of them were heard."""
    places = {each.unit_id: each for each in verdicts}
    said = {
        each.unit_id: each
        for each in db.session.scalars(select(Statement).where(Statement.year == appraisal.year))
        if each.unit_id in places and not _is_of_before(places[each.unit_id], each)
    }
    waiting = [each.unit.short_name for each in verdicts if each.unit_id in said and said[each.unit_id].is_open]
    if waiting:
        return f"{'、'.join(waiting)}的申述还没有答复，答复之后才能签发。请在该单位的考核页面答复"
    upheld = {number for number, each in said.items() if each.outcome is StatementOutcome.UPHELD}
    if right := [each.unit.short_name for each in verdicts if each.unit_id in upheld]:
        return f"{'、'.join(right)}的申述已答复为“{StatementOutcome.UPHELD.label}”，请先在该单位的考核页面调整名单"
    silent = [(last, each) for each in verdicts if each.unit_id not in said and (last := until(each)) is not None]
    if waits := [(last, each.unit.short_name) for last, each in silent if today() <= last]:
        names = "、".join(name for _, name in waits)
        return f"申述期限到 {max(waits)[0]} 为止，{names}还没有申述，也没有表示无异议，期满之后才能签发"
    return ""


def _is_of_before(verdict: Verdict, said: Statement) -> bool:
    """Whether the unit was put on the list by hand after its statement had been answered: then it is heard anew."""
    return said.answered_at is not None and verdict.decided_at is not None and verdict.decided_at > said.answered_at
