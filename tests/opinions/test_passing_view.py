"""Acknowledging and passing on in the browser, and what stands in red on the office's desk."""

from datetime import time
from typing import Any

import pytest

from tests import factories
from tests.opinions.cases import opened
from tracker.db import db
from tracker.opinions.models import OpinionCase


@pytest.fixture
def case(app: Any) -> OpinionCase:
    app.config["TIME"] = time(9)
    factories.liaison()
    factories.liaison("zjj")
    return opened("fgj", factories.office(), topic="道路施工扰民")


def test_it_is_acknowledged(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/opinions/{case.id}"
    assert "待签收，还有1小时" in browser.get(address).text
    assert "待签收，应于 2018-12-20 10:00 前签收" in browser.get("/").text
    answer = browser.post(f"{address}/acknowledgement", headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "待签收" not in browser.get(address).text
    assert browser.post(f"{address}/acknowledgement", headers=manner).status_code == 409


def test_nobody_acknowledged_within_an_hour(app: Any, case: OpinionCase, sign_in: Any) -> None:
    office = sign_in("office")
    assert 'class="has-problem"' not in office.get("/").text
    app.config["TIME"] = time(10, 1)
    page = office.get("/").text
    assert 'class="has-problem"' in page
    assert "逾期1分钟未签收" in page
    assert "道路施工扰民</a>" in office.get("/opinions?state=unacknowledged").text
    sign_in("liaison-fgj").post(f"/opinions/{case.id}/acknowledgement")
    assert 'class="has-problem"' not in office.get("/").text


def test_it_is_passed_on(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    mine, other, address = sign_in("liaison-fgj"), sign_in("liaison-zjj"), f"/opinions/{case.id}"
    assert other.get(address).status_code == 404
    to = factories.unit("zjj").id
    assert "区住建局</option>" in mine.get(f"{address}/hand-over").text
    answer = mine.post(f"{address}/hand-over", data={"to": to, "reason": "归住建"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "其他单位提请移交，待答复" in other.get("/").text
    assert "同意接办" in other.get(address).text
    assert other.post(f"{address}/entries", data={"stage": "tracking"}).status_code == 404
    assert other.post(f"{address}/agreement", headers=manner).status_code == (200 if manner else 303)
    db.session.refresh(case)
    assert case.unit_id == to
    page = mine.get(address).text
    assert "添加记录</a>" not in page
    assert "责任单位由区发改局改为区住建局" in page


def test_it_is_not_agreed_to(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    mine, other, address = sign_in("liaison-fgj"), sign_in("liaison-zjj"), f"/opinions/{case.id}"
    mine.post(f"{address}/hand-over", data={"to": factories.unit("zjj").id, "reason": "归住建"})
    assert other.post(f"{address}/refusal", data={"reason": ""}, headers=manner).status_code == 422
    answer = other.post(f"{address}/refusal", data={"reason": "不归住建"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert other.get(address).status_code == 404
    assert "不归住建" in mine.get(address).text


def test_it_is_withdrawn(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    mine, address = sign_in("liaison-fgj"), f"/opinions/{case.id}"
    mine.post(f"{address}/hand-over", data={"to": factories.unit("zjj").id, "reason": "归住建"})
    assert mine.post(f"{address}/withdrawal", headers=manner).status_code == (200 if manner else 303)
    assert sign_in("liaison-zjj").post(f"{address}/agreement", headers=manner).status_code == 404


@pytest.mark.parametrize("data", [{"to": "0", "reason": "x"}, {"to": "x", "reason": "x"}, {"reason": "原话"}])
def test_a_wrong_form_comes_back(case: OpinionCase, sign_in: Any, manner: dict[str, str], data: dict[str, str]) -> None:
    for who, act in (("liaison-fgj", "hand-over"), ("office", "assignment")):
        answer = sign_in(who).post(f"/opinions/{case.id}/{act}", data=data, headers=manner)
        assert answer.status_code == 422
        assert data["reason"] in answer.text


def test_the_office_takes_over_and_assigns(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    office, address = sign_in("office"), f"/opinions/{case.id}"
    answer = office.post(f"{address}/take-over", data={"reason": "无人签收"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "（公开办接办）" in office.get(address).text
    to = factories.unit("zjj").id
    answer = office.post(f"{address}/assignment", data={"to": to, "reason": "归住建"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "待签收" in sign_in("liaison-zjj").get(address).text


@pytest.mark.parametrize("act", ["hand-over", "take-over", "assignment", "acknowledgement", "agreement", "withdrawal"])
def test_others_do_not_act(case: OpinionCase, sign_in: Any, act: str) -> None:
    for person in (factories.leader(), factories.admin(), factories.auditor(), factories.liaison("zjj")):
        answer = sign_in(person.username).post(f"/opinions/{case.id}/{act}", data={"to": "1", "reason": "x"})
        assert answer.status_code == 404
    if act in {"take-over", "assignment"}:
        assert sign_in("liaison-fgj").post(f"/opinions/{case.id}/{act}", data={"to": "1"}).status_code == 404
