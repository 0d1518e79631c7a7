"""A limit that runs into a year without calendar data is marked 暂定 wherever its day is shown."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests import factories
from tests.client import Client
from tracker.disclosures import shares
from tracker.disclosures.models import Disclosure

SignIn = Callable[[str], Client]
DAY, MARK = "2027-01-07", "暂定"


@pytest.fixture
def provisional(app: Flask) -> Disclosure:
    """Of a liaison's unit: formed on 2026-12-10, open, due on 2027-01-07; seen three days before."""
    app.config["TODAY"] = date(2027, 1, 4)
    factories.liaison()
    factories.office()
    task = factories.task(year=2026, starts_on=date(2026, 1, 1))
    found: Disclosure = factories.disclosure(
        factories.assignment(task),
        title="某项目批复",
        formed_on=date(2026, 12, 10),
        published_on=None,
        due_on=date(2027, 1, 7),
        is_provisional=True,
    )
    shares.refresh([task.id])
    return found


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("liaison-fgj", "/"),
        ("liaison-fgj", "/tasks"),
        ("liaison-fgj", "/disclosures"),
        ("liaison-fgj", "/disclosures/{id}"),
        ("liaison-fgj", "/tasks/{task}/disclosures"),
        ("liaison-fgj", "/tasks/{task}/outstanding"),
        ("office", "/"),
        ("office", "/tasks"),
        ("office", "/tasks/{task}"),
        ("office", "/disclosures"),
        ("office", "/tasks/{task}/disclosures?unit=fgj"),
    ],
)
def test_beside_each_day(provisional: Disclosure, sign_in: SignIn, who: str, address: str) -> None:
    page = sign_in(who).get(address.format(id=provisional.id, task=provisional.task_id)).text
    assert DAY in page
    for place in page.split(DAY)[1:]:
        assert MARK in place[:80], place[:200]


def test_beside_the_light_of_the_own_task(provisional: Disclosure, sign_in: SignIn) -> None:
    page = sign_in("liaison-fgj").get(f"/tasks/{provisional.task_id}").text
    assert MARK in page.split('class="under-title"')[1].split("</p>")[0]


def test_in_what_is_said_after_saving(provisional: Disclosure, sign_in: SignIn) -> None:
    data = {"title": "另一批复", "kind": "general", "formed_on": "2026-12-10"}
    browser = sign_in("liaison-fgj")
    page = browser.post(f"/disclosures/new?task={provisional.task_id}", data=data, follow_redirects=True).text
    assert f"应于 {DAY}（暂定） 前公开" in page


def test_in_the_grid_of_the_office(provisional: Disclosure, app: Flask, sign_in: SignIn) -> None:
    app.config["TODAY"] = date(2027, 1, 8)
    assert "逾期1（暂定1）" in sign_in("office").get("/").text


@pytest.mark.parametrize("address", ["/disclosures?export=xlsx", "/tasks?export=xlsx", "/own-sheet.xlsx?year=2026"])
def test_in_each_workbook(provisional: Disclosure, sign_in: SignIn, address: str) -> None:
    data = sign_in("liaison-fgj").get(address).data
    rows = list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    (row,) = [row for row in rows if any(str(value).startswith(DAY) for value in row)]
    assert any(MARK in str(value) for value in row)


def test_no_mark_where_the_calendar_is_known(app: Flask, sign_in: SignIn) -> None:
    factories.liaison()
    share = factories.assignment()
    factories.disclosure(share, formed_on=date(2018, 12, 10), published_on=None, due_on=date(2019, 1, 8))
    shares.refresh([share.task_id])
    browser = sign_in("liaison-fgj")
    for address in ("/", "/tasks", "/disclosures", f"/tasks/{share.task_id}", f"/tasks/{share.task_id}/outstanding"):
        assert MARK not in browser.get(address).text


def test_beside_the_limit_of_a_policy_document(provisional: Disclosure, sign_in: SignIn) -> None:
    document = factories.policy_document(
        title="救助办法", published_on=date(2026, 12, 31), due_on=date(2027, 1, 5), is_provisional=True
    )
    browser = sign_in("liaison-fgj")
    for address in ("/interpretations", f"/interpretations/{document.id}"):
        page = browser.get(address).text.replace("应于 2027-01-05 前", "")
        assert MARK in page.split("2027-01-05")[1][:80]
    data = browser.get("/interpretations?export=xlsx").data
    rows = list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    assert MARK in rows[2]
