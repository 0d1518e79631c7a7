"""Hours by the wall clock: to the minute, over nights and weekends, by the rules in force, in words."""

from datetime import date, datetime, timedelta

import pytest

from tracker.clock import SHANGHAI
from tracker.opinions.choices import ResponseKind, Severity
from tracker.opinions.clocks import Answer, clocks, kept, standing
from tracker.opinions.rules import FIRST_DAY, rules_for

FOUND = datetime(2018, 9, 29, 22, 30, tzinfo=SHANGHAI)  # the Saturday before the National Day holiday
DUE = datetime(2018, 12, 20, 12, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
GRAVE = Severity.MAJOR


@pytest.mark.parametrize(
    ("severity", "due", "source"),
    [
        (Severity.PARTICULARLY_MAJOR, datetime(2018, 9, 30, 3, 30, tzinfo=SHANGHAI), "80号"),
        (Severity.MAJOR, datetime(2018, 9, 30, 3, 30, tzinfo=SHANGHAI), "80号"),
        (Severity.OTHER, datetime(2018, 10, 1, 22, 30, tzinfo=SHANGHAI), "61号"),
    ],
)
def test_holidays_do_not_stop_the_clock(severity: Severity, due: datetime, source: str) -> None:
    first = clocks(severity, FOUND)[0]
    assert first.due_at == due
    assert source in first.rule.source


def test_a_grave_case_also_owes_a_press_conference() -> None:
    assert [(each.rule.name, each.due_at) for each in clocks(GRAVE, FOUND)] == [
        ("权威信息", FOUND + 5 * HOUR),
        ("新闻发布会", FOUND + 24 * HOUR),
    ]


@pytest.mark.parametrize(
    ("severity", "on", "hours"),
    [
        (Severity.OTHER, date(2016, 8, 11), []),
        (Severity.OTHER, date(2016, 8, 12), [48]),
        (Severity.MAJOR, date(2016, 11, 14), [24]),
        (Severity.MAJOR, date(2016, 11, 15), [5, 24]),
        (Severity.OTHER, date(2026, 1, 1), [48]),
    ],
)
def test_a_case_is_judged_by_the_rules_of_its_day(severity: Severity, on: date, hours: list[int]) -> None:
    assert [rule.hours for rule in rules_for(severity, on)] == hours
    assert bool(hours) is (on >= FIRST_DAY)


def test_the_limit_is_said_in_shanghai_time() -> None:
    running, held = clocks(GRAVE, FOUND)[0], clocks(GRAVE, FOUND, [Answer(ResponseKind.AUTHORITATIVE, FOUND + HOUR)])[0]
    assert running.sentence(FOUND + 2 * HOUR) == (
        "发现于 2018-09-29 22:30，重大舆情应在5小时内发布权威信息（连续计时，含夜间和节假日），"
        "应于 2018-09-30 03:30 前发布权威信息。截至 2018-09-30 00:30 尚未发布权威信息，还有3小时。"
        "依据：国办发〔2016〕80号实施细则，实施方案三（五）。"
    )
    assert "已于 2018-09-29 23:30 发布权威信息，按期回应。" in held.sentence(FOUND + 9 * HOUR)


@pytest.mark.parametrize(
    ("kinds", "stopped"),
    [
        ([], (None, None)),
        ([ResponseKind.OTHER], (None, None)),
        ([ResponseKind.AUTHORITATIVE], (1, None)),
        ([ResponseKind.PRESS_CONFERENCE], (1, 1)),
        ([ResponseKind.OTHER, ResponseKind.AUTHORITATIVE, ResponseKind.PRESS_CONFERENCE], (2, 3)),
        ([None], (1, None)),
    ],
)
def test_which_answer_stops_which_clock(kinds: list[ResponseKind | None], stopped: tuple[int | None, ...]) -> None:
    answers = [Answer(kind, FOUND + number * HOUR) for number, kind in enumerate(kinds, 1)]
    found = clocks(GRAVE, FOUND, answers)
    assert tuple(each.stopped_at for each in found) == tuple(FOUND + each * HOUR if each else None for each in stopped)


def test_an_answer_entered_later_with_an_earlier_hour_moves_nothing() -> None:
    answers = [Answer(ResponseKind.OTHER, FOUND + 20 * HOUR), Answer(ResponseKind.OTHER, FOUND + 10 * HOUR)]
    assert clocks(Severity.OTHER, FOUND, answers)[0].stopped_at == FOUND + 20 * HOUR


def test_what_is_kept_for_the_register() -> None:
    found = kept(clocks(GRAVE, FOUND, [Answer(ResponseKind.AUTHORITATIVE, FOUND + HOUR)]))
    assert (found.answer_due_at, found.answered_at) == (FOUND + 5 * HOUR, FOUND + HOUR)
    assert (found.conference_due_at, found.conference_at) == (FOUND + 24 * HOUR, None)
    assert set(vars(kept([])).values()) == {None}


@pytest.mark.parametrize(
    ("answered", "moment", "tone", "word"),
    [
        (timedelta(0), timedelta(0), "done", "按期回应"),
        (timedelta(seconds=1), timedelta(hours=9), "late", "逾期1分钟回应"),
        (timedelta(hours=2, minutes=59), timedelta(hours=9), "late", "逾期2小时回应"),
        (timedelta(days=3), timedelta(days=9), "late", "逾期3天回应"),
        (None, timedelta(hours=-6), "open", "还有6小时"),
        (None, timedelta(hours=-5), "soon", "还有5小时"),
        (None, timedelta(minutes=-30), "soon", "还有30分钟"),
        (None, timedelta(0), "soon", "还有1分钟"),
        (None, timedelta(minutes=1), "late", "逾期1分钟未回应"),
        (None, timedelta(hours=71), "late", "逾期71小时未回应"),
    ],
)
def test_standing(answered: timedelta | None, moment: timedelta, tone: str, word: str) -> None:
    light = standing(DUE, DUE + answered if answered is not None else None, DUE + moment)
    assert (light.tone, light.word) == (tone, word)


def test_without_a_limit_nothing_is_owed() -> None:
    assert standing(None, None, DUE).word == "不计时"
