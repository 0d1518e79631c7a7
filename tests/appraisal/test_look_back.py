"""A year as it stood on an earlier evening: what came later has not happened, reviews by the office included."""

from datetime import date, datetime

import pytest

from tests import factories as f
from tracker.appraisal import facts, lists
from tracker.appraisal.facts import UnitYear
from tracker.calendar import book
from tracker.choices import AssignmentState, Outcome, ProgressKind
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")
STANDINGS = ("tasks_open", "tasks_waiting", "tasks_done", "tasks_nothing_arose")


def at(month: int, day: int) -> datetime:
    return datetime(2018, month, day, 9, tzinfo=SHANGHAI)


def step(share: Assignment, kind: ProgressKind, month: int, day: int) -> None:
    db.session.add(ProgressUpdate(assignment_id=share.id, kind=kind, at=at(month, day)))
    db.session.flush()


def on(month: int, day: int) -> UnitYear:
    moment = lists.looked_back(2018, date(2018, month, day))
    return facts.collect(moment, book.in_force(), db.session.connection())[0]


def standing(month: int, day: int) -> str:
    year = on(month, day)
    return next(name for name in STANDINGS if getattr(year, name))


def test_a_share_stands_where_its_history_had_brought_it() -> None:
    share = f.assignment(
        state=AssignmentState.ACCEPTED, outcome=Outcome.NOTHING_AROSE, submitted_at=at(11, 5), acknowledged_at=at(3, 1)
    )
    for kind, month, day in (
        (ProgressKind.SUBMITTED, 10, 8),
        (ProgressKind.RETURNED, 10, 15),
        (ProgressKind.NOTHING_AROSE, 11, 5),
        (ProgressKind.ACCEPTED, 11, 12),
    ):
        step(share, kind, month, day)
    found = [standing(month, day) for month, day in ((2, 1), (10, 8), (10, 15), (11, 5), (11, 12), (12, 1))]
    assert found == [
        "tasks_open",
        "tasks_waiting",
        "tasks_open",
        "tasks_waiting",
        "tasks_nothing_arose",
        "tasks_nothing_arose",
    ]
    assert on(2, 1).unacknowledged
    assert on(3, 1).acknowledged
    assert on(10, 10).returned == ()
    assert len(on(10, 16).returned) == 1


def test_a_cut_off_still_counts_what_the_office_accepted_later() -> None:
    share = f.assignment(state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, submitted_at=at(10, 8))
    step(share, ProgressKind.SUBMITTED, 10, 8)
    step(share, ProgressKind.ACCEPTED, 10, 20)
    moment = lists.moment_of(2018, date(2018, 10, 10))
    year = facts.collect(moment, book.in_force(), db.session.connection())[0]
    assert len(year.tasks_done) == 1
    assert len(on(10, 10).tasks_waiting) == 1


def test_what_was_published_later_was_late_or_open_then() -> None:
    f.disclosure(published_on=date(2018, 11, 5))
    assert len(on(10, 24).disclosures_pending) == 0
    assert len(on(10, 23).disclosures_pending) == 1
    assert len(on(10, 25).disclosures_late) == 1
    assert "至2018-10-25未公开" in on(10, 25).disclosures_late[0].note


@pytest.mark.parametrize("day", [date(2018, 12, 21), date(2017, 12, 31), date(2019, 1, 1)])
def test_a_day_ahead_or_of_another_year_is_refused(day: date) -> None:
    for ask in (lists.moment_of, lists.looked_back):
        with pytest.raises(Refused):
            ask(2018, day)
