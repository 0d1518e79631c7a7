"""Reminders and papers of a year counted by unit, as a fact for the assessment: read, done, left unanswered."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, case, func, select

from tracker.clock import local
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Paper, Reminder


@dataclass
class Tally:
    """``acknowledged`` were read, ``settled`` done or handed on unread, ``unanswered`` neither.

    ``papers`` counts those issued by step, ``papers_unanswered`` those whose time ran out without an answer.
    """

    reminders: int = 0
    acknowledged: int = 0
    settled: int = 0
    papers: dict[PaperStep, int] = field(default_factory=lambda: dict.fromkeys(PaperStep, 0))
    papers_unanswered: int = 0

    @property
    def unanswered(self) -> int:
        return self.reminders - self.acknowledged - self.settled


def of_year(year: int, as_of: date, connection: Connection) -> Mapping[int, Tally]:
    """Unit -> what was counted of the year up to and with ``as_of``; two selects whatever the number of units."""
    found: dict[int, Tally] = defaultdict(Tally)
    first, last = date(year, 1, 1), min(as_of, date(year, 12, 31))
    read = Reminder.acknowledged_at.is_not(None)
    counted = (
        select(
            Reminder.unit_id,
            func.count(),
            func.count(case((read, 1))),
            func.count(case((~read & Reminder.settled_on.is_not(None), 1))),
        )
        .where(Reminder.on.between(first, last))
        .group_by(Reminder.unit_id)
    )
    for unit_id, told, acknowledged, settled in connection.execute(counted):
        found[unit_id] = Tally(told, acknowledged, settled)
    papers = select(Paper.unit_id, Paper.step, Paper.answer_by, Paper.answered_at)
    for unit_id, step, answer_by, answered_at in connection.execute(papers.where(Paper.issued_on.between(first, last))):
        tally = found[unit_id]
        tally.papers[step] += 1
        answered_on = local(answered_at).date() if answered_at else None
        tally.papers_unanswered += (answered_on or as_of) > answer_by
    return dict(found)
