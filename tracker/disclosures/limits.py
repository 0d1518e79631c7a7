"""By when a piece of information must be public: the rules as data, each with the time in which it is in force."""

from dataclasses import dataclass
from datetime import date

from tracker.choices import ClockStart, DeadlineKind, MatterKind
from tracker.clock import Light, WorkCalendar, light

EVENTS = {ClockStart.FORMED: "形成日", ClockStart.DECIDED: "决定日"}
WITHHELD = Light("none", "–", "不予公开")
QUOTED = 40


@dataclass(frozen=True)
class Rule:
    """A limit of ``workdays`` from ``event``, for events from ``valid_from`` to ``valid_to``, with its legal source."""

    name: str
    workdays: int
    event: ClockStart
    valid_from: date
    valid_to: date | None
    source: str

    @property
    def label(self) -> str:
        return f"{self.name}{self.workdays}个工作日"

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class TaskLimit:
    """What the breakdown table's row says about time; ``days`` counts only where ``kind`` is working days."""

    kind: DeadlineKind = DeadlineKind.UNSPECIFIED
    days: int | None = None
    start: ClockStart | None = None
    text: str = ""

    @property
    def workdays(self) -> int | None:
        return self.days if self.kind is DeadlineKind.WORKDAYS and self.days and self.days > 0 else None

    @property
    def is_without_days(self) -> bool:
        """The row names a time, but no number of days from an event: at once, all the time, each quarter."""
        return bool(self.text) and self.workdays is None and self.kind is not DeadlineKind.UNSPECIFIED


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


def rule_for(kind: MatterKind, event_on: date, row: TaskLimit = TaskLimit()) -> Rule | None:
    """The rule that judges a matter whose clock started on ``event_on``; None for a day before any rule.

    The task's own row goes before the general rule. For a licence or penalty it counts only where it is shorter than
    the seven working days, which no local table can lengthen.
    """
    general = next((rule for rule in GENERAL if rule.is_in_force(event_on)), None)
    own = _rule_of_row(row, kind)
    if kind is MatterKind.GENERAL:
        return own or general
    credit = next((rule for rule in LICENCES_AND_PENALTIES if rule.is_in_force(event_on)), general)
    return own if own and credit and own.workdays < credit.workdays else credit


def _rule_of_row(row: TaskLimit, kind: MatterKind) -> Rule | None:
    if row.workdays is None:
        return None
    event = ClockStart.FORMED if kind is MatterKind.GENERAL else ClockStart.DECIDED
    text = row.text or f"{row.workdays}个工作日"
    return Rule("任务表", row.workdays, event, date.min, None, f"任务分解表公开时限“{_short(text)}”，实施方案附件")


def due(
    kind: MatterKind,
    formed_on: date | None,
    decided_on: date | None,
    row: TaskLimit,
    calendar: WorkCalendar,
) -> Due | None:
    """The limit of one matter; None while the day from which it counts is not known.

    A general matter counts from its forming or changing, a licence or penalty from the decision (plan 三（三）).
    """
    event_on = formed_on if kind is MatterKind.GENERAL else decided_on
    rule = rule_for(kind, event_on, row) if event_on else None
    if event_on is None or rule is None:
        return None
    event = EVENTS[ClockStart.FORMED if kind is MatterKind.GENERAL else ClockStart.DECIDED]
    counted = calendar.due(event_on, rule.workdays, event=event, action="公开")
    return Due(counted.due_on, counted.provisional, rule, counted.explanation + _remark(kind, row, rule))


def _remark(kind: MatterKind, row: TaskLimit, rule: Rule) -> str:
    """Why the rule was taken where the task's own row says something else."""
    if row.is_without_days:
        return f"；任务分解表写明“{_short(row.text)}”，未定天数，以{rule.workdays}个工作日为最长期限"
    if kind is not MatterKind.GENERAL and row.workdays is not None and row.workdays > rule.workdays:
        return f"；任务分解表写明“{_short(row.text)}”，{kind.label}从其{rule.workdays}个工作日的专门规定"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"


def standing(
    due_on: date | None, published_on: date | None, is_withheld: bool, on: date, calendar: WorkCalendar
) -> Light:
    """How one disclosure stands on the day ``on``; what is withheld owes nothing."""
    return WITHHELD if is_withheld else light(due_on, published_on, on, calendar)
