"""When a limit is green, yellow or red, and whether it is told again today. Pure.

Green: more working days left than the rule's ``yellow_workdays``. Yellow: so many or fewer, the last day included.
Red: the limit is over. A matter is told once when it turns yellow, on its last working day, once when it turns red,
then again after every ``repeat_workdays``; never twice on one day, and never on a rest day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.clock import WorkCalendar
from tracker.reminders.choices import PaperStep, ReminderLight

SOURCE = "实施方案四（二）“定期对重点领域信息公开工作开展情况进行督促检查”"
MOST_WORKDAYS = 30


@dataclass(frozen=True)
class Rule:
    """In force from ``valid_from``; ``waits`` are the working days in which each paper is to be answered."""

    valid_from: date = date(2008, 5, 1)
    yellow_workdays: int = 3
    repeat_workdays: int = 3
    waits: Mapping[PaperStep, int] = field(
        default_factory=lambda: {PaperStep.REMINDER: 3, PaperStep.URGING: 3, PaperStep.SUPERVISION: 5}
    )


@dataclass(frozen=True)
class Told:
    """The last reminder of a matter."""

    on: date
    light: ReminderLight
    due_on: date


def in_force(rules: Iterable[Rule], on: date) -> Rule:
    """The newest rule that is valid on the day; the default where there is none."""
    return max((rule for rule in rules if rule.valid_from <= on), key=lambda rule: rule.valid_from, default=Rule())


def light(due_on: date, on: date, rule: Rule, calendar: WorkCalendar) -> ReminderLight:
    if on > due_on:
        return ReminderLight.RED
    left = calendar.workdays_between(on, due_on)
    return ReminderLight.YELLOW if left <= rule.yellow_workdays else ReminderLight.GREEN


def is_told(due_on: date, on: date, last: Told | None, rule: Rule, calendar: WorkCalendar) -> bool:
    """Whether the matter is on the list of the morning."""
    shown = light(due_on, on, rule, calendar)
    if shown is ReminderLight.GREEN or not calendar.is_workday(on):
        return False
    if last is None:
        return True
    if last.on >= on:
        return False
    if last.light is not shown or last.due_on != due_on:
        return True
    if shown is ReminderLight.YELLOW:
        return calendar.workdays_between(on, due_on) == 0
    return calendar.workdays_between(last.on, on) >= rule.repeat_workdays


def sentence(act: str, due_on: date, on: date, calendar: WorkCalendar) -> str:
    """What the reminder says: by when, and how many working days are left or over."""
    days = calendar.workdays_between(on, due_on)
    if on > due_on:
        return f"{act}期限 {due_on} 已过，逾期{max(1, -days)}个工作日，请尽快办理。"
    if on == due_on:
        return f"{act}期限 {due_on}，今天到期，请今天办理。"
    if days == 0:
        return f"{act}期限 {due_on} 是休息日，今天是到期前最后一个工作日，请今天办理。"
    return f"{act}期限 {due_on}，还有{days}个工作日，请按期办理。"
