"""By when a piece of information must be public: the rules as data, each with the time in which it is in force."""

from dataclasses import dataclass
from datetime import date

from tracker.choices import ClockStart, DayCount, DeadlineKind, MatterKind, Mode
from tracker.clock import Light, WorkCalendar, light

EVENTS = {ClockStart.FORMED: "形成日", ClockStart.DECIDED: "决定日"}
NOT_OWED: dict[Mode, Light] = {mode: Light("none", "–", mode.label) for mode in Mode if mode is not Mode.PROACTIVE}
COUNTED = {DeadlineKind.WORKDAYS: DayCount.WORKDAYS, DeadlineKind.OTHER: DayCount.DAYS}
QUOTED = 40
LATE_ENTRY = 10
"""Working days after which a statement of a publication counts as entered late."""


@dataclass(frozen=True)
class Rule:
    """A limit of ``days`` from ``event``, for events from ``valid_from`` to ``valid_to``, with its legal source."""

    name: str
    days: int
    event: ClockStart
    valid_from: date
    valid_to: date | None
    source: str
    counts: DayCount = DayCount.WORKDAYS

    @property
    def length(self) -> str:
        return f"{self.days}个{self.counts.label}"

    @property
    def label(self) -> str:
        return f"{self.name}{self.length}"

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class TaskLimit:
    """What the breakdown table's row says about time; ``days`` are working days, under the kind "other" any days."""

    kind: DeadlineKind = DeadlineKind.UNSPECIFIED
    days: int | None = None
    start: ClockStart | None = None
    text: str = ""

    @property
    def counts(self) -> DayCount | None:
        """How its days are counted; None where it sets no number of days from an event."""
        return COUNTED.get(self.kind) if self.days and self.days > 0 else None

    @property
    def is_from_decision(self) -> bool:
        """Whether it sets a number of days from the decision."""
        return self.counts is not None and self.start is ClockStart.DECIDED

    @property
    def is_without_days(self) -> bool:
        """The row names a time, but no number of days from an event: at once, all the time, each quarter."""
        return bool(self.text) and self.counts is None and self.kind is not DeadlineKind.UNSPECIFIED


@dataclass(frozen=True)
class Law:
    """A limit that another law, regulation or rule sets for one matter (plan 三（三）: 除法律法规另有规定外)."""

    days: int
    counts: DayCount
    source: str


@dataclass(frozen=True)
class Due:
    """Where the limit of one piece of information ends, by which rule, and the counting in words."""

    due_on: date
    is_provisional: bool
    rule: Rule
    explanation: str

    @property
    def sentence(self) -> str:
        return f"{self.explanation}。依据：{self.rule.source}。"


GENERAL = (
    Rule(
        "主动公开",
        20,
        ClockStart.FORMED,
        date(2008, 5, 1),
        date(2019, 5, 14),
        "《政府信息公开条例》（国务院令第492号）第十八条，实施方案三（三）",
    ),
    Rule(
        "主动公开",
        20,
        ClockStart.FORMED,
        date(2019, 5, 15),
        None,
        "《政府信息公开条例》（国务院令第711号）第二十六条，实施方案三（三）",
    ),
)
LICENCES_AND_PENALTIES = (
    Rule("许可处罚", 7, ClockStart.DECIDED, date(2015, 9, 15), None, "发改电〔2015〕557号，实施方案三（三）"),
)


def rule_for(kind: MatterKind, event_on: date, row: TaskLimit = TaskLimit(), law: Law | None = None) -> Rule | None:
    """The rule that judges a matter whose clock started on ``event_on``; None for a day before any rule.

    A law named on the record goes before all. The task's own row goes before the general rule. For a licence or penalty
    it counts only where it is shorter than the seven working days, which no local table can lengthen.
    """
    if law is not None:
        return Rule("法律另定", law.days, _event(kind), date.min, None, law.source, law.counts)
    general = next((rule for rule in GENERAL if rule.is_in_force(event_on)), None)
    own = _rule_of_row(row, kind)
    if kind is MatterKind.GENERAL:
        return own or general
    credit = next((rule for rule in LICENCES_AND_PENALTIES if rule.is_in_force(event_on)), general)
    return own if own and credit and own.days < credit.days else credit


def _event(kind: MatterKind) -> ClockStart:
    return ClockStart.FORMED if kind is MatterKind.GENERAL else ClockStart.DECIDED


def _rule_of_row(row: TaskLimit, kind: MatterKind) -> Rule | None:
    if row.counts is None or row.days is None:
        return None
    source = f"任务分解表公开时限“{_short(row.text or f'{row.days}个{row.counts.label}')}”，实施方案附件"
    return Rule("任务表", row.days, _event(kind), date.min, None, source, row.counts)


def event_of(
    kind: MatterKind, formed_on: date | None, decided_on: date | None, row: TaskLimit
) -> tuple[ClockStart, date | None]:
    """The day from which a matter counts, and what happened on it (plan 三（三）).

    A licence or penalty counts from the decision; a general matter from its forming or changing, or from the decision
    where the task's row says so and one is stated. The database has the same in ``models.COUNTED_FROM``.
    """
    by_row = row.is_from_decision and decided_on is not None
    if kind is MatterKind.GENERAL and not by_row:
        return ClockStart.FORMED, formed_on
    return ClockStart.DECIDED, decided_on


def missing_decision(row: TaskLimit, decided_on: date | None) -> str:
    """What to say where the row counts from a decision whose day is not stated; "" where nothing is missing."""
    if not row.is_from_decision or decided_on is not None:
        return ""
    return f"任务分解表写明“{_short(row.text)}”，从作出决定之日起算期限，请填写这一天"


def due(  # noqa: PLR0917 - what a limit depends on
    kind: MatterKind,
    formed_on: date | None,
    decided_on: date | None,
    row: TaskLimit,
    calendar: WorkCalendar,
    law: Law | None = None,
) -> Due | None:
    """The limit of one matter; None while the day from which it counts is not known."""
    start, event_on = event_of(kind, formed_on, decided_on, row)
    rule = rule_for(kind, event_on, row, law) if event_on else None
    if event_on is None or rule is None:
        return None
    count = calendar.due if rule.counts is DayCount.WORKDAYS else calendar.due_by_days
    counted = count(event_on, rule.days, event=EVENTS[start], action="公开")
    return Due(counted.due_on, counted.provisional, rule, counted.explanation + _remark(kind, row, rule, start))


def _remark(kind: MatterKind, row: TaskLimit, rule: Rule, start: ClockStart) -> str:
    """Why the rule was taken where the task's own row says something else."""
    if rule.name == "法律另定":
        return f"；任务分解表写明“{_short(row.text)}”，法律法规另有规定的从其规定" if row.text else ""
    if row.is_from_decision and start is ClockStart.FORMED:
        return "；任务分解表从作出决定之日起算，这条记录没有登记决定日，暂从形成日起算，请补登"
    if row.kind is DeadlineKind.DATE and row.text:
        return f"；任务分解表写明“{_short(row.text)}”，是任务本身的期限，另行计算，本条信息按{rule.length}计"
    if row.is_without_days:
        return f"；任务分解表写明“{_short(row.text)}”，未定天数，以{rule.length}为最长期限"
    if kind is not MatterKind.GENERAL and row.counts and row.days and rule.name != "任务表":
        return f"；任务分解表写明“{_short(row.text)}”，{kind.label}从其{rule.length}的专门规定"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"


def is_late_entry(published_on: date, recorded_on: date, calendar: WorkCalendar) -> bool:
    """Whether a publication was stated long after it happened (补录), so that nobody takes it for a daily record."""
    return recorded_on > published_on and calendar.workdays_between(published_on, recorded_on) > LATE_ENTRY


def standing(due_on: date | None, published_on: date | None, mode: Mode, on: date, calendar: WorkCalendar) -> Light:
    """How one disclosure stands on the day ``on``; what is withheld or given on request owes nothing."""
    return NOT_OWED.get(mode) or light(due_on, published_on, on, calendar)
