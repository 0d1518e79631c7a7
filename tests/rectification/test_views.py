"""Report, re-check, register: each act works, then each refusal."""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests import factories as f
from tests.client import Client
from tracker.choices import RectificationState
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import User
from tracker.rectification.models import Rectification

SignIn = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32 + b"IEND"
ORDERED, REPORTED, CLOSED = RectificationState


@pytest.fixture
def people(app: object) -> dict[str, User]:
    return {"liaison": f.liaison(), "other": f.liaison("zjj"), "leader": f.leader(), "office": f.office()} | {
        "admin": f.admin(),
        "auditor": f.auditor(),
    }


@pytest.fixture
def order(people: dict[str, User]) -> Rectification:
    return f.rectification()


def typed(order: Rectification, **fields: Any) -> dict[str, Any]:
    return {
        "version": str(order.version),
        "reply": "已补充公开12条",
        "address": "http://www.tcwy.gov.cn/2.html",
    } | fields


def reported(order: Rectification) -> Rectification:
    order.state, order.reply = REPORTED, "已补充公开"
    order.replied_at = datetime(2018, 12, 19, 9, tzinfo=SHANGHAI)
    db.session.commit()
    return order


# --- report ----------------------------------------------------------------------------------------------------------


def test_report_works(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-fgj")
    data = typed(order, evidence=(BytesIO(PNG), "截图.png"))
    answer = client.post(f"/rectification/{order.id}/report", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert (order.state, order.reply) == (REPORTED, "已补充公开12条")
    (entry,) = order.entries
    assert (entry.state, entry.address) == (REPORTED, "http://www.tcwy.gov.cn/2.html")
    assert [file.name for file in entry.evidence] == ["截图.png"]
    assert (
        db.session.scalar(db.select(AuditEntry.object_id).where(AuditEntry.action == "rectification.report"))
        == order.id
    )
    page = client.get(f"/rectification/{order.id}").text
    assert "正在等公开办复核" in page
    assert "截图.png" in page


@pytest.mark.parametrize("person", ["liaison-zjj", "leader-fgj", "office", "admin", "auditor"])
def test_only_the_units_liaison_reports(order: Rectification, sign_in: SignIn, person: str) -> None:
    answer = sign_in(person).post(f"/rectification/{order.id}/report", data=typed(order))
    assert answer.status_code == 404
    assert order.state is ORDERED


def test_reporting_twice_is_refused(order: Rectification, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    client.post(f"/rectification/{order.id}/report", data=typed(order))
    answer = client.post(f"/rectification/{order.id}/report", data=typed(order))
    assert answer.status_code == 422
    assert "正在等公开办复核" in answer.text


def test_a_stale_report_keeps_what_was_typed(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    data = typed(order, version=str(order.version - 1), reply="另一份说明")
    answer = sign_in("liaison-fgj").post(f"/rectification/{order.id}/report", data=data, headers=manner)
    assert answer.status_code == 409
    assert "另一份说明" in answer.text
    assert f'name="version" type="hidden" value="{order.version}"' in answer.text
    assert order.state is ORDERED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reply": ""}, "请填写此项"),
        ({"reply": "长" * 4001}, "不能超过4000个字"),
        ({"reply": "看不见\x07"}, "控制字符"),
        ({"address": "javascript:alert(1)"}, "网址应以 http:// 或 https:// 开头"),
        ({"evidence": b"<script>"}, "只接受"),
    ],
)
def test_bad_input_is_told_at_the_field(
    order: Rectification, sign_in: SignIn, fields: dict[str, Any], words: str
) -> None:
    files = {name: (BytesIO(data), "坏.png") for name, data in fields.items() if isinstance(data, bytes)}
    answer = sign_in("liaison-fgj").post(f"/rectification/{order.id}/report", data=typed(order, **fields | files))
    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("reply", "已补充公开12条")[:20].replace("\x07", "") in answer.text
    assert order.state is ORDERED


# --- re-check --------------------------------------------------------------------------------------------------------


def test_close_works(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    reported(order)
    data = {"version": str(order.version), "remark": "已逐条核实"}
    answer = sign_in("office").post(f"/rectification/{order.id}/close", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert (order.state, order.closed_on) == (CLOSED, date(2018, 12, 20))
    assert "已逐条核实" in sign_in("liaison-fgj").get(f"/rectification/{order.id}").text


@pytest.mark.databases("sqlite")
def test_what_nothing_proves_is_not_closed_without_a_word(order: Rectification, sign_in: SignIn) -> None:
    reported(order)
    order.reply_address = ""
    share = f.assignment(unit_=order.unit)
    order.title, order.records = (
        "任务完成：1项未办结",
        [{"type": "task", "id": share.task_id, "title": "甲", "note": ""}],
    )
    db.session.commit()
    office, address = sign_in("office"), f"/rectification/{order.id}"
    assert "现在：" in office.get(address).text
    data = {"version": str(order.version), "remark": ""}
    answer = office.post(f"{address}/close", data=data)
    assert answer.status_code == 422
    assert "涉及的任务还有1项没有办结，单位没有附网页链接和佐证材料" in answer.text
    assert order.state is REPORTED
    assert office.post(f"{address}/close", data=data | {"remark": "书面材料已核实"}).status_code == 303


def test_send_back_works(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    reported(order)
    data = {"version": str(order.version), "note": "缺第3条的网址"}
    answer = sign_in("office").post(f"/rectification/{order.id}/send-back", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert (order.state, order.closed_on) == (ORDERED, None)
    page = sign_in("liaison-fgj").get(f"/rectification/{order.id}").text
    assert "上次复核退回：缺第3条的网址" in page
    assert "上报整改情况" in page


@pytest.mark.databases("sqlite")
def test_the_recheck_sees_how_the_records_stand_now(order: Rectification, sign_in: SignIn) -> None:
    channels = f.channels("政务公开栏")
    paper, off = f.disclosure(published_on=None), f.disclosure(published_on=date(2018, 12, 3), channels=channels)
    case, ask = f.opinion_case(), f.information_request(due_on=date(2018, 12, 17))
    done = f.disclosure(published_on=date(2018, 12, 3), channels=channels)
    about = [("disclosure", paper), ("disclosure", off), ("disclosure", done), ("opinion", case), ("request", ask)]
    order.records = [{"type": kind, "id": each.id, "title": "某事项", "note": ""} for kind, each in about]
    order.records[1]["note"] = "公开渠道未含政府网站"
    reported(order).reply_address = "http://www.tcwy.gov.cn/2.html"
    db.session.commit()
    office, address = sign_in("office"), f"/rectification/{order.id}"
    page = office.get(address).text
    for words in ("现在：未公开", "公开渠道仍未含政府网站", "现在：2018-12-03公开<", "现在：未回应", "现在：未答复"):
        assert words in page, words
    why = "涉及的公开信息还有2条没有公开或者没有补齐渠道、网址，涉及的舆情还有1件没有回应，涉及的申请还有1件没有答复。"
    assert why in page
    answer = office.post(f"{address}/close", data={"version": str(order.version), "remark": ""})
    assert answer.status_code == 422
    assert order.state is REPORTED


@pytest.mark.parametrize("act", ["close", "send-back"])
@pytest.mark.parametrize("person", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
def test_only_the_office_rechecks(order: Rectification, sign_in: SignIn, person: str, act: str) -> None:
    reported(order)
    data = {"version": str(order.version), "note": "缺网址"}
    assert sign_in(person).post(f"/rectification/{order.id}/{act}", data=data).status_code == 404
    assert order.state is REPORTED


@pytest.mark.parametrize("act", ["close", "send-back"])
@pytest.mark.parametrize(("state", "words"), [(ORDERED, "还没有上报"), (CLOSED, "已于 2018-12-20 销号")])
def test_only_a_report_is_rechecked(
    order: Rectification, sign_in: SignIn, act: str, state: RectificationState, words: str
) -> None:
    order.state, order.closed_on = state, date(2018, 12, 20) if state is CLOSED else None
    db.session.commit()
    data = {"version": str(order.version), "note": "缺网址"}
    answer = sign_in("office").post(f"/rectification/{order.id}/{act}", data=data)
    assert answer.status_code == 422
    assert words in answer.text


def test_sending_back_says_what_is_missing(order: Rectification, sign_in: SignIn) -> None:
    reported(order)
    answer = sign_in("office").post(f"/rectification/{order.id}/send-back", data={"version": str(order.version)})
    assert answer.status_code == 422
    assert order.state is REPORTED


def test_a_stale_recheck_keeps_the_note(order: Rectification, sign_in: SignIn) -> None:
    reported(order)
    data = {"version": "0", "note": "缺网址"}
    answer = sign_in("office").post(f"/rectification/{order.id}/send-back", data=data)
    assert answer.status_code == 409
    assert "缺网址" in answer.text
    assert order.state is REPORTED


# --- looking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("liaison-fgj", 200),
        ("leader-fgj", 200),
        ("office", 200),
        ("auditor", 200),
        ("admin", 200),
        ("liaison-zjj", 404),
    ],
)
def test_who_sees_one(order: Rectification, sign_in: SignIn, person: str, status: int) -> None:
    client = sign_in(person)
    answer = client.get(f"/rectification/{order.id}")
    assert answer.status_code == status
    if person != "liaison-fgj":
        assert 'action="/rectification' not in answer.text
    assert (order.title in client.get("/rectification").text) is (status == 200)


def test_every_record_is_named_with_its_link(people: dict[str, User], sign_in: SignIn) -> None:
    late = [{"type": "disclosure", "id": n, "title": f"批复{n}", "note": f"逾期{n}个工作日"} for n in range(27)]
    bare = [{"type": "disclosure", "id": 90 + n, "title": f"公示{n}", "note": "未登记公开网址"} for n in range(4)]
    order = f.rectification(title="公开时效：31条逾期公开", records=late + bare)
    client = sign_in("liaison-fgj")
    page = client.get(f"/rectification/{order.id}").text
    assert len(re.findall(r'href="/disclosures/\d+"', page)) == 31
    assert "涉及的记录（31条）" in page
    assert "公开信息（27条）" in page
    assert "未登记公开网址（4条）" in page
    assert page.count("未登记公开网址") == 1
    cells = list(openpyxl.load_workbook(BytesIO(client.get("/rectification?export=xlsx").data)).active.values)[2]
    assert cells[3] == "公开时效：31条逾期公开"
    assert str(cells[5]).endswith("31. 《公示3》未登记公开网址")


def test_evidence_is_the_units_and_the_offices(order: Rectification, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    client.post(f"/rectification/{order.id}/report", data=typed(order, evidence=(BytesIO(PNG), "截图.png")))
    (address,) = re.findall(r'href="(/rectification/\d+/files/\d+)"', client.get(f"/rectification/{order.id}").text)
    answer = sign_in("office").get(address)
    assert answer.data == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in("liaison-zjj").get(address).status_code == 404


def test_the_register_filters_sorts_and_exports(people: dict[str, User], sign_in: SignIn) -> None:
    f.rectification(title="迟公开甲", due_on=date(2018, 12, 10))
    f.rectification(f.unit("zjj"), title="迟公开乙", state=CLOSED, closed_on=date(2018, 12, 12))
    client = sign_in("office")
    page = client.get("/rectification?sort=due").text
    assert page.index("迟公开甲") < page.index("迟公开乙")
    assert "逾期8个工作日" in page
    assert "迟公开乙" not in client.get("/rectification?state=open").text
    assert "迟公开甲" not in client.get(f"/rectification?unit={f.unit('zjj').id}").text
    assert "没有符合筛选条件的整改" in client.get("/rectification?q=100%25").text
    assert client.get("/rectification?state=lost&unit=²&year=x&sort=drop").status_code == 200
    assert client.get("/rectification?state=%00").status_code == 404
    book = openpyxl.load_workbook(BytesIO(client.get("/rectification?state=closed&export=xlsx").data))
    rows = list(book.active.values)
    assert [row[3] for row in rows[2:3]] == ["迟公开乙"]


@pytest.mark.parametrize(("person", "words"), [("office", "通报批评签发后"), ("liaison-fgj", "本单位没有整改任务")])
def test_an_empty_register_says_why(people: dict[str, User], sign_in: SignIn, person: str, words: str) -> None:
    assert words in sign_in(person).get("/rectification").text


def test_strangers_sign_in_first(order: Rectification, client: Client) -> None:
    assert client.get(f"/rectification/{order.id}").status_code == 302
