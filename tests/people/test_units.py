"""The register of units: reading, entering, renaming, closing, groups."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import NameKind, Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import district
from tracker.people.directory import load_directory
from tracker.people.models import Unit, UnitGroup, UnitName

SignIn = Callable[[str], Client]
Manner = dict[str, str]


@pytest.fixture
def unit(app: Flask) -> Unit:
    unit = factories.unit("fgj")
    unit.names.append(UnitName(text="区发改委", kind=NameKind.FORMER))
    db.session.flush()
    return unit


@pytest.fixture
def admin(unit: Unit, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def typed(unit: Unit | None = None, *names: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """What the form about a unit sends."""
    data = {
        "version": unit.version if unit else 0,
        "name": unit.name if unit else "区大数据局",
        "short_name": unit.short_name if unit else "区大数据局",
        "kind": "department",
        "position": 5,
        "closed_on": "",
    }
    for row, (text, kind) in enumerate(names):
        data |= {f"names-{row}-text": text, f"names-{row}-kind": kind, f"names-{row}-area": ""}
    return data | changes


def fresh(unit: Unit) -> Unit:
    db.session.rollback()
    db.session.expire_all()
    return unit


def test_the_register(admin: Client) -> None:
    page = admin.get("/units").text
    assert "区发展和改革局" in page
    assert "缺联络员" in page
    assert "新增单位" in page


def test_the_office_reads_only(unit: Unit, sign_in: SignIn) -> None:
    factories.office()
    office = sign_in("office")
    assert "新增单位" not in office.get("/units").text
    assert "修改" not in office.get(f"/units/{unit.id}").text.split("<main")[1]
    assert office.get(f"/units/{unit.id}/edit").status_code == 404
    assert office.post(f"/units/{unit.id}/edit", data=typed(unit)).status_code == 404


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.AUDITOR])
def test_others_find_no_such_page(unit: Unit, sign_in: SignIn, role: Role) -> None:
    person = factories.user(role, unit if role is not Role.AUDITOR else None)
    client = sign_in(person.username)
    for path in ("/units", f"/units/{unit.id}", "/units/new", "/units/groups/new", f"/units/{unit.id}/edit"):
        assert client.get(path).status_code == 404
    assert client.post("/units/new", data=typed()).status_code == 404


def test_the_register_needs_the_same_queries_for_many_units(admin: Client) -> None:
    with counted() as few:
        admin.get("/units")
    district.seed_district()
    db.session.commit()
    with counted() as many:
        page = admin.get("/units").text
    assert "黄堡镇" in page
    assert len(many) - len(few) in (0, 1)  # the members of the groups, once there are groups


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("q=发改委", "区发展和改革局", "黄堡镇人民政府"),
        ("q=hbz", "黄堡镇人民政府", "区发展和改革局"),
        ("q=%25", "没有符合筛选条件", "区发展和改革局"),
        ("kind=township", "黄堡镇人民政府", "区发展和改革局"),
        ("state=complete", "黄堡镇人民政府", "区发展和改革局"),
        ("state=incomplete", "区发展和改革局", "黄堡镇人民政府"),
        ("state=closed", "没有符合筛选条件", "黄堡镇人民政府"),
        ("kind=nonsense&sort=evil&page=x", "区发展和改革局", "没有符合"),
    ],
)
def test_filters(admin: Client, query: str, seen: str, unseen: str) -> None:
    factories.liaison("hbz"), factories.leader("hbz")
    page = admin.get(f"/units?{query}").text
    assert seen in page
    assert unseen not in page


def test_the_export_is_on_record(admin: Client) -> None:
    answer = admin.get("/units?export=xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert "区发展和改革局" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert db.session.scalar(select(AuditEntry.summary).where(AuditEntry.action == "unit.export")) == "导出单位名册1条"


def test_one_unit_shows_its_people(unit: Unit, admin: Client) -> None:
    factories.user(Role.LIAISON, unit, phone="0919-2180000")
    page = admin.get(f"/units/{unit.id}").text
    assert "liaison-fgj" in page
    assert "0919-2180000" in page
    assert "缺分管领导" in page
    assert "区发改委" in page


def test_a_unit_that_is_not_there(admin: Client) -> None:
    assert admin.get("/units/4711").status_code == 404
    assert admin.get("/units/99999999999999999999").status_code == 404


def test_renaming_works(unit: Unit, admin: Client, manner: Manner) -> None:
    names = (("区发改委", "former"), ("区发展局", "alias"), ("", "alias"))
    data = typed(unit, *names, name="区发展改革和科技局")
    answer = admin.post(f"/units/{unit.id}/edit", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert fresh(unit).name == "区发展改革和科技局"
    assert [name.text for name in unit.names] == ["区发改委", "区发展局"]
    assert unit.version == 2
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "unit.change")).one()
    assert entry.details["全称"] == ["区发展和改革局", "区发展改革和科技局"]
    assert load_directory().resolve("区发展局").units[0].code == "fgj"


def test_only_the_names_change(unit: Unit, admin: Client) -> None:
    admin.post(f"/units/{unit.id}/edit", data=typed(unit, ("区计委", "former"), position=unit.position))
    assert [name.text for name in fresh(unit).names] == ["区计委"]
    assert unit.version == 2


def test_a_name_with_its_remarks(unit: Unit, admin: Client) -> None:
    remarks = {"names-0-area": "major_projects", "names-0-subject": "项目审批", "names-0-valid_to": "2018-11-30"}
    admin.post(f"/units/{unit.id}/edit", data=typed(unit, ("区项目办", "former")) | remarks)
    name = fresh(unit).names[0]
    assert (name.area, name.subject, str(name.valid_to)) == ("major_projects", "项目审批", "2018-11-30")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请填写此项"),
        ({"name": "长" * 81}, "不能超过80个字"),
        ({"name": "区发展\x00局"}, "控制字符"),
        ({"short_name": "黄堡镇"}, "已是黄堡镇的名称"),
        ({"name": "黄堡镇 人民政府"}, "已是黄堡镇的名称"),
        ({"kind": "kingdom"}, ""),
        ({"position": "99999999999999999999"}, "0至9999"),
        ({"position": "²"}, "请填写整数"),
        ({"closed_on": "去年"}, "2018-09-20"),
        ({"version": "²"}, "请填写整数"),
        ({"names-0-text": "黄堡镇"}, "划入的职责"),
        ({"names-0-text": "x", "names-0-valid_to": "soon"}, "其他名称第1行"),
        ({"names-0-text": "长" * 81}, "其他名称第1行"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    unit: Unit, admin: Client, manner: Manner, changes: dict[str, str], message: str
) -> None:
    factories.unit("hbz")
    answer = admin.post(
        f"/units/{unit.id}/edit", data=typed(unit, ("区新名", "alias"), position=77) | changes, headers=manner
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert "77" in answer.text or "position" in changes
    assert "区新名" in answer.text or "names-0-text" in changes
    assert fresh(unit).version == 1


def test_a_stale_copy_comes_back_with_both_versions(unit: Unit, admin: Client, manner: Manner) -> None:
    data = typed(unit, name="甲的名称")
    admin.post(f"/units/{unit.id}/edit", data=data | {"name": "乙的名称"})
    answer = admin.post(f"/units/{unit.id}/edit", data=data, headers=manner)
    assert answer.status_code == 409
    assert "乙的名称" in answer.text
    assert "甲的名称" in answer.text
    assert fresh(unit).name == "乙的名称"
    assert f'name="version" type="hidden" value="{unit.version}"' in answer.text
    again = admin.post(f"/units/{unit.id}/edit", data=data | {"version": unit.version}, headers=manner)
    assert again.status_code in (200, 303)
    assert fresh(unit).name == "甲的名称"


def test_closing(unit: Unit, admin: Client) -> None:
    liaison = factories.liaison("fgj")
    closing = typed(unit, closed_on="2018-12-01")
    answer = admin.post(f"/units/{unit.id}/edit", data=closing)
    assert answer.status_code == 422
    assert "在用的账号" in answer.text
    liaison.disabled_at = factories.now()
    db.session.commit()
    assert admin.post(f"/units/{unit.id}/edit", data=closing).status_code == 303
    assert load_directory().resolve("区发改局").via == "unknown"


def test_a_new_unit(admin: Client, manner: Manner) -> None:
    answer = admin.post("/units/new", data=typed(code="dsj"), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert db.session.scalars(select(Unit).where(Unit.code == "dsj")).one().name == "区大数据局"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("fgj", "已由别的单位使用"),
        ("DSJ", "小写字母"),
        ("数据", "小写字母"),
        ("", "请填写此项"),
        ("a" * 17, "不能超过16个字"),
    ],
)
def test_a_new_unit_needs_a_code_of_its_own(admin: Client, manner: Manner, code: str, message: str) -> None:
    answer = admin.post("/units/new", data=typed(code=code), headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert "区大数据局" in answer.text


def test_a_group(unit: Unit, admin: Client, manner: Manner) -> None:
    data = {"version": 0, "name": "各经济部门", "spellings": "经济口各部门、各经济口部门", "members": [unit.id]}
    answer = admin.post("/units/groups/new", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert load_directory().resolve("经济口各部门").units[0].code == "fgj"
    group = db.session.scalars(select(UnitGroup)).one()
    assert "各经济部门" in admin.get("/units").text
    other = factories.unit("czj")
    changed = {"version": group.version, "name": "各经济部门", "spellings": "", "members": [other.id]}
    admin.post(f"/units/groups/{group.id}", data=changed, headers=manner)
    db.session.expire_all()
    assert ([member.code for member in group.members], group.spellings, group.version) == (["czj"], "", 2)
    stale = admin.post(f"/units/groups/{group.id}", data=changed | {"members": [unit.id]}, headers=manner)
    assert stale.status_code == 409
    assert "区财政局" in stale.text.split("versions")[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请填写此项"),
        ({"name": "各镇办"}, "已有名为"),
        ({"members": []}, "至少选择一个单位"),
        ({"members": ["4711"]}, "至少选择一个单位"),
        ({"members": ["all"]}, "成员单位"),
    ],
)
def test_a_bad_group(unit: Unit, admin: Client, manner: Manner, changes: dict[str, Any], message: str) -> None:
    factories.add(UnitGroup(name="各镇办", spellings="", members=[]))
    data = {"version": 0, "name": "各部门", "spellings": "甲乙丙", "members": [unit.id]} | changes
    answer = admin.post("/units/groups/new", data=data, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert "甲乙丙" in answer.text


def test_a_new_group_is_made_from_the_page_as_it_comes(admin: Client) -> None:
    unit = factories.unit("fgj")
    form = re.search(r'name="version"[^>]*value="([^"]*)"', admin.get("/units/groups/new").text)
    assert form
    data = {"version": form[1], "name": "测试组", "members": [str(unit.id)]}
    assert admin.post("/units/groups/new", data=data).status_code == 303
