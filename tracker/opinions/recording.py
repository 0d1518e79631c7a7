"""Opening a public-opinion case, adding to what is known of it and to its history; entries are never edited."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker import journal
from tracker.calendar import book
from tracker.choices import Area, Choice, Role
from tracker.clock import local, now
from tracker.db import db
from tracker.opinions import likeness, rulebook
from tracker.opinions.choices import OpinionKind, OpinionSource, OpinionStage, Severity
from tracker.opinions.clocks import clock
from tracker.opinions.duty import acknowledge_by
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.rules import FIRST_DAY
from tracker.opinions.scope import WRITERS, may_write
from tracker.opinions.settling import settle
from tracker.opinions.steps import Step, problems
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import has_open_share

NAMES = {
    "topic": "舆情主题",
    "area": "重点领域",
    "found_at": "发现时间",
    "source": "来源",
    "kind": "类型",
    "severity": "等级",
    "found_where": "发现平台或位置",
    "coordinated_with": "协调联动单位",
    "supervised_body": "涉及的企事业单位、项目法人",
    "is_sensitive": "敏感事项",
    "differs_by_region": "地区差异",
    "mark_note": "敏感或差异说明",
}
MOVES_THE_CLOCK = ("found_at", "severity")


@dataclass(frozen=True)
class Finding:
    """What is known of a case; ``found_at`` is None while it is only anticipated."""

    topic: str
    area: Area
    found_at: datetime | None
    source: OpinionSource
    kind: OpinionKind = OpinionKind.HOT_TOPIC
    severity: Severity = Severity.OTHER
    found_where: str = ""
    coordinated_with: str = ""
    supervised_body: str = ""
    is_sensitive: bool = False
    differs_by_region: bool = False
    mark_note: str = ""

    @classmethod
    def of(cls, case: OpinionCase) -> "Finding":
        return cls(**{each.name: getattr(case, each.name) for each in fields(cls)})

    def shown(self) -> dict[str, str]:
        """What is stated as people read it, by its Chinese names."""
        return {name: _shown(getattr(self, key)) for key, name in NAMES.items()}

    def problems(self, moment: datetime) -> dict[str, str]:
        if self.found_at is None:
            return {}
        if self.found_at > moment:
            return {"found_at": "发现时间不能晚于现在，请核对后再登记。"}
        if local(self.found_at).date() < FIRST_DAY:
            return {"found_at": f"{FIRST_DAY} 起才有回应时限的规定，之前的舆情不在本台账登记。"}
        return {}


def recorded_with(form_key: str) -> OpinionCase | None:
    """The case that this very form has opened already, when it was sent twice."""
    return db.session.scalar(select(OpinionCase).where(OpinionCase.form_key == form_key)) if form_key else None


def open_case(unit: Unit, by: User, finding: Finding, task: Task | None = None, form_key: str = "") -> OpinionCase:
    """Open a case for which ``unit`` answers first; its clocks are computed at once and kept.

    What the office puts on a unit's desk must be acknowledged there within an hour on duty. Raises Refused for anyone
    but the unit's liaison and the office, for a discovery in the future, and for a task in which the unit has no share.
    """
    if by.role not in WRITERS or (by.role is Role.LIAISON and by.unit_id != unit.id):
        raise Refused("舆情由责任单位联络员或区公开办登记和办理，其他人员只能查看。")
    _require_sound(unit, finding, task)
    moment, own = now(), by.role is Role.LIAISON
    case = OpinionCase(
        unit=unit,
        task=task,
        **vars(finding),
        acknowledge_due_at=None if own else acknowledge_by(moment, book.in_force(), rulebook.hours()),
        acknowledged_at=moment if own else None,
        acknowledged_by_id=by.id if own else None,
        form_key=form_key or None,
        recorded_by_id=by.id,
        recorded_at=moment,
        version=1,
    )
    db.session.add(case)
    db.session.flush()
    settle(case)
    likeness.index(case)
    db.session.flush()
    found = finding.found_at.isoformat() if finding.found_at else None
    details = {"severity": finding.severity, "found_at": found, "unit": unit.short_name}
    journal.record("opinion.open", "opinion_case", case.id, f"登记舆情《{case.topic}》", details=details)
    return case


def amend(case: OpinionCase, by: User, finding: Finding, task: Task | None, reason: str) -> dict[str, list[str]]:
    """Add to or put right what is known; name -> before and after. The clocks follow, the entry says what changed.

    Raises Refused as ``open_case`` does, when the case is closed, for a discovery after the first answer, and without
    a reason where a clock moves.
    """
    require_writer(by, case)
    _require_open(case)
    _require_sound(case.unit, finding, task if task is not case.task else None)
    old = Finding.of(case)
    before, after = old.shown() | _task(case.task), finding.shown() | _task(task)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return {}
    found_now = old.found_at is None and finding.found_at is not None
    wrong = amending_problems(case, finding, reason, by_office=by.role is Role.OFFICE)
    if wrong:
        raise Refused(next(iter(wrong.values())))
    case.clock_moved = case.clock_moved or moves_the_clock(case, finding)
    for name, value in (vars(finding) | {"task": task}).items():
        setattr(case, name, value)
    settle(case)
    likeness.index(case)
    what = "；".join(f"{name}由“{old}”改为“{new}”" for name, (old, new) in changed.items())
    stage = OpinionStage.DISCOVERY if found_now else OpinionStage.AMENDED
    text = f"{what}。{f'原因：{reason}' if reason else ''}"
    append(case, by, Step(stage, text, finding.found_at if found_now and finding.found_at else now()))
    summary = f"补充更正舆情《{case.topic}》：{'、'.join(changed)}"
    journal.record("opinion.amend", "opinion_case", case.id, summary, details=changed)
    return changed


def amending_problems(case: OpinionCase, finding: Finding, reason: str, *, by_office: bool) -> dict[str, str]:
    """Field -> what is wrong with a change of what is known."""
    old = Finding.of(case)
    if old.found_at is not None and finding.found_at is None:
        return {"found_at": "已经登记发现时间的，不能改回预判"}
    if finding.found_at is not None and case.answered_at is not None and case.answered_at < finding.found_at:
        return {"found_at": f"发现不能晚于首次回应（{clock(case.answered_at)}），请核对"}
    if moves_the_clock(case, finding):
        if not reason:
            return {"reason": "更正发现时间或等级会改变时限，请写明原因"}
        if case.has_missed(now()) and not by_office:
            name = next(key for key in MOVES_THE_CLOCK if getattr(old, key) != getattr(finding, key))
            return {name: "这件舆情已经超过时限，发现时间和等级由区公开办核实后更正"}
    return {}


def moves_the_clock(case: OpinionCase, finding: Finding) -> bool:
    """Whether a clock that runs or ran would be another one."""
    if case.found_at is None:
        return False
    return any(getattr(case, key) != getattr(finding, key) for key in MOVES_THE_CLOCK)


def add_entry(case: OpinionCase, by: User, step: Step, form_key: str = "") -> OpinionEntry:
    """Add what was anticipated, seen, answered or finished; answers stop the clocks, closing ends the case.

    Whoever adds for the unit has seen the case, so it counts as acknowledged. Raises Refused when the case is closed,
    and where the step contradicts the case (``steps.problems``).
    """
    require_writer(by, case)
    sent = select(OpinionEntry).where(OpinionEntry.case_id == case.id, OpinionEntry.form_key == form_key)
    before = db.session.scalar(sent) if form_key else None
    if before is not None:
        return before
    _require_open(case)
    wrong = problems(step, case.standing, now(), by_office=by.role is Role.OFFICE)
    if wrong:
        raise Refused(next(iter(wrong.values())))
    if by.role is Role.LIAISON and case.acknowledged_at is None:
        case.acknowledged_at, case.acknowledged_by_id = now(), by.id
    entry = append(case, by, step, form_key=form_key or None)
    if step.stage is OpinionStage.CLOSING:
        case.closed_at, case.result, case.offered_to_id = step.happened_at, step.result, None
    if step.stage in (OpinionStage.RESPONSE, OpinionStage.CLOSING):
        settle(case)
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
    case.closed_at = case.result = None
    settle(case)
    append(case, by, Step(OpinionStage.REOPENED, reason, now()))
    journal.record("opinion.reopen", "opinion_case", case.id, f"重新打开舆情《{case.topic}》：{reason}")


def append(case: OpinionCase, by: User, step: Step, **more: Any) -> OpinionEntry:
    entry = OpinionEntry(case_id=case.id, **vars(step), **more, by_id=by.id, at=now())
    db.session.add(entry)
    db.session.flush()
    return entry


def require_writer(by: User, case: OpinionCase) -> None:
    if not may_write(by, case):
        raise Refused("舆情由责任单位联络员或区公开办登记和办理，其他人员只能查看。")


def _require_open(case: OpinionCase) -> None:
    if case.closed_at is not None:
        raise Refused("这件舆情已办结，不能再添加记录。确需继续办理的，请区公开办重新打开。")


def _require_sound(unit: Unit, finding: Finding, task: Task | None) -> None:
    if task is not None and not has_open_share(unit.id, task):
        raise Refused(f"《{task.item}》不是{unit.short_name}的任务，请另选任务或选“不涉及具体任务”。")
    wrong = finding.problems(now())
    if wrong:
        raise Refused(next(iter(wrong.values())))


def _task(task: Task | None) -> dict[str, str]:
    return {"相关任务": task.item if task is not None else "不涉及具体任务"}


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return clock(value)
    if isinstance(value, Choice):
        return value.label
    return str(value) if value else "未填"
