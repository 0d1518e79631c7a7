"""Registering: who may, what comes back with its errors, what is refused as out of scope."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tracker.choices import ProjectKind, ProjectRole, ProjectStage, PublicationDuty
from tracker.db import db
from tracker.projects.models import Project, ProjectEntry

FILLED = {
    "kind": "major_project",
    "name": " 漆水河  生态修复工程 ",
    "code": "2018－610202-77-01-000111",
    "legal_person": "区城投公司",
    "duty": "supervised",
    "law": "《建设项目环境保护管理条例》",
    "stage": "tendering",
    "stage_on": "2018-09-03",
    "amount_yuan": "11,350.5",
    "location": "漆水河沿线",
    "started_on": "2018-10-01",
    "finished_on": "2019-10-01",
}


def number() -> int:
    return db.session.scalar(select(func.count(Project.id))) or 0


def test_it_works(app: Any, sign_in: Any, manner: dict[str, str]) -> None:
    factories.liaison()
    data = FILLED | {"approving": [factories.unit("zjj").id, factories.unit("czj").id]}
    answer = sign_in("liaison-fgj").post("/projects/new", data=data, headers=manner)
    found = db.session.scalars(select(Project)).one()
    assert answer.status_code == (200 if manner else 303)
    assert (answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == f"/projects/{found.id}"
    assert (found.name, found.code, found.amount_yuan) == (
        "漆水河 生态修复工程",
        "2018-610202-77-01-000111",
        113_505_000,
    )
    assert (found.unit.code, found.duty, found.stage) == ("fgj", PublicationDuty.SUPERVISED, ProjectStage.TENDERING)
    assert len(found.unit_ids(ProjectRole.APPROVING)) == 2
    entry = db.session.scalars(select(ProjectEntry)).one()
    assert (entry.stage, entry.happened_on) == (ProjectStage.TENDERING, date(2018, 9, 3))


def test_only_the_kind_and_the_name_are_needed(app: Any, sign_in: Any) -> None:
    factories.liaison()
    data = {"kind": "procurement", "name": "课桌凳采购", "stage": "announced", "stage_on": "2018-12-01"}
    assert sign_in("liaison-fgj").post("/projects/new", data=data).status_code == 303
    found = db.session.scalars(select(Project)).one()
    assert (found.kind, found.code, found.duty) == (ProjectKind.PROCUREMENT, None, PublicationDuty.ENCOURAGED)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"abroad": "y"}, "不包括境外投资项目和对外援助项目（实施方案二（一））"),
        ({"kind": ""}, "请选择类型"),
        ({"kind": "x"}, "类型"),
        ({"kind": "land"}, "“招标投标”不是国有土地使用权出让的阶段，请选择：公告、成交、合同履行、结束"),
        ({"name": "  "}, "请填写此项"),
        ({"name": "长" * 201}, "不能超过200个字"),
        ({"name": "a\u202eb"}, "不可见的控制字符"),
        ({"code": "WY-01"}, "统一项目代码由数字和短横组成"),
        ({"duty": "x"}, "法人公开要求"),
        ({"law": ""}, "请写明作出规定的法律、法规或规章名称"),
        ({"duty": "encouraged"}, "未作规定的不填法律法规名称"),
        ({"stage": "x"}, "请从列出的选项中选择"),
        ({"stage": "announced"}, "“公告”不是重大建设项目的阶段"),
        ({"stage_on": ""}, "请填写此项"),
        ({"stage_on": "2018-12-21"}, "日期不能晚于今天（2018-12-20）"),
        ({"stage_on": "昨天"}, "请按 2018-09-20 的格式填写日期"),
        ({"amount_yuan": "约一亿"}, "请填写金额的数字，例如 1234.5"),
        ({"amount_yuan": "0"}, "金额应大于0"),
        ({"amount_yuan": "9" * 60}, "请填写金额的数字"),
        ({"finished_on": "2018-09-30"}, "不能早于开工（开始）日期（2018-10-01）"),
        ({"started_on": "9999-12-31"}, "2099-12-31"),
        ({"approving": "99999"}, "“99999”不在选项中，请从列出的选项中选择"),
        ({"implementing": "x"}, "请从列出的选项中选择"),
    ],
)
def test_bad_input_comes_back(
    app: Any, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    factories.liaison()
    answer = sign_in("liaison-fgj").post("/projects/new", data=FILLED | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="区城投公司"' in answer.text
    assert number() == 0


def test_what_was_typed_as_an_amount_is_kept(app: Any, sign_in: Any) -> None:
    factories.liaison()
    answer = sign_in("liaison-fgj").post("/projects/new", data=FILLED | {"amount_yuan": "约一亿"})
    assert 'value="约一亿"' in answer.text


def test_sent_twice_it_is_registered_once(app: Any, sign_in: Any, manner: dict[str, str]) -> None:
    factories.liaison()
    browser = sign_in("liaison-fgj")
    assert browser.post("/projects/new", data=FILLED).status_code == 303
    again = browser.post("/projects/new", data=FILLED, headers=manner)
    assert again.status_code == 422
    assert "这个代码（编号）已用于《漆水河 生态修复工程》" in again.text
    without = FILLED | {"code": ""}
    assert "同类中已登记同名的一项" in browser.post("/projects/new", data=without, headers=manner).text
    assert number() == 1


def test_a_liaison_cannot_name_another_unit(app: Any, sign_in: Any) -> None:
    factories.liaison()
    sign_in("liaison-fgj").post("/projects/new", data=FILLED | {"unit_id": factories.unit("zjj").id})
    assert db.session.scalars(select(Project)).one().unit.code == "fgj"


def test_the_office_names_the_unit(app: Any, sign_in: Any) -> None:
    factories.office()
    browser = sign_in("office")
    assert "请选择责任单位" in browser.post("/projects/new", data=FILLED).text
    assert browser.post("/projects/new", data=FILLED | {"unit_id": "0"}).status_code == 422
    assert browser.post("/projects/new", data=FILLED | {"unit_id": "999"}).status_code == 422
    assert browser.post("/projects/new", data=FILLED | {"unit_id": factories.unit("zjj").id}).status_code == 303
    assert db.session.scalars(select(Project)).one().unit.code == "zjj"


def test_a_unit_that_was_closed_is_not_offered(app: Any, sign_in: Any) -> None:
    factories.office()
    old = factories.unit("old", closed_on=date(2018, 3, 1))
    data = FILLED | {"unit_id": factories.unit().id, "approving": old.id}
    assert sign_in("office").post("/projects/new", data=data).status_code == 422


@pytest.mark.parametrize("person", ["leader", "admin", "auditor"])
def test_others_do_not_register(app: Any, sign_in: Any, person: str) -> None:
    browser = sign_in(getattr(factories, person)().username)
    assert browser.get("/projects/new").status_code == 404
    assert browser.post("/projects/new", data=FILLED).status_code == 404
    assert number() == 0


def test_an_account_without_a_unit_registers_nothing(app: Any, sign_in: Any) -> None:
    factories.user(username="nobody")
    browser = sign_in("nobody")
    assert browser.get("/projects/new").status_code == 200
    assert browser.post("/projects/new", data=FILLED).status_code == 409
    assert number() == 0


def test_the_form_opens_with_today(app: Any, sign_in: Any) -> None:
    factories.liaison()
    page = sign_in("liaison-fgj").get("/projects/new").text
    assert 'value="2018-12-20"' in page
    assert 'name="unit_id"' not in page


def test_a_name_is_the_same_however_blanks_stand_in_it(app: Any, sign_in: Any) -> None:
    factories.liaison()
    browser, named = sign_in("liaison-fgj"), FILLED | {"code": "", "name": "红旗街 排水管网　改造工程"}
    assert browser.post("/projects/new", data=named).status_code == 303
    again = browser.post("/projects/new", data=named | {"name": "红旗街排水 管网改造工程"})
    assert again.status_code == 422
    assert "同类中已登记同名的一项" in again.text
