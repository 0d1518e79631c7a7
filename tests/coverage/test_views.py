"""The pages of coverage: each number leads to its records, each gap to what is missing, each person to the own unit."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import Area, AssignmentState, Outcome, Phase
from tracker.disclosures import coverage
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def shares() -> dict[str, Assignment]:
    """Two units share one task, of which one published; a second task lies open, under a third nothing arose."""
    task = factories.task(area=Area.MAJOR_PROJECTS, item="可研审批", channels=["政府网站", "公告栏"])
    found = {
        "kept": factories.assignment(task, factories.unit("fgj")),
        "gap": factories.assignment(task, factories.unit("zjj")),
        "service": factories.assignment(
            factories.task(area=Area.MAJOR_PROJECTS, item="受理指南"), factories.unit("fgj")
        ),
        "none": factories.assignment(
            factories.task(area=Area.PUBLIC_WELFARE, item="灾情"),
            factories.unit("fgj"),
            state=AssignmentState.ACCEPTED,
            outcome=Outcome.NOTHING_AROSE,
        ),
    }
    factories.disclosure(found["kept"], phase=Phase.RESULT)
    coverage.rebuild()
    return found


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def cells(page: str) -> list[str]:
    return re.findall(r"(\d+／\d+)</a>", page)


def test_the_five_phases_of_the_district(office: Client, shares: dict[str, Assignment]) -> None:
    page = office.get("/coverage").text
    assert cells(page) == ["0／1", "1／2"]
    assert "审核确认本年未产生的1项不计" in page
    gaps = office.get("/coverage/gaps?area=major_projects&phase=result").text
    assert "区住建局" in gaps.partition('id="register"')[2]
    assert "区发改局" not in gaps.partition('id="register"')[2]


def test_a_number_leads_to_its_records(office: Client, shares: dict[str, Assignment]) -> None:
    page = office.get("/coverage").text
    (address,) = re.findall(r'href="(/disclosures\?[^"]*phase=result[^"]*)"', page)
    assert "共 1 条" in office.get(address.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    ("query", "found"),
    [("?unit=zjj", ["0／1"]), ("?unit=fgj", ["0／1", "1／1"]), ("?q=指南", ["0／1"]), ("?area=public_welfare", [])],
)
def test_it_is_narrowed_by_the_query(
    office: Client, shares: dict[str, Assignment], query: str, found: list[str]
) -> None:
    assert cells(office.get(f"/coverage{query}").text) == found


@pytest.mark.parametrize("who", ["liaison", "leader"])
def test_a_unit_sees_itself_alone(sign_in: Any, shares: dict[str, Assignment], who: str) -> None:
    browser = sign_in(getattr(factories, who)("zjj").username)
    for query in ("", "?unit=fgj"):
        assert cells(browser.get(f"/coverage{query}").text) == ["0／1"]
        assert cells(browser.get(f"/coverage/channels{query}").text) == ["0／1", "0／1"]
        assert "受理指南" not in browser.get("/coverage/gaps?phase=service&unit=fgj").text
    assert ("登记公开" in browser.get("/coverage/gaps?phase=result").text) == (who == "liaison")


def test_an_account_without_a_unit_sees_nothing(sign_in: Any, shares: dict[str, Assignment]) -> None:
    factories.user(username="nobody")
    browser = sign_in("nobody")
    assert cells(browser.get("/coverage").text) == cells(browser.get("/coverage/channels").text) == []


def test_tasks_by_channel(office: Client, shares: dict[str, Assignment]) -> None:
    page = office.get("/coverage/channels").text
    row = page.partition(">可研审批</a>")[2].partition("</tr>")[0]
    assert re.findall(r">(\d／\d)</a>", row) == ["1／2", "0／2"]
    gaps = office.get("/coverage/gaps?channel=公告栏").text
    assert gaps.count(">可研审批</a>") == 2


def test_the_picture_stands_alone(office: Client, shares: dict[str, Assignment]) -> None:
    answer = office.get("/coverage/phases.svg")
    assert answer.mimetype == "image/svg+xml"
    texts = [node.text for node in fromstring(answer.data).iter("{http://www.w3.org/2000/svg}text")]
    assert {"1／2", "缺1", "结果公开", "重大建设项目"} <= set(texts)


@pytest.mark.parametrize("page", ["", "/channels", "/gaps", "/projects"])
def test_each_is_exported(office: Client, shares: dict[str, Assignment], page: str) -> None:
    factories.project(name="某工程")
    book = load_workbook(BytesIO(office.get(f"/coverage{page}?export=xlsx&phase=result").data))
    text = str(list(book.worksheets[0].iter_rows(values_only=True)))
    assert {"": "1／2", "/channels": "1／2", "/gaps": "区住建局", "/projects": "某工程"}[page] in text


@pytest.mark.parametrize("query", ["?unit=none", "?page=9", "?page=x"])
def test_what_does_not_exist(office: Client, shares: dict[str, Assignment], query: str) -> None:
    status = {"?unit=none": 404, "?page=9": 404, "?page=x": 200}[query]
    assert office.get(f"/coverage/channels{query}").status_code == status


def test_empty_says_so(office: Client) -> None:
    for page in ("", "/channels"):
        assert "还没有任务" in office.get(f"/coverage{page}").text
    assert "没有缺口" in office.get("/coverage/gaps").text
    assert "还没有登记重大建设项目" in office.get("/coverage/projects").text


def test_a_project_shows_what_is_missing(office: Client, shares: dict[str, Assignment], sign_in: Any) -> None:
    project = factories.project(factories.unit("fgj"), name="某工程")
    factories.disclosure(shares["kept"], title="招标公告", project_id=project.id, chain_item="tendering")
    factories.disclosure(shares["kept"], title="没有类别的", project_id=project.id)
    page = office.get(f"/projects/{project.id}/chain").text
    assert "还缺4类：批准服务信息、批准结果信息、施工有关信息、质量安全监督信息" in page
    assert "招标公告</a>" in page
    assert "另有1条记录没有写明类别" in page
    assert "登记公开</a>" not in page
    matrix = office.get("/coverage/projects").text
    assert "✓</span> 1条</a>" in matrix
    assert f'href="/projects/{project.id}#chain" aria-label="某工程，缺批准服务信息"' in matrix
    factories.liaison("fgj")
    own = sign_in("liaison-fgj").get(f"/projects/{project.id}/chain").text
    assert f"/disclosures/new?project={project.id}&amp;item=construction" in own
    factories.liaison("zjj")
    assert sign_in("liaison-zjj").get(f"/projects/{project.id}/chain").status_code == 404


def test_a_gap_of_a_project_asks_for_the_task_first(sign_in: Any, shares: dict[str, Assignment]) -> None:
    factories.liaison("fgj")
    project = factories.project(factories.unit("fgj"))
    page = sign_in("liaison-fgj").get(f"/disclosures/new?project={project.id}&item=construction").text
    assert f'<input type="hidden" name="project" value="{project.id}">' in page
    assert '<input type="hidden" name="item" value="construction">' in page


@pytest.mark.parametrize("page", ["", "/channels", "/projects", "/gaps"])
def test_as_many_statements_for_more_records(office: Client, shares: dict[str, Assignment], page: str) -> None:
    factories.project()
    office.get(f"/coverage{page}")
    with counted() as few:
        office.get(f"/coverage{page}")
    for number in range(20):
        of = factories.assignment(factories.task(item=f"事项{number}"), factories.unit("fgj"))
        factories.disclosure(of, published_on=date(2018, 10, 8))
        factories.project()
    coverage.rebuild()
    with counted() as many:
        office.get(f"/coverage{page}")
    assert len(many) == len(few)
