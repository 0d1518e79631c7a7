"""Entering a rule or hours of duty that hold from a day on; what was judged before changes only when that is said."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, func, select

from tracker import journal
from tracker.choices import Role
from tracker.clock import SHANGHAI, now, today
from tracker.db import db
from tracker.opinions import rulebook
from tracker.opinions.choices import OpinionStage
from tracker.opinions.clocks import clock
from tracker.opinions.duty import Hours
from tracker.opinions.models import DutyHours, OpinionCase, OpinionRule
from tracker.opinions.recording import append
from tracker.opinions.rules import FIRST_DAY, Rule
from tracker.opinions.settling import settle
from tracker.opinions.steps import Step
from tracker.people.models import User
from tracker.refusals import Refused

KEEPERS = (Role.OFFICE, Role.ADMIN)
AT_ONCE = 500


def concerned(rule: Rule) -> int:
    """How many cases are on record that the rule would judge anew."""
    return db.session.scalar(select(func.count()).select_from(OpinionCase).where(*_concerned(rule))) or 0


def adopt(rule: Rule, by: User, *, recounts: bool) -> int:
    """Enter the rule; the number of limits that moved. Cases found since its first day are judged anew, each with an
    entry that says so. Raises Refused for another person, a day before any rule, and where there are such cases and
    it was not said that they are to be judged anew.
    """
    _require_keeper(by)
    if rule.valid_from < FIRST_DAY:
        raise Refused(f"施行日期不能早于 {FIRST_DAY}，之前的舆情不在本台账登记。")
    found = concerned(rule)
    if found and not recounts:
        raise Refused(untold(found))
    numbers = list(db.session.scalars(select(OpinionCase.id).where(*_concerned(rule)).order_by(OpinionCase.id)))
    made = OpinionRule(
        demand=rule.demand,
        severities=sorted(rule.severities),
        hours=rule.hours,
        valid_from=rule.valid_from,
        source=rule.source,
        recounted=found,
        set_by_id=by.id,
        set_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    rules = rulebook.in_force()
    moved = sum(_judge_anew(case, by, rule, rules) for case in _cases(numbers))
    severities = "、".join(each.label for each in sorted(rule.severities))
    summary = f"设置舆情时限：自 {rule.valid_from} 起，{severities}舆情{rule.duty}，{rule.length}"
    details = {"source": rule.source, "hours": rule.hours, "severities": made.severities, "recounted": found}
    journal.record("opinion.set_rule", "opinion_rule", made.id, summary, details=details | {"moved": moved})
    return moved


def untold(number: int) -> str:
    return f"自施行日起已登记{number}件这些等级的舆情，时限会重新计算。请勾选确认，或者把施行日期改到以后。"


def adopt_hours(hours: Hours, by: User) -> None:
    """Enter hours of duty; a case that was put before is judged by those known then. Raises Refused for another person
    and for a day that is over."""
    _require_keeper(by)
    if hours.valid_from < today():
        raise Refused(f"施行日期不能早于今天 {today()}，已经交办的舆情仍按交办时的值班时间计算。")
    spans = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in hours.spans]
    made = DutyHours(spans=spans, valid_from=hours.valid_from, source=hours.source, set_by_id=by.id, set_at=now())
    db.session.add(made)
    db.session.flush()
    summary = f"设置舆情签收值班时间：自 {hours.valid_from} 起，工作日 {hours.words}"
    journal.record("opinion.set_hours", "duty_hours", made.id, summary, details={"source": hours.source})


def _concerned(rule: Rule) -> tuple[ColumnElement[bool], ...]:
    first = datetime.combine(rule.valid_from, time(), SHANGHAI)
    return OpinionCase.found_at >= first, OpinionCase.severity.in_(sorted(rule.severities))


def _cases(numbers: list[int]) -> Iterator[OpinionCase]:
    for first in range(0, len(numbers), AT_ONCE):
        part = OpinionCase.id.in_(numbers[first : first + AT_ONCE])
        yield from db.session.scalars(select(OpinionCase).where(part).order_by(OpinionCase.id).with_for_update())


def _judge_anew(case: OpinionCase, by: User, rule: Rule, rules: Sequence[Rule]) -> bool:
    before = (case.answer_due_at, case.conference_due_at)
    settle(case, rules)
    names = ("应回应时限", "新闻发布会时限")
    after = (case.answer_due_at, case.conference_due_at)
    moved = [
        f"{name}由“{_shown(old)}”改为“{_shown(new)}”"
        for name, old, new in zip(names, before, after, strict=True)
        if old != new
    ]
    if moved:
        text = f"时限规则改变，{'；'.join(moved)}。依据：{rule.source}"
        append(case, by, Step(OpinionStage.AMENDED, text, now()))
    return bool(moved)


def _shown(moment: datetime | None) -> str:
    return clock(moment) if moment else "不要求"


def _require_keeper(by: User) -> None:
    if by.role not in KEEPERS:
        raise Refused("时限规则和值班时间由区公开办或管理员设置。")
