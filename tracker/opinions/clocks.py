"""By when a public-opinion case must first be answered: hours by the wall clock, holidays included."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.choices import Severity
from tracker.clock import Light, local

SOON = timedelta(hours=5)
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Rule:
    hours: int
    duty: str
    source: str


URGENT = Rule(5, "发布权威信息", "国办发〔2016〕80号实施细则")
ORDINARY = Rule(48, "作出回应", "国办发〔2016〕61号")
RULES = {Severity.PARTICULARLY_MAJOR: URGENT, Severity.MAJOR: URGENT, Severity.OTHER: ORDINARY}


@dataclass(frozen=True)
class Due:
    """When the first answer is due, by which rule, and the counting in words."""

    due_at: datetime
    rule: Rule
    explanation: str

    @property
    def sentence(self) -> str:
        return f"{self.explanation}。依据：{self.rule.source}，实施方案三（五）。"


def answer_due(severity: Severity, found_at: datetime) -> Due:
    """The limit of the first answer: 5 hours for particularly major and major cases, 48 hours for others."""
    rule = RULES[severity]
    due_at = found_at.astimezone(UTC) + timedelta(hours=rule.hours)
    explanation = (
        f"发现于 {_clock(found_at)}，{severity.label}舆情应在{rule.hours}小时内{rule.duty}（连续计时，含节假日），"
        f"应于 {_clock(due_at)} 前首次回应"
    )
    return Due(due_at, rule, explanation)


def standing(due_at: datetime, answered_at: datetime | None, moment: datetime) -> Light:
    """How the first answer of a case stands at the given moment."""
    if answered_at is not None:
        late = answered_at - due_at
        return Light("late", "●", f"逾期{_length(late)}回应") if late > timedelta(0) else Light("done", "✓", "按期回应")
    left = due_at - moment
    if left < timedelta(0):
        return Light("late", "●", f"逾期{_length(-left)}未回应")
    return Light("soon" if left <= SOON else "open", "▲" if left <= SOON else "○", f"还有{_length(left)}")


def _length(span: timedelta) -> str:
    """Hours, or minutes under one hour; days only from three days on, as the limits are given in hours."""
    hours = span // ONE_HOUR
    if hours >= 72:
        return f"{hours // 24}天"
    return f"{hours}小时" if hours else f"{max(1, span // timedelta(minutes=1))}分钟"


def _clock(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"
