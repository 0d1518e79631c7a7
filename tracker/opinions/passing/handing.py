"""Who answers for a case: acknowledging it, passing it on with the other's agreement, taking it over, assigning it."""

from tracker import journal
from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import now
from tracker.opinions import rulebook
from tracker.opinions.choices import OpinionStage
from tracker.opinions.duty import acknowledge_by
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.recording import append, require_writer
from tracker.opinions.steps import Step
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.scope import has_open_share

CLOCK_GOES_ON = "时限仍从发现时起连续计算。"


def acknowledge(case: OpinionCase, by: User) -> None:
    """The unit has seen the case. Raises Refused for anyone but its liaison, and when that was said before."""
    if by.role is not Role.LIAISON or by.unit_id != case.unit_id:
        raise Refused("舆情由责任单位联络员签收。")
    _require_open(case)
    if case.acknowledged_at is not None:
        raise Refused("这件舆情已经签收，不需要再签收。")
    _acknowledged(case, by)
    _note(case, by, OpinionStage.ACKNOWLEDGED, "已签收。", "opinion.acknowledge")


def offer(case: OpinionCase, by: User, to: Unit, reason: str) -> None:
    """Ask another unit to take the case; it stays where it is until that unit agrees."""
    require_writer(by, case)
    _require_open(case)
    if case.taken_over_at is not None and by.role is not Role.OFFICE:
        raise Refused("这件舆情已由区公开办接办，由区公开办指定责任单位。")
    if case.offered_to is not None:
        raise Refused(f"已提请移交{case.offered_to.short_name}，等待其同意。需要改换单位的，请先撤回。")
    if to.id == case.unit_id or to.closed_on is not None:
        raise Refused("请选择另一个现有的单位。")
    case.offered_to = to
    _note(case, by, OpinionStage.OFFERED, reason, "opinion.offer", to=to)


def accept(case: OpinionCase, by: User) -> None:
    """Agree to answer for the case from now on; the clocks go on, as the law counts from the discovery."""
    to = _asked(case, by)
    _pass(case, by, OpinionStage.ACCEPTED, to, "")
    _acknowledged(case, by)
    case.acknowledge_due_at = None


def decline(case: OpinionCase, by: User, reason: str) -> None:
    """Not agree; the case stays with the unit that has it."""
    to = _asked(case, by)
    case.offered_to = None
    _note(case, by, OpinionStage.DECLINED, reason, "opinion.decline", to=to)


def withdraw(case: OpinionCase, by: User) -> None:
    """Take back an offer that was not answered yet."""
    require_writer(by, case)
    if case.offered_to is None:
        raise Refused("没有等待同意的移交，可能对方刚刚已经答复，请刷新页面。")
    to, case.offered_to = case.offered_to, None
    _note(case, by, OpinionStage.WITHDRAWN, f"撤回移交{to.short_name}的提请。", "opinion.withdraw", to=to)


def take_over(case: OpinionCase, by: User, reason: str) -> None:
    """The office handles the case itself until it closes or assigns it."""
    _require_office(by)
    _require_open(case)
    if case.taken_over_at is not None:
        raise Refused("这件舆情已由区公开办接办。")
    case.taken_over_at, case.offered_to = now(), None
    if case.acknowledged_at is None:
        _acknowledged(case, by)
    _note(case, by, OpinionStage.TAKEN_OVER, reason, "opinion.take_over")


def assign(case: OpinionCase, by: User, to: Unit, reason: str) -> None:
    """The office says which unit answers first; that unit must acknowledge it anew."""
    _require_office(by)
    _require_open(case)
    if to.closed_on is not None or (to.id == case.unit_id and case.taken_over_at is None):
        raise Refused("请选择另一个现有的单位。")
    case.taken_over_at = case.acknowledged_at = case.acknowledged_by_id = None
    case.acknowledge_due_at = acknowledge_by(now(), book.in_force(), rulebook.hours())
    _pass(case, by, OpinionStage.ASSIGNED, to, reason)


def _pass(case: OpinionCase, by: User, stage: OpinionStage, to: Unit, reason: str) -> None:
    """Put the case on another unit's desk; a task in which that unit has no share is no longer the case's."""
    old, task = case.unit, case.task
    text = f"责任单位由{old.short_name}改为{to.short_name}，{CLOCK_GOES_ON}{reason}"
    if task is not None and not has_open_share(to.id, task):
        text += f"原相关任务《{task.item}》不是{to.short_name}的任务，不再关联。"
        case.task = None
    case.unit, case.offered_to = to, None
    _note(case, by, stage, text, "opinion.pass", out_of=old, to=to)


def _note(
    case: OpinionCase, by: User, stage: OpinionStage, text: str, action: str, **units: Unit | None
) -> OpinionEntry:
    """Enter the act into the history and the journal; ``out_of`` and ``to`` are the units between which it passes."""
    out_of, to = units.get("out_of"), units.get("to")
    numbers = {"from_unit_id": out_of.id if out_of else None, "to_unit_id": to.id if to else None}
    entry = append(case, by, Step(stage, text, now()), **numbers)
    summary = f"舆情《{case.topic}》{stage.label}{f'（{to.short_name}）' if to else ''}"
    journal.record(action, "opinion_case", case.id, summary, details={"entry": entry.id} | numbers)
    return entry


def _asked(case: OpinionCase, by: User) -> Unit:
    """The unit that is asked to take the case, when this is its liaison."""
    to = case.offered_to
    if by.role is not Role.LIAISON or to is None or by.unit_id != to.id:
        raise Refused("这件舆情没有等待本单位同意的移交，可能已被撤回，请刷新页面。")
    _require_open(case)
    return to


def _acknowledged(case: OpinionCase, by: User) -> None:
    case.acknowledged_at, case.acknowledged_by_id = now(), by.id


def _require_open(case: OpinionCase) -> None:
    if case.closed_at is not None:
        raise Refused("这件舆情已办结。确需继续办理的，请区公开办重新打开。")


def _require_office(by: User) -> None:
    if by.role is not Role.OFFICE:
        raise Refused("只有区公开办可以接办舆情、指定责任单位。")
