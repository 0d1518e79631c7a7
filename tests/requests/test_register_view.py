"""The register and one request: who sees what, filters, sorting, pages, export, and what it costs."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.queries import counted
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.requests import recording
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestState
from tracker.requests.filing import Filing
from tracker.requests.models import InformationRequest

STATES = RequestState
FILING = Filing(date(2018, 12, 10), RequestChannel.POST, ApplicantKind.BUSINESS, "某地块的征收补偿安置方案")
PEOPLE = ["leader-fgj", "office", "admin", "auditor"]


@pytest.fixture
def people(app: Any) -> None:
    factories.liaison(), factories.liaison("zjj"), factories.leader(), factories.leader("zjj")
    factories.office(), factories.admin(), factories.auditor()


@pytest.fixture
def standings(people: None) -> dict[str, InformationRequest]:
    """One of each standing on 2018-12-20."""
    make = factories.information_request
    return {
        "running": make(subject="甲running"),
        "overdue": make(subject="乙overdue", received_on=date(2018, 11, 1), due_on=date(2018, 11, 22)),
        "correcting": make(
            subject="丙correcting",
            state=STATES.WAITING_CORRECTION,
            waiting_until=date(2018, 12, 25),
            due_on=None,
            applicant_kind=ApplicantKind.BUSINESS,
        ),
        "consulting": make(
            factories.unit("zjj"),
            subject="丁consulting",
            state=STATES.WAITING_THIRD_PARTY,
            waiting_until=date(2018, 12, 20),
            due_on=date(2018, 12, 24),
        ),
        "consulted": make(
            subject="戊consulted",
            state=STATES.WAITING_THIRD_PARTY,
            waiting_until=date(2018, 12, 19),
            due_on=date(2018, 12, 24),
        ),
        "answered": make(
            subject="己answered",
            received_on=date(2017, 12, 11),
            due_on=date(2018, 1, 2),
            state=STATES.REPLIED,
            replied_on=date(2018, 1, 2),
            reply_kind=ReplyKind.CASE_FILE,
        ),
        "answeredlate": make(
            subject="庚answeredlate",
            received_on=date(2018, 3, 1),
            due_on=date(2018, 3, 22),
            state=STATES.REPLIED,
            replied_on=date(2018, 3, 23),
            reply_kind=ReplyKind.DISCLOSED,
        ),
    }


def names(page: str) -> set[str]:
    known = ("running", "overdue", "correcting", "consulting", "consulted", "answered", "answeredlate")
    return {name for name in known if f"{name}</td>" in page}


OPEN = {"running", "overdue", "correcting", "consulting", "consulted"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", OPEN | {"answered", "answeredlate"}),
        ("state=open", {"running", "overdue", "consulted"}),
        ("state=waiting_correction", {"correcting"}),
        ("state=waiting_third_party", {"consulting"}),
        ("state=replied", {"answered", "answeredlate"}),
        ("light=late", {"overdue", "answeredlate"}),
        ("light=soon", {"consulted"}),
        ("light=kept", {"answered"}),
        ("light=open", {"running", "correcting", "consulting", "consulted"}),
        ("applicant=business", {"correcting"}),
        ("reply=withheld", {"answered"}),
        ("reply=disclosed", {"answeredlate"}),
        ("reply=other", set()),
        ("year=2017", {"answered"}),
        ("q=甲", {"running"}),
        ("q=%25", set()),
        (
            "unit=x&state=x&light=x&applicant=x&reply=x&year=x&page=x&sort=x",
            OPEN | {"answered", "answeredlate"},
        ),
        ("year=99999999999999999999", OPEN | {"answered", "answeredlate"}),
    ],
)
def test_filters(standings: dict[str, InformationRequest], sign_in: Any, query: str, found: set[str]) -> None:
    assert names(sign_in("office").get(f"/requests?{query}").text) == found


def test_the_office_filters_by_unit(standings: dict[str, InformationRequest], sign_in: Any) -> None:
    page = sign_in("office").get(f"/requests?unit={factories.unit('zjj').id}").text
    assert names(page) == {"consulting"}


@pytest.mark.parametrize("person", ["liaison-zjj", "leader-zjj"])
def test_a_units_own_people_see_their_own_only(
    standings: dict[str, InformationRequest], sign_in: Any, person: str
) -> None:
    browser = sign_in(person)
    assert names(browser.get(f"/requests?unit={standings['running'].unit_id}").text) == set()
    assert names(browser.get("/requests").text) == {"consulting"}
    assert browser.get(f"/requests/{standings['running'].id}").status_code == 404
    other = factories.assignment(unit_=factories.unit())
    assert browser.get(f"/tasks/{other.task_id}/requests").status_code == 404
    rows = load_workbook(BytesIO(browser.get("/requests?export=xlsx").data)).active.iter_rows(values_only=True)
    assert "甲running" not in [cell for row in rows for cell in row]


@pytest.mark.parametrize("person", PEOPLE)
def test_others_read(standings: dict[str, InformationRequest], sign_in: Any, person: str) -> None:
    browser = sign_in(person)
    assert "甲running" in browser.get("/requests").text
    page = browser.get(f"/requests/{standings['running'].id}")
    assert page.status_code == 200
    assert "更正登记" not in page.text


def test_an_account_without_a_unit_sees_nothing(standings: dict[str, InformationRequest], sign_in: Any) -> None:
    factories.user(username="nobody")
    browser = sign_in("nobody")
    assert names(browser.get("/requests").text) == set()
    assert browser.get(f"/requests/{standings['running'].id}").status_code == 404


@pytest.mark.parametrize(
    ("sort", "first"),
    [("received", "己"), ("-received", "戊"), ("due", "己"), ("replied", "己"), ("-number", "庚"), ("-subject", "甲")],
)
def test_sorting(standings: dict[str, InformationRequest], sign_in: Any, sort: str, first: str) -> None:
    page = sign_in("office").get(f"/requests?sort={sort}").text
    found = min("甲乙丙丁戊己庚", key=lambda name: page.index(f'data-name="内容">{name}'))
    assert found == first


def test_pages(people: None, sign_in: Any) -> None:
    for _ in range(51):
        factories.information_request()
    browser = sign_in("office")
    assert "共 51 条，第 1 / 2 页" in browser.get("/requests").text
    assert browser.get("/requests?page=2").text.count('data-name="内容"') == 1
    assert browser.get("/requests?page=3").status_code == 404


def test_htmx_gets_the_register_alone(standings: dict[str, InformationRequest], sign_in: Any) -> None:
    part = sign_in("office").get("/requests", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="register">')


def test_what_is_empty_says_what_to_do(people: None, sign_in: Any) -> None:
    assert "收到政府信息公开申请后，请点“登记申请”" in sign_in("liaison-fgj").get("/requests").text
    assert "各单位联络员登记后会显示在这里" in sign_in("office").get("/requests").text
    assert "没有符合筛选条件的申请" in sign_in("office").get("/requests?q=没有").text


def test_the_export_holds_what_is_filtered(standings: dict[str, InformationRequest], sign_in: Any) -> None:
    answer = sign_in("office").get("/requests?export=xlsx&state=replied&sort=received")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[1][2:8] == ("编号", "收到日期", "提交方式", "申请人", "申请公开的内容", "相关任务")
    assert rows[2][6] == "己answered"
    assert (rows[2][9], str(rows[2][10])[:10]) == ("已办结", "2018-01-02")
    assert rows[2][11:] == ("不予公开：属于行政执法案卷", "按期答复", None)
    assert rows[3][12] == "逾期1个工作日答复"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "request.export")).one()
    assert entry.summary == "导出依申请公开台账2条"


def test_a_text_that_begins_like_a_formula_stays_text(people: None, sign_in: Any) -> None:
    factories.information_request(subject="=1+1")
    sheet = load_workbook(BytesIO(sign_in("office").get("/requests?export=xlsx").data)).active
    assert (sheet["G3"].value, sheet["G3"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("number", ["999", "99999999999999999999"])
def test_an_unknown_request_is_not_found(people: None, sign_in: Any, number: str) -> None:
    assert sign_in("office").get(f"/requests/{number}").status_code == 404


def test_what_was_typed_is_shown_escaped(people: None, sign_in: Any) -> None:
    found = factories.information_request(subject="<b>甲</b>{{7*7}}")
    browser = sign_in("office")
    for address in ("/requests", f"/requests/{found.id}"):
        assert "&lt;b&gt;甲&lt;/b&gt;{{7*7}}" in browser.get(address).text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["/requests", "/requests/1", "/tasks/1/requests", "/requests/table/2018"])
def test_a_longer_list_costs_no_more_statements(people: None, sign_in: Any, path: str) -> None:
    of = factories.assignment(unit_=factories.unit())
    recording.record(factories.liaison(), FILING, of.task)
    browser, office, seen = sign_in("liaison-fgj"), sign_in("office"), []
    for _ in range(2):
        office.get(path)
        with counted() as statements:
            assert office.get(path).status_code == 200
        seen.append(len(statements))
        for _number in range(12):
            factories.information_request(factories.unit("zjj"), task_id=of.task_id)
        found = db.session.get_one(InformationRequest, 1)
        for name, data in (
            ("consultation", {"happened_on": "2018-12-12", "until": "2018-12-14", "note": "征求意见"}),
            ("opinion", {"happened_on": "2018-12-13", "note": "同意"}),
            ("extension", {"happened_on": "2018-12-17", "workdays": "5", "consented_by": "负责人", "note": "查档"}),
        ):
            db.session.refresh(found)
            answer = browser.post(f"/requests/1/{name}", data={"version": str(found.version)} | data)
            assert answer.status_code in (303, 409)
    assert seen[0] == seen[1] <= 8
