"""When a limit is yellow or red, and when it is told again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import WorkCalendar
from tracker.reminders.choices import ReminderLight
from tracker.reminders.lights import Rule, Told, in_force, is_told, light, sentence

HOLIDAYS = {date(2018, 12, 31): "元旦", date(2019, 1, 1): "元旦"}
CALENDAR = WorkCalendar(frozenset({2018, 2019}), HOLIDAYS, frozenset({date(2018, 12, 29)}))
DUE = date(2018, 12, 20)  # a Thursday
GREEN, YELLOW, RED = ReminderLight.GREEN, ReminderLight.YELLOW, ReminderLight.RED
DAYS = st.dates(date(2018, 12, 1), date(2019, 1, 15))


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2018, 12, 14), GREEN),  # Friday, four working days before
        (date(2018, 12, 15), GREEN),  # the weekend does not count
        (date(2018, 12, 17), YELLOW),
        (date(2018, 12, 20), YELLOW),
        (date(2018, 12, 21), RED),
    ],
)
def test_the_light_follows_the_working_days_left(on: date, shown: ReminderLight) -> None:
    assert light(DUE, on, Rule(), CALENDAR) is shown


def test_holidays_and_make_up_days_count_as_they_are() -> None:
    due = date(2019, 1, 3)
    shown = [light(due, date(2018, 12, 26) + timedelta(days=n), Rule(), CALENDAR) for n in range(4)]
    assert shown == [GREEN, GREEN, YELLOW, YELLOW]  # 27, 28, then the worked Saturday: three left


@pytest.mark.parametrize(
    ("on", "last", "told"),
    [
        (date(2018, 12, 14), None, False),
        (date(2018, 12, 17), None, True),
        (date(2018, 12, 17), Told(date(2018, 12, 17), YELLOW, DUE), False),  # not twice a day
        (date(2018, 12, 18), Told(date(2018, 12, 17), YELLOW, DUE), False),
        (date(2018, 12, 20), Told(date(2018, 12, 17), YELLOW, DUE), True),  # the last day
        (date(2018, 12, 21), Told(date(2018, 12, 20), YELLOW, DUE), True),  # red at once
        (date(2018, 12, 24), Told(date(2018, 12, 21), RED, DUE), False),
        (date(2018, 12, 26), Told(date(2018, 12, 21), RED, DUE), True),  # three working days later
        (date(2018, 12, 22), None, False),  # a Saturday
        (date(2018, 12, 29), None, True),  # a Saturday that is worked
        (date(2018, 12, 31), None, False),  # a holiday
        (date(2018, 12, 18), Told(date(2018, 12, 17), YELLOW, date(2018, 12, 19)), True),  # the limit moved
    ],
)
def test_what_is_told_on_a_morning(on: date, last: Told | None, told: bool) -> None:
    assert is_told(DUE, on, last, Rule(), CALENDAR) is told


@given(DAYS, DAYS, st.integers(0, 10), st.integers(1, 10))
def test_nobody_is_told_twice_a_day_or_on_a_rest_day(due: date, on: date, yellow: int, repeat: int) -> None:
    rule = Rule(yellow_workdays=yellow, repeat_workdays=repeat)
    shown = light(due, on, rule, CALENDAR)
    assert not is_told(due, on, Told(on, shown, due), rule, CALENDAR)
    if not CALENDAR.is_workday(on):
        assert not is_told(due, on, None, rule, CALENDAR)
    elif shown is not GREEN:
        assert is_told(due, on, None, rule, CALENDAR)


@given(DAYS, st.integers(0, 5))
def test_a_limit_on_a_rest_day_has_a_last_call(due: date, yellow: int) -> None:
    """On the last working day up to the limit it is told, if it was not told on that day."""
    last = (
        due
        if CALENDAR.is_workday(due)
        else max(d for d in CALENDAR.workdays_of(2018) + CALENDAR.workdays_of(2019) if d < due)
    )
    before = Told(last - timedelta(days=1), YELLOW, due)
    assert is_told(due, last, before, Rule(yellow_workdays=yellow), CALENDAR)


def test_the_newest_rule_that_is_valid_holds() -> None:
    rules = [Rule(date(2018, 1, 1), 5), Rule(date(2018, 12, 1), 2), Rule(date(2019, 1, 1), 9)]
    assert in_force(rules, date(2018, 12, 20)).yellow_workdays == 2
    assert in_force([], date(2018, 12, 20)).yellow_workdays == 3


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2018, 12, 17), "应公开期限 2018-12-20，还有3个工作日，请按期办理。"),
        (date(2018, 12, 20), "应公开期限 2018-12-20，今天到期，请今天办理。"),
        (date(2018, 12, 24), "应公开期限 2018-12-20 已过，逾期2个工作日，请尽快办理。"),
    ],
)
def test_the_sentence_has_numbers(on: date, words: str) -> None:
    assert sentence("应公开", DUE, on, CALENDAR) == words
