"""What is not yet due is not failed: a forecast in summer, the settling day, a year that is over."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests import factories as f
from tests.appraisal.collected import at, counted, of
from tests.appraisal.years import records, year
from tracker.appraisal import indicators, lists, outlook, rules, scheme
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.models import Excuse
from tracker.appraisal.scheme import SchemeProblem
from tracker.appraisal.settling import settled
from tracker.choices import AssignmentState, DeadlineKind, Outcome, Proposal
from tracker.db import db

BY = scheme.default(2018)
SUMMER = date(2018, 9, 30)
OPEN = records("tasks_open", 4)


@pytest.mark.parametrize(
    ("on", "ahead"),
    [(SUMMER, 4), (date(2018, 11, 30), 4), (date(2018, 12, 1), 0), (date(2018, 12, 31), 0)],
)
def test_what_has_no_date_is_due_from_the_settling_day_on(on: date, ahead: int) -> None:
    found = settled(year(tasks_done=1, tasks_open=OPEN, tasks_undated=OPEN), BY, on)
    assert len(found.tasks_not_due) == found.counts["tasks_not_due"] == ahead
    assert indicators.completion(found).total == 5 - ahead


def test_the_settling_day_is_the_schemes_to_say() -> None:
    early = replace(BY, settling_day="09-30")
    assert settled(year(tasks_open=OPEN, tasks_undated=OPEN), early, SUMMER).tasks_not_due == ()
    for wrong in ("9-30", "13-01", "02-29", "", "aa-bb", "12-01-01"):
        with pytest.raises(SchemeProblem, match="年终结算日"):
            replace(BY, settling_day=wrong)


def test_what_is_not_due_counts_neither_way_and_is_told() -> None:
    weighing = indicators.completion(year(tasks_done=3, tasks_open=OPEN, tasks_not_due=OPEN[:3]))
    assert (weighing.share, weighing.lost) == (Fraction(3, 4), OPEN[3:])
    assert weighing.reason == "应办4项，办结3项（75%），1项未办结，未到期3项，暂不计入"


def test_where_nothing_is_due_yet_the_indicator_is_left_out() -> None:
    weighing = indicators.completion(year(tasks_open=OPEN, tasks_not_due=OPEN))
    assert not weighing.applies
    assert weighing.reason == "承担的任务未到期4项，暂不计入，此项不计"


def test_no_red_line_is_touched_by_what_is_not_due() -> None:
    summer = year(tasks_done=2, tasks_open=OPEN, tasks_undated=OPEN, disclosures_on_time=9)
    (forecast,), (ended,) = (rules.judge([summer], BY, day) for day in (SUMMER, date(2018, 12, 1)))
    assert (forecast.score, forecast.red_lines) == (100, ())
    assert ended.proposal is Proposal.CRITICISE
    assert [hit.name for hit in ended.red_lines] == ["任务完成率低于60%且2项以上未办结"]
    assert outlook.gains(forecast) == ()


def test_what_waits_and_is_not_due_promises_no_points() -> None:
    waits = records("tasks_waiting", 2)
    (one,) = rules.judge([year(tasks_done=8, tasks_waiting=waits, tasks_undated=waits)], BY, SUMMER)
    assert one.lines[0].reason == "应办8项，办结8项（100%），未到期2项，暂不计入"


# --- read from the records -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("app")
def test_a_fixed_date_decides_for_its_task_and_nothing_else() -> None:
    def dated(on: date, **fields: object) -> None:
        f.assignment(f.task(deadline_kind=DeadlineKind.DATE, deadline_on=on), **fields)

    dated(date(2018, 12, 19))
    dated(date(2018, 12, 20))
    dated(date(2018, 12, 31), state=AssignmentState.SUBMITTED, submitted_at=at(12, 1))
    dated(date(2018, 12, 31), state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, submitted_at=at(12, 1))
    f.assignment(f.task(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 6, 30), starts_on=date(2018, 9, 1)))
    f.assignment()
    found = of()
    standing = {name: number for name, number in counted(found).items() if name.startswith("tasks")}
    assert standing == {"tasks": 6, "tasks_done": 1, "tasks_waiting": 1, "tasks_open": 4, "tasks_not_due": 2}
    assert len(found.tasks_undated) == 2
    assert len(of(today=date(2019, 1, 1)).tasks_not_due) == 0


@pytest.mark.usefixtures("app")
def test_the_list_is_settled_on_its_own_day() -> None:
    f.assignment()
    f.assignment(state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
    db.session.commit()
    for day, ahead in ((SUMMER, 1), (date(2018, 12, 1), 0)):
        found = lists.proposed(2018, cut_off=day).unit("fgj")
        assert found is not None
        assert (found["facts"]["tasks"], found["facts"]["tasks_not_due"]) == (2, ahead)
        assert len(found["fact_records"]["tasks_not_due"].get("task", ())) == ahead


@pytest.mark.usefixtures("app")
@pytest.mark.databases("sqlite")
def test_what_is_excused_is_not_waited_for() -> None:
    share = f.assignment()
    what = {"indicator": "completion", "record_type": "task", "record_id": share.task_id, "title": "事项"}
    f.add(Excuse(year=2018, unit_id=share.unit_id, reason="职责移交", state=ExcuseState.ACCEPTED, at=at(12, 5), **what))
    found = settled(of(today=SUMMER), BY, SUMMER)
    assert (len(found.excused), found.tasks_open, found.tasks_not_due) == (1, (), ())


@pytest.mark.usefixtures("app")
@pytest.mark.databases("sqlite")
def test_a_task_is_not_unsigned_on_the_day_on_which_it_comes() -> None:
    f.assignment(f.task(starts_on=date(2018, 12, 20)), state=AssignmentState.PENDING)
    assert of().unacknowledged == ()
    assert len(of(today=date(2018, 12, 21)).unacknowledged) == 1
