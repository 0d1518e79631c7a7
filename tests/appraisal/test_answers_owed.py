"""Requests to disclose and the yearly progress report as facts of the year in which they fall due."""

from datetime import date, datetime
from typing import Any

import pytest

from tests import factories as f
from tests.appraisal.collected import at, counted, of
from tests.appraisal.years import year
from tracker.appraisal import rules, scheme
from tracker.appraisal.scheme import Deduction, Indicator
from tracker.progress_reports.choices import ReportStep
from tracker.progress_reports.models import ProgressReport, ProgressReportEntry

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.databases("sqlite")]
YEAR_BEFORE = date(2017, 12, 20)


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"due_on": date(2018, 12, 19)}, {"requests", "requests_late"}),
        ({"due_on": date(2018, 12, 20)}, {"requests", "requests_pending"}),
        ({"due_on": date(2018, 12, 18), "replied_on": date(2018, 12, 18)}, {"requests", "requests_on_time"}),
        ({"due_on": date(2018, 12, 17), "replied_on": date(2018, 12, 18)}, {"requests", "requests_late"}),
        ({"due_on": None}, {"requests", "requests_pending"}),
        ({"due_on": None, "replied_on": date(2018, 12, 18)}, {"requests"}),
        ({"received_on": YEAR_BEFORE, "due_on": date(2018, 1, 11)}, {"requests", "requests_late"}),
        ({"received_on": YEAR_BEFORE, "due_on": date(2017, 12, 30)}, set()),
        ({"received_on": YEAR_BEFORE, "due_on": date(2018, 1, 11), "replied_on": date(2017, 12, 28)}, set()),
    ],
)
def test_a_request_counts_once_in_the_year_in_which_it_is_due(fields: dict[str, Any], facts: set[str]) -> None:
    f.information_request(**fields)
    assert {name for name in counted(of()) if name.startswith("requests")} == facts


def test_a_late_request_says_by_how_much() -> None:
    f.information_request(due_on=date(2018, 12, 17), replied_on=date(2018, 12, 20))
    assert [each.note for each in of().requests_late] == ["应于2018-12-17前答复，2018-12-20答复，逾期3个工作日"]


def report(*steps: tuple[ReportStep, datetime]) -> None:
    kept = {"figures": {}, "requests": {}, "drafted": {}, "added": {}, "annual": {}}
    made = f.add(ProgressReport(year=2017, unit_id=f.unit().id, as_of=date(2017, 12, 31), **kept))
    for step, moment in steps:
        f.add(ProgressReportEntry(report_id=made.id, step=step, at=moment))


@pytest.mark.parametrize(
    ("steps", "today", "facts"),
    [
        ([], date(2018, 1, 20), {}),
        ([], date(2018, 1, 21), {"reports_late": "应于2018-01-20前报送，至2018-01-21未报送"}),
        ([(ReportStep.SUBMITTED, at(1, 20))], date(2018, 3, 1), {"reports_on_time": ""}),
        (
            [(ReportStep.SUBMITTED, at(1, 22))],
            date(2018, 3, 1),
            {"reports_late": "应于2018-01-20前报送，2018-01-22报送"},
        ),
        (
            [(ReportStep.SUBMITTED, at(1, 18)), (ReportStep.RETURNED, at(1, 19)), (ReportStep.SUBMITTED, at(2, 5))],
            date(2018, 3, 1),
            {"reports_on_time": "", "reports_returned": "被退回1次"},
        ),
    ],
)
def test_the_report_on_the_year_before_counts_when_it_is_due(
    steps: list[tuple[ReportStep, datetime]], today: date, facts: dict[str, str]
) -> None:
    f.assignment(f.task(year=2017))
    report(*steps)
    found = of(today=today)
    names = ("reports_on_time", "reports_late", "reports_returned")
    assert {name: each.note for name in names for each in getattr(found, name)} == facts
    assert all((each.type, each.id) == ("report", 2017) for name in names for each in getattr(found, name))


def test_a_unit_without_tasks_in_that_year_owes_no_report() -> None:
    f.assignment()
    report()
    assert not any(name.startswith("reports") for name in counted(of()))


def test_a_scheme_may_weigh_them_and_the_default_does_not() -> None:
    bad = year(tasks_done=1, requests_late=1, requests_on_time=3, reports_late=1, reports_returned=1)
    weights = (Indicator("completion", "任务完成", 80), Indicator("requests", "依申请公开", 20))
    taken = (Deduction("late_reports", "年度报告", 3, 3), Deduction("returned_reports", "退回", 1, 1))
    judged = rules.score(bad, scheme.Scheme("方案", 1, weights, taken))
    assert [(line.key, line.points) for line in judged.lines[1:]] == [
        ("requests", 15),
        ("late_reports", -3),
        ("returned_reports", -1),
    ]
    keys = {line.key for line in rules.score(bad, scheme.default(2018)).lines}
    assert not keys & {"requests", "reports", "late_requests", "late_reports", "returned_reports"}
