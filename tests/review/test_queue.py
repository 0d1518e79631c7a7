"""The queue page: what waits, with the facts behind it, and nobody but the office."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import Area, AssignmentState, CheckState, DeadlineKind, Outcome, Period
from tracker.clock import SHANGHAI, now
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")
SENT = datetime(2018, 12, 10, 9, 0, tzinfo=SHANGHAI)


def submitted(item: str, code: str = "fgj", **fields: Any) -> Assignment:
    task = {name: fields.pop(name) for name in list(fields) if name.startswith("deadline") or name == "area"}
    share = {"state": AssignmentState.SUBMITTED, "outcome": Outcome.DONE, "submitted_at": SENT}
    return factories.assignment(factories.task(item=item, **task), factories.unit(code), **share | fields)


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def order(page: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_what_waits_longest_comes_first(office: Client) -> None:
    submitted("乙事项", submitted_at=SENT + timedelta(days=1))
    submitted("甲事项")
    submitted("丙事项", state=AssignmentState.ACCEPTED)
    factories.assignment(factories.task(item="丁事项", withdrawn_at=now()), state=AssignmentState.SUBMITTED)
    page = office.get("/review").text
    assert order(page, "甲事项", "乙事项", "丙事项", "丁事项") == ["甲事项", "乙事项"]
    assert "已等8个工作日" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲", "乙", "丙"}),
        ("?unit=zjj", {"乙"}),
        ("?area=public_welfare", {"丙"}),
        ("?outcome=nothing_arose", {"乙"}),
        ("?kind=again", {"丙"}),
        ("?kind=first", {"甲", "乙"}),
        ("?q=甲事", {"甲"}),
        ("?unit=nobody", set()),
        ("?area=x&outcome=y&kind=z&sort=w", {"甲", "乙", "丙"}),
    ],
)
def test_it_is_filtered_by_the_query(office: Client, query: str, found: set[str]) -> None:
    submitted("甲事项", area=Area.MAJOR_PROJECTS)
    submitted("乙事项", "zjj", outcome=Outcome.NOTHING_AROSE, area=Area.MAJOR_PROJECTS)
    submitted("丙事项", returns=2, area=Area.PUBLIC_WELFARE)
    page = office.get(f"/review{query}").text
    assert {name for name in ("甲", "乙", "丙") if f"{name}事项</a>" in page} == found


def test_each_row_says_what_speaks_against_it(office: Client) -> None:
    of = submitted("甲事项", deadline_kind=DeadlineKind.PERIODIC, deadline_period=Period.QUARTER, deadline_days=None)
    factories.disclosure(of, published_on=date(2018, 11, 5), channels=[], check_state=CheckState.RETURNED)
    factories.disclosure(of, published_on=None, due_on=date(2018, 12, 28))
    submitted("乙事项", "zjj")
    page = office.get("/review").text
    first, second = page.partition("甲事项")[2].partition("乙事项")[::2]
    for words in (
        *("2条<br>", "1条尚未公开", "1条逾期", "1条未在政府网站公开", "1条记录被退回未更正"),
        *("第一季度、第二季度、第三季度没有公开", "1条没有网址，也没有佐证材料"),
    ):
        assert words in first, words
    assert "没有登记公开记录" in second


def test_the_export_holds_what_is_filtered(office: Client) -> None:
    submitted("甲事项")
    submitted("乙事项", "zjj")
    book = load_workbook(BytesIO(office.get("/review?unit=zjj&export=xlsx").data))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert lines[1][3] == "公开事项"
    assert lines[2][3:10] == ("乙事项", "已完成", datetime(2018, 12, 10), 8, 0, 0, "没有登记公开记录")
    assert "共1项" in str(lines[3])


def test_empty_says_so(office: Client) -> None:
    assert "没有等待审核的上报" in office.get("/review").text
    assert "没有符合筛选条件的上报" in office.get("/review?q=无").text


def test_as_many_statements_for_a_longer_queue(office: Client) -> None:
    factories.disclosure(submitted("甲事项"))
    office.get("/review")
    with counted() as few:
        office.get("/review")
    for number in range(20):
        factories.disclosure(submitted(f"事项{number}"))
    with counted() as many:
        office.get("/review")
    assert len(many) == len(few)


@pytest.mark.parametrize("person", ["liaison", "leader", "admin", "auditor"])
@pytest.mark.parametrize("address", ["/review", "/review/acceptance?ids=1", "/review/checks"])
def test_it_is_the_offices_alone(sign_in: Any, person: str, address: str) -> None:
    submitted("甲事项")
    who = getattr(factories, person)()
    browser = sign_in(who.username)
    assert browser.get(address).status_code == 404
    assert browser.post("/review/acceptance", data={"shares": "1:1"}).status_code == 404
