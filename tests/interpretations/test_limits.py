"""Three working days after a document is made public."""

from datetime import date

import pytest

from tracker.calendar.book import package_calendar
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.limits import due, rule_for, standing, together

CALENDAR = package_calendar()


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (date(2018, 11, 5), date(2018, 11, 8)),
        (date(2018, 11, 9), date(2018, 11, 14)),
        (date(2018, 9, 28), date(2018, 10, 8)),
        (date(2018, 12, 28), date(2019, 1, 3)),
    ],
)
def test_the_third_working_day_is_the_last(published: date, last: date) -> None:
    assert due(published, CALENDAR).due_on == last


def test_it_is_said_in_words() -> None:
    assert due(date(2018, 9, 28), CALENDAR).explanation == (
        "文件公开日 2018-09-28，次日起算3个工作日，国庆节7天、调休上班2天已计，应于 2018-10-08 前发布解读（含当日）"
    )


@pytest.mark.parametrize(
    ("interpreted", "on", "word"),
    [
        (date(2018, 11, 8), date(2018, 11, 20), "按期解读"),
        (date(2018, 11, 9), date(2018, 11, 20), "逾期1个工作日解读"),
        (None, date(2018, 11, 8), "今日到期"),
        (None, date(2018, 11, 9), "逾期1个工作日"),
    ],
)
def test_standing(interpreted: date | None, on: date, word: str) -> None:
    assert standing(date(2018, 11, 8), interpreted, on, CALENDAR).word == word


def test_a_planned_paper_and_one_that_needs_none_have_no_clock() -> None:
    day = date(2018, 11, 20)
    assert standing(None, None, day, CALENDAR).word == "拟公开"
    assert standing(date(2018, 11, 8), None, day, CALENDAR, WaiverState.ACCEPTED).word == "经公开办同意不作解读"
    for state in (WaiverState.ASKED, WaiverState.DECLINED):
        assert standing(date(2018, 11, 8), None, day, CALENDAR, state).word == "逾期8个工作日"


def test_before_any_rule_nothing_can_be_counted() -> None:
    with pytest.raises(ValueError, match="no rule was in force"):
        rule_for(date(2008, 4, 30))


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ((True, True, True), "✓ 同步起草，✓ 同步审签，✓ 同步发布"),
        ((True, False, None), "✓ 同步起草，✗ 同步审签，同步发布未填"),
        ((None, None, None), "同步起草、审签、发布未填"),
    ],
)
def test_together(done: tuple[bool | None, bool | None, bool | None], words: str) -> None:
    assert together(*done) == words
