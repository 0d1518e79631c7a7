"""Results from outside: recorded with their paper, voided, offered as inputs apart from the facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories as f
from tests.client import Client
from tracker.appraisal import scheme
from tracker.appraisal.scheme import Indicator
from tracker.appraisal.schemes import drafting
from tracker.choices import AssignmentState, Outcome
from tracker.clock import now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.outside import recording
from tracker.outside.choices import OutsideSource
from tracker.outside.models import OutsideResult
from tracker.outside.recording import Result
from tracker.refusals import Refused

SignIn = Callable[[str], Client]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CITY = Result(2018, OutsideSource.CITY, "2018年度全市考核", "市政府办公室", date(2018, 12, 18), 9250, 10_000, "优秀")


def filled(**changed: Any) -> dict[str, Any]:
    data = {
        "unit": f.unit().id,
        "year": "2018",
        "source": "city",
        "title": "2018年度全市考核",
        "assessor": "市政府办公室",
        "dated_on": "2018-12-18",
        "score": "92.5",
        "full": "100",
        "grade": "优秀",
        "paper": (PDF, "通报.pdf"),
    } | changed
    content, name = data["paper"]
    return data | {"paper": (BytesIO(content), name)}


def paper() -> StoredFile:
    return f.add(StoredFile(sha256="0" * 64, size=1, name="通报.pdf", media_type="application/pdf", uploaded_at=now()))


@pytest.fixture
def result(app: Any) -> OutsideResult:
    f.liaison("zjj")
    return recording.record(f.liaison().unit, f.office(), CITY, paper())


def test_it_works(app: Any, sign_in: SignIn, manner: dict[str, str]) -> None:
    f.office(), f.liaison()
    client = sign_in("office")
    answer = client.post("/supervision/outside/new", data=filled(), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    made = db.session.scalars(select(OutsideResult)).one()
    assert (made.score, made.full, made.share) == (9250, 10_000, 0.925)
    own = sign_in("liaison-fgj")
    assert "92.5分（满分100分）" in own.get(f"/supervision/outside/{made.id}").text
    assert own.get(f"/supervision/outside/{made.id}/paper").data == PDF


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"unit": "0"}, "请选择单位"),
        ({"source": ""}, "请选择来源"),
        ({"score": "九十"}, "请填写数字"),
        ({"score": "92.555"}, "最多两位小数"),
        ({"score": "NaN"}, "最多两位小数"),
        ({"score": "1e1"}, "最多两位小数"),
        ({"score": "-0"}, "最多两位小数"),
        ({"score": "101"}, "得分不能高于满分"),
        ({"full": "0", "score": "0"}, "满分应大于0"),
        ({"dated_on": "2018-12-21"}, "结果日期不能晚于今天"),
        ({"dated_on": "2017-12-21"}, "结果日期不能早于所属年度"),
        ({"paper": (b"MZ", "通报.exe")}, "来源文件"),
        ({"paper": (b"", "")}, "请上传载明结果的文件"),
    ],
)
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(app: Any, sign_in: SignIn, changed: dict[str, Any], words: str) -> None:
    f.office()
    answer = sign_in("office").post("/supervision/outside/new", data=filled(**changed))
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(select(OutsideResult.id)) is None


@pytest.mark.databases("sqlite")
def test_the_same_result_is_not_recorded_twice(result: OutsideResult, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.post("/supervision/outside/new", data=filled())
    assert answer.status_code == 422
    assert "已经登记过" in answer.text
    with pytest.raises(Refused, match="已经登记过"):
        recording.record(f.unit(), f.office(), CITY, paper())
    assert client.post("/supervision/outside/new", data=filled(score="92.4")).status_code == 422, (
        "nor with another score"
    )
    assert client.post("/supervision/outside/new", data=filled(score="92.4", assessor="某评估机构")).status_code == 303
    recording.void(result, "登记错了单位")
    assert client.post("/supervision/outside/new", data=filled()).status_code == 303


@pytest.mark.databases("sqlite")
def test_points_lost_by_it_are_said_to_be_lost(result: OutsideResult, sign_in: SignIn) -> None:
    draft, default = drafting.copy(2018, None, f.office()), scheme.default(2018)
    first, *rest = default.indicators
    weighed = (replace(first, weight=first.weight - 10), *rest, Indicator("outside_city", "市级考核", 10))
    drafting.change(draft, replace(default, indicators=weighed))
    drafting.adopt(draft, "纳入市级考核", f.office())
    f.assignment(unit_=result.unit, state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
    db.session.commit()
    page = sign_in("liaison-fgj").get("/year-end/2018/units/fgj").text
    assert "失0.75分，按评价得分率计" in page


@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_only_the_office_records(result: OutsideResult, sign_in: SignIn, who: str) -> None:
    f.leader(), f.admin(), f.auditor()
    client = sign_in(who)
    assert client.post("/supervision/outside/new", data=filled()).status_code == 404
    data = {"version": result.version, "reason": "x"}
    assert client.post(f"/supervision/outside/{result.id}/void", data=data).status_code == 404


@pytest.mark.databases("sqlite")
def test_another_unit_does_not_know_of_it(result: OutsideResult, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    assert client.get(f"/supervision/outside/{result.id}").status_code == 404
    assert client.get(f"/supervision/outside/{result.id}/paper").status_code == 404
    assert CITY.title not in client.get("/supervision/outside").text


def test_it_is_voided_with_a_reason(result: OutsideResult, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, address = sign_in("office"), f"/supervision/outside/{result.id}/void"
    data = {"version": result.version, "reason": "登记错了单位"}
    assert client.post(address, data=data | {"reason": ""}, headers=manner).status_code == 422
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    stale = client.post(address, data=data)
    assert stale.status_code == 409
    assert "登记错了单位" in stale.text
    db.session.refresh(result)
    assert client.post(address, data=data | {"version": result.version}).status_code == 409


@pytest.mark.parametrize("query", ["", "?source=city&state=valid&year=2018&q=全市", "?source=x&state=x&unit=²"])
def test_the_register(result: OutsideResult, sign_in: SignIn, query: str) -> None:
    assert CITY.title in sign_in("office").get(f"/supervision/outside{query}").text


@pytest.mark.parametrize("query", ["?source=social", "?state=void", "?year=2017"])
@pytest.mark.databases("sqlite")
def test_the_register_says_that_nothing_fits(result: OutsideResult, sign_in: SignIn, query: str) -> None:
    assert "没有符合筛选条件的结果" in sign_in("office").get(f"/supervision/outside{query}").text


def test_the_register_goes_out_as_a_workbook(result: OutsideResult, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/supervision/outside?export=xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert 92.5 in cells
