"""The register: who sees which rows, what each filter takes, order, pages, export; always as many queries."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import Area, AssignmentRole, AssignmentState, DeadlineKind, Outcome
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks import register
from tracker.tasks.register import Filters

pytestmark = pytest.mark.usefixtures("app")
STATES_IN_USE = [
    (AssignmentState.PENDING, None),
    (AssignmentState.IN_PROGRESS, None),
    (AssignmentState.RETURNED, None),
    *((AssignmentState.SUBMITTED, outcome) for outcome in Outcome),
    *((AssignmentState.ACCEPTED, outcome) for outcome in Outcome),
]


def share(item: str, code: str = "fgj", *, of: dict[str, Any] | None = None, **fields: Any) -> Any:
    return factories.assignment(factories.task(item=item, **of or {}), factories.unit(code), **fields)


def rows(client: Client, query: str = "", all_items: str = "甲乙丙丁戊己庚") -> str:
    """The one-character items in the order of the page."""
    answer = client.get(f"/tasks{query}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return "".join(char for char in table if char in all_items)


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


@pytest.fixture
def liaison(sign_in: Any) -> Client:
    factories.liaison()
    return sign_in("liaison-fgj")


def test_a_unit_sees_its_own_unfinished_shares_by_due_day(liaison: Client) -> None:
    share("甲", due_on=date(2018, 12, 28))
    share("乙", due_on=date(2018, 12, 3))
    share("丙")
    share("丁", state=AssignmentState.ACCEPTED)
    share("戊", "zjj")
    assert rows(liaison) == "乙甲丙"
    assert rows(liaison, "?state=all") == "乙甲丙丁"
    assert rows(liaison, "?unit=zjj") == "乙甲丙"
    assert "责任单位</a>" not in liaison.get("/tasks").text


def test_a_search_looks_at_finished_shares_too(liaison: Client) -> None:
    share("甲", state=AssignmentState.ACCEPTED)
    assert rows(liaison) == ""
    assert rows(liaison, "?q=甲") == "甲"


def test_an_account_without_a_unit_sees_no_waiting_row(sign_in: Any) -> None:
    factories.user(factories.Role.LIAISON)
    share("甲", unit_id=None, as_written="相关审批部门")
    assert rows(sign_in("liaison"), "?state=all") == ""


@pytest.mark.parametrize("role", ["office", "admin", "auditor"])
def test_others_see_every_unit(sign_in: Any, role: str) -> None:
    getattr(factories, role)()
    share("甲", due_on=date(2018, 12, 28), state=AssignmentState.ACCEPTED)
    share("乙", "zjj", due_on=date(2018, 12, 3))
    share("丙", unit_id=None, as_written="相关审批部门")
    assert rows(sign_in(role)) == "乙甲丙"


def test_withdrawn_tasks_are_out_until_asked_for(office: Client) -> None:
    share("甲")
    share("乙", of={"withdrawn_at": datetime(2018, 6, 1, tzinfo=SHANGHAI)})
    assert rows(office) == "甲"
    assert rows(office, "?state=withdrawn") == "乙"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?area=public_welfare", "丙"),
        ("?unit=zjj", "乙"),
        ("?unit=waiting", "丁"),
        ("?role=lead", "乙"),
        ("?state=pending", "丙丁"),
        ("?state=open", "乙丙丁"),
        ("?light=overdue", "甲乙"),
        ("?light=soon", "丙"),
        ("?light=none", "丁"),
        ("?q=住建", "乙"),
        ("?q=审批部门", "丁"),
        ("?q=批复文号&area=public_welfare", "丙"),
        ("?q=%25", ""),
        ("?q=_", ""),
        ("?area=nonsense&role=x&state=x&light=x&year=x", "甲乙丙丁"),
        ("?year=99999999999999999999", "甲乙丙丁"),
    ],
)
def test_each_filter_takes_what_it_says(office: Client, query: str, expected: str) -> None:
    share("甲", state=AssignmentState.ACCEPTED, due_on=date(2018, 12, 3))
    share("乙", "zjj", due_on=date(2018, 12, 4), role=AssignmentRole.LEAD)
    share("丙", due_on=date(2018, 12, 25), state=AssignmentState.PENDING, of={"area": Area.PUBLIC_WELFARE})
    share("丁", unit_id=None, as_written="相关审批部门", state=AssignmentState.PENDING)
    assert rows(office, query) == expected
    page = office.get(f"/tasks{query}").text
    assert (f"共 {len(expected)} 项" in page) == bool(expected)


def test_the_latest_year_stands_until_another_is_asked_for(office: Client) -> None:
    share("甲", of={"year": 2018})
    share("乙", of={"year": 2019})
    assert rows(office) == "乙"
    assert rows(office, "?year=2018") == "甲"
    assert "2018年 <a" in office.get("/tasks?year=2018").text


def test_the_filters_take_exactly_the_rows_with_the_light(app: Any) -> None:
    """The SQL condition and the pure rule must not drift apart, whatever the state."""
    user = factories.office()
    task = factories.task(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 1, 31), starts_on=date(2018, 5, 14))
    for place, (state, outcome) in enumerate(STATES_IN_USE):
        for number, due_on in enumerate([None, *(date(2018, 12, day) for day in (3, 19, 20, 21, 24, 25, 26, 28))]):
            code = f"u{place}{number}"
            factories.assignment(task, factories.unit(code), state=state, outcome=outcome, due_on=due_on)
    everyone = Filters(2018, [2018])
    found = db.session.execute(register.rows(everyone, user)).all()
    tones = {row.id: light.tone for row, light in zip(found, register.lights(found), strict=True)}
    assert len(tones) == 9 * len(STATES_IN_USE)
    for light, tone in (("overdue", "late"), ("soon", "soon")):
        filters = replace(everyone, light=light)
        taken = {row.id for row in db.session.execute(register.rows(filters, user))}
        assert taken == {share for share, each in tones.items() if each == tone}
        assert db.session.scalar(register.count(filters, user)) == len(taken) > 0


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("due", "乙甲丙"), ("-due", "甲乙丙"), ("percent", "丙甲乙"), ("unit", "丙甲乙"), ("nonsense", "乙甲丙")],
)
def test_the_list_is_sorted_with_empty_days_last(office: Client, sort: str, expected: str) -> None:
    factories.unit("zjj", position=2)
    share("甲", due_on=date(2018, 12, 28), percent=10)
    share("乙", "zjj", due_on=date(2018, 12, 3), percent=90)
    share("丙", unit_id=None, as_written="有关部门")
    assert rows(office, f"?sort={sort}") == expected


def test_fifty_rows_a_page(office: Client) -> None:
    for _ in range(51):
        share("甲")
    assert rows(office) == "甲" * 50
    assert rows(office, "?page=2") == "甲"
    assert rows(office, "?page=x") == "甲" * 50
    assert office.get("/tasks?page=3").status_code == 404


def test_set_filters_are_chips_that_come_off(office: Client) -> None:
    share("甲")
    page = office.get("/tasks?area=major_projects&state=open&q=甲").text
    assert 'href="/tasks?area=major_projects&amp;state=open"' in page
    assert 'href="/tasks?area=major_projects&amp;state=all&amp;q=%E7%94%B2"' in page
    assert "清除" in page
    assert "含“甲”" in page


@pytest.mark.parametrize("query", ["", "?q=没有的", "?state=returned"])
def test_an_empty_list_says_why(liaison: Client, query: str) -> None:
    page = liaison.get(f"/tasks{query}").text
    assert 'class="empty"' in page
    assert "<tbody>" not in page


def test_typed_text_is_shown_escaped(office: Client) -> None:
    page = office.get('/tasks?q="><img src=x onerror=1>').text
    assert "<img" not in page


def test_the_export_holds_what_is_filtered(office: Client) -> None:
    share("甲", due_on=date(2018, 12, 3), percent=40)
    share("乙", "zjj")
    share("=1+1", "zjj")
    answer = office.get("/tasks?export=xlsx&unit=fgj")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = list(load_workbook(BytesIO(answer.data)).active.values)
    assert found[1][:5] == ("序号", "领域", "类别", "公开事项", "责任单位")
    assert found[2][3:5] == ("甲", "区发改局")
    assert (found[2][8], found[2][9].date(), found[2][10]) == (40, date(2018, 12, 3), "逾期13个工作日")
    assert found[3][0] == "筛选条件：区发改局"
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.details) == ("task.export", {"unit": "fgj"})
    cells = [cell for row in load_workbook(BytesIO(office.get("/tasks?export=xlsx").data)).active for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells}.isdisjoint({"f", "e"})


@pytest.mark.parametrize("who", ["office", "liaison-fgj"])
def test_as_many_queries_for_fifty_rows_as_for_one(sign_in: Any, who: str) -> None:
    factories.office(), factories.liaison()
    share("甲")
    client = sign_in(who)
    client.get("/tasks")
    with counted() as few:
        client.get("/tasks")
    for number in range(60):
        share("乙", due_on=date(2018, 12, 1 + number % 28))
    with counted() as many:
        client.get("/tasks")
    assert len(many) == len(few) <= 8
