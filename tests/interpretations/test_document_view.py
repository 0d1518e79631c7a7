"""A paper before it is public, what is told of it later, and one that needs no interpretation."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tracker.choices import Role
from tracker.db import db
from tracker.interpretations import recording, waiving
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import Interpretation, InterpretationWaiver, PolicyDocument
from tracker.interpretations.recording import Paper
from tracker.refusals import Refused

PLANNED = {
    "title": "征地补偿办法",
    "area": "major_projects",
    "is_planned": "y",
    "planned_on": "2019-01-10",
    "is_sensitive": "y",
    "differs_by_region": "y",
    "mark_note": "与邻区标准不同",
    "drafted_with": "yes",
}
PUBLISHED = PLANNED | {"is_planned": "", "published_on": "2018-12-18", "approved_with": "no"}
READING = {
    "form": "questions",
    "title": "问答",
    "published_on": "2018-12-18",
    "address": "http://www.tcwy.gov.cn/1.html",
    "aspects": ["background", "standard"],
}


@pytest.fixture
def document(app: Any) -> PolicyDocument:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    return factories.policy_document(title="救助办法", published_on=date(2018, 12, 17), due_on=date(2018, 12, 20))


def without(data: dict[str, str]) -> dict[str, str]:
    """As a browser sends it: a box that is not ticked is not sent."""
    return {name: value for name, value in data.items() if value}


def test_a_marked_paper_is_seen_by_the_office_before_it_is_public(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str]
) -> None:
    browser, office = sign_in("liaison-fgj"), sign_in("office")
    answer = browser.post("/interpretations/new", data=PLANNED, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    desk = office.get("/").text
    assert "公开前请先看：敏感事项和地区差异" in desk
    assert "敏感、地区差异" in desk
    assert "与邻区标准不同" in desk
    page = browser.get("/interpretations/2").text
    assert "文件还没有公开，不计时" in page
    assert "文件公开后才能登记解读" in page
    assert browser.post("/interpretations/2/interpretations", data=READING).status_code == 422
    assert "征地补偿办法</a>" in office.get("/interpretations?state=marked").text
    assert "救助办法" not in office.get("/interpretations?state=planned").text


def test_once_it_is_public_its_clock_runs(document: PolicyDocument, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/interpretations/new", data=PLANNED)
    form = browser.get("/interpretations/2/edit").text
    assert 'value="与邻区标准不同"' in form
    answer = browser.post("/interpretations/2/edit", data=without(PUBLISHED) | {"version": "1"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert db.session.get_one(PolicyDocument, 2).due_on == date(2018, 12, 21)
    browser.post("/interpretations/2/interpretations", data=READING)
    page = browser.get("/interpretations/2").text
    assert "✓ 同步起草，✗ 同步审签，✓ 同步发布" in page
    assert "背景、执行标准" in page
    assert db.session.scalars(select(Interpretation.aspects)).one() == ["background", "standard"]
    assert "公开前请先看" not in sign_in("office").get("/").text


def test_a_stale_edit_shows_both(document: PolicyDocument, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/interpretations/{document.id}/edit"
    data = without(PUBLISHED) | {"version": "1", "reason": "记错"}
    browser.post(address, data=data | {"document_number": "甲号"})
    answer = browser.post(address, data=data | {"document_number": "乙号"}, headers=manner)
    assert answer.status_code == 409
    assert "<td>甲号</td><td>乙号</td>" in answer.text
    assert 'value="乙号"' in answer.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"published_on": ""}, "请勾选“先登记拟公开”"),
        ({"published_on": "2018-12-18"}, "请写明原因"),
        ({"is_planned": "y"}, "请不要勾选“先登记拟公开”"),
        ({"published_on": "", "is_planned": "y"}, "不能改回拟公开"),
        ({"published_on": "2018-12-20"}, "文件公开不能晚于首次解读（2018-12-18）"),
        ({"drafted_with": "x"}, "解读与文件同步起草"),
    ],
)
def test_a_wrong_edit_comes_back(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    factories.interpretation(document, published_on=date(2018, 12, 18))
    data = without(PUBLISHED | {"version": "1"} | changed)
    answer = sign_in("liaison-fgj").post(f"/interpretations/{document.id}/edit", data=data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="与邻区标准不同"' in answer.text


def test_none_is_needed_only_when_the_office_agrees(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str]
) -> None:
    browser, office, address = sign_in("liaison-fgj"), sign_in("office"), f"/interpretations/{document.id}"
    assert browser.post(f"{address}/waiver", data={"reason": ""}, headers=manner).status_code == 422
    answer = browser.post(f"{address}/waiver", data={"reason": "转发上级文件"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "今日到期" in browser.get(address).text, "the clock goes on"
    assert "申请不作解读" in office.get("/interpretations?state=asked").text
    assert office.post(f"{address}/waiver/acceptance", data={}, headers=manner).status_code == 422
    answer = office.post(f"{address}/waiver/acceptance", data={"reason": "上级已解读"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    page = browser.get(address).text
    assert "经公开办同意不作解读" in page
    assert "上级已解读" in page
    assert "救助办法</a>" not in office.get("/interpretations?state=open").text
    assert "救助办法" in office.get("/interpretations?state=waived").text
    assert office.post(f"{address}/waiver/refusal", data={"reason": "x"}).status_code == 409


def test_not_agreed_the_interpretation_is_still_owed(document: PolicyDocument, sign_in: Any) -> None:
    browser, office, address = sign_in("liaison-fgj"), sign_in("office"), f"/interpretations/{document.id}"
    browser.post(f"{address}/waiver", data={"reason": "内容简单"})
    office.post(f"{address}/waiver/refusal", data={"reason": "涉及群众利益"})
    page = browser.get(address).text
    assert "不同意，仍需解读" in page
    assert "今日到期" in page
    assert browser.post(f"{address}/waiver", data={"reason": "再次申请"}).status_code == 303


@pytest.mark.parametrize("act", ["edit", "waiver", "waiver/acceptance"])
def test_others_do_not_act(document: PolicyDocument, sign_in: Any, act: str) -> None:
    for person in (factories.leader(), factories.admin(), factories.auditor(), factories.liaison("zjj")):
        answer = sign_in(person.username).post(f"/interpretations/{document.id}/{act}", data={"reason": "x"})
        assert answer.status_code == 404


def test_the_verbs_refuse_by_themselves(document: PolicyDocument) -> None:
    mine, office = factories.liaison(), factories.office()
    other, leader = factories.liaison("zjj"), factories.user(Role.LEADER, factories.unit())
    for person in (other, leader, office):
        with pytest.raises(Refused, match="起草单位"):
            waiving.ask(document, person, "x")
        with pytest.raises(Refused, match="起草单位"):
            recording.amend(document, person, Paper.of(document), None)
    with pytest.raises(Refused, match="没有待核定的申请"):
        waiving.decide(document, office, "x", agrees=True)
    waiving.ask(document, mine, "转发")
    with pytest.raises(Refused, match="已经申请过"):
        waiving.ask(document, mine, "转发")
    with pytest.raises(Refused, match="由区公开办核定"):
        waiving.decide(document, mine, "x", agrees=True)
    interpreted = factories.interpretation().policy_document
    with pytest.raises(Refused, match="已经有解读"):
        waiving.ask(interpreted, mine, "x")


def test_what_was_said_of_a_waiver_stays(document: PolicyDocument) -> None:
    waiving.ask(document, factories.liaison(), "转发")
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("DELETE FROM interpretation_waiver"))
    db.session.rollback()
    assert db.session.scalars(select(InterpretationWaiver.state)).one() is WaiverState.ASKED


def test_a_moved_publication_stays_marked(document: PolicyDocument, sign_in: Any) -> None:
    browser, address = sign_in("liaison-fgj"), f"/interpretations/{document.id}"
    browser.post(f"{address}/edit", data=without(PUBLISHED) | {"version": "1", "reason": "记错"})
    office = sign_in("office")
    assert "文件公开日期由 2018-12-17 改为 2018-12-18，原因：记错" in office.get(address).text
    assert "改过公开日期" in office.get("/interpretations").text


def test_a_wrong_entry_is_withdrawn_and_stays_to_be_read(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str]
) -> None:
    found = factories.interpretation(document, title="填错的", published_on=date(2018, 12, 18))
    browser, page = sign_in("liaison-fgj"), f"/interpretations/{document.id}"
    address = f"{page}/interpretations/{found.id}/withdrawal"
    assert "不再计入件数和时限" in browser.get(address).text
    assert browser.post(address, data={"reason": ""}, headers=manner).status_code == 422
    answer = browser.post(address, data={"reason": "网址填错"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    shown = browser.get(page).text
    assert "解读（0件）" in shown
    assert "<del>填错的</del>" in shown
    assert "网址填错" in shown
    assert document.title in browser.get("/interpretations?state=open").text
    assert browser.post(address, data={"reason": "再撤"}, headers=manner).status_code == 404


def test_only_the_drafter_withdraws(document: PolicyDocument, sign_in: Any) -> None:
    found = factories.interpretation(document)
    address = f"/interpretations/{document.id}/interpretations/{found.id}/withdrawal"
    for person in (factories.leader(), factories.liaison("zjj"), factories.auditor()):
        assert sign_in(person.username).post(address, data={"reason": "x"}).status_code == 404
    office = factories.user(Role.OFFICE, username="office2")
    with pytest.raises(Refused, match="起草单位"):
        recording.withdraw(found, office, "x")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"planned_on": ""}, "请填写拟公开日期"),
        ({"mark_note": ""}, "请写明哪里敏感、与哪里不同"),
        ({"document_number": "王政办发[2018] 30号"}, "本单位已登记同一文号的《救助办法》"),
    ],
)
def test_what_a_paper_lacks(document: PolicyDocument, sign_in: Any, changed: dict[str, str], words: str) -> None:
    document.document_number = "王政办发〔2018〕30号"
    answer = sign_in("liaison-fgj").post("/interpretations/new", data=without(PLANNED | changed))
    assert answer.status_code == 422
    assert words in answer.text
