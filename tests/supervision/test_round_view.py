"""Opening a round and looking at what was drawn."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories as f
from tests.queries import counted
from tests.supervision.conftest import TITLE, SignIn
from tracker.choices import AssignmentRole
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.supervision.choices import InspectionState
from tracker.supervision.models import Inspection

FILLED: dict[str, Any] = {
    "title": TITLE,
    "period_from": "2018-10-01",
    "period_to": "2018-12-20",
    "areas": ["major_projects", "public_welfare"],
    "indicators": ["timeliness", "channel"],
    "every_unit": "y",
    "size": "2",
    "seed": "20181220",
}


def rounds() -> int:
    return db.session.scalar(select(func.count(Inspection.id))) or 0


def test_it_works(app: Any, sign_in: SignIn, manner: dict[str, str]) -> None:
    f.office()
    shares = [f.assignment(unit_=f.unit(code)) for code in ("fgj", "fgj", "fgj", "zjj")]
    f.assignment(unit_=f.unit("zjj"), role=AssignmentRole.COOPERATING)
    answer = sign_in("office").post("/supervision/new", data=FILLED, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    found = db.session.scalars(select(Inspection)).one()
    assert (found.state, found.seed, found.year) == (InspectionState.CHECKING, 20181220, 2018)
    assert [len(each.pool) for each in found.units] == [3, 1]
    assert len(found.items) == 3
    assert {item.task_id for item in found.items} <= {share.task_id for share in shares}
    assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "inspection.open")) == 1


@pytest.mark.databases("sqlite")
def test_the_form_is_filled_in_with_the_quarter(app: Any, sign_in: SignIn) -> None:
    f.office()
    page = sign_in("office").get("/supervision/new").text
    assert 'value="2018年第四季度重点领域政府信息公开督促检查"' in page
    assert 'value="2018-10-01"' in page
    assert 'value="20181220"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "请填写此项"),
        ({"areas": []}, "请至少选择一个重点领域"),
        ({"areas": ["x"]}, "重点领域"),
        ({"indicators": []}, "请至少选择一项检查指标"),
        ({"size": "21"}, "请填写1至20之间的整数"),
        ({"seed": "1a"}, "请填写不超过9位的数字"),
        ({"seed": "1234567890"}, "请填写不超过9位的数字"),
        ({"period_to": "2018-09-30"}, "止日不能早于起日"),
        ({"period_from": "2017-12-01"}, "检查时段应在同一年度内"),
        ({"period_to": "2018-12-21"}, "止日不能晚于今天"),
        ({"every_unit": ""}, "请选择单位"),
        ({"every_unit": "", "units": ["999"]}, "单位"),
        ({"areas": ["public_resources"]}, "没有可以检查的内容"),
    ],
)
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(app: Any, sign_in: SignIn, changed: dict[str, Any], words: str) -> None:
    f.office()
    f.assignment()
    answer = sign_in("office").post("/supervision/new", data=FILLED | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert rounds() == 0


@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_only_the_office_opens_a_round(app: Any, sign_in: SignIn, who: str) -> None:
    for make in (f.liaison, f.leader, f.admin, f.auditor):
        make()
    client = sign_in(who)
    assert client.get("/supervision/new").status_code == 404
    assert client.post("/supervision/new", data=FILLED).status_code == 404


def test_a_unit_sees_it_once_it_is_asked(inspection: Inspection, sign_in: SignIn) -> None:
    f.liaison("czj")
    address, item = f"/supervision/{inspection.id}", f"/supervision/items/{inspection.items[0].id}"
    client = sign_in("liaison-fgj")
    assert client.get(address).status_code == client.get(item).status_code == 404
    assert "没有涉及本单位的检查" in client.get("/supervision").text
    inspection.state = InspectionState.REPLYING
    assert client.get(address).status_code == client.get(item).status_code == 200
    assert TITLE in client.get("/supervision").text
    assert sign_in("liaison-czj").get(address).status_code == 404


def test_a_unit_sees_its_own_tasks_alone(inspection: Inspection, sign_in: SignIn) -> None:
    inspection.state = InspectionState.REPLYING
    client = sign_in("liaison-fgj")
    page = client.get(f"/supervision/{inspection.id}").text
    assert inspection.items[0].task.item in page
    assert inspection.items[1].task.item not in page
    assert client.get(f"/supervision/items/{inspection.items[1].id}").status_code == 404
    assert "住建局" not in client.get(f"/supervision/{inspection.id}/draw").text


def test_anyone_can_draw_again(inspection: Inspection, sign_in: SignIn) -> None:
    client = sign_in("office")
    address = f"/supervision/{inspection.id}/draw"
    assert client.get(address).text.count("✓</span> 一致") == 2
    inspection.items[0].task_id = next(task for task in inspection.units[0].pool if task != inspection.items[0].task_id)
    assert "不一致" in client.get(address).text


def test_the_register_goes_out_as_a_workbook(inspection: Inspection, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/supervision?export=xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert TITLE in cells
    assert "20181220" in cells


@pytest.mark.parametrize("query", ["?state=checking&year=2018&q=第四季度", "?state=x&year=abcd&sort=x&page=x"])
@pytest.mark.databases("sqlite")
def test_the_register_is_filtered(inspection: Inspection, sign_in: SignIn, query: str) -> None:
    assert TITLE in sign_in("office").get(f"/supervision{query}").text


@pytest.mark.parametrize("query", ["?state=issued", "?year=2017", "?q=没有"])
@pytest.mark.databases("sqlite")
def test_the_register_says_that_nothing_fits(inspection: Inspection, sign_in: SignIn, query: str) -> None:
    assert "没有符合筛选条件的检查" in sign_in("office").get(f"/supervision{query}").text


def test_the_pages_ask_no_more_for_more_units(inspection: Inspection, sign_in: SignIn) -> None:
    client = sign_in("office")
    with counted() as statements:
        client.get(f"/supervision/{inspection.id}")
    assert len(statements) < 20
