"""Whose desk a share lay on: each handing over ends one side's days and begins the other's."""

from datetime import date

import pytest

from tracker.calendar.book import package_calendar
from tracker.choices import ProgressKind
from tracker.tasks.turns import Turns, turns

CALENDAR = package_calendar()
SUBMITTED, RETURNED, ACCEPTED = ProgressKind.SUBMITTED, ProgressKind.RETURNED, ProgressKind.ACCEPTED
MONDAY, TODAY = date(2018, 12, 3), date(2018, 12, 20)


@pytest.mark.parametrize(
    ("history", "found"),
    [
        ([], Turns(13, 0, 0)),
        ([(ProgressKind.ACKNOWLEDGED, 4), (ProgressKind.UPDATED, 5)], Turns(13, 0, 0)),
        ([(SUBMITTED, 5)], Turns(2, 11, 0)),
        ([(ProgressKind.NOTHING_AROSE, 3)], Turns(0, 13, 0)),
        ([(SUBMITTED, 5), (ACCEPTED, 7)], Turns(2, 2, 0)),
        ([(SUBMITTED, 5), (RETURNED, 7), (SUBMITTED, 11), (ACCEPTED, 13)], Turns(4, 4, 1)),
        ([(SUBMITTED, 5), (ACCEPTED, 7), (RETURNED, 17)], Turns(5, 2, 1)),
        ([(SUBMITTED, 8), (RETURNED, 9)], Turns(13, 0, 1)),
    ],
)
def test_each_side_has_its_days(history: list[tuple[ProgressKind, int]], found: Turns) -> None:
    dated = [(kind, date(2018, 12, day)) for kind, day in history]
    assert turns(dated, MONDAY, TODAY, CALENDAR) == found


def test_they_say_what_they_count() -> None:
    assert str(Turns(4, 2, 1)) == "单位用时4个工作日，公开办用时2个工作日"
