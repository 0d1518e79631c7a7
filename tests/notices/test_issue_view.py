"""The two notices: drafted from the confirmed list, issued once, then never changed."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest

from tests.appraisal.district import District
from tests.client import Client
from tracker import numbers
from tracker.appraisal import adjusting
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import NoticeKind, NoticeState, Proposal, RectificationState
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.notices.models import Notice
from tracker.rectification.models import Rectification

SignIn = Callable[[str], Client]
PRAISE, BLAME = "/year-end/2018/notices/commendation", "/year-end/2018/notices/criticism"


def seen(client: Client, address: str) -> str:
    found = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', client.get(address).text)
    assert found
    return found[1]


def typed(client: Client, address: str = BLAME, **fields: str) -> dict[str, str]:
    data = {
        "seen": seen(client, address),
        "number": "王政办发[2018]42号",
        "dated_on": "2018-12-20",
        "signed_by": "王某",
        "is_on_paper": "y",
        "rectify_by": "2019-01-11",
        "contact": "李某，0919-0000000",
    }
    return data | fields


def text_of(data: bytes) -> str:
    paper = docx.Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def notices() -> list[Notice]:
    return list(db.session.scalars(db.select(Notice)))


def put(code: str, decision: Proposal, by: Any) -> None:
    verdict = next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == code)
    adjusting.adjust(verdict, decision, "经核实", by)
    db.session.commit()


# --- draft -----------------------------------------------------------------------------------------------------------


def test_the_draft_reads_as_it_will(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    praise, blame = client.get(PRAISE).text, client.get(BLAME).text
    assert "区发展和改革局（100分）" in praise
    assert "（草稿，未编号）" in praise
    assert "区住房和城乡建设局" in blame
    assert "《住建批复0》应于2018-10-24前公开，2018-11-05公开，逾期8个工作日" in blame
    assert notices() == []


def test_the_draft_is_downloaded_without_number_and_date(appraisal: Appraisal, sign_in: SignIn) -> None:
    answer = sign_in("office").get(f"{BLAME}.docx")
    text = text_of(answer.data)
    assert "（草稿，未编号）" in text
    assert "××××年××月××日" in text
    assert "%E8%8D%89%E7%A8%BF" in answer.headers["Content-Disposition"]


def test_nobody_on_a_list_needs_no_notice(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    put("zjj", Proposal.NONE, district.office)
    client = sign_in("office")
    page = client.get(BLAME).text
    assert "不需要发这份通报" in page
    assert "<form" not in page.partition("<main")[2]
    assert client.get(f"{BLAME}.docx").status_code == 409


def test_before_confirmation_there_is_no_draft(district: District, sign_in: SignIn) -> None:
    answer = sign_in("office").get(BLAME)
    assert answer.status_code == 409
    assert "还没有确认" in answer.text
    assert sign_in("office").get("/year-end/2031/notices/criticism").status_code == 404
    assert sign_in("office").get("/year-end/2018/notices/praise").status_code == 404


@pytest.mark.parametrize("person", ["liaison-fgj", "liaison-zjj", "leader-fgj", "admin", "auditor"])
def test_a_draft_is_the_offices_alone(appraisal: Appraisal, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    for address in (PRAISE, BLAME, f"{BLAME}.docx"):
        assert client.get(address).status_code == 404
    assert client.post(f"{BLAME}/issue", data={"number": "王政办发〔2018〕1号"}).status_code == 404


# --- issue -----------------------------------------------------------------------------------------------------------


def test_issue_works(appraisal: Appraisal, district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    answer = client.post(f"{BLAME}/issue", data=typed(client), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    (notice,) = notices()
    assert (notice.kind, notice.state) == (NoticeKind.CRITICISM, NoticeState.ISSUED)
    assert (notice.document_number, notice.signed_by) == ("王政办发〔2018〕42号", "王某")
    assert (notice.dated_on, notice.rectify_by) == (date(2018, 12, 20), date(2019, 1, 11))
    orders = db.session.scalars(db.select(Rectification).order_by(Rectification.id)).all()
    assert {order.unit_id for order in orders} == {district.bad.id}
    assert {(order.state, order.due_on, order.ordered_on) for order in orders} == {
        (RectificationState.ORDERED, date(2019, 1, 11), date(2018, 12, 20))
    }
    assert set(notice.rectifications) == set(orders)
    assert [order.title for order in orders][:2] == ["任务完成：4项未办结", "公开时效：4条逾期公开"]
    assert [each["title"] for each in orders[1].records] == [f"住建批复{number}" for number in range(4)]
    assert orders[1].problem == "应公开4条，按期0条（0%），逾期4条。"
    assert "实施方案三（三）" in orders[1].basis
    noted = db.session.get_one(AuditEntry, notice.content["audit"]["last_id"])
    assert noted.hash == notice.content["audit"]["head"]
    assert {"notice.issue", "rectification.order"} <= set(db.session.scalars(db.select(AuditEntry.action)))
    assert db.session.get_one(Appraisal, appraisal.id).criticised_on == date(2018, 12, 20)


def test_the_paper_is_kept_and_comes_back_as_it_was(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"{BLAME}/issue", data=typed(client))
    first, second = client.get(f"{BLAME}.docx"), client.get(f"{BLAME}.docx")
    assert first.data == second.data
    text = text_of(first.data)
    for words in (
        "王政办发〔2018〕42号",
        "关于对2018年度重点领域政府信息公开工作不力单位予以批评并限期整改的通报",
        "区住房和城乡建设局",
        "2018年12月20日",
        "2019年1月11日",
        "李某，0919-0000000",
        "国务院令第492号",
        "《住建批复0》应于2018-10-24前公开",
    ):
        assert words in text.replace("\n", ""), words
    paper = docx.Document(BytesIO(first.data))
    assert len(paper.tables[0].rows) - 1 == len(notices()[0].rectifications)
    page = client.get(BLAME).text
    assert "不能修改" in page
    assert "签发人 王某" in page
    assert f"{BLAME}/issue" not in page


def test_the_commendation_orders_nothing(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    data = {key: value for key, value in typed(client, PRAISE).items() if key not in ("rectify_by", "contact")}
    assert client.post(f"{PRAISE}/issue", data=data).status_code == 303
    assert db.session.scalars(db.select(Rectification)).all() == []
    text = text_of(client.get(f"{PRAISE}.docx").data).replace("\n", "")
    assert "关于表扬2018年度重点领域政府信息公开工作成效突出单位的通报" in text
    assert "区发展和改革局（100分）。任务完成：应办4项，办结4项（100%）" in text


def test_issuing_twice_is_refused(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    data = typed(client)
    client.post(f"{BLAME}/issue", data=data, headers=manner)
    count = len(db.session.scalars(db.select(Rectification)).all())
    answer = client.post(f"{BLAME}/issue", data=data | {"number": "王政办发〔2018〕43号"}, headers=manner)
    assert answer.status_code == 409
    assert "已于 2018-12-20 以 王政办发〔2018〕42号 签发" in answer.text
    assert len(notices()) == 1
    assert len(db.session.scalars(db.select(Rectification)).all()) == count


def test_a_number_is_used_once(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    client.post(f"{PRAISE}/issue", data=typed(client, PRAISE))
    answer = client.post(f"{BLAME}/issue", data=typed(client, number="王政办发（2018）042号"), headers=manner)
    assert answer.status_code == 422
    assert '<a href="#number">文号</a>：文号 王政办发〔2018〕42号 已经用过（' in answer.text
    assert "李某，0919-0000000" in answer.text
    assert len(notices()) == 1
    assert db.session.scalars(db.select(Rectification)).all() == []
    assert db.session.get_one(Appraisal, appraisal.id).criticised_on is None
    answer = client.post(f"{BLAME}/issue", data=typed(client, number="王政办发〔2018〕43号"), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "已经用过" not in client.get(BLAME).text


@pytest.mark.parametrize(("ticked", "printed"), [({"is_public": "y"}, True), ({}, False)])
def test_publication_is_the_offices_to_decide(
    appraisal: Appraisal, sign_in: SignIn, ticked: dict[str, str], printed: bool
) -> None:
    client = sign_in("office")
    assert "（此件公开发布）</p>" in client.get(PRAISE).text
    assert 'checked id="is_public"' in client.get(PRAISE).text
    assert 'checked id="is_public"' not in client.get(BLAME).text
    client.post(f"{PRAISE}/issue", data=typed(client, PRAISE, **ticked))
    assert ("（此件公开发布）" in text_of(client.get(f"{PRAISE}.docx").data)) is printed
    assert ("（此件公开发布）" in client.get(PRAISE).text) is printed


def test_a_list_that_changed_since_it_was_seen_is_not_issued(
    appraisal: Appraisal, district: District, sign_in: SignIn, manner: dict[str, str]
) -> None:
    client = sign_in("office")
    data = typed(client)
    put("hbz", Proposal.CRITICISE, district.office)
    answer = client.post(f"{BLAME}/issue", data=data, headers=manner)
    assert answer.status_code == 409
    assert "名单或正文在您打开之后有调整" in answer.text
    assert "黄堡镇人民政府" in answer.text, "the newest paper stands below"
    assert "李某，0919-0000000" in answer.text
    assert notices() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "42"}, "样式填写文号"),
        ({"number": ""}, "请填写此项"),
        ({"number": "王政办发〔2017〕42号"}, "年份应与成文日期一致"),
        ({"dated_on": "2018-12-19"}, "应在事实截至日 2018-12-20 至今天 2018-12-20 之间"),
        ({"dated_on": "2018-12-21"}, "应在事实截至日"),
        ({"dated_on": "昨天"}, "请按 2018-09-20 的格式填写日期"),
        ({"signed_by": ""}, "请填写此项"),
        ({"is_on_paper": ""}, "请先由领导签发"),
        ({"rectify_by": "2018-12-20"}, "整改期限应在成文日期之后"),
        ({"rectify_by": ""}, "请填写此项"),
        ({"contact": ""}, "请填写此项"),
    ],
)
def test_bad_input_is_told_at_the_field(
    appraisal: Appraisal, sign_in: SignIn, fields: dict[str, str], words: str
) -> None:
    client = sign_in("office")
    answer = client.post(f"{BLAME}/issue", data=typed(client, **fields))
    assert answer.status_code == 422
    assert words in answer.text
    assert (fields.get("contact") or "李某，0919-0000000") in answer.text or fields.get("contact") == ""
    assert notices() == []


def test_a_unit_without_a_problem_cannot_be_criticised(
    appraisal: Appraisal, district: District, sign_in: SignIn
) -> None:
    put("fgj", Proposal.CRITICISE, district.office)
    answer = sign_in("office").get(BLAME)
    assert answer.status_code == 200
    assert "没有列出区发展和改革局的问题" in answer.text


# --- afterwards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"), [("liaison-zjj", 200), ("auditor", 200), ("admin", 200), ("liaison-fgj", 404)]
)
def test_an_issued_notice_is_seen_by_the_units_on_it(
    appraisal: Appraisal, sign_in: SignIn, person: str, status: int
) -> None:
    client = sign_in("office")
    client.post(f"{BLAME}/issue", data=typed(client))
    reader = sign_in(person)
    assert [reader.get(address).status_code for address in (BLAME, f"{BLAME}.docx")] == [status, status]
    if person == "liaison-zjj":
        page = reader.get("/year-end/2018/units/zjj").text
        assert BLAME in page
        assert "公开时效：" in reader.get("/rectification").text


def test_an_issued_list_is_no_longer_adjusted(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"{BLAME}/issue", data=typed(client))
    for code, decision in (("zjj", "none"), ("hbz", "criticise")):
        verdict = next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == code)
        data = {"version": str(verdict.version), "decision": decision, "reason": "经核实情况属实"}
        answer = client.post(f"/year-end/2018/units/{code}/decision", data=data)
        assert answer.status_code == 409
        assert "已经签发" in answer.text
    page = client.get("/year-end/2018/units/zjj/decision").text
    assert "本单位的名单不能再调整" in page
    assert 'name="decision"' not in page
    assert "/decision" not in client.get("/year-end/2018/units/zjj").text
    verdict = next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == "hbz")
    data = {"version": str(verdict.version), "decision": "commend", "reason": "经核实情况属实"}
    assert client.post("/year-end/2018/units/hbz/decision", data=data).status_code == 303


def test_the_road_goes_on_to_rectification(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert "待签发：通报表扬、通报批评" in client.get("/year-end/2018").text
    client.post(f"{BLAME}/issue", data=typed(client))
    assert "待签发：通报表扬" in client.get("/year-end/2018").text
    client.post(f"{PRAISE}/issue", data=typed(client, PRAISE, number="王政办发〔2018〕43号"))
    page = client.get("/year-end/2018").text
    count = len(db.session.scalars(db.select(Rectification)).all())
    assert f"{count}项，已销号0项" in page


@pytest.mark.databases("sqlite")
def test_the_number_of_a_circular_is_not_given_again(appraisal: Appraisal, sign_in: SignIn) -> None:
    numbers.take("王政办发〔2018〕42号", "督查通报《第三季度检查》")
    db.session.commit()
    client = sign_in("office")
    answer = client.post(f"{BLAME}/issue", data=typed(client))
    assert answer.status_code == 422
    assert "已经用过（督查通报《第三季度检查》）" in answer.text


@pytest.mark.databases("sqlite")
def test_a_rectification_years_away_is_taken_for_a_slip(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.post(f"{BLAME}/issue", data=typed(client) | {"rectify_by": "2038-12-20"})
    assert answer.status_code == 422
    assert "不能晚于 2019-06-18，请核对年份" in answer.text
