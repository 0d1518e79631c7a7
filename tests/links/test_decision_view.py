"""The office confirms or dismisses a dead page."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.links.findings import ADDRESS, confirmed, found, record
from tracker.choices import CheckState, ReturnReason
from tracker.db import db
from tracker.disclosures.checks import checking
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding

F = FindingState


@pytest.fixture
def office(app: Any, sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


@pytest.fixture
def of(office: Client) -> Disclosure:
    return record(title="某批复")


@pytest.fixture
def finding(of: Disclosure) -> LinkFinding:
    return found()


def address(finding: LinkFinding, act: str = "") -> str:
    return f"/review/links/{finding.id}{act}"


def test_it_works(office: Client, finding: LinkFinding, of: Disclosure, manner: dict[str, str]) -> None:
    page = office.get(address(finding)).text
    assert "连续访问2次" in page
    assert f'<a href="{ADDRESS}" rel="noopener noreferrer" target="_blank">' in page
    answer = office.post(address(finding, "/confirm"), data={"version": 1}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(finding)
    db.session.refresh(of)
    assert (finding.state, finding.by and finding.by.name) == (F.CONFIRMED, "公开办")
    assert (of.check_state, of.returns, of.checks[0].reason) == (CheckState.RETURNED, 1, ReturnReason.NOT_PUBLISHED)
    assert ADDRESS in of.checks[0].note
    assert finding.check_id == of.checks[0].id
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert acts == ["link.confirm", "disclosure.return"]
    assert "已确认" in office.get("/review/links").text


def test_the_desk_of_the_office_says_what_waits(office: Client, finding: LinkFinding) -> None:
    assert "另有1个登记的政府网站网址打不开" in office.get("/").text
    office.post(address(finding, "/confirm"), data={"version": 1})
    assert "政府网站网址打不开，<a" not in office.get("/").text


def test_dismissing(office: Client, finding: LinkFinding, of: Disclosure, manner: dict[str, str]) -> None:
    data = {"version": 1, "note": "用浏览器可以打开"}
    answer = office.post(address(finding, "/dismiss"), data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(finding)
    assert (finding.state, finding.note) == (F.DISMISSED, "用浏览器可以打开")
    assert of.check_state is CheckState.UNCHECKED
    assert "用浏览器可以打开" in office.get("/review/links?state=dismissed").text
    assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "link.dismiss"


@pytest.mark.parametrize("note", ["", "  ", "长" * 301, "a\u202eb"])
def test_a_reason_that_is_none(office: Client, finding: LinkFinding, manner: dict[str, str], note: str) -> None:
    answer = office.post(address(finding, "/dismiss"), data={"version": 1, "note": note}, headers=manner)
    assert answer.status_code == 422
    db.session.refresh(finding)
    assert finding.is_open


@pytest.mark.parametrize("act", ["/confirm", "/dismiss"])
@pytest.mark.parametrize("version", ["", "2", "x"])
def test_a_stale_form(office: Client, finding: LinkFinding, manner: dict[str, str], act: str, version: str) -> None:
    data = {"version": version, "note": "写了半天的理由"}
    answer = office.post(address(finding, act), data=data, headers=manner)
    assert answer.status_code == 409
    assert "已有变化" in answer.text
    assert ("写了半天的理由" in answer.text) is (act == "/dismiss")
    db.session.refresh(finding)
    assert finding.is_open


@pytest.mark.parametrize("act", ["/confirm", "/dismiss"])
def test_what_is_decided_is_not_decided_again(office: Client, of: Disclosure, manner: dict[str, str], act: str) -> None:
    finding = confirmed()
    data = {"version": finding.version, "note": "另一个理由"}
    answer = office.post(address(finding, act), data=data, headers=manner)
    assert answer.status_code == 409
    assert "已由公开办处理（已确认待更正）" in answer.text
    assert "确认打不开</button>" not in office.get(address(finding)).text


def test_an_address_that_was_corrected_meanwhile(
    office: Client, finding: LinkFinding, of: Disclosure, manner: dict[str, str]
) -> None:
    of.channels = factories.channels(("政府网站", "http://www.tcwy.gov.cn/new.html"))
    assert "现在不必处理" in office.get(address(finding)).text
    answer = office.post(address(finding, "/confirm"), data={"version": 1}, headers=manner)
    assert answer.status_code == 409
    assert "已经更正或撤下" in answer.text


def test_a_record_that_is_back_already_is_not_given_back_twice(
    office: Client, finding: LinkFinding, of: Disclosure
) -> None:
    checking.return_(of, factories.office(), ReturnReason.INCOMPLETE, "缺附件")
    assert "已经退回，正由区发改局更正" in office.get(address(finding)).text
    assert office.post(address(finding, "/confirm"), data={"version": 1}).status_code == 303
    db.session.refresh(finding)
    db.session.refresh(of)
    assert (finding.state, finding.check_id, of.returns) == (F.CONFIRMED, None, 1)


def test_the_address_is_text(office: Client) -> None:
    record(address="http://a.cn/<b>\"'&x", title="<i>题</i>")
    page = office.get(address(found("http://a.cn/<b>\"'&x"))).text
    assert "<b>" not in page
    assert "<i>" not in page


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
@pytest.mark.parametrize("act", ["/confirm", "/dismiss"])
def test_nobody_else_decides(finding: LinkFinding, sign_in: Any, who: str, act: str, manner: dict[str, str]) -> None:
    for make in (factories.liaison, factories.leader, factories.admin, factories.auditor):
        make()
    answer = sign_in(who).post(address(finding, act), data={"version": 1, "note": "x"}, headers=manner)
    assert answer.status_code == 404
    db.session.refresh(finding)
    assert finding.is_open


def test_a_finding_that_is_none(office: Client) -> None:
    assert office.get("/review/links/999").status_code == 404
    assert office.post("/review/links/999/confirm", data={"version": 1}).status_code == 404
