"""A task's time limit as a person reads it, where the table's words left it open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker import journal
from tracker.choices import ClockStart, DeadlineKind, Period
from tracker.clock import today
from tracker.db import db
from tracker.disclosures.shares import refresh
from tracker.refusals import Refused
from tracker.tasks.changes import tell
from tracker.tasks.deadlines import in_words, start
from tracker.tasks.models import Task

SETTABLE = (
    DeadlineKind.WORKDAYS,
    DeadlineKind.DATE,
    DeadlineKind.PERIODIC,
    DeadlineKind.REALTIME,
    DeadlineKind.ONGOING,
)


@dataclass(frozen=True)
class Setting:
    """A limit without its words; only what belongs to the kind is filled."""

    kind: DeadlineKind
    days: int | None = None
    start: ClockStart | None = None
    on: date | None = None
    period: Period | None = None

    @classmethod
    def of(cls, task: Task) -> "Setting":
        return cls(task.deadline_kind, task.deadline_days, task.deadline_start, task.deadline_on, task.deadline_period)

    @property
    def words(self) -> str:
        return in_words(self.kind, self.days, self.start, self.on, self.period)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "days": self.days,
            "start": self.start,
            "on": self.on and self.on.isoformat(),
            "period": self.period,
        }


def set_limit(task: Task, limit: Setting, reason: str) -> None:
    """Set what the limit means; its words stay as the table has them, and a new import with the same words keeps it.

    It counts from the day on which it is set, so that nobody becomes late by it after the fact.

    Raises Refused for a withdrawn task, and when nothing would change.
    """
    before = Setting.of(task)
    if task.is_withdrawn:
        raise Refused("这项任务已撤销，只保留历史记录，不再设定时限。")
    if limit == before:
        raise Refused(f"时限已经是“{limit.words}”，没有改动。")
    task.deadline_kind, task.deadline_days, task.deadline_start = limit.kind, limit.days, limit.start
    task.deadline_on, task.deadline_period = limit.on, limit.period
    task.starts_on = max(task.starts_on, start(task.year, today()))
    db.session.flush()
    refresh([task.id])
    tell(f"人工设定时限：{reason}", {task.id: [("公开时限", before.words, limit.words)]})
    journal.record(
        "task.limit",
        "task",
        task.id,
        f"《{task.item}》的时限由“{before.words}”设为“{limit.words}”：{reason}",
        details={"before": before.as_json(), "after": limit.as_json(), "reason": reason},
    )
