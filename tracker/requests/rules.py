"""How long a unit may take over a request: the rules as data, each with the days on which it is in force.

Seen in published copies: Order 492 arts. 23 and 24, Order 711 arts. 30 and 32 and the 20 + 20 working days. The number
of the article for those (33) and art. 21 of Order 492 rest on general knowledge of the texts.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """What holds for requests received from ``valid_from`` to ``valid_to``; None where the Regulation names no days."""

    regulation: str
    valid_from: date
    valid_to: date | None
    reply_workdays: int
    longest_extension: int
    correction_workdays: int | None
    third_party_workdays: int | None
    reply_article: str
    correction_article: str
    third_party_article: str

    def source(self, *, correction: bool = False, third_party: bool = False) -> str:
        """The articles that a count rests on."""
        articles = [self.reply_article]
        articles += [self.correction_article] if correction else []
        articles += [self.third_party_article] if third_party else []
        return f"《政府信息公开条例》（{self.regulation}）{'、'.join(articles)}"


RULES = (
    Rule(
        "国务院令第492号",
        date(2008, 5, 1),
        date(2019, 5, 14),
        reply_workdays=15,
        longest_extension=15,
        correction_workdays=None,
        third_party_workdays=None,
        reply_article="第二十四条",
        correction_article="第二十一条",
        third_party_article="第二十三条",
    ),
    Rule(
        "国务院令第711号",
        date(2019, 5, 15),
        None,
        reply_workdays=20,
        longest_extension=20,
        correction_workdays=7,
        third_party_workdays=15,
        reply_article="第三十三条",
        correction_article="第三十条",
        third_party_article="第三十二条",
    ),
)


def rule_for(received_on: date) -> Rule:
    """The rule in force on the day on which the request was received. Raises ValueError for a day before any."""
    for rule in RULES:
        if rule.valid_from <= received_on and (rule.valid_to is None or received_on <= rule.valid_to):
            return rule
    raise ValueError(f"no rule was in force on {received_on}")
