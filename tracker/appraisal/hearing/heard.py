"""How far the hearing of a confirmed list is: until when units may speak, and who has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal, Statement, Verdict
from tracker.choices import NoticeKind, Proposal
from tracker.clock import today
from tracker.db import db


@dataclass(frozen=True)
class Hearing:
    """``criticised`` are the units on the list, ``silent`` those of them that said nothing, ``waiting`` those without
    an answer. ``last`` is the last day for anyone of the silent; None where the scheme sets none."""

    criticised: int
    silent: tuple[Verdict, ...] = ()
    waiting: int = 0
    last: date | None = None
    is_over: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the time of somebody who said nothing still runs."""
        return not self.is_over and self.last is not None and today() <= self.last

    @property
    def text(self) -> str:
        if not self.criticised:
            return "没有单位待批评"
        if self.is_over and not self.silent:
            return f"{self.criticised}个单位都已表示意见"
        if self.is_over:
            return f"{self.criticised}个单位，{len(self.silent)}个没有申述"
        said = [f"到 {self.last} 为止" if self.last and self.silent else ""]
        said += [f"{len(self.silent)}个单位未申述" if self.silent else ""]
        said += [f"{self.waiting}份待答复" if self.waiting else ""]
        return "，".join(filter(None, said))


def of(appraisal: Appraisal) -> Hearing:
    listed = [each for each in appraisal.verdicts if each.decision is Proposal.CRITICISE]
    said = {each.unit_id: each for each in _statements(appraisal.year)}
    silent = tuple(each for each in listed if not _speaks(said.get(each.unit_id), each))
    waiting = sum(each.unit_id in said and said[each.unit_id].is_open for each in listed)
    last = _last(silent)
    is_issued = appraisal.issued_on(NoticeKind.CRITICISM) is not None
    is_over = is_issued or not (waiting or (last is not None and today() <= last))
    return Hearing(len(listed), silent, waiting, last, is_over)


def _statements(year: int) -> Sequence[Statement]:
    return db.session.scalars(select(Statement).where(Statement.year == year)).all()


def _speaks(statement: Statement | None, verdict: Verdict) -> bool:
    """Whether it is about this place: who was put on the list after the answer is heard anew."""
    if statement is None:
        return False
    return not (statement.answered_at and verdict.decided_at and verdict.decided_at > statement.answered_at)


def _last(silent: Sequence[Verdict]) -> date | None:
    return max((last for each in silent if (last := stating.until(each)) is not None), default=None)
