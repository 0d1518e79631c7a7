"""How soon public opinion must be answered: the rules as data, each with the days on which it is in force.

The hours, whom they bind and the numbers of the papers were seen in published copies. The days on which the papers
became public rest on general knowledge of them (2016-08-12 and 2016-11-15).
"""

from dataclasses import dataclass
from datetime import date

from tracker.opinions.choices import ResponseKind, Severity

GRAVE = frozenset({Severity.PARTICULARLY_MAJOR, Severity.MAJOR})
ORDINARY = frozenset({Severity.OTHER})
IN_PUBLIC = frozenset({ResponseKind.AUTHORITATIVE, ResponseKind.PRESS_CONFERENCE})


@dataclass(frozen=True)
class Rule:
    """Within ``hours`` of the discovery, by the wall clock, the ``duty`` is owed for cases of these severities.

    ``kept_by`` are the answers that fulfil it; an answer recorded before kinds were asked for counts as any of them.
    """

    key: str
    name: str
    duty: str
    hours: int
    severities: frozenset[Severity]
    kept_by: frozenset[ResponseKind]
    valid_from: date
    valid_to: date | None
    source: str

    def binds(self, severity: Severity, on: date) -> bool:
        in_force = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return severity in self.severities and in_force


ANSWER, CONFERENCE = "answer", "conference"
RULES = (
    Rule(
        ANSWER,
        "权威信息",
        "发布权威信息",
        5,
        GRAVE,
        IN_PUBLIC,
        date(2016, 11, 15),
        None,
        "国办发〔2016〕80号实施细则",
    ),
    Rule(
        CONFERENCE,
        "新闻发布会",
        "举行新闻发布会",
        24,
        GRAVE,
        frozenset({ResponseKind.PRESS_CONFERENCE}),
        date(2016, 8, 12),
        None,
        "国办发〔2016〕61号",
    ),
    Rule(
        ANSWER,
        "回应",
        "作出回应",
        48,
        ORDINARY,
        frozenset(ResponseKind),
        date(2016, 8, 12),
        None,
        "国办发〔2016〕61号",
    ),
)
FIRST_DAY = min(rule.valid_from for rule in RULES)


def rules_for(severity: Severity, on: date) -> tuple[Rule, ...]:
    """The rules that bind a case of this severity discovered on that day, the shortest first."""
    return tuple(sorted((rule for rule in RULES if rule.binds(severity, on)), key=lambda rule: rule.hours))
