"""Which rule holds on a day: the newest that had begun, for its severities alone."""

from datetime import date, time

import pytest

from tracker.opinions import duty
from tracker.opinions.choices import Demand, Severity
from tracker.opinions.duty import Hours, hours_on, read
from tracker.opinions.rules import GIVEN, SOURCE_80, Rule, in_force, rules_for, said

GRAVEST, ORDINARY = Severity.PARTICULARLY_MAJOR, Severity.OTHER
NEW_YEAR = date(2019, 1, 1)


def rule(hours: int | None, on: date = NEW_YEAR, *severities: Severity, demand: Demand = Demand.AUTHORITATIVE) -> Rule:
    return Rule(demand, frozenset(severities or {GRAVEST}), hours, on, "试验文件")


@pytest.mark.parametrize(
    ("on", "severity", "hours"),
    [
        (date(2018, 12, 31), GRAVEST, [5, 24]),
        (NEW_YEAR, GRAVEST, [3, 24]),
        (date(2030, 1, 1), GRAVEST, [3, 24]),
        (NEW_YEAR, Severity.MAJOR, [5, 24]),
        (NEW_YEAR, ORDINARY, [48]),
    ],
)
def test_a_rule_holds_from_its_day_for_its_severities(on: date, severity: Severity, hours: list[int]) -> None:
    assert [each.hours for each in rules_for(severity, on, [*GIVEN, rule(3)])] == hours


def test_of_two_that_begin_together_the_later_entered_holds() -> None:
    first, second, older = rule(3), rule(4), rule(2, date(2018, 6, 1))
    assert in_force(Demand.AUTHORITATIVE, GRAVEST, NEW_YEAR, [*GIVEN, first, second, older]) is second


def test_a_duty_can_end() -> None:
    rules = [*GIVEN, rule(None, demand=Demand.CONFERENCE)]
    assert [each.key for each in rules_for(GRAVEST, NEW_YEAR, rules)] == ["answer"]
    assert said(NEW_YEAR, rules) == (
        "特别重大：5小时内发布权威信息；重大：5小时内发布权威信息、24小时内举行新闻发布会；一般：48小时内作出回应"
    )


def test_it_is_said_in_one_sentence() -> None:
    assert said(NEW_YEAR) == "特别重大、重大：5小时内发布权威信息、24小时内举行新闻发布会；一般：48小时内作出回应"
    assert said(date(2016, 8, 11)) == "特别重大、重大、一般：没有规定时限"
    assert {each.source for each in rules_for(GRAVEST, NEW_YEAR)} >= {SOURCE_80}


@pytest.mark.parametrize(
    "text",
    [
        "8:30–12:00、14:00–18:00",
        "8：30-12：00，14：00-18：00",
        "08:30至12:00；14:00到18:00",
        "8:30 — 12:00\n14:00～18:00",
    ],
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert read(text) == duty.GIVEN[0].spans


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("上午", "不是时间段"),
        ("8:30–25:00", "不是一天中的时间"),
        ("8:30–8:75", "不是一天中的时间"),
        ("12:00–8:30", "从早到晚"),
        ("8:30–12:00、11:00–18:00", "互不重叠"),
        ("8:30–9:00", "不能少于1小时"),
        ("、", "1至4个时间段"),
        ("、".join(f"{hour}:00–{hour}:30" for hour in range(8, 13)), "1至4个时间段"),
    ],
)
def test_odd_hours(text: str, said_: str) -> None:
    with pytest.raises(ValueError, match=said_):
        read(text)


def test_hours_hold_from_their_day() -> None:
    summer = Hours(((time(8), time(12)), (time(15), time(18))), date(2018, 6, 1), "夏季作息")
    known = [*duty.GIVEN, summer]
    assert hours_on(date(2018, 5, 31), known) is duty.GIVEN[0]
    assert hours_on(date(2018, 6, 1), known) is summer
