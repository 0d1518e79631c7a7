"""Changing what is stated: who may, and what two people at once see."""

from typing import Any

import pytest

from tests import factories
from tracker.choices import ProjectRole
from tracker.db import db
from tracker.projects.models import Project


def typed(project: Project, **changed: Any) -> dict[str, Any]:
    return {
        "version": project.version,
        "kind": project.kind.value,
        "name": project.name,
        "code": project.code,
        "legal_person": project.legal_person,
        "duty": "encouraged",
        "law": "",
        "approving": list(project.unit_ids(ProjectRole.APPROVING)),
        "implementing": list(project.unit_ids(ProjectRole.IMPLEMENTING)),
        "amount_yuan": "",
        "location": "",
    } | changed


def test_it_works(project: Project, sign_in: Any, manner: dict[str, str]) -> None:
    data = typed(project, amount_yuan="5240", implementing=[])
    answer = sign_in("liaison-fgj").post(f"/projects/{project.id}/edit", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(project)
    assert (project.amount_yuan, project.version) == (52_400_000, 2)
    assert project.unit_ids(ProjectRole.IMPLEMENTING) == ()


def test_the_form_holds_what_is_saved(project: Project, sign_in: Any) -> None:
    project.amount_yuan = 52_405_000
    db.session.commit()
    page = sign_in("liaison-fgj").get(f"/projects/{project.id}/edit").text
    for text in ('value="河道治理工程"', 'value="5,240.5"', 'name="version" type="hidden" value="2"', "审批单位 <span"):
        assert text in page
    assert f'checked id="approving-1" name="approving" type="checkbox" value="{factories.unit("zjj").id}"' in page
    assert 'name="stage"' not in page


def test_what_was_filled_in_can_be_saved_again_without_a_change(project: Project, sign_in: Any) -> None:
    project.amount_yuan = 52_405_000
    db.session.commit()
    data = typed(project, amount_yuan="5,240.5")
    answer = sign_in("liaison-fgj").post(f"/projects/{project.id}/edit", data=data, follow_redirects=True)
    assert "内容没有变化" in answer.text
    db.session.refresh(project)
    assert project.version == 2


def test_the_second_of_two_sees_both_versions_and_loses_nothing(
    project: Project, sign_in: Any, manner: dict[str, str]
) -> None:
    browser, address = sign_in("liaison-fgj"), f"/projects/{project.id}/edit"
    old = typed(project, legal_person="乙公司", location="王家河")
    assert sign_in("office").post(address, data=typed(project, legal_person="甲公司", unit_id=project.unit_id))
    answer = browser.post(address, data=old, headers=manner)
    assert answer.status_code == 409
    assert "已被他人修改" in answer.text
    assert "<td>甲公司</td><td>乙公司</td>" in answer.text
    assert 'value="乙公司"' in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert browser.post(address, data=old | {"version": 2}, headers=manner).status_code == (200 if manner else 303)
    db.session.refresh(project)
    assert (project.legal_person, project.location) == ("乙公司", "王家河")


def test_a_stage_recorded_meanwhile_makes_it_stale_too(project: Project, sign_in: Any) -> None:
    browser, old = sign_in("liaison-fgj"), typed(project, location="别处")
    step = {"version": 1, "stage": "acceptance", "happened_on": "2018-12-01"}
    assert browser.post(f"/projects/{project.id}/stages", data=step).status_code == 303
    answer = browser.post(f"/projects/{project.id}/edit", data=old)
    assert answer.status_code == 409
    assert "<td>—</td><td>别处</td>" in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_forged_version_changes_nothing(project: Project, sign_in: Any, version: str) -> None:
    data = typed(project, version=version, name="新名称")
    assert sign_in("liaison-fgj").post(f"/projects/{project.id}/edit", data=data).status_code == 409
    db.session.refresh(project)
    assert project.name == "河道治理工程"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "请填写此项"),
        ({"kind": "land"}, "现阶段“开工建设”不适用于国有土地使用权出让"),
        ({"abroad": "y"}, "不包括境外投资项目和对外援助项目"),
        ({"code": "2018-1"}, "这个代码（编号）已用于《另一项》"),
        ({"code": "", "name": "另一项"}, "同类中已登记同名的一项"),
        ({"duty": "supervised"}, "请写明作出规定的法律"),
    ],
)
def test_bad_input_comes_back(
    project: Project, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    factories.project(name="另一项", code="2018-1")
    data = typed(project, location="改到一半") | changed
    answer = sign_in("liaison-fgj").post(f"/projects/{project.id}/edit", data=data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="改到一半"' in answer.text


def test_a_unit_closed_since_stays_on_the_project(project: Project, sign_in: Any) -> None:
    factories.unit("zjj").closed_on = project.stage_on
    data = typed(project, location="别处")
    assert sign_in("liaison-fgj").post(f"/projects/{project.id}/edit", data=data).status_code == 303
    db.session.refresh(project)
    assert project.unit_ids(ProjectRole.APPROVING) == (factories.unit("zjj").id,)


@pytest.mark.parametrize("who", ["liaison-zjj", "liaison-czj", "liaison-hbz"])
def test_another_unit_changes_nothing(project: Project, sign_in: Any, who: str) -> None:
    browser, address = sign_in(who), f"/projects/{project.id}/edit"
    assert browser.get(address).status_code == 404
    assert browser.post(address, data=typed(project, name="新名称")).status_code == 404


@pytest.mark.parametrize("person", ["leader", "admin", "auditor"])
def test_others_read_and_do_not_change(project: Project, sign_in: Any, person: str) -> None:
    browser, address = sign_in(getattr(factories, person)().username), f"/projects/{project.id}/edit"
    assert browser.get(address).status_code == 404
    assert browser.post(address, data=typed(project)).status_code == 404


def test_the_office_hands_it_over(project: Project, sign_in: Any) -> None:
    other = factories.unit("hbz").id
    data = typed(project, unit_id=other)
    assert sign_in("office").post(f"/projects/{project.id}/edit", data=data).status_code == 303
    assert sign_in("liaison-fgj").get(f"/projects/{project.id}").status_code == 404
    assert sign_in("liaison-hbz").get(f"/projects/{project.id}/edit").status_code == 200
