"""Whatever the order in which units and records come, the list is the same, byte for byte."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.appraisal.years import year
from tracker.appraisal import document, rules, scheme
from tracker.appraisal.facts import UnitYear
from tracker.appraisal.scheme import Bonus, Scheme
from tracker.choices import UnitKind

DAY = date(2018, 12, 31)
BASE = scheme.default(2018)
SCHEMES = (
    BASE,
    replace(BASE, bonuses=(Bonus("answered", "舆情按时回应", 1, 3),), bonus_from=60),
    replace(BASE, ranked_with=(("public_body", "department"),), quotas=(("township", 1),), criticise_below=80),
)
COUNTED = (
    "tasks_done", "tasks_open", "tasks_waiting", "disclosures_on_time", "disclosures_late", "obligations_met",
    "obligations_missed", "opinions_on_time", "opinions_late", "policies_on_time", "policies_missing",
    "acknowledged", "unacknowledged", "passed", "returned", "rectifications_on_time", "rectifications_late",
)  # fmt: skip
COUNTS = st.fixed_dictionaries({name: st.integers(0, 4) for name in COUNTED})
DISTRICTS = st.lists(st.tuples(st.sampled_from(list(UnitKind)), st.integers(0, 3), COUNTS), max_size=8)


def district(drawn: list[tuple[UnitKind, int, dict[str, int]]]) -> list[UnitYear]:
    return [year(f"u{number}", kind, position, **counts) for number, (kind, position, counts) in enumerate(drawn)]


def written(years: list[UnitYear], by: Scheme) -> list[bytes]:
    """The documents as the list has them: scored one after another, then placed without their records."""
    scored = {each.code: rules.score(each, by) for each in years}
    documents = {code: document.of_unit(one, by) for code, one in scored.items()}
    placed = rules.place([one.standing for one in scored.values()], by, DAY)
    return [document.written(documents[one.year.code].placed(one)) for one in placed]


@settings(max_examples=25)
@given(DISTRICTS, st.sampled_from(SCHEMES), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(drawn: Any, by: Scheme, dice: random.Random) -> None:
    years = district(drawn)
    shuffled = dice.sample(years, len(years))
    assert written(years, by) == written(shuffled, by)


@settings(max_examples=25)
@given(DISTRICTS, st.sampled_from(SCHEMES))
def test_what_is_written_is_canonical_and_complete(drawn: Any, by: Scheme) -> None:
    years = district(drawn)
    scored = [rules.score(each, by) for each in years]
    for one in rules.place(scored, by, DAY):
        packed = document.of_unit(one, by)
        whole = dict(packed)
        assert document.canonical(whole).encode() == document.written(packed) == document.written(whole)
        assert one.score is None or 0 <= one.score <= 100 + by.bonus_most
        assert (one.score is None) == (one.proposal is one.proposal.NONE and "不评分" in one.reasons[0])
