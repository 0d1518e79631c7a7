"""The first pages of administrator and auditor, and the counts of the navigation."""

from datetime import date
from typing import Any

import pytest

from tests import factories
from tests.client import Client, login
from tests.queries import counted
from tracker.calendar.models import CalendarYear
from tracker.choices import AssignmentState, ImportState, Outcome
from tracker.clock import now
from tracker.desk import watch
from tracker.intake.models import ImportBatch

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def admin(sign_in: Any) -> Client:
    factories.admin()
    return sign_in("admin")


@pytest.fixture
def auditor(sign_in: Any) -> Client:
    factories.auditor()
    return sign_in("auditor")


def test_the_administrator_sees_the_last_imports(admin: Client) -> None:
    by = factories.admin()
    for _ in range(6):
        factories.add(ImportBatch(year=2018, state=ImportState.APPLIED, created_by_id=by.id, created_at=now()))
    rows = watch.last_imports()
    assert [row.id for row in rows] == [6, 5, 4, 3, 2]
    page = admin.get("/").text
    assert "第6批" in page
    assert "已导入" in page
    assert "第1批" not in page


def test_units_without_liaison_or_leader_are_named(admin: Client) -> None:
    factories.liaison("fgj"), factories.leader("fgj")
    factories.liaison("zjj")
    factories.leader("zjj").disabled_at = now()
    factories.unit("czj")
    factories.unit("hbz", closed_on=date(2018, 1, 1))
    found = {row.code: (row.has_liaison, row.has_leader) for row in watch.empty_posts()}
    assert found == {"zjj": (True, False), "czj": (False, False)}
    page = admin.get("/").text
    assert "区住建局：缺分管领导" in page
    assert "区财政局：缺联络员、分管领导" in page


def test_years_without_a_calendar_are_named(app: Any, admin: Client) -> None:
    assert watch.missing_years() == []
    app.config["TODAY"] = date(2099, 5, 1)
    assert watch.missing_years() == [2099, 2100]
    assert "2099年、2100年" in admin.get("/").text


def test_an_entered_year_is_not_missing(app: Any) -> None:
    app.config["TODAY"] = date(2099, 5, 1)
    factories.add(CalendarYear(year=2099, notice="国办发明电〔2098〕1号"))
    assert watch.missing_years() == [2100]


def test_the_auditor_sees_refusals_and_failed_logins_of_today(auditor: Client, sign_in: Any) -> None:
    factories.liaison()
    auditor.post("/login", data={"username": "liaison-fgj", "password": "wrong"})
    sign_in("liaison-fgj").get("/audit")
    page = auditor.get("/").text
    assert "liaison-fgj 登录失败" in page
    assert "打开 /audit" in page
    _, total, failed = watch.refusals()
    assert (total, failed) == (2, 1)
    assert 'href="/audit"' in page


def test_a_quiet_day_is_said(auditor: Client) -> None:
    assert "今天没有被拒绝的访问" in auditor.get("/").text


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_a_constant_number_of_queries(sign_in: Any, role: str) -> None:
    client = sign_in(getattr(factories, role)().username)
    factories.unit("u")
    client.get("/")
    with counted() as few:
        client.get("/")
    for number in range(20):
        factories.unit(f"u{number}")
        factories.add(ImportBatch(year=2018, state=ImportState.PREVIEW, created_at=now()))
    with counted() as many:
        client.get("/")
    assert len(many) == len(few) <= 7


def waiting(client: Client, address: str) -> str:
    """The number beside an entry of the navigation; empty when nothing waits there."""
    link = client.get("/calendar").text.partition(f'<li><a href="{address}"')[2].partition("</a>")[0]
    return link.partition('class="count"')[2].partition(">")[2].partition("<")[0]


def test_the_navigation_counts_what_waits_for_this_person(sign_in: Any) -> None:
    factories.liaison(), factories.leader(), factories.office()
    factories.assignment(state=AssignmentState.PENDING)
    factories.assignment(state=AssignmentState.RETURNED)
    factories.assignment(factories.task(withdrawn_at=now()), state=AssignmentState.PENDING)
    factories.assignment(unit_id=None, state=AssignmentState.PENDING)
    factories.assignment(state=AssignmentState.SUBMITTED, outcome=Outcome.DONE)
    factories.assignment(unit_=factories.unit("zjj"), state=AssignmentState.PENDING)
    factories.opinion_case(factories.unit("zjj"))
    assert waiting(sign_in("liaison-fgj"), "/tasks") == "2"
    assert waiting(sign_in("liaison-fgj"), "/opinions") == ""
    assert waiting(sign_in("office"), "/review") == "1"
    assert waiting(sign_in("office"), "/opinions") == "1"
    assert waiting(sign_in("leader-fgj"), "/tasks") == ""


def test_the_first_page_is_for_those_signed_in(app: Any) -> None:
    assert Client(app).get("/").location == "/login"
    factories.office()
    assert login(Client(app), "office").get("/").status_code == 200
