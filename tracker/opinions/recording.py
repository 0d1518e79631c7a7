"""Opening a public-opinion case, adding to its history, closing it; what was entered is never edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import journal
from tracker.choices import Area, OpinionKind, OpinionSource, OpinionStage, Role, Severity
from tracker.clock import local, now
from tracker.db import db
from tracker.opinions.clocks import answer_due
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, Task

WRITERS = (Role.LIAISON, Role.OFFICE)


@dataclass(frozen=True)
class Finding:
    """What is known when a case is opened."""

    topic: str
    area: Area
    found_at: datetime
    source: OpinionSource
    kind: OpinionKind = OpinionKind.HOT_TOPIC
    severity: Severity = Severity.OTHER
    found_where: str = ""
    coordinated_with: str = ""


@dataclass(frozen=True)
class Step:
    """One thing done about a case."""

    stage: OpinionStage
    text: str
    happened_at: datetime
    channel: str = ""
    address: str = ""

    def problems(self, case: OpinionCase, moment: datetime) -> dict[str, str]:
        """Field -> what is wrong with it: answers follow the discovery, closing follows an answer (plan 三（五）)."""
        found: dict[str, str] = {}
        if self.happened_at > moment:
            found["happened_at"] = "时间不能晚于现在"
        elif self.stage is not OpinionStage.ANTICIPATION and self.happened_at < case.found_at:
            found["happened_at"] = f"{self.stage.label}不能早于发现时间（{_clock(case.found_at)}），请核对"
        elif self.stage is OpinionStage.CLOSING and case.answered_at and self.happened_at < case.answered_at:
            found["happened_at"] = f"办结不能早于首次回应（{_clock(case.answered_at)}），请核对"
        if self.stage is OpinionStage.CLOSING and case.answered_at is None:
            found["stage"] = "还没有回应，不能办结。请先记录“回应处置”。"
        return found


def open_case(unit: Unit, by: User, finding: Finding, task: Task | None = None) -> OpinionCase:
    """Open a case for which ``unit`` answers first; when the answer is due is computed at once and kept.

    Raises Refused for anyone but the unit's liaison and the office, for a discovery in the future, and for a task in
    which the unit has no share.
    """
    _require_writer(by, unit.id)
    if task is not None and not _has_share(unit, task):
        raise Refused(f"《{task.item}》不是{unit.short_name}的任务，请另选任务或选“不涉及具体任务”。")
    if finding.found_at > now():
        raise Refused("发现时间不能晚于现在，请核对后再登记。")
    case = OpinionCase(
        unit=unit,
        task=task,
        **vars(finding),
        answer_due_at=answer_due(finding.severity, finding.found_at).due_at,
        recorded_by_id=by.id,
        recorded_at=now(),
        version=1,
    )
    db.session.add(case)
    db.session.flush()
    details = {"severity": finding.severity, "found_at": finding.found_at.isoformat(), "unit": unit.short_name}
    journal.record("opinion.open", "opinion_case", case.id, f"登记舆情《{case.topic}》", details=details)
    return case


def add_entry(case: OpinionCase, by: User, step: Step) -> OpinionEntry:
    """Add what was anticipated, seen, answered or finished; the first answer stops the clock, closing ends the case.

    Raises Refused when the case is closed, and where the step contradicts the case (``Step.problems``).
    """
    _require_writer(by, case.unit_id)
    if case.closed_at is not None:
        raise Refused("这件舆情已办结，不能再添加记录。确需继续办理的，请区公开办重新打开。")
    problems = step.problems(case, now())
    if problems:
        raise Refused(next(iter(problems.values())))
    entry = _append(case, by, step)
    if step.stage is OpinionStage.RESPONSE and case.answered_at is None:
        case.answered_at = step.happened_at
    if step.stage is OpinionStage.CLOSING:
        case.closed_at = step.happened_at
    db.session.flush()
    details = {"entry": entry.id, "stage": step.stage, "happened_at": step.happened_at.isoformat()}
    summary = f"舆情《{case.topic}》记录{step.stage.label}"
    journal.record("opinion.add_entry", "opinion_case", case.id, summary, details=details)
    return entry


def reopen(case: OpinionCase, by: User, reason: str) -> None:
    """Take up a closed case again. Raises Refused for anyone but the office, and when the case is not closed."""
    if by.role is not Role.OFFICE:
        raise Refused("已办结的舆情由区公开办重新打开。")
    if case.closed_at is None:
        raise Refused("这件舆情尚未办结，不需要重新打开。")
    case.closed_at = None
    _append(case, by, Step(OpinionStage.TRACKING, f"重新打开：{reason}", now()))
    db.session.flush()
    journal.record("opinion.reopen", "opinion_case", case.id, f"重新打开舆情《{case.topic}》：{reason}")


def _has_share(unit: Unit, task: Task) -> bool:
    share = select(Assignment.id).where(Assignment.task_id == task.id, Assignment.unit_id == unit.id)
    return db.session.scalar(share) is not None


def _append(case: OpinionCase, by: User, step: Step) -> OpinionEntry:
    entry = OpinionEntry(case_id=case.id, **vars(step), by_id=by.id, at=now())
    db.session.add(entry)
    db.session.flush()
    return entry


def _require_writer(by: User, unit_id: int) -> None:
    if by.role not in WRITERS or (by.role is Role.LIAISON and by.unit_id != unit_id):
        raise Refused("舆情由责任单位联络员或区公开办登记和办理，其他人员只能查看。")


def _clock(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"
