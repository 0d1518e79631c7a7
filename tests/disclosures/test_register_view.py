"""The register and the list on a task's page: scoped, filtered, sorted, exported, in few statements."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories
from tests.queries import counted
from tracker.choices import Area, MatterKind, PublisherBasis
from tracker.disclosures.models import Disclosure


@pytest.fixture
def four(app: Any) -> dict[str, Disclosure]:
    """One of each state of one unit's, all under one task of the major projects."""
    of = factories.assignment(factories.task(item="可研审批"))
    factories.liaison()
    factories.office()
    return {
        "kept": factories.disclosure(of, title="按期的批复", document_number="王发改〔2018〕1号"),
        "late": factories.disclosure(of, title="逾期的批复", published_on=date(2018, 10, 25)),
        "open": factories.disclosure(
            of, title="未到期的批复", published_on=None, formed_on=date(2018, 12, 10), due_on=date(2019, 1, 8)
        ),
        "withheld": factories.withheld(of, title="不公开的批复"),
        "overdue": factories.disclosure(of, title="拖着的批复", published_on=None),
    }


def titles(page: str, four: dict[str, Disclosure]) -> set[str]:
    return {name for name, each in four.items() if each.title in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"kept", "late", "open", "withheld", "overdue"}),
        ("state=kept", {"kept"}),
        ("state=late", {"late", "overdue"}),
        ("state=open", {"open", "overdue"}),
        ("state=withheld", {"withheld"}),
        ("q=按期", {"kept"}),
        ("q=〔2018〕1号", {"kept"}),
        ("q=可研", {"kept", "late", "open", "withheld", "overdue"}),
        ("q=%25", set()),
        ("from=2018-12-01", {"open"}),
        ("to=2018-12-01", {"kept", "late", "withheld", "overdue"}),
        ("area=major_projects&kind=general", {"kept", "late", "open", "withheld", "overdue"}),
        ("area=public_welfare", set()),
        ("kind=penalty", set()),
        ("unit=99999", set()),
        ("area=x&kind=x&state=x&unit=x&from=x&page=x&sort=x", {"kept", "late", "open", "withheld", "overdue"}),
        ("unit=99999999999999999999&task=²", {"kept", "late", "open", "withheld", "overdue"}),
    ],
)
def test_filters(four: dict[str, Disclosure], sign_in: Any, query: str, found: set[str]) -> None:
    page = sign_in("office").get(f"/disclosures?{query}")
    assert page.status_code == 200
    assert titles(page.text, four) == found


@pytest.mark.parametrize("key", ["title", "unit", "event", "due", "published", "recorded"])
def test_each_heading_sorts_both_ways(four: dict[str, Disclosure], sign_in: Any, key: str) -> None:
    browser = sign_in("office")
    for sort in (key, f"-{key}"):
        assert titles(browser.get(f"/disclosures?sort={sort}").text, four) == set(four)


def test_sorting_orders(four: dict[str, Disclosure], sign_in: Any) -> None:
    page = sign_in("office").get("/disclosures?sort=-event").text
    assert page.index("未到期的批复") < page.index("按期的批复")


def test_the_limit_counts_from_the_decision_for_licences(app: Any, sign_in: Any) -> None:
    factories.office()
    factories.disclosure(title="许可", kind=MatterKind.LICENCE, decided_on=date(2018, 11, 1), formed_on=None)
    page = sign_in("office").get("/disclosures?from=2018-11-01&to=2018-11-01").text
    assert ">许可</a>" in page


def test_each_state_is_said_in_words(four: dict[str, Disclosure], sign_in: Any) -> None:
    page = sign_in("liaison-fgj").get("/disclosures").text
    for word in ("按期", "逾期1个工作日", "逾期41个工作日", "不予公开", "还有12个工作日"):
        assert f"</span> {word}</span>" in page


def test_another_unit_sees_none_of_it(four: dict[str, Disclosure], sign_in: Any) -> None:
    factories.liaison("zjj")
    browser = sign_in("liaison-zjj")
    page = browser.get(f"/disclosures?unit={four['kept'].unit_id}").text
    assert titles(page, four) == set()
    assert browser.get(f"/tasks/{four['kept'].task_id}/disclosures").status_code == 404
    rows = exported(browser.get("/disclosures?export=xlsx").data)
    assert titles(str(rows), four) == set()


def test_an_account_without_a_unit_sees_nothing(four: dict[str, Disclosure], sign_in: Any) -> None:
    factories.user(username="nobody")
    assert titles(sign_in("nobody").get("/disclosures").text, four) == set()


def exported(data: bytes) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(data))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_the_export_holds_what_is_filtered(four: dict[str, Disclosure], sign_in: Any) -> None:
    answer = sign_in("office").get("/disclosures?state=late&export=xlsx&sort=title")
    rows = exported(answer.data)
    assert rows[1][4] == "信息标题"
    assert {rows[2][4], rows[3][4]} == {"逾期的批复", "拖着的批复"}
    assert {rows[2][12], rows[3][12]} == {"逾期1个工作日", "逾期41个工作日"}
    assert len(rows) == 5


def test_empty_says_why_and_what_to_do(app: Any, sign_in: Any) -> None:
    factories.liaison()
    browser = sign_in("liaison-fgj")
    assert "还没有公开记录。产生应公开的信息后，请点“登记公开”" in browser.get("/disclosures").text
    assert "没有符合筛选条件的公开记录" in browser.get("/disclosures?q=x").text
    assert browser.get("/disclosures?page=2").status_code == 404


def test_htmx_gets_the_register_alone(four: dict[str, Disclosure], sign_in: Any) -> None:
    answer = sign_in("office").get("/disclosures", headers={"HX-Request": "true"}).text
    assert answer.lstrip().startswith('<div id="register">')


def test_the_task_page_loads_its_disclosures_with_counts(four: dict[str, Disclosure], sign_in: Any) -> None:
    browser, address = sign_in("liaison-fgj"), f"/tasks/{four['kept'].task_id}/disclosures"
    part = browser.get(address, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="task-disclosures">')
    assert "公开记录（5条：按期1，逾期2，未到期1，不予公开1）" in part
    assert f"/disclosures/new?task={four['kept'].task_id}" in part
    assert "<html" in browser.get(address).text
    assert "登记公开" not in sign_in("office").get(address, headers={"HX-Request": "true"}).text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("address", ["/disclosures", "/tasks/{}/disclosures"])
def test_a_longer_list_costs_no_more_statements(app: Any, sign_in: Any, address: str) -> None:
    of = factories.assignment()
    factories.office()
    factories.disclosure(of)
    browser, seen = sign_in("office"), []
    path = address.format(of.task_id)
    for _ in range(2):
        browser.get(path)
        with counted() as statements:
            assert browser.get(path).status_code == 200
        seen.append(len(statements))
        for area in Area:
            factories.disclosure(factories.assignment(factories.task(area=area), factories.unit(area.value[-5:])))
        for _number in range(12):
            factories.disclosure(of)
    assert seen[0] == seen[1] <= 8


def test_credit_information_off_the_credit_platforms_is_marked(app: Any, sign_in: Any) -> None:
    share = factories.assignment()
    off = factories.disclosure(share, title="某处罚决定", is_credit_information=True)
    factories.disclosure(
        share, title="另一处罚", is_credit_information=True, channels=factories.channels("政府网站", "信用王益")
    )
    factories.disclosure(share, title="尚未公开的", is_credit_information=True, published_on=None)
    factories.office()
    office = sign_in("office")
    page = office.get("/disclosures").text
    assert page.count("▲ 信用信息未在信用平台公开") == 1
    filtered = office.get("/disclosures?state=off_credit").text
    assert "某处罚决定" in filtered
    assert "另一处罚" not in filtered
    assert "信用信息未在信用平台公开" in office.get(f"/disclosures/{off.id}").text


def test_the_export_tells_project_audience_basis_and_contact(app: Any, sign_in: Any) -> None:
    project = factories.project(name="某道路工程")
    stated = {"audience": "某村村民", "contact": "0919-1234567", "legal_person": "某建设公司"}
    factories.disclosure(project=project, basis=PublisherBasis.APPROVED, is_credit_information=True, **stated)
    factories.office()
    rows = exported(sign_in("office").get("/disclosures?export=xlsx").data)
    told = dict(zip(rows[1], rows[2], strict=True))
    assert (told["所属项目（交易）"], told["公开对象"]) == ("某道路工程", "某村村民")
    assert told["公开主体依据"] == "谁批准、谁公开"
    assert (told["监督电话或邮箱"], told["项目法人单位"]) == ("0919-1234567", "某建设公司")
    assert told["信用信息"] == "是"
