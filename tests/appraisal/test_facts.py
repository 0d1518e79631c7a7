from datetime import date, datetime

import pytest

from tests import factories as f
from tests import queries
from tests.appraisal.collected import TODAY, at, collect, counted, of
from tracker.appraisal.facts import Moment
from tracker.choices import (
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    Outcome,
    Period,
    ProgressKind,
    RectificationState,
)
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.rectification.models import Rectification
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")


# --- the moment ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "as_of", "over"),
    [
        (date(2018, 12, 20), date(2018, 12, 20), False),
        (date(2018, 12, 31), date(2018, 12, 31), False),
        (date(2019, 1, 1), date(2018, 12, 31), True),
        (date(2026, 5, 1), date(2018, 12, 31), True),
    ],
)
def test_a_year_is_seen_as_of_its_last_day_at_most(today: date, as_of: date, over: bool) -> None:
    moment = Moment.of(2018, today)
    assert (moment.as_of, moment.is_over) == (as_of, over)


def test_hours_are_judged_to_the_moment_and_never_beyond_the_year() -> None:
    end = datetime(2019, 1, 1, tzinfo=SHANGHAI)
    assert Moment.of(2018, TODAY, at(12, 20, 10)).until == at(12, 20, 10)
    assert Moment.of(2018, TODAY).until == at(12, 21, 0)
    assert Moment.of(2018, date(2019, 3, 1), at(3, 1, 10, year=2019)).until == end


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_tasks_by_standing() -> None:
    f.assignment(state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, submitted_at=at(11, 1))
    f.assignment(state=AssignmentState.ACCEPTED, outcome=Outcome.NOTHING_AROSE, submitted_at=at(11, 1))
    f.assignment(state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, submitted_at=at(12, 1))
    f.assignment(state=AssignmentState.RETURNED)
    f.assignment(state=AssignmentState.PENDING)
    f.assignment(role=AssignmentRole.LEAD)
    f.assignment(role=AssignmentRole.COOPERATING)
    assert counted(of()) == {
        "tasks": 6,
        "tasks_cooperating": 1,
        "tasks_done": 1,
        "tasks_nothing_arose": 1,
        "tasks_waiting": 1,
        "tasks_open": 3,
        "acknowledged": 6,
        "unacknowledged": 1,
        "passed": 2,
    }


def test_another_years_tasks_and_withdrawn_ones_do_not_count() -> None:
    f.assignment(f.task(year=2017))
    f.assignment(f.task(withdrawn_at=at(6, 1)))
    f.assignment(unit_id=None, as_written="相关部门")
    kept = f.assignment(f.task(withdrawn_at=at(1, 10, year=2019)))
    assert [record.id for record in of(today=date(2019, 2, 1)).tasks] == [kept.task_id]
    assert counted(of(today=TODAY))["tasks"] == 1


def test_a_submission_counts_by_the_day_on_which_the_unit_handed_it_in() -> None:
    accepted = {"state": AssignmentState.ACCEPTED, "outcome": Outcome.DONE, "accepted_at": at(1, 9, year=2019)}
    f.assignment(submitted_at=at(12, 31, 23), **accepted)
    f.assignment(submitted_at=at(1, 1, 0, 2019), **accepted)
    year = of(today=date(2019, 2, 1))
    assert (len(year.tasks_done), len(year.tasks_open)) == (1, 1)


def test_returns_are_counted_on_their_task() -> None:
    returned = f.assignment(state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, returns=2)
    for _ in range(2):
        db.session.add(ProgressUpdate(assignment_id=returned.id, kind=ProgressKind.RETURNED, at=at(11, 1)))
    db.session.add(ProgressUpdate(assignment_id=f.assignment().id, kind=ProgressKind.RETURNED, at=at(1, 2, year=2019)))
    year = of()
    assert [(record.id, record.note) for record in year.returned] == [
        (returned.task_id, "被退回2次（自任务下达起，单位用时243个工作日，公开办用时0个工作日）")
    ]
    assert year.passed == ()


# --- periods and dates -----------------------------------------------------------------------------------------------


def quarterly(**fields: object) -> Assignment:
    return f.assignment(
        f.task(deadline_kind=DeadlineKind.PERIODIC, deadline_period=Period.QUARTER, deadline_days=None), **fields
    )


def test_each_period_that_is_over_is_kept_or_missed() -> None:
    duty = quarterly()
    f.disclosure(duty, published_on=date(2018, 5, 2), formed_on=date(2018, 5, 1), due_on=date(2018, 5, 30))
    year = of()
    assert [record.note for record in year.obligations_met] == ["第二季度已公开"]
    assert [record.note for record in year.obligations_missed] == ["第一季度未公开", "第三季度未公开"]
    after = of(today=date(2019, 1, 1))
    assert [record.note for record in after.obligations_missed][-1] == "第四季度未公开"


def test_what_was_over_before_the_task_was_handed_out_is_not_owed() -> None:
    fields = {"deadline_kind": DeadlineKind.PERIODIC, "deadline_period": Period.QUARTER, "deadline_days": None}
    f.assignment(f.task(starts_on=date(2018, 9, 30), **fields))
    f.assignment(f.task(starts_on=date(2018, 9, 30), deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 6, 30)))
    assert [record.note for record in of().obligations_missed] == ["第三季度未公开"]


def test_where_nothing_arose_no_period_is_missed() -> None:
    quarterly(state=AssignmentState.ACCEPTED, outcome=Outcome.NOTHING_AROSE, submitted_at=at(12, 1))
    assert not {"obligations_met", "obligations_missed"} & counted(of()).keys()


def test_that_nothing_arose_counts_once_the_office_has_said_so() -> None:
    quarterly(state=AssignmentState.SUBMITTED, outcome=Outcome.NOTHING_AROSE, submitted_at=at(12, 1))
    assert len(of().obligations_missed) == 3


@pytest.mark.parametrize(
    ("due", "published", "fact", "note"),
    [
        (date(2018, 6, 30), date(2018, 6, 30), "obligations_met", "应于2018-06-30前公开，2018-06-30完成"),
        (date(2018, 6, 30), date(2018, 7, 1), "obligations_missed", "应于2018-06-30前公开，2018-07-01完成"),
        (date(2018, 6, 30), None, "obligations_missed", "应于2018-06-30前公开，至今未公开"),
        (date(2018, 12, 20), None, None, ""),
    ],
)
def test_a_fixed_date_is_kept_or_missed_once_it_is_over(
    due: date, published: date | None, fact: str | None, note: str
) -> None:
    duty = f.assignment(f.task(deadline_kind=DeadlineKind.DATE, deadline_on=due))
    if published:
        f.disclosure(duty, published_on=published, formed_on=date(2018, 6, 1), due_on=date(2018, 8, 1))
    found = {name: getattr(of(), name) for name in ("obligations_met", "obligations_missed")}
    assert {name: [each.note for each in records] for name, records in found.items() if records} == (
        {fact: [note]} if fact else {}
    )


def test_a_fixed_date_is_kept_by_handing_in_what_the_office_accepts() -> None:
    task = f.task(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 6, 30))
    share = f.assignment(task, state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, submitted_at=at(6, 30, 18))
    assert [record.note for record in of().obligations_missed] == ["应于2018-06-30前公开，已上报待审核"]
    share.state = AssignmentState.ACCEPTED
    assert (len(of().obligations_met), of().obligations_missed) == (1, ())


# --- opinions, policies, rectifications ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "answered", "fact"),
    [
        (at(12, 10), at(12, 12), "opinions_on_time"),
        (at(12, 10), at(12, 12, 10), "opinions_late"),
        (at(12, 10), None, "opinions_late"),
        (at(12, 18, 9), None, "opinions_late"),
        (at(12, 18, 11), None, "opinions_pending"),
        (at(12, 31, year=2017), None, None),
        (at(1, 1, 0), None, "opinions_late"),
    ],
)
def test_opinions(found: datetime, answered: datetime | None, fact: str | None) -> None:
    f.opinion_case(found_at=found, answered_at=answered)
    assert [name for name in counted(of()) if name.startswith("opinions")] == ([fact] if fact else [])


@pytest.mark.parametrize(
    ("published", "due", "interpreted", "fact"),
    [
        (date(2018, 11, 5), date(2018, 11, 8), date(2018, 11, 8), "policies_on_time"),
        (date(2018, 11, 5), date(2018, 11, 8), date(2018, 11, 9), "policies_late"),
        (date(2018, 11, 5), date(2018, 11, 8), None, "policies_missing"),
        (date(2018, 12, 19), date(2018, 12, 24), None, "policies_pending"),
    ],
)
def test_policies(published: date, due: date, interpreted: date | None, fact: str) -> None:
    document = f.policy_document(published_on=published, due_on=due)
    if interpreted:
        f.interpretation(document, published_on=interpreted)
        f.interpretation(document, published_on=date(2018, 12, 19))
    assert [name for name in counted(of()) if name.startswith("policies_")] == [fact]


@pytest.mark.parametrize(
    ("state", "replied", "due", "fact"),
    [
        (RectificationState.CLOSED, at(3, 10), date(2018, 3, 15), "rectifications_on_time"),
        (RectificationState.REPORTED, at(3, 15, 18), date(2018, 3, 15), "rectifications_on_time"),
        (RectificationState.CLOSED, at(3, 16), date(2018, 3, 15), "rectifications_late"),
        (RectificationState.ORDERED, at(3, 10), date(2018, 3, 15), "rectifications_late"),
        (RectificationState.ORDERED, None, date(2018, 12, 20), None),
        (RectificationState.ORDERED, None, date(2017, 12, 20), None),
    ],
)
def test_rectifications_by_the_units_own_report(
    state: RectificationState, replied: datetime | None, due: date, fact: str | None
) -> None:
    db.session.add(
        Rectification(
            year=2017,
            unit_id=f.unit().id,
            title="逾期公开",
            problem="逾期公开1条。",
            requirement="补充公开",
            ordered_on=date(2018, 2, 1),
            due_on=due,
            state=state,
            replied_at=replied,
        )
    )
    assert [name for name in counted(of()) if name.startswith("rectifications")] == ([fact] if fact else [])


# --- the whole -------------------------------------------------------------------------------------------------------


def test_units_closed_before_the_year_are_left_out() -> None:
    f.unit("fgj")
    f.unit("zjj", closed_on=date(2017, 12, 31))
    f.unit("czj", closed_on=date(2018, 6, 30))
    assert [year.code for year in collect()] == ["czj", "fgj"]


def test_the_number_of_queries_does_not_grow_with_the_units() -> None:
    def grow(codes: str) -> None:
        for code in codes:
            duty = f.assignment(unit_=f.unit(code))
            f.disclosure(duty)
            f.opinion_case(f.unit(code))
            f.policy_document(f.unit(code))

    collect()
    counts = []
    for codes in ("ab", "cdefghij"):
        grow(codes)
        db.session.flush()
        with queries.counted() as seen:
            collect()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 21


def test_a_units_records_are_its_own() -> None:
    f.disclosure(f.assignment(unit_=f.unit("zjj")))
    f.unit("fgj")
    assert counted(of("fgj")) == {}
    assert counted(of("zjj"))["disclosures"] == 1
