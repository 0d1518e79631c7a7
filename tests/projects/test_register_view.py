"""The register: whose projects, what each filter takes, order, pages, export; always as many queries."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, text

from tests import factories
from tests.queries import counted
from tracker.choices import ProjectKind, ProjectStage, PublicationDuty
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.listing import ordered
from tracker.projects import register
from tracker.projects.models import Project

K, S = ProjectKind, ProjectStage


@pytest.fixture
def five(app: Any) -> None:
    factories.office()
    factories.project(name="甲", amount_yuan=10_000, approving=[factories.unit("hbz")])
    factories.project(factories.unit("zjj", position=2), name="乙", stage=S.APPROVAL, stage_on=date(2018, 8, 1))
    factories.project(name="丙", kind=K.LAND, code="WY-01", stage=S.ENDED, closed_at=now(), amount_yuan=30_000)
    factories.project(name="丁", duty=PublicationDuty.SUPERVISED, law="某条例", legal_person="区城投%", code=None)
    factories.project(name="戊", kind=K.PROCUREMENT, stage=S.ANNOUNCED, stage_on=date(2018, 12, 1))


def names(page: str, every: str = "甲乙丙丁戊") -> str:
    """The one-character names in the order of the page."""
    return "".join(char for char in page.partition("<tbody>")[2].partition("</tbody>")[0] if char in every)


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "戊乙丁丙甲"),
        ("kind=major_project", "乙丁甲"),
        ("kind=land", "丙"),
        ("kind=transactions", "戊丙"),
        ("stage=approval", "乙"),
        ("stage=construction&kind=major_project", "丁甲"),
        ("state=closed", "丙"),
        ("state=open", "戊乙丁甲"),
        ("duty=supervised", "丁"),
        ("q=丙", "丙"),
        ("q=WY-01", "丙"),
        ("q=城投%25", "丁"),
        ("q=%25", "丁"),
        ("q=_", ""),
        ("kind=x&stage=x&state=x&duty=x&unit=x&page=x&sort=x", "戊乙丁丙甲"),
        ("unit=99999999999999999999", "戊乙丁丙甲"),
        ("sort=-amount", "丙甲戊丁乙"),
        ("sort=amount", "甲丙乙丁戊"),
        ("sort=unit", "甲丙丁戊乙"),
    ],
)
def test_each_filter_takes_what_it_says(sign_in: Any, query: str, found: str) -> None:
    answer = sign_in("office").get(f"/projects?{query}")
    assert answer.status_code == 200
    assert names(answer.text) == found


def test_sorting_by_name(app: Any, sign_in: Any) -> None:
    factories.office()
    for name in ("b", "a", "c"):
        factories.project(name=f"{name}。")
    browser = sign_in("office")
    for sort, order in (("name", "abc"), ("-name", "cba")):
        page = browser.get(f"/projects?sort={sort}").text
        places = [page.index(f">{name}。</a>") for name in order]
        assert places == sorted(places)


@pytest.mark.usefixtures("five")
def test_a_unit_is_found_whatever_part_it_has(sign_in: Any) -> None:
    browser = sign_in("office")
    assert names(browser.get(f"/projects?unit={factories.unit('hbz').id}").text) == "甲"
    assert names(browser.get(f"/projects?unit={factories.unit('zjj').id}").text) == "乙"
    assert names(browser.get("/projects?unit=999").text) == ""


def test_each_unit_sees_those_in_which_it_has_a_part(project: Project, sign_in: Any) -> None:
    factories.leader("zjj")
    for who in ("liaison-fgj", "liaison-zjj", "liaison-czj", "leader-zjj"):
        assert "河道治理工程" in sign_in(who).get("/projects").text
    stranger = sign_in("liaison-hbz")
    assert "河道治理工程" not in stranger.get(f"/projects?unit={project.unit_id}").text
    assert "河道治理工程" not in str(exported(stranger.get("/projects?export=xlsx").data))


@pytest.mark.parametrize("role", ["office", "admin", "auditor"])
def test_others_see_all(project: Project, sign_in: Any, role: str) -> None:
    page = sign_in(getattr(factories, role)().username).get("/projects").text
    assert "河道治理工程" in page
    assert ("登记项目或交易" in page) == (role == "office")
    assert ("从 .xlsx 导入" in page) == (role != "auditor")


def test_an_account_without_a_unit_sees_nothing(project: Project, sign_in: Any) -> None:
    factories.user(username="nobody")
    assert "河道治理工程" not in sign_in("nobody").get("/projects").text


def test_a_stranger_signs_in_first(client: Any) -> None:
    assert client.get("/projects").headers["Location"].startswith("/login")


def test_htmx_gets_the_register_alone(project: Project, sign_in: Any) -> None:
    answer = sign_in("office").get("/projects", headers={"HX-Request": "true"}).text
    assert answer.lstrip().startswith('<div id="register">')


def test_empty_says_why_and_what_to_do(app: Any, sign_in: Any) -> None:
    factories.liaison()
    browser = sign_in("liaison-fgj")
    assert "请点“登记项目或交易”" in browser.get("/projects").text
    assert "没有符合筛选条件的项目或交易" in browser.get("/projects?q=x").text
    assert browser.get("/projects?page=2").status_code == 404


def test_fifty_a_page(app: Any, sign_in: Any) -> None:
    factories.office()
    for _ in range(51):
        factories.project()
    browser = sign_in("office")
    assert "第 1 / 2 页" in browser.get("/projects").text
    assert browser.get("/projects?page=2").text.count("红旗街排水管网改造工程") == 1
    assert browser.get("/projects?page=3").status_code == 404


def exported(data: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))


def test_the_export_holds_what_is_filtered_with_the_units(project: Project, sign_in: Any) -> None:
    project.amount_yuan, project.name = 12_345_000, "=1+1"
    factories.project(name="另一项", kind=K.LAND, code=None, stage=S.ANNOUNCED)
    answer = sign_in("office").get("/projects?export=xlsx&kind=major_project")
    rows = exported(answer.data)
    assert rows[1][2:6] == ("名称", "代码（编号）", "项目法人单位", "法人公开要求")
    assert rows[2][:4] == (1, "重大建设项目", "=1+1", "2018-610202-76-01-000102")
    assert rows[2][7:12] == ("区发改局", "区住建局", "区财政局", "开工建设", datetime(2018, 7, 2))
    assert rows[2][12] == 1234.5
    assert len(rows) == 4
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.details) == ("project.export", {"kind": "major_project"})


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("who", ["office", "liaison-fgj"])
def test_as_many_queries_for_fifty_rows_as_for_one(project: Project, sign_in: Any, who: str) -> None:
    browser, seen = sign_in(who), []
    for _ in range(2):
        for address in ("/projects", "/projects?kind=major_project&unit=1&q=工程"):
            browser.get(address)
            with counted() as statements:
                assert browser.get(address).status_code == 200
            seen.append(len(statements))
        for _number in range(60):
            factories.project(implementing=[factories.unit("zjj"), factories.unit("czj")])
    assert seen[0] == seen[2] <= 8
    assert seen[1] == seen[3] <= 8


def many(number: int) -> None:
    unit = factories.unit().id
    common = {"kind": K.MAJOR_PROJECT, "unit_id": unit, "duty": PublicationDuty.ENCOURAGED, "stage": S.APPROVAL}
    moment = datetime(2018, 6, 1, 9, tzinfo=SHANGHAI)
    rows = [
        {**common, "name": f"工程{each}", "stage_on": date(2018, 1, 1 + each % 28), "created_at": moment}
        for each in range(number)
    ]
    db.session.execute(insert(Project), rows)


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("who", "args", "index"),
    [
        ("office", {}, "ix_project_stage_on_id"),
        ("office", {"kind": "major_project"}, "ix_project_kind_stage_on_id"),
    ],
)
def test_the_usual_order_is_read_from_an_index(who: str, args: dict[str, str], index: str) -> None:
    many(2000)
    conditions = register.asked(getattr(factories, who)(), args, "")
    page = ordered(register.rows(conditions), register.SORTS, register.DEFAULT_SORT).limit(50)
    statement = str(page.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = [str(row) for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    assert any(index in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)
