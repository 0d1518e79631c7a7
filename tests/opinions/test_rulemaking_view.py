"""Rules and hours of duty entered in the browser: who may, what they change, and what they leave as it was."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.opinions.cases import FOUND, opened
from tracker import web
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.opinions import rulebook
from tracker.opinions.choices import Severity
from tracker.opinions.models import DutyHours, OpinionCase, OpinionEntry, OpinionRule
from tracker.people.models import User

NEW, LIST, HOURS = "/opinions/rules/new", "/opinions/rules", "/opinions/duty-hours/new"
RULE = {
    "demand": "answer",
    "severities": ["other"],
    "hours": "24",
    "valid_from": "2018-12-20",
    "source": "王政办发〔2018〕40号",
}
DUTY = {"spans": "8:00–12:00、15:00–18:00", "valid_from": "2018-12-20", "source": "冬季作息"}


def due(case_id: int) -> datetime | None:
    db.session.expire_all()
    return db.session.get_one(OpinionCase, case_id).answer_due_at


@pytest.mark.parametrize("keeper", [factories.office, factories.admin])
def test_it_works(sign_in: Any, manner: dict[str, str], keeper: Callable[[], User]) -> None:
    before = opened()
    browser = sign_in(keeper().username)
    assert 'value="24"' in browser.get(f"{NEW}?demand=conference").text
    assert web.leads_to(browser.post(NEW, data=RULE, headers=manner)) == LIST
    page = browser.get(LIST).text
    assert "一般：24小时内作出回应" in page
    assert "王政办发〔2018〕40号" in page
    assert "已被后来的规定代替" in page
    assert due(before.id) == FOUND + timedelta(hours=48)
    later = opened(by=factories.liaison(), found_at=now())
    assert due(later.id) == later.found_at + timedelta(hours=24)
    assert db.session.query(AuditEntry).filter_by(action="opinion.set_rule").count() == 1


def test_cases_are_judged_anew_only_when_that_is_said(sign_in: Any, manner: dict[str, str]) -> None:
    factories.office()
    case, other = opened(), opened(severity=Severity.MAJOR, by=factories.liaison())
    browser, earlier = sign_in("office"), RULE | {"valid_from": "2018-12-01"}
    answer = browser.post(NEW, data=earlier, headers=manner)
    assert answer.status_code == 422
    assert "自施行日起已登记1件这些等级的舆情，时限会重新计算" in answer.text
    assert db.session.query(OpinionRule).count() == 0
    assert web.leads_to(browser.post(NEW, data=earlier | {"recounts": "y"}, headers=manner)) == LIST
    assert due(case.id) == FOUND + timedelta(hours=24)
    assert due(other.id) == FOUND + timedelta(hours=5)
    said = db.session.query(OpinionEntry).filter_by(case_id=case.id).one().text
    assert said == "时限规则改变，应回应时限由“2018-12-20 09:00”改为“2018-12-19 09:00”。依据：王政办发〔2018〕40号"
    assert "重新计算1件" in browser.get(LIST).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hours": ""}, "请填写小时数；不再要求的"),
        ({"is_lifted": "y"}, "请填写小时数；不再要求的"),
        ({"hours": "0"}, "请填写1至720之间的整数"),
        ({"hours": "²"}, "请填写整数"),
        ({"severities": []}, "请至少勾选一个等级"),
        ({"severities": ["worst"]}, "请从列出的选项中选择"),
        ({"demand": "x"}, "请从列出的选项中选择"),
        ({"valid_from": "2016-01-01"}, "施行日期不能早于 2016-08-12"),
        ({"valid_from": "明年"}, "请按 2018-09-20 的格式填写日期"),
        ({"source": " "}, "请填写此项"),
    ],
)
def test_bad_rules(sign_in: Any, change: dict[str, Any], said: str) -> None:
    factories.office()
    answer = sign_in("office").post(NEW, data=RULE | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(OpinionRule).count() == 0


def test_a_case_keeps_the_hours_of_duty_under_which_it_was_put(sign_in: Any, manner: dict[str, str]) -> None:
    office = factories.office()
    before = factories.add(opened(by=office))
    put = before.acknowledge_due_at
    browser = sign_in("office")
    assert web.leads_to(browser.post(HOURS, data=DUTY, headers=manner)) == LIST
    assert "工作日值班时间为 08:00–12:00、15:00–18:00" in browser.get(LIST).text
    db.session.expire_all()
    assert db.session.get_one(OpinionCase, before.id).acknowledge_due_at == put
    assert [each.words for each in rulebook.hours()] == ["08:30–12:00、14:00–18:00", "08:00–12:00、15:00–18:00"]
    assert len(rulebook.hours(datetime(2018, 12, 19, tzinfo=SHANGHAI))) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"spans": "上午"}, "不是时间段"),
        ({"spans": ""}, "请填写此项"),
        ({"valid_from": "2018-12-19"}, "施行日期不能早于今天 2018-12-20"),
        ({"source": ""}, "请填写此项"),
    ],
)
def test_bad_hours(sign_in: Any, change: dict[str, str], said: str) -> None:
    factories.office()
    answer = sign_in("office").post(HOURS, data=DUTY | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(DutyHours).count() == 0


def test_everybody_reads_the_rules_and_few_set_them(sign_in: Any) -> None:
    factories.liaison()
    for user in (factories.auditor(), factories.leader()):
        assert sign_in(user.username).get(LIST).status_code == 200
    browser = sign_in("liaison-fgj")
    page = browser.get(LIST).text
    assert "国办发〔2016〕80号实施细则" in page
    assert NEW not in page
    for address, form in ((NEW, RULE), (HOURS, DUTY)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, data=form).status_code == 404


@pytest.mark.databases("sqlite")
def test_a_rule_on_record_cannot_be_changed(app: Any) -> None:
    made = factories.add(
        OpinionRule(
            demand="answer", severities=["other"], hours=1, valid_from=date(2019, 1, 1), source="x", set_at=now()
        )
    )
    made.hours = 2
    with pytest.raises(Exception, match="append-only"):
        db.session.flush()
    db.session.rollback()
