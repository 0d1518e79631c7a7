"""A record belongs to a project and to an item of its chain: by code, by name, from a gap, and never to another's."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.disclosures.fields import channel_fields
from tracker.choices import Area, ProjectKind
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.projects.models import Project
from tracker.tasks.models import Assignment

TYPED = {"title": "招标公告", "kind": "general", "formed_on": "2018-12-03", **channel_fields()}


@pytest.fixture
def share(app: Any) -> Assignment:
    factories.liaison()
    return factories.assignment(factories.task(area=Area.MAJOR_PROJECTS))


@pytest.fixture
def project(share: Assignment) -> Project:
    return factories.project(factories.unit(), name="某小区改造", code="2018-610202-47-01-000001")


@pytest.fixture
def liaison(sign_in: Any, share: Assignment) -> Client:
    return sign_in("liaison-fgj")


def recorded() -> list[tuple[int | None, str]]:
    db.session.expire_all()
    return [(each.project_id, each.chain_item) for each in db.session.scalars(select(Disclosure))]


@pytest.mark.parametrize("said", ["某小区改造", "2018-610202-47-01-000001"])
def test_it_works(liaison: Client, share: Assignment, project: Project, said: str, manner: dict[str, str]) -> None:
    data = TYPED | {"project": said, "chain_item": "tendering"}
    answer = liaison.post(f"/disclosures/new?task={share.task_id}", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert recorded() == [(project.id, "tendering")]
    page = liaison.get("/disclosures/1").text
    assert f'<a href="/projects/{project.id}">某小区改造</a>：招标投标信息' in page


def test_a_gap_of_the_chain_is_where_the_form_begins(liaison: Client, share: Assignment, project: Project) -> None:
    page = liaison.get(f"/disclosures/new?task={share.task_id}&project={project.id}&item=completion").text
    assert 'value="某小区改造"' in page
    assert '<option selected value="completion">竣工有关信息</option>' in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"project": "没有的项目"}, "没有找到与本单位有关的这个项目或交易"),
        ({"project": "别家的项目"}, "没有找到与本单位有关的这个项目或交易"),
        ({"project": "同名"}, "有几个项目或交易叫这个名称，请改填代码"),
        ({"project": "某小区改造", "chain_item": "supply_plan"}, "没有这一类公开事项"),
        ({"chain_item": "tendering"}, "请写明属于哪个项目或交易"),
    ],
)
def test_bad_input_is_told_at_the_field(
    liaison: Client, share: Assignment, project: Project, typed: dict[str, str], words: str
) -> None:
    factories.project(factories.unit("zjj"), name="别家的项目", code="B")
    for code in ("C", "D"):
        factories.project(factories.unit(), name="同名", code=code)
    answer = liaison.post(f"/disclosures/new?task={share.task_id}", data=TYPED | typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert recorded() == []


@pytest.mark.parametrize("query", ["project=99", "project=x", "project=99999999999999999999"])
def test_the_gap_of_another_project_does_not_exist(liaison: Client, share: Assignment, query: str) -> None:
    factories.project(factories.unit("zjj"), name="别家的项目", code="B", id=99)
    assert liaison.get(f"/disclosures/new?task={share.task_id}&{query}").status_code == 404


def test_the_items_follow_the_project_that_is_typed(liaison: Client, share: Assignment, project: Project) -> None:
    factories.project(factories.unit(), name="某地块", code="E", kind=ProjectKind.LAND, stage="announced")
    address = f"/disclosures/chain-items?task={share.task_id}"
    page = liaison.get(f"{address}&project=某地块", headers={"HX-Request": "true"}).text
    assert "出让公告</option>" in page
    assert "竣工有关信息" not in page
    assert "没有找到" in liaison.get(f"{address}&project=无").text


def test_a_project_given_up_later_stays_with_its_records(liaison: Client, share: Assignment, project: Project) -> None:
    """The unit has no part in it any more; what is on record is changed in other fields all the same."""
    liaison.post(f"/disclosures/new?task={share.task_id}", data=TYPED | {"project": "某小区改造"})
    project.unit_id = factories.unit("zjj").id
    data = TYPED | {"version": "1", "project": "某小区改造", "document_number": "补号"}
    assert liaison.post("/disclosures/1/edit", data=data).status_code == 303
    assert recorded() == [(project.id, "")]
    data |= {"version": "2", "project": ""}
    assert liaison.post("/disclosures/1/edit", data=data).status_code == 303
    assert recorded() == [(None, "")]
