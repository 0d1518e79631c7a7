from datetime import date, datetime

import pytest

from tracker.calendar.book import package_calendar
from tracker.choices import RectificationState
from tracker.clock import SHANGHAI
from tracker.rectification.models import Rectification
from tracker.rectification.standing import standing

ORDERED, REPORTED, CLOSED = RectificationState
DUE = date(2018, 12, 14)


@pytest.mark.parametrize(
    ("state", "replied", "word"),
    [
        (ORDERED, None, "逾期4个工作日"),
        (REPORTED, datetime(2018, 12, 14, 23, tzinfo=SHANGHAI), "按期"),
        (CLOSED, datetime(2018, 12, 17, 0, tzinfo=SHANGHAI), "逾期1个工作日"),
        (ORDERED, datetime(2018, 12, 10, tzinfo=SHANGHAI), "逾期4个工作日"),
    ],
)
def test_it_stands_by_the_units_own_report(state: RectificationState, replied: datetime | None, word: str) -> None:
    assert standing(state, replied, DUE, date(2018, 12, 20), package_calendar()).word == word
    kept = Rectification.kept(state, replied.astimezone(SHANGHAI).date() if replied else None, DUE)
    assert kept is (word == "按期")
