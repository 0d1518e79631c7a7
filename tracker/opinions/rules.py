"""How soon public opinion must be answered: the rules as data, each with the day from which it holds. Pure.

Those given here stand in published copies of the papers. The days on which the papers became public rest on general
knowledge of them (2016-08-12 and 2016-11-15). What the office enters is put behind them (``rulebook.py``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.opinions.choices import Demand, ResponseKind, Severity

ANSWER, CONFERENCE = "answer", "conference"
NAMES = {Demand.AUTHORITATIVE: "权威信息", Demand.CONFERENCE: "新闻发布会", Demand.ANSWER: "回应"}
KEPT_BY = {
    Demand.AUTHORITATIVE: frozenset({ResponseKind.AUTHORITATIVE, ResponseKind.PRESS_CONFERENCE}),
    Demand.CONFERENCE: frozenset({ResponseKind.PRESS_CONFERENCE}),
    Demand.ANSWER: frozenset(ResponseKind),
}
SOURCE_61, SOURCE_80 = "国办发〔2016〕61号", "国办发〔2016〕80号实施细则"


@dataclass(frozen=True)
class Rule:
    """From ``valid_from`` on, within ``hours`` of the discovery by the wall clock, cases of these severities owe the
    demand; without hours it is no longer asked for. A rule holds until the next one of its demand and severity."""

    demand: Demand
    severities: frozenset[Severity]
    hours: int | None
    valid_from: date
    source: str

    @property
    def key(self) -> str:
        """Which of the two limits that are kept with a case it sets."""
        return CONFERENCE if self.demand is Demand.CONFERENCE else ANSWER

    @property
    def name(self) -> str:
        return NAMES[self.demand]

    @property
    def duty(self) -> str:
        return self.demand.label

    @property
    def kept_by(self) -> frozenset[ResponseKind]:
        """The answers that fulfil it; one recorded before kinds were asked for counts as any of them."""
        return KEPT_BY[self.demand]

    @property
    def length(self) -> str:
        return f"{self.hours}小时" if self.hours else "不再要求"


GRAVE = frozenset({Severity.PARTICULARLY_MAJOR, Severity.MAJOR})
GIVEN = (
    Rule(Demand.CONFERENCE, GRAVE, 24, date(2016, 8, 12), SOURCE_61),
    Rule(Demand.ANSWER, frozenset({Severity.OTHER}), 48, date(2016, 8, 12), SOURCE_61),
    Rule(Demand.AUTHORITATIVE, GRAVE, 5, date(2016, 11, 15), SOURCE_80),
)
FIRST_DAY = min(rule.valid_from for rule in GIVEN)


def in_force(demand: Demand, severity: Severity, on: date, rules: Iterable[Rule] = GIVEN) -> Rule | None:
    """The newest that had begun on that day; of two that begin together, the one entered last."""
    found = None
    for rule in rules:
        applies = rule.demand is demand and severity in rule.severities and rule.valid_from <= on
        if applies and (found is None or rule.valid_from >= found.valid_from):
            found = rule
    return found


def rules_for(severity: Severity, on: date, rules: Sequence[Rule] = GIVEN) -> tuple[Rule, ...]:
    """The rules that bind a case of this severity discovered on that day, the shortest first."""
    found = (in_force(demand, severity, on, rules) for demand in Demand)
    return tuple(sorted((rule for rule in found if rule and rule.hours), key=lambda rule: rule.hours or 0))


def said(on: date, rules: Sequence[Rule] = GIVEN) -> str:
    """What is owed that day, in one sentence: 特别重大、重大：5小时内发布权威信息…；一般：48小时内作出回应."""
    by_duties: dict[str, list[str]] = {}
    for severity in Severity:
        duties = "、".join(f"{rule.length}内{rule.duty}" for rule in rules_for(severity, on, rules))
        by_duties.setdefault(duties or "没有规定时限", []).append(severity.label)
    return "；".join(f"{'、'.join(severities)}：{duties}" for duties, severities in by_duties.items())
