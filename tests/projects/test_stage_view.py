"""The page of a project and the form that adds to its history."""

from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.queries import counted
from tracker.choices import ProjectKind, ProjectStage, PublicationDuty
from tracker.db import db
from tracker.projects.models import Project, ProjectEntry

STEP = {"version": "1", "stage": "acceptance", "happened_on": "2018-12-03", "note": "完成分部工程验收"}


def entries() -> int:
    return db.session.scalar(select(func.count(ProjectEntry.id))) or 0


def test_it_works(project: Project, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    answer = browser.post(f"/projects/{project.id}/stages", data=STEP, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(project)
    assert (project.stage, project.stage_on, project.version) == (ProjectStage.ACCEPTANCE, date(2018, 12, 3), 2)
    page = browser.get(f"/projects/{project.id}").text
    assert "已记录《河道治理工程》竣工验收（2018-12-03）" in page
    assert "完成分部工程验收" in page
    assert page.index("<strong>竣工验收</strong>") < page.index("<strong>开工建设</strong>")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stage": ""}, "请选择阶段"),
        ({"stage": "x"}, "阶段"),
        ({"stage": "announced"}, "阶段"),
        ({"stage": "construction", "note": ""}, "阶段没有变化"),
        ({"stage": "approval", "note": ""}, "由“开工建设”退回“立项审批”的，请写明原因"),
        ({"happened_on": ""}, "请填写此项"),
        ({"happened_on": "2018-12-21"}, "日期不能晚于今天"),
        ({"happened_on": "2018-07-01"}, "不能早于“开工建设”的日期（2018-07-02）"),
        ({"note": "长" * 1001}, "不能超过1000个字"),
    ],
)
def test_a_wrong_step_comes_back(
    project: Project, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-fgj").post(f"/projects/{project.id}/stages", data=STEP | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert (STEP | changed)["note"] in answer.text
    assert entries() == 1


def test_sent_twice_it_is_recorded_once(project: Project, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/projects/{project.id}/stages"
    assert browser.post(address, data=STEP).status_code == 303
    again = browser.post(address, data=STEP, headers=manner)
    assert again.status_code == 409
    assert "现在最新的一条：竣工验收，2018-12-03" in again.text
    assert "完成分部工程验收</textarea>" in again.text.replace("\r", "").replace("\n", "")
    assert 'name="version" type="hidden" value="2"' in again.text
    assert entries() == 2


def test_a_word_on_the_present_stage_leaves_its_first_day(project: Project, sign_in: Any) -> None:
    data = STEP | {"stage": "construction", "happened_on": "2018-11-01", "note": "主体封顶"}
    assert sign_in("office").post(f"/projects/{project.id}/stages", data=data).status_code == 303
    db.session.refresh(project)
    assert (project.stage, project.stage_on, project.version) == (ProjectStage.CONSTRUCTION, date(2018, 7, 2), 2)
    assert project.entries[0].happened_on == date(2018, 11, 1)


def test_an_earlier_day_for_the_present_stage_corrects_it(project: Project, sign_in: Any) -> None:
    data = STEP | {"stage": "construction", "happened_on": "2018-07-01", "note": "开工日期更正"}
    assert sign_in("office").post(f"/projects/{project.id}/stages", data=data).status_code == 303
    db.session.refresh(project)
    assert (project.stage, project.stage_on) == (ProjectStage.CONSTRUCTION, date(2018, 7, 1))


@pytest.mark.parametrize("who", ["liaison-zjj", "liaison-czj", "liaison-hbz", "leader-fgj", "admin", "auditor"])
def test_nobody_else_adds_to_it(project: Project, sign_in: Any, who: str) -> None:
    factories.leader(), factories.admin(), factories.auditor()
    assert sign_in(who).post(f"/projects/{project.id}/stages", data=STEP).status_code == 404
    assert entries() == 1


@pytest.mark.parametrize(
    ("who", "keeps"),
    [("liaison-fgj", True), ("office", True), ("liaison-zjj", False), ("leader-fgj", False), ("auditor", False)],
)
def test_the_page_shows_what_is_known_and_who_may_change_it(
    project: Project, sign_in: Any, who: str, keeps: bool
) -> None:
    factories.leader(), factories.auditor()
    page = sign_in(who).get(f"/projects/{project.id}").text
    for text in ("2018-610202-76-01-000102", "责任单位 区发改局", "区住建局", "区财政局", "区城投公司", "鼓励公开"):
        assert text in page
    assert ("/edit" in page) == ("记录阶段</h2>" in page) == keeps


def test_the_page_lists_what_must_be_public_by_now(project: Project, sign_in: Any) -> None:
    page = sign_in("office").get(f"/projects/{project.id}").text
    now, _, later = page.partition("以后的阶段还要公开（1类）")
    assert "下列7类信息应当已经公开（其中2类发生的才公开）" in now
    assert "施工有关信息" in now
    assert "国办发〔2017〕94号" in now
    assert "竣工有关信息" not in now
    assert "竣工有关信息" in later


def test_a_transaction_has_a_chain_of_its_own(project: Project, sign_in: Any) -> None:
    sale = factories.project(kind=ProjectKind.LAND, code="WY-1", stage=ProjectStage.CONCLUDED)
    page = sign_in("office").get(f"/projects/{sale.id}").text
    assert "供应结果" in page
    assert "批准服务信息" not in page
    assert "合同履行</option>" in page
    assert "立项审批</option>" not in page


def test_the_duty_says_why_and_an_odd_code_is_remarked_on(project: Project, sign_in: Any) -> None:
    project.duty, project.law, project.code = PublicationDuty.SUPERVISED, "《某条例》", "2018-1"
    page = sign_in("office").get(f"/projects/{project.id}").text
    assert "《某条例》对项目法人单位公开项目信息作出了明确规定" in page
    assert "2018-1与统一项目代码的一般样式" in page


def test_another_unit_does_not_see_it(project: Project, sign_in: Any) -> None:
    assert sign_in("liaison-hbz").get(f"/projects/{project.id}").status_code == 404
    assert sign_in("office").get("/projects/999").status_code == 404


def test_text_is_shown_as_text(project: Project, sign_in: Any) -> None:
    project.name = '<img src=x onerror="1">'
    page = sign_in("office").get(f"/projects/{project.id}").text
    assert "<img" not in page


@pytest.mark.databases("sqlite")
def test_a_longer_history_costs_no_more_statements(project: Project, sign_in: Any) -> None:
    browser, seen = sign_in("office"), []
    versions = count(1)
    for _ in range(2):
        browser.get(f"/projects/{project.id}")
        with counted() as statements:
            browser.get(f"/projects/{project.id}")
        seen.append(len(statements))
        for _number in range(8):
            data = STEP | {"version": next(versions)}
            assert browser.post(f"/projects/{project.id}/stages", data=data).status_code == 303
    assert seen[0] == seen[1] <= 8
