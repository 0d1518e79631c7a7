"""The clocks of a case: hours from its discovery, by the wall clock, nights and holidays included. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.clock import Light, local
from tracker.opinions.choices import ResponseKind, Severity
from tracker.opinions.rules import ANSWER, CONFERENCE, GIVEN, Rule, rules_for

SOON = timedelta(hours=5)
ONE_HOUR = timedelta(hours=1)
MINUTES = len("2018-12-20 09:30")
NOT_OWED = Light("none", "–", "不计时")


@dataclass(frozen=True)
class Answer:
    """An answer given at a moment; ``kind`` is None where it was recorded before kinds were asked for."""

    kind: ResponseKind | None
    at: datetime

    def keeps(self, rule: Rule) -> bool:
        return self.kind in rule.kept_by if self.kind is not None else rule.key == ANSWER


@dataclass(frozen=True)
class Clock:
    """One limit of a case: by which rule, from when, until when, and when it was stopped."""

    rule: Rule
    severity: Severity
    found_at: datetime
    stopped_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        return self.found_at.astimezone(UTC) + timedelta(hours=self.rule.hours or 0)

    @property
    def explanation(self) -> str:
        return (
            f"发现于 {clock(self.found_at)}，{self.severity.label}舆情应在{self.rule.hours}小时内{self.rule.duty}"
            f"（连续计时，含夜间和节假日），应于 {clock(self.due_at)} 前{self.rule.duty}"
        )

    def light(self, moment: datetime) -> Light:
        return standing(self.due_at, self.stopped_at, moment)

    def sentence(self, moment: datetime) -> str:
        """Why the clock stands as it does: the counting, the source and what became of it."""
        duty, word = self.rule.duty, self.light(moment).word
        done = f"已于 {clock(self.stopped_at)} {duty}" if self.stopped_at else f"截至 {clock(moment)} 尚未{duty}"
        return f"{self.explanation}。{done}，{word}。依据：{self.rule.source}，实施方案三（五）。"


def clocks(
    severity: Severity, found_at: datetime, answers: Iterable[Answer] = (), rules: Sequence[Rule] = GIVEN
) -> list[Clock]:
    """The clocks of a case, each stopped by the first answer, in the order of recording, that fulfils its rule.

    An answer recorded later that claims an earlier moment does not move a clock that stands.
    """
    given = list(answers)
    return [
        Clock(rule, severity, found_at, next((each.at for each in given if each.keeps(rule)), None))
        for rule in rules_for(severity, local(found_at).date(), rules)
    ]


@dataclass(frozen=True)
class Kept:
    """What the register filters and sorts by: the limits of the first answer and of the press conference."""

    answer_due_at: datetime | None
    answered_at: datetime | None
    conference_due_at: datetime | None
    conference_at: datetime | None


def kept(found: Sequence[Clock]) -> Kept:
    by_key = {each.rule.key: each for each in reversed(found)}
    answer, conference = by_key.get(ANSWER), by_key.get(CONFERENCE)
    return Kept(
        answer.due_at if answer else None,
        answer.stopped_at if answer else None,
        conference.due_at if conference else None,
        conference.stopped_at if conference else None,
    )


def standing(due_at: datetime | None, answered_at: datetime | None, moment: datetime) -> Light:
    """How a limit stands at the given moment: kept, missed, or how much is left of it."""
    if due_at is None:
        return NOT_OWED
    if answered_at is not None:
        late = answered_at - due_at
        return Light("late", "●", f"逾期{length(late)}回应") if late > timedelta(0) else Light("done", "✓", "按期回应")
    left = due_at - moment
    if left < timedelta(0):
        return Light("late", "●", f"逾期{length(-left)}未回应")
    return Light("soon" if left <= SOON else "open", "▲" if left <= SOON else "○", f"还有{length(left)}")


def length(span: timedelta) -> str:
    """Hours, or minutes under one hour; days only from three days on, as the limits are given in hours."""
    hours = span // ONE_HOUR
    if hours >= 72:
        return f"{hours // 24}天"
    return f"{hours}小时" if hours else f"{max(1, span // timedelta(minutes=1))}分钟"


def clock(moment: datetime) -> str:
    return local(moment).isoformat(" ", "minutes")[:MINUTES]
