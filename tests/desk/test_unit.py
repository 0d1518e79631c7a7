"""The first page of a unit's people: figures, the agenda by urgency, and one next action in each row."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import AssignmentState, Outcome, RectificationState, ReturnReason, Role
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.desk import unit as desk
from tracker.disclosures.checks import checking
from tracker.rectification.models import Rectification
from tracker.requests.choices import RequestState
from tracker.tasks import progress, review
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")
PENDING, RETURNED = AssignmentState.PENDING, AssignmentState.RETURNED
LATE, TODAY, SOON, LATER = date(2018, 12, 10), date(2018, 12, 20), date(2018, 12, 24), date(2018, 12, 31)


def share(item: str, code: str = "fgj", **fields: Any) -> Assignment:
    return factories.assignment(factories.task(item=item), factories.unit(code), **fields)


def rectification(code: str = "fgj", **fields: Any) -> Rectification:
    return factories.rectification(factories.unit(code), **{"due_on": LATER} | fields)


def titles(code: str = "fgj") -> list[str]:
    return [item.title for item in desk.agenda(factories.liaison(code))]


@pytest.fixture
def liaison(sign_in: Any) -> Client:
    factories.liaison()
    return sign_in("liaison-fgj")


def test_figures_count_own_shares_by_open_limit() -> None:
    share("甲", state=PENDING, due_on=LATE)
    share("乙", state=RETURNED, due_on=SOON)
    share("丙", due_on=TODAY)
    share("丁", due_on=LATER)
    share("戊", state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, due_on=LATE)
    share("己", state=AssignmentState.ACCEPTED, due_on=LATE)
    share("庚", "zjj", state=PENDING, due_on=LATE)
    factories.assignment(factories.task(withdrawn_at=now()), state=PENDING, due_on=LATE)
    assert desk.figures(factories.liaison()) == desk.Figures(pending=1, soon=2, overdue=3, returned=1, corrections=0)


def test_each_figure_is_a_link_to_just_those(liaison: Client) -> None:
    share("甲", state=PENDING, due_on=LATE)
    share("乙", state=RETURNED, due_on=SOON)
    share("丙", due_on=SOON)
    share("丁", state=AssignmentState.ACCEPTED, due_on=LATE)
    page = liaison.get("/").text
    figures = re.findall(r'<a href="(/tasks[^"]*)"[^>]*><strong>(\d+)</strong>', page)
    assert [number for _, number in figures] == ["1", "2", "2", "1"]
    for address, number in figures:
        assert f"共 {number} 项" in liaison.get(address).text


def test_the_most_urgent_comes_first() -> None:
    share("尚早", due_on=LATER)
    share("待签收", state=PENDING, due_on=LATER)
    share("快到期", due_on=SOON)
    share("退回", state=RETURNED)
    share("逾期", due_on=LATE)
    share("无期限")
    assert titles() == ["退回", "逾期", "快到期", "待签收", "尚早", "无期限"]


def test_what_was_handed_in_is_there_only_for_a_pressing_limit(liaison: Client) -> None:
    share("甲", state=AssignmentState.SUBMITTED, outcome=Outcome.DONE)
    share("乙", state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, due_on=LATER)
    pressing = share("丙", state=AssignmentState.ACCEPTED, outcome=Outcome.DONE, due_on=SOON)
    share("丁", state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, due_on=LATE)
    factories.assignment(factories.task(withdrawn_at=now()), due_on=LATE)
    assert titles() == ["丁", "丙"]
    step = f"/disclosures/new?task={pressing.task_id}"
    assert f'href="{step}"' in liaison.get("/").text
    assert liaison.get(step).status_code == 200


@pytest.mark.parametrize("state", list(AssignmentState))
def test_a_share_late_by_a_disclosure_stands_there_once_as_that(state: AssignmentState) -> None:
    of = share("任务", due_on=LATE, state=state)
    factories.disclosure(of, title="批复", published_on=None, due_on=LATE)
    factories.disclosure(of, title="已公开", due_on=LATE)
    factories.withheld(of, title="不予公开", due_on=LATE)
    factories.disclosure(of, title="尚早", published_on=None, due_on=LATER)
    assert titles() == ["批复"]


def test_of_several_the_earliest_stands_for_all_that_press() -> None:
    of = share("任务", due_on=LATE)
    factories.disclosure(of, title="后到期", published_on=None, due_on=SOON)
    factories.disclosure(of, title="先到期", published_on=None, due_on=LATE)
    factories.disclosure(of, title="尚早", published_on=None, due_on=LATER)
    assert [(item.title, item.detail) for item in desk.agenda(factories.liaison())] == [("先到期", "等2条")]


def test_the_red_rows_are_as_many_as_the_figure_says() -> None:
    for state in AssignmentState:
        of = share(f"公开{state}", due_on=LATE, state=state)
        factories.disclosure(of, published_on=None, due_on=LATE)
        factories.disclosure(of, published_on=None, due_on=LATE)
        factories.disclosure(share(f"任务{state}", due_on=LATE, state=state), published_on=None, due_on=SOON)
        share(f"尚早{state}", due_on=LATER, state=state)
        share(f"快到{state}", due_on=SOON, state=state)
    by = factories.liaison()
    tones = [item.light.tone for item in desk.agenda(by)]
    assert (tones.count("late"), tones.count("soon")) == (desk.figures(by).overdue, desk.figures(by).soon) == (10, 5)


def test_a_returned_row_says_who_gave_it_back_and_why(liaison: Client) -> None:
    of = share("甲", state=AssignmentState.SUBMITTED, outcome=Outcome.DONE)
    review.return_(of, factories.office(), ReturnReason.INCOMPLETE, "从前的")
    progress.submit(of, factories.liaison(), "好了")
    review.return_(of, factories.office(), ReturnReason.NO_ADDRESS, "请补网址")
    db.session.commit()
    page = liaison.get("/").text
    assert "公开办 退回：缺公开网址或截图。请补网址" in page
    assert "从前的" not in page


def test_a_record_that_the_office_gave_back_stands_first(liaison: Client) -> None:
    of = share("甲", due_on=LATE)
    checking.return_(
        factories.disclosure(of, title="要更正的"), factories.office(), ReturnReason.NOT_PUBLISHED, "网址打不开"
    )
    assert titles() == ["要更正的", "甲"]
    assert desk.figures(factories.liaison()).corrections == 1
    page = liaison.get("/").text
    assert "退回：尚未公开或网址打不开。网址打不开" in page
    assert "共 1 条" in liaison.get("/disclosures?state=returned").text


def test_an_opinion_is_due_at_an_hour(liaison: Client) -> None:
    found = datetime(2018, 12, 19, 14, 0, tzinfo=SHANGHAI)
    factories.opinion_case(factories.unit(), found_at=found)
    assert "2018-12-21 14:00" in liaison.get("/").text


def test_open_cases_and_rectifications_are_there() -> None:
    unit = factories.unit()
    factories.opinion_case(unit, topic="已超时", found_at=now() - timedelta(hours=60))
    factories.opinion_case(unit, topic="已回应", answered_at=now())
    factories.opinion_case(unit, topic="已办结", answered_at=now(), closed_at=now())
    rectification(title="整改甲", due_on=LATE)
    rectification(title="整改乙", state=RectificationState.REPORTED)
    assert titles() == ["整改甲", "已超时", "已回应"]


def test_nothing_of_another_unit_is_there(liaison: Client) -> None:
    of = share("别人的任务", "zjj", state=PENDING, due_on=LATE)
    factories.disclosure(of, title="别人的公开", published_on=None, due_on=LATE)
    factories.opinion_case(factories.unit("zjj"), topic="别人的舆情")
    rectification("zjj", title="别人的整改")
    assert titles() == []
    assert "别人的" not in liaison.get("/").text
    assert len(titles("zjj")) == 3


def test_an_account_without_a_unit_is_told_so(sign_in: Any) -> None:
    person = factories.user(Role.LIAISON)
    factories.assignment(unit_id=None, as_written="有关部门", state=PENDING)
    assert desk.agenda(person) == []
    assert "没有所属单位" in sign_in(person.username).get("/").text


def test_each_row_carries_its_next_step(liaison: Client) -> None:
    pending, of = share("甲", state=PENDING), share("乙", due_on=LATE)
    disclosure = factories.disclosure(share("丙", due_on=SOON), published_on=None, due_on=SOON)
    case = factories.opinion_case(factories.unit())
    order = rectification()
    page = liaison.get("/").text
    assert f'action="/assignments/{pending.id}/acknowledgement"' in page
    for address in (
        f"/assignments/{of.id}/progress",
        f"/disclosures/{disclosure.id}",
        f"/opinions/{case.id}",
        f"/rectification/{order.id}",
    ):
        assert f'href="{address}"' in page
        assert liaison.get(address).status_code == 200
    assert liaison.post(f"/assignments/{pending.id}/acknowledgement", data={"to": "/"}).location == "/"


def test_a_leader_reads_and_does_nothing(sign_in: Any) -> None:
    factories.leader()
    share("甲", state=PENDING)
    page = sign_in("leader-fgj").get("/").text
    assert "甲" in page
    assert "签收</button>" not in page


def test_an_empty_desk_says_so(liaison: Client) -> None:
    assert "没有要办的事" in liaison.get("/").text


def test_as_many_queries_for_a_full_desk(liaison: Client) -> None:
    share("甲", due_on=LATE)
    liaison.get("/")
    with counted() as few:
        liaison.get("/")
    for number in range(30):
        of = share(f"任务{number}", due_on=LATE)
        factories.disclosure(of, published_on=None, due_on=LATE)
        factories.opinion_case(factories.unit())
        factories.information_request()
    with counted() as many:
        page = liaison.get("/").text
    assert len(many) == len(few) <= 23
    assert page.count("<tr>") == 1 + desk.LONGEST


def test_requests_stand_among_what_is_late_and_due(liaison: Client) -> None:
    share("将到期的任务", due_on=SOON)
    factories.information_request(subject="已逾期的申请", due_on=LATE)
    factories.information_request(subject="明天到期的申请", due_on=date(2018, 12, 21))
    factories.information_request(subject="不急的申请")
    factories.information_request(subject="已答复的申请", due_on=LATE, state=RequestState.REPLIED, replied_on=LATE)
    waiting = {"state": RequestState.WAITING_CORRECTION, "due_on": None, "waiting_until": LATER}
    factories.information_request(subject="等补正的申请", **waiting)
    factories.information_request(factories.unit("zjj"), subject="别的单位的申请", due_on=LATE)
    assert titles() == ["已逾期的申请", "明天到期的申请", "将到期的任务", "不急的申请", "等补正的申请"]
    assert desk.figures(factories.liaison()).requests == 3
    page = liaison.get("/").text
    assert "办理申请：已逾期的申请" in page
    assert "共 3 件" in liaison.get("/requests?state=open").text
