"""One hour on duty to acknowledge: only the hours of working days count."""

from datetime import datetime, timedelta

import pytest

from tracker.calendar.book import package_calendar
from tracker.clock import SHANGHAI
from tracker.opinions.duty import acknowledge_by, standing, why

CALENDAR = package_calendar()


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2018, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("put", "by"),
    [
        (at(12, 20, 9, 0), at(12, 20, 10, 0)),
        (at(12, 20, 6, 0), at(12, 20, 9, 30)),
        (at(12, 20, 11, 40), at(12, 20, 14, 40)),
        (at(12, 20, 12, 30), at(12, 20, 15, 0)),
        (at(12, 20, 17, 0), at(12, 20, 18, 0)),
        (at(12, 20, 17, 40), at(12, 21, 9, 10)),
        (at(12, 21, 23, 0), at(12, 24, 9, 30)),  # a Friday night
        (at(9, 30, 17, 30), at(10, 8, 9, 0)),  # a Sunday that is worked, then the National Day holiday
    ],
)
def test_one_hour_on_duty(put: datetime, by: datetime) -> None:
    assert acknowledge_by(put, CALENDAR) == by


def test_it_is_said_in_words() -> None:
    assert "值班时间为工作日 08:30–12:00、14:00–18:00，应于 2018-12-20 10:00 前签收" in why(at(12, 20, 10))


def test_standing() -> None:
    due = at(12, 20, 10)
    assert standing(None, None, due) is None
    assert standing(due, due, due + timedelta(hours=9)) is None
    waiting, missed = standing(due, None, at(12, 20, 9, 30)), standing(due, None, at(12, 20, 12))
    assert waiting is not None
    assert (waiting.tone, waiting.word) == ("soon", "待签收，还有30分钟")
    assert missed is not None
    assert (missed.tone, missed.word) == ("late", "逾期2小时未签收")
