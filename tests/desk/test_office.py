"""The office's first page: submissions, rows without a unit, clocks, the week, and the grid of units by area."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import Area, AssignmentState, Outcome
from tracker.clock import SHANGHAI, now
from tracker.desk import office as desk
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")
LATE, SOON = date(2018, 12, 10), date(2018, 12, 24)


def share(item: str, code: str = "fgj", area: Area = Area.MAJOR_PROJECTS, **fields: Any) -> Assignment:
    return factories.assignment(factories.task(item=item, area=area), factories.unit(code), **fields)


def submitted(item: str, day: int, **fields: Any) -> Assignment:
    at = datetime(2018, 12, day, 9, 0, tzinfo=SHANGHAI)
    return share(item, state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, submitted_at=at, **fields)


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def test_what_waited_longest_is_reviewed_first(office: Client) -> None:
    submitted("后到", 18)
    first = submitted("先到", 3)
    share("在办")
    rows, total = desk.submitted()
    assert ([row.item for row in rows], total) == (["先到", "后到"], 2)
    page = office.get("/").text
    assert "待审核（2项）" in page
    assert f'href="/tasks/{first.task_id}"' in page
    assert f'href="/assignments/{first.id}/review"' in page


def test_the_grid_follows_the_first_rows_of_the_queue(office: Client) -> None:
    for number in range(desk.QUEUE + 3):
        submitted(f"上报{number}", 3)
    share("甲", unit_id=None, as_written="相关审批部门")
    page = office.get("/").text
    assert page.count('/review" aria-label="审核') == desk.QUEUE
    assert f'href="/review">查看全部{desk.QUEUE + 3}项，一次通过多项</a>' in page
    headings = ["待审核", "各单位任务情况", "待指定责任单位", "未办结的舆情", "七日内到期"]
    places = [page.index(f"<h2>{heading}") for heading in headings]
    assert places == sorted(places)


def test_rows_without_a_unit_wait_for_one(office: Client) -> None:
    waiting = share("甲", unit_id=None, as_written="相关审批部门")
    share("乙")
    page = office.get("/").text
    assert "待指定责任单位（1项）" in page
    assert f'href="/assignments/{waiting.id}/unit"' in page


def test_the_week_shows_what_is_still_to_do() -> None:
    share("甲", due_on=SOON)
    share("乙", due_on=LATE)
    share("丙", due_on=date(2018, 12, 27))
    share("丁", due_on=SOON, state=AssignmentState.ACCEPTED)
    share("戊", state=AssignmentState.ACCEPTED)
    assert [row.item for row, _ in desk.due_this_week()] == ["甲", "丁"]


def test_open_cases_run_their_clocks(office: Client) -> None:
    factories.opinion_case(factories.unit(), topic="甲", found_at=now() - timedelta(hours=50))
    factories.opinion_case(factories.unit(), topic="乙", found_at=now() - timedelta(hours=40))
    factories.opinion_case(factories.unit(), topic="丙", answered_at=now())
    factories.opinion_case(factories.unit(), topic="丁", closed_at=now())
    found = desk.open_cases()
    assert [row.topic for row, *_ in found] == ["甲", "乙", "丙"]
    assert [light.tone for _, light, _ in found][:2] == ["late", "open"]
    assert "逾期" in office.get("/").text


def test_the_grid_counts_and_leads_to_the_register(office: Client) -> None:
    share("甲", state=AssignmentState.ACCEPTED, due_on=LATE)
    share("乙", due_on=LATE)
    submitted("丙", 3, area=Area.PUBLIC_WELFARE)
    share("丁", "zjj", state=AssignmentState.ACCEPTED)
    share("戊", unit_id=None)
    factories.assignment(factories.task(year=2017))
    factories.assignment(factories.task(withdrawn_at=now()))
    factories.unit("czj")
    grid = desk.grid(2018)
    assert {row.code for row in grid.units} == {"fgj", "zjj"}
    fgj, zjj = factories.unit("fgj").id, factories.unit("zjj").id
    assert grid.cells == {
        (fgj, Area.MAJOR_PROJECTS): desk.Cell(total=2, accepted=1, submitted=0, overdue=2),
        (fgj, Area.PUBLIC_WELFARE): desk.Cell(total=1, accepted=0, submitted=1, overdue=0),
        (zjj, Area.MAJOR_PROJECTS): desk.Cell(total=1, accepted=1, submitted=0, overdue=0),
    }
    page = office.get("/").text
    assert 'href="/tasks?unit=fgj&amp;area=major_projects"' in page
    assert "共 2 项" in office.get("/tasks?unit=fgj&area=major_projects").text


@pytest.mark.parametrize(
    ("cell", "tone", "word"),
    [
        (desk.Cell(5, 1, 2, 1), "late", "逾期1"),
        (desk.Cell(5, 1, 2, 0), "soon", "待审核2"),
        (desk.Cell(5, 5, 0, 0), "done", "全部完成"),
        (desk.Cell(5, 4, 0, 0), "open", "办理中"),
    ],
)
def test_a_cell_says_the_most_pressing(cell: desk.Cell, tone: str, word: str) -> None:
    assert (cell.light.tone, cell.light.word) == (tone, word)


def test_an_empty_district_says_what_comes(office: Client) -> None:
    page = office.get("/").text
    assert "没有等待审核的上报" in page
    assert "管理员导入三张任务分解表后" in page


def test_as_many_queries_for_a_full_desk(office: Client) -> None:
    submitted("甲", 3)
    office.get("/")
    with counted() as few:
        office.get("/")
    for number in range(30):
        submitted(f"上报{number}", 4)
        share(f"任务{number}", f"u{number}", due_on=SOON)
        share(f"待指定{number}", unit_id=None)
        factories.opinion_case(factories.unit())
        factories.information_request(due_on=SOON)
    with counted() as many:
        office.get("/")
    assert len(many) == len(few) <= 20


def test_requests_that_are_late_or_due_within_the_week(office: Client) -> None:
    factories.information_request(subject="逾期的申请", due_on=LATE)
    factories.information_request(factories.unit("zjj"), subject="将到期的申请", due_on=SOON)
    factories.information_request(subject="不急的申请")
    factories.information_request(subject="已答复的申请", due_on=LATE, replied_on=LATE)
    assert [(row.subject, light.tone) for row, light in desk.requests_due()] == [
        ("逾期的申请", "late"),
        ("将到期的申请", "soon"),
    ]
    page = office.get("/").text
    assert "逾期的申请" in page
    assert "不急的申请" not in page
