"""The office's two lists: what each filter takes, order, export, and who may not look."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.links.findings import ALIVE, GONE, MOVED, SILENT, confirmed, found, on, record
from tests.queries import counted
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.links import deciding

HOST = "http://www.tcwy.gov.cn"


@pytest.fixture
def office(app: Any, sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


@pytest.fixture
def three(office: Client) -> None:
    factories.unit("zjj", position=2)
    record("zjj", f"{HOST}/1", title="甲")
    record("fgj", f"{HOST}/2", title="乙")
    record("fgj", f"{HOST}/%3", title="丙")
    found(f"{HOST}/1")
    confirmed(f"{HOST}/2")
    deciding.dismiss(found(f"{HOST}/%3"), factories.office(), "当日检修")


def names(page: str, every: str = "甲乙丙") -> str:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return "".join(
        name for name in sorted(every, key=lambda name: table.find(f">{name}</a>")) if f">{name}</a>" in table
    )


FILTERS = (
    ("", "甲"),
    ("state=all", "甲乙丙"),
    ("state=confirmed", "乙"),
    ("state=dismissed", "丙"),
    ("state=mended", ""),
    ("state=all&unit=fgj", "乙丙"),
    ("state=all&q=甲", "甲"),
    ("state=all&q=/2", "乙"),
    ("state=all&q=%25", "丙"),
    ("state=all&q=区住建", "甲"),
    ("state=all&sort=-found", "丙乙甲"),
    ("state=all&sort=unit", "乙丙甲"),
    ("state=all&sort=state", "乙丙甲"),
    ("state=x&unit=&sort=x&page=x", "甲乙丙"),
)


@pytest.mark.usefixtures("three")
def test_each_filter_takes_what_it_says(office: Client) -> None:
    found = [(query, names(office.get(f"/review/links?{query}").text)) for query, _ in FILTERS]
    assert found == list(FILTERS)


@pytest.mark.usefixtures("three")
def test_a_fragment_for_htmx_and_the_export(office: Client) -> None:
    fragment = office.get("/review/links?state=all", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="register">')
    answer = office.get("/review/links?state=all&export=xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=5)]
    assert [(row[2], row[6], row[9]) for row in rows] == [
        ("甲", "待确认", None),
        ("乙", "已确认待更正", None),
        ("丙", "已排除", "当日检修"),
    ]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "link.export")).one()
    assert "3条" in entry.summary


def test_empty_says_what_would_stand_here_and_that_it_is_off(app: Any, office: Client) -> None:
    page = office.get("/review/links").text
    assert "没有待确认的网址" in page
    assert "没有启用网址核查" in page
    app.config["LINK_HOSTS"] = "www.tcwy.gov.cn"
    assert "没有启用网址核查" not in office.get("/review/links").text
    assert "还没有访问过任何网址" in office.get("/review/links/visits").text
    assert "没有符合筛选条件" in office.get("/review/links/visits?q=x").text


@pytest.fixture
def visits(office: Client) -> None:
    record(address=f"{HOST}/1", title="甲")
    for day, visit, path in ((10, GONE, 1), (11, ALIVE, 1), (12, MOVED, 2), (13, SILENT, 3)):
        on(day, visit, f"{HOST}/{path}")


VISIT_FILTERS = (
    ("", "321"),
    ("state=alive", "1"),
    ("state=gone", ""),
    ("state=redirected", "2"),
    ("state=no_answer", "3"),
    ("q=new.cn", "2"),
    ("sort=address", "123"),
    ("state=x&sort=x", "321"),
)


def paths(page: str) -> str:
    cells = [line for line in page.splitlines() if 'class="address" data-name="网址"' in line]
    return "".join(cell.partition(f"{HOST}/")[2][0] for cell in cells)


@pytest.mark.usefixtures("visits")
def test_the_last_visit_to_each_address(office: Client) -> None:
    found = [(query, paths(office.get(f"/review/links/visits?{query}").text)) for query, _ in VISIT_FILTERS]
    assert found == list(VISIT_FILTERS)


@pytest.mark.usefixtures("visits")
def test_a_visit_names_its_records_and_what_was_found(office: Client) -> None:
    page = office.get("/review/links/visits").text
    assert ">甲</a>" in page
    assert "已没有记录登记这个网址" in page
    assert "转到 http://new.cn/（不在允许访问的网站之列，没有跟随）" in page
    assert "没有打开：域名没有解析成功" in page
    sheet = load_workbook(BytesIO(office.get("/review/links/visits?export=xlsx").data)).active
    assert sheet is not None
    assert [row[3].value for row in sheet.iter_rows(min_row=3, max_row=5)] == ["没有打开", "转到其他网址", "打开正常"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("address", ["/review/links?state=all", "/review/links/visits"])
def test_as_many_statements_whatever_the_number(office: Client, address: str) -> None:
    seen = []
    for numbers in (range(1), range(1, 9)):
        for number in numbers:
            record(address=f"{HOST}/{number}")
            found(f"{HOST}/{number}")
        db.session.commit()
        with counted() as statements:
            office.get(address)
        seen.append(len(statements))
    assert seen[0] == seen[1]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
@pytest.mark.parametrize("address", ["/review/links", "/review/links/visits", "/review/links/1"])
def test_nobody_else_has_these_pages(app: Any, sign_in: Any, who: str, address: str) -> None:
    for make in (factories.liaison, factories.leader, factories.admin, factories.auditor):
        make()
    assert sign_in(who).get(address).status_code == 404
