"""A year as it stood on an earlier evening: what came later has not happened, reviews by the office included."""

from datetime import date, datetime
from typing import Any

import pytest

from tests import factories as f
from tracker.appraisal import facts, lists
from tracker.appraisal.facts import UnitYear
from tracker.appraisal.reorganising import moving
from tracker.appraisal.reorganising.moving import Move
from tracker.calendar import book
from tracker.choices import Area, AssignmentState, DeadlineKind, Mode, Outcome, Period, ProgressKind
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure, DisclosureVersion
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


def test_a_share_that_passed_on_later_was_still_the_first_units() -> None:
    source, target = f.unit("czj"), f.unit("fgj")
    share = f.assignment(f.task(deadline_kind=DeadlineKind.PERIODIC, deadline_period=Period.QUARTER), source)
    before = {year.code: year.counts for year in _all(9, 30)}
    moving.move_work(Move(source, target, date(2018, 11, 15), tuple(Area), "机构改革"), f.admin())
    assert share.unit_id == target.id
    assert {year.code: year.counts for year in _all(9, 30)} == before
    assert [year.code for year in _all(12, 1) if year.tasks] == ["fgj"]


def _all(month: int, day: int) -> list[UnitYear]:
    moment = lists.looked_back(2018, date(2018, month, day))
    return list(facts.collect(moment, book.in_force(), db.session.connection()))


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
    f.disclosure(published_on=date(2018, 11, 5), recorded_at=at(9, 21))
    assert len(on(10, 24).disclosures_pending) == 0
    assert len(on(10, 23).disclosures_pending) == 1
    assert len(on(10, 25).disclosures_late) == 1
    assert "至2018-10-25未公开" in on(10, 25).disclosures_late[0].note


def state(record: Disclosure, month: int, day: int, **stated: Any) -> None:
    """The record is stated as it is from here on; what it says now is its newest version."""
    for name, value in stated.items():
        setattr(record, name, value)
    db.session.flush()
    said = Entry.of(record).as_json()
    number = len(record.versions) + 1
    record.versions.insert(0, DisclosureVersion(number=number, stated=said, at=at(month, day)))
    db.session.flush()


def test_a_record_was_not_there_before_it_was_recorded() -> None:
    f.disclosure(recorded_at=at(11, 20))
    assert on(11, 19).disclosures == ()
    assert len(on(11, 20).disclosures_on_time) == 1


def test_a_correction_made_since_moves_no_earlier_day() -> None:
    record = f.disclosure(recorded_at=at(9, 21), published_on=None)
    state(record, 9, 21)
    state(record, 10, 23, published_on=date(2018, 10, 22))
    corrected = {"formed_on": date(2018, 10, 8), "published_on": date(2018, 11, 2), "due_on": date(2018, 11, 2)}
    state(record, 11, 20, title="更正后的标题", **corrected)
    assert len(on(10, 22).disclosures_pending) == 1
    before = on(11, 19)
    assert len(before.disclosures_on_time) == 1
    assert before.disclosures[0].title != "更正后的标题"
    assert before.disclosures_entered_late == ()
    assert on(11, 20).disclosures[0].title == "更正后的标题"


def test_the_way_the_mode_and_the_review_are_those_of_the_day() -> None:
    record = f.disclosure(recorded_at=at(9, 21), channels=f.channels("公告栏"), secrecy_reviewed_on=date(2018, 10, 30))
    state(record, 10, 24)
    state(
        *(record, 12, 1),
        channels=f.channels(("政府网站", "http://www.tcwy.gov.cn/2.html")),
        is_on_website=True,
        secrecy_reviewed_on=date(2018, 10, 8),
    )
    before, after = on(11, 30), on(12, 1)
    names = ("disclosures_without_website", "disclosures_without_address", "disclosures_unreviewed")
    assert [len(getattr(before, name)) for name in names] == [1, 1, 1]
    assert [len(getattr(after, name)) for name in names] == [0, 0, 0]
    state(record, 12, 5, published_on=None, mode=Mode.WITHHELD)
    assert on(12, 4).disclosures_withheld == ()
    assert len(on(12, 5).disclosures_withheld) == 1


def test_a_publication_entered_long_after_is_told_as_late_entry_since_then() -> None:
    record = f.disclosure(recorded_at=at(9, 21), published_on=None)
    state(record, 9, 21)
    state(
        record, 11, 20, published_on=date(2018, 10, 24), is_late_entry=True, publication_recorded_on=date(2018, 11, 20)
    )
    state(record, 12, 3, title="另一标题")
    assert "2018-11-20才登记" in on(12, 1).disclosures_entered_late[0].note
    assert on(11, 19).disclosures_entered_late == ()


@pytest.mark.parametrize("day", [date(2018, 12, 21), date(2017, 12, 31), date(2019, 1, 1)])
def test_a_day_ahead_or_of_another_year_is_refused(day: date) -> None:
    for ask in (lists.moment_of, lists.looked_back):
        with pytest.raises(Refused):
            ask(2018, day)
