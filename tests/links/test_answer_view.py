"""The unit sees a confirmed dead page on its desk and its record, and answers for it."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.disclosures.fields import channel_fields
from tests.links.findings import ADDRESS, GONE, confirmed, found, on, record
from tracker.choices import CheckState, ReturnReason
from tracker.db import db
from tracker.disclosures.checks import checking
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.links import deciding
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding

F = FindingState


@pytest.fixture
def unit(app: Any, sign_in: Any) -> Client:
    factories.liaison()
    factories.liaison("zjj")
    return sign_in("liaison-fgj")


@pytest.fixture
def of(unit: Client) -> Disclosure:
    return record(title="某批复")


def at(finding: LinkFinding, *, answer: bool = False) -> str:
    return f"/disclosures/{finding.disclosure_id}/links" + (f"/{finding.id}" if answer else "")


def say(client: Client, finding: LinkFinding, manner: dict[str, str] | None = None, **data: object) -> Any:
    typed = {"version": finding.version, "words": "12月20日已重新发布"} | data
    return client.post(at(finding, answer=True), data=typed, headers=manner or {})


def test_it_works(unit: Client, of: Disclosure, manner: dict[str, str]) -> None:
    finding = confirmed()
    assert "网页已恢复</button>" in unit.get(at(finding)).text
    answer = say(unit, finding, manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(finding)
    db.session.refresh(of)
    assert (finding.state, finding.answer) == (F.MENDED, "单位说明：12月20日已重新发布")
    assert (of.check_state, of.returns) == (CheckState.CORRECTED, 1)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_name) == ("link.settle", "区发改局联络员")
    assert "单位说明：12月20日已重新发布" in unit.get(at(finding)).text


def test_correcting_the_address_answers_too(unit: Client, of: Disclosure) -> None:
    finding = confirmed()
    data = {
        "version": of.version,
        "title": of.title,
        "kind": "general",
        "formed_on": "2018-09-20",
        "published_on": "2018-10-24",
        **channel_fields(("政府网站", "http://www.tcwy.gov.cn/new.html")),
        "mode": "proactive",
        "secrecy_reviewed_by": "（测试）审查员",
        "secrecy_reviewed_on": "2018-10-08",
        "secrecy_result": "clear",
        "reason": "网站改版，网址变更",
    }
    assert unit.post(f"/disclosures/{of.id}/edit", data=data).status_code == 303
    db.session.refresh(finding)
    assert finding.state is F.MENDED
    assert "2018-12" in unit.get(at(finding)).text


def test_the_desk_and_the_record_say_so(unit: Client, of: Disclosure) -> None:
    assert f'hx-get="/disclosures/{of.id}/links"' in unit.get(f"/disclosures/{of.id}").text
    confirmed()
    desk = unit.get("/").text
    assert ADDRESS in desk
    assert "记录被退回" in desk
    assert desk.count(">某批复</a>") == 1


def test_the_desk_keeps_what_a_correction_of_something_else_left(unit: Client, of: Disclosure) -> None:
    confirmed()
    of.check_state = CheckState.CORRECTED
    desk = unit.get("/").text
    assert f"网址打不开：{ADDRESS}" in desk
    assert f'href="/disclosures/{of.id}#links"' in desk


def test_the_desk_names_both_where_the_record_was_back_for_another_reason(unit: Client, of: Disclosure) -> None:
    checking.return_(of, factories.office(), ReturnReason.INCOMPLETE, "缺附件")
    confirmed()
    desk = unit.get("/").text
    assert "缺附件" in desk
    assert f"网址打不开：{ADDRESS}" in desk


def test_a_unit_sees_the_visits_but_no_finding_before_the_office_decided(
    unit: Client, of: Disclosure, sign_in: Any
) -> None:
    finding = found()
    page = unit.get(at(finding)).text
    assert "网页不存在（404）" in page
    assert "待确认" not in page
    assert "网址打不开" not in unit.get("/").text
    assert say(unit, finding).status_code == 404
    factories.office()
    assert "等待公开办核实" in sign_in("office").get(at(finding)).text
    deciding.dismiss(finding, factories.office(), "当日检修")
    assert "当日检修" not in unit.get(at(finding)).text


def test_what_was_never_visited_says_so(unit: Client, of: Disclosure) -> None:
    assert "还没有访问过" in unit.get(f"/disclosures/{of.id}/links").text
    on(10, GONE, "http://www.tcwy.gov.cn/other")
    assert "还没有访问过" in unit.get(f"/disclosures/{of.id}/links").text


@pytest.mark.parametrize("words", ["", "  ", "长" * 301])
def test_words_that_are_none(unit: Client, of: Disclosure, manner: dict[str, str], words: str) -> None:
    finding = confirmed()
    assert say(unit, finding, manner, words=words).status_code == 422
    db.session.refresh(finding)
    assert finding.state is F.CONFIRMED


def test_a_stale_form_loses_nothing(unit: Client, of: Disclosure, manner: dict[str, str]) -> None:
    finding = confirmed()
    answer = say(unit, finding, manner, version=1)
    assert answer.status_code == 409
    assert "12月20日已重新发布" in answer.text


def test_what_is_mended_needs_no_answer(unit: Client, of: Disclosure) -> None:
    finding = confirmed()
    assert say(unit, finding).status_code == 303
    db.session.refresh(finding)
    answer = say(unit, finding)
    assert answer.status_code == 409
    assert "不需要说明" in answer.text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("who", ["liaison-zjj", "leader-fgj", "office", "admin", "auditor"])
def test_nobody_else_answers(unit: Client, of: Disclosure, sign_in: Any, who: str, manner: dict[str, str]) -> None:
    for make in (factories.leader, factories.office, factories.admin, factories.auditor):
        make()
    finding = confirmed()
    assert say(sign_in(who), finding, manner).status_code == 404
    db.session.refresh(finding)
    assert finding.state is F.CONFIRMED


def test_another_unit_s_record_is_not_there(of: Disclosure, sign_in: Any) -> None:
    factories.liaison("zjj")
    confirmed()
    assert sign_in("liaison-zjj").get(f"/disclosures/{of.id}/links").status_code == 404


def test_a_finding_under_another_record_is_not_there(unit: Client, of: Disclosure) -> None:
    finding = confirmed()
    other = record(title="另一条", address="http://www.tcwy.gov.cn/2.html")
    typed = {"version": finding.version, "words": "已恢复"}
    assert unit.post(f"/disclosures/{other.id}/links/{finding.id}", data=typed).status_code == 404
