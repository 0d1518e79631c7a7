"""The office looks at a drawn task: a problem, or none; then the round goes to the units."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories as f
from tests.supervision.conftest import SEEN, SignIn
from tracker.db import db
from tracker.supervision import checking
from tracker.supervision.choices import FindingState, InspectionState
from tracker.supervision.models import Finding, Inspection

FILLED = {
    "indicator": "timeliness",
    "problem": "某批复逾期8个工作日公开",
    "points": "2",
    "address": "http://www.tcwy.gov.cn/1",
}


def test_it_works(inspection: Inspection, sign_in: SignIn, manner: dict[str, str]) -> None:
    item = inspection.items[0]
    picture = (BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 20 + b"IEND\xaeB`\x82"), "截图.png")
    data: dict[str, Any] = FILLED | {"version": item.version, "evidence": picture}
    client = sign_in("office")
    answer = client.post(f"/supervision/items/{item.id}/findings", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    found = db.session.scalars(select(Finding)).one()
    assert (found.points, found.unit_id, found.state) == (2, item.unit_id, FindingState.STANDING)
    db.session.refresh(item)
    assert item.checked_at is not None
    page = client.get(f"/supervision/findings/{found.id}").text
    assert "截图.png" in page
    assert "20个工作日、7个工作日" in page
    assert client.get(f"/supervision/findings/{found.id}/files/{found.evidence[0].id}").status_code == 200


def test_nothing_to_object_to(inspection: Inspection, sign_in: SignIn, manner: dict[str, str]) -> None:
    item = inspection.items[0]
    data = {"version": item.version, "remark": "核对3条，均齐全"}
    answer = sign_in("office").post(f"/supervision/items/{item.id}/clear", data=data, headers=manner)
    to = answer.headers.get("Location") or answer.headers.get("HX-Redirect")
    assert to == f"/supervision/items/{inspection.items[1].id}"
    db.session.refresh(item)
    assert (item.remark, item.checked_at is not None) == ("核对3条，均齐全", True)


def test_what_the_tracker_knows_is_told(inspection: Inspection, sign_in: SignIn) -> None:
    item = inspection.items[0]
    share = next(each for each in item.task.assignments if each.unit_id == item.unit_id)
    f.disclosure(share, formed_on=date(2018, 10, 8), published_on=date(2018, 11, 30), due_on=date(2018, 11, 2))
    f.disclosure(share, formed_on=date(2018, 9, 20))
    page = sign_in("office").get(f"/supervision/items/{item.id}").text
    assert "检查时段内登记公开记录1条，逾期1条。" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"indicator": ""}, "请选择检查指标"),
        ({"indicator": "x"}, "检查指标"),
        ({"problem": "  "}, "请填写此项"),
        ({"points": "21"}, "请填写0至20之间的整数"),
        ({"points": "二"}, "请填写整数"),
        ({"address": "javascript:alert(1)"}, "网址应以 http:// 或 https:// 开头"),
    ],
)
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(inspection: Inspection, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    item = inspection.items[0]
    data = FILLED | {"version": item.version} | changed
    answer = sign_in("office").post(f"/supervision/items/{item.id}/findings", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(select(Finding.id)) is None


def test_a_second_office_hand_is_told_of_the_first(inspection: Inspection, sign_in: SignIn) -> None:
    item, stale = inspection.items[0], inspection.items[0].version
    checking.find(item, f.office(), SEEN)
    answer = sign_in("office").post(f"/supervision/items/{item.id}/findings", data=FILLED | {"version": stale})
    assert answer.status_code == 409
    assert SEEN.problem in answer.text
    assert FILLED["problem"] in answer.text


def test_a_task_with_a_problem_is_not_in_order(inspection: Inspection, sign_in: SignIn) -> None:
    item = inspection.items[0]
    checking.find(item, f.office(), SEEN)
    answer = sign_in("office").post(f"/supervision/items/{item.id}/clear", data={"version": item.version})
    assert answer.status_code == 422
    assert "请先撤销" in answer.text


def test_an_indicator_outside_the_round_is_refused(inspection: Inspection, sign_in: SignIn) -> None:
    inspection.indicators = ["channel"]
    item = inspection.items[0]
    data = FILLED | {"version": item.version}
    assert sign_in("office").post(f"/supervision/items/{item.id}/findings", data=data).status_code == 422


@pytest.mark.parametrize("act", ["findings", "clear"])
@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_only_the_office_checks(inspection: Inspection, sign_in: SignIn, who: str, act: str) -> None:
    for make in (f.leader, f.admin, f.auditor):
        make()
    item = inspection.items[0]
    data = FILLED | {"version": item.version}
    assert sign_in(who).post(f"/supervision/items/{item.id}/{act}", data=data).status_code == 404


def test_nothing_is_entered_once_the_units_know(finding: Finding, sign_in: SignIn) -> None:
    item = finding.item
    client, data = sign_in("office"), FILLED | {"version": item.version}
    for act in ("findings", "clear"):
        answer = client.post(f"/supervision/items/{item.id}/{act}", data=data)
        assert answer.status_code == 422
        assert "已交单位反馈" in answer.text


def test_the_round_goes_to_the_units(inspection: Inspection, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, by = sign_in("office"), f.office()
    data = {"version": inspection.version, "reply_by": "2018-12-25"}
    answer = client.post(f"/supervision/{inspection.id}/send", data=data)
    assert answer.status_code == 422
    assert "还有2项任务没有检查" in answer.text
    for item in inspection.items:
        checking.clear(item, by)
    assert client.post(f"/supervision/{inspection.id}/send", data=data, headers=manner).status_code in (200, 303)
    db.session.refresh(inspection)
    assert (inspection.state, inspection.reply_by) == (InspectionState.REPLYING, date(2018, 12, 25))


@pytest.mark.parametrize("day", ["", "2018-12-20", "昨天"])
@pytest.mark.databases("sqlite")
def test_a_date_for_replies_that_cannot_be(
    inspection: Inspection, sign_in: SignIn, manner: dict[str, str], day: str
) -> None:
    for item in inspection.items:
        checking.clear(item, f.office())
    data = {"version": inspection.version, "reply_by": day}
    answer = sign_in("office").post(f"/supervision/{inspection.id}/send", data=data, headers=manner)
    assert answer.status_code == 422
    assert inspection.state is InspectionState.CHECKING
