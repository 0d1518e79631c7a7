"""The circular on its page, as a workbook and as a paper; a unit sees its own line alone."""

import html
import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from tests import factories
from tests.queries import counted
from tracker.clock import SHANGHAI, now
from tracker.interpretations.choices import InterpretationForm

FOUND = datetime(2018, 11, 20, 9, tzinfo=SHANGHAI)
ADDRESS = "/guidance/circular?year=2018&quarter=4"


@pytest.fixture
def quarter(app: Any) -> None:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    factories.unit("czj")
    kept = factories.policy_document(factories.unit(), title="救助办法")
    factories.interpretation(kept, form=InterpretationForm.PICTURE)
    factories.policy_document(factories.unit("zjj"), title="分配办法")
    factories.policy_document(factories.unit("zjj"), title="上季度的", published_on=date(2018, 9, 30))
    factories.policy_document(factories.unit("zjj"), title="拟公开的", published_on=None, due_on=None)
    factories.opinion_case(factories.unit(), found_at=FOUND, answered_at=FOUND)
    factories.opinion_case(factories.unit("zjj"), found_at=FOUND, topic="施工扰民")
    factories.opinion_case(factories.unit("zjj"), found_at=FOUND, answer_due_at=None)


@pytest.mark.usefixtures("quarter")
def test_it_works(sign_in: Any) -> None:
    page = sign_in("office").get(ADDRESS).text
    assert "公开政策文件2件，已解读1件，其中按期解读1件，解读率50%" in page
    assert "应回应的政务舆情2件，按期回应1件，未按期回应1件" in page
    assert "图解1" in page
    assert "区住建局《分配办法》" in page
    assert "区住建局《施工扰民》" in page
    assert "上季度的" not in page


@pytest.mark.usefixtures("quarter")
def test_a_number_leads_to_the_records_behind_it(sign_in: Any) -> None:
    browser = sign_in("office")
    links = re.findall(r'<a href="([^"]+)" aria-label="(\S+?)，\D+?(\d+)，在台账中查看">', browser.get(ADDRESS).text)
    assert len(links) == 7
    for address, _, number in links:
        register = browser.get(html.unescape(address)).text
        assert f"共 {number} " in register, address


@pytest.mark.usefixtures("quarter")
def test_answers_count_by_their_limit(sign_in: Any) -> None:
    """On the second is in time; what still runs is neither in time nor missed; what is not owed counts nowhere."""
    zjj, due, moment = factories.unit("zjj"), FOUND + timedelta(hours=48), now()
    factories.opinion_case(zjj, found_at=FOUND, topic="按时", answered_at=due)
    factories.opinion_case(zjj, found_at=FOUND, topic="晚一秒", answered_at=due + timedelta(seconds=1))
    factories.opinion_case(zjj, found_at=moment, topic="刚发现的", answer_due_at=moment + timedelta(hours=1))
    page = sign_in("office").get(ADDRESS).text
    assert "应回应的政务舆情5件，按期回应2件，未按期回应2件" in page
    assert "区住建局《晚一秒》" in page
    assert "刚发现的" not in page


@pytest.mark.usefixtures("quarter")
def test_a_unit_sees_its_own_line(sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    page = browser.get(ADDRESS).text
    assert '<th scope="row">区发改局</th>' in page
    assert "区住建局" not in page
    assert browser.get(f"{ADDRESS}&export=docx").status_code == 404
    rows = list(load_workbook(BytesIO(browser.get(f"{ADDRESS}&export=xlsx").data)).worksheets[0].values)
    assert [row[0] for row in rows[2:4]] == ["区发改局", "合计"]


def shown(heading: str, value: Any) -> str:
    if heading.endswith("率"):
        return "—" if value is None else f"{value:.0%}"
    return str(value)


@pytest.mark.usefixtures("quarter")
def test_the_workbook_and_the_paper_hold_the_same(sign_in: Any) -> None:
    browser = sign_in("office")
    rows = list(load_workbook(BytesIO(browser.get(f"{ADDRESS}&export=xlsx").data)).worksheets[0].values)
    paper = docx.Document(BytesIO(browser.get(f"{ADDRESS}&export=docx").data))
    lines = [tuple(cell.text for cell in row.cells) for row in paper.tables[0].rows]
    assert lines[1:] == [tuple(map(shown, rows[1], row)) for row in rows[2:5]]
    assert lines[0] == tuple(rows[1])
    assert "关于2018年第四季度政策解读和政务舆情回应情况的通报" in "".join(
        each.text for each in paper.paragraphs
    ).replace("\n", "")


@pytest.mark.usefixtures("quarter")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?year=x&quarter=9", 200),
        ("?year=2018&quarter=1", 200),
        ("?year=2019&quarter=1", 404),
        ("?year=2007", 404),
        ("?year=²018", 200),
    ],
)
def test_odd_quarters(sign_in: Any, query: str, status: int) -> None:
    assert sign_in(factories.auditor().username).get(f"/guidance/circular{query}").status_code == status


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("quarter")
def test_more_records_cost_no_more_statements(sign_in: Any) -> None:
    browser, seen = sign_in("office"), []
    for _ in range(2):
        browser.get(ADDRESS)
        with counted() as statements:
            assert browser.get(ADDRESS).status_code == 200
        seen.append(len(statements))
        for _number in range(9):
            factories.interpretation(factories.policy_document(factories.unit("zjj")))
            factories.opinion_case(factories.unit("zjj"), found_at=FOUND)
    assert seen[0] == seen[1] <= 10
