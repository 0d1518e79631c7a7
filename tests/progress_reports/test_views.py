"""A report's way from the draft to the office, and back."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import docx
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests import factories as f
from tests.client import Client
from tracker.choices import AssignmentState
from tracker.db import db
from tracker.progress_reports import handing, writing
from tracker.progress_reports.choices import ReportState, Section
from tracker.progress_reports.models import ChapterText, ProgressReport, ProgressReportEntry
from tracker.requests.choices import ReplyKind, RequestState

SignIn = Callable[[str], Client]
S = ReportState


@pytest.fixture
def report(app: Flask) -> ProgressReport:
    """Drafted from one late record and one request, and completed."""
    by = f.liaison()
    f.liaison("zjj"), f.leader(), f.office()
    f.disclosure(f.assignment(unit_=by.unit), published_on=date(2018, 11, 5))
    f.information_request(
        by.unit,
        received_on=date(2018, 11, 1),
        replied_on=date(2018, 11, 9),
        reply_kind=ReplyKind.DISCLOSED,
        state=RequestState.REPLIED,
    )
    made = writing.draft(by.unit, 2018, by)
    writing.edit(made, by, {Section.PROBLEMS: "人手不足。\n将加强培训。"})
    writing.fill_in(made, by, {})
    return made


def to(state: ReportState, report: ProgressReport) -> None:
    """Bring it that far through the verbs."""
    by = f.liaison()
    handing.send_up(report, by)
    if state is not S.WITH_LEADER:
        handing.approve(report, f.leader())
    if state in (S.SUBMITTED, S.ACCEPTED):
        handing.submit(report, by, "王发改字〔2018〕9号")
    if state is S.ACCEPTED:
        handing.accept(report, f.office())


def words(data: bytes) -> str:
    of = docx.Document(BytesIO(data))
    cells = [cell.text for table in of.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in of.paragraphs), *cells])


def test_it_is_drafted_from_the_facts(app: Flask, sign_in: SignIn, manner: dict[str, str]) -> None:
    share = f.assignment(unit_=f.liaison().unit, state=AssignmentState.ACCEPTED, submitted_at=None)
    f.disclosure(share)
    client = sign_in("liaison-fgj")
    answer = client.post("/reports/drafts", data={"year": "2018"}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    made = db.session.scalars(select(ProgressReport)).one()
    assert made.figures["disclosures_on_time"] == 1
    page = client.get(f"/reports/{made.id}").text
    assert "全年登记公开记录1条，其中按期公开1条" in page
    again = client.post("/reports/drafts", data={"year": "2018"})
    assert again.status_code == 409
    assert "已经起草" in again.text


@pytest.mark.parametrize("year", ["2019", "1999", "x", ""])
@pytest.mark.databases("sqlite")
def test_no_report_of_a_year_without_facts(app: Flask, sign_in: SignIn, year: str) -> None:
    f.liaison()
    assert sign_in("liaison-fgj").post("/reports/drafts", data={"year": year}).status_code == 404


def test_the_whole_way(report: ProgressReport, sign_in: SignIn, manner: dict[str, str]) -> None:
    steps = (
        ("liaison-fgj", "send-up", {}, S.WITH_LEADER),
        ("leader-fgj", "approve", {}, S.APPROVED),
        ("liaison-fgj", "submit", {"document_number": "王发改字〔2018〕9号"}, S.SUBMITTED),
        ("office", "return", {"note": "数据有误"}, S.RETURNED),
        ("liaison-fgj", "refresh", {}, S.RETURNED),
        ("liaison-fgj", "send-up", {}, S.WITH_LEADER),
        ("leader-fgj", "send-back", {"note": "补充措施"}, S.DRAFTING),
        ("liaison-fgj", "send-up", {}, S.WITH_LEADER),
        ("leader-fgj", "approve", {}, S.APPROVED),
        ("liaison-fgj", "submit", {}, S.SUBMITTED),
        ("office", "accept", {}, S.ACCEPTED),
    )
    clients = {who: sign_in(who) for who, *_ in steps}
    for who, act, data, state in steps:
        db.session.refresh(report)
        address = f"/reports/{report.id}/{act}"
        answer = clients[who].post(address, data=data | {"version": report.version}, headers=manner)
        assert answer.status_code == (200 if manner else 303), (act, answer.text)
        db.session.refresh(report)
        assert report.state is state
    assert report.returns == 1


def test_its_history_is_never_changed(report: ProgressReport) -> None:
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(update(ProgressReportEntry).values(note="没有这回事"))
    assert all(entry.note != "没有这回事" for entry in report.entries)


def test_the_paper(report: ProgressReport, sign_in: SignIn) -> None:
    to(S.SUBMITTED, report)
    said = words(sign_in("office").get(f"/reports/{report.id}.docx").data)
    for text in (
        "王发改字〔2018〕9号",
        "五、存在的主要问题及改进情况",
        "将加强培训。",
        "逾期公开或逾期未公开1条",
        "（七）总计",
    ):
        assert text in said


def test_problems_must_be_written_first(report: ProgressReport, sign_in: SignIn) -> None:
    report.added = {}
    db.session.flush()
    client = sign_in("liaison-fgj")
    page = client.get(f"/reports/{report.id}").text
    assert "必须补充，还没有写" in page
    assert f'/reports/{report.id}/edit#problems_text-field">去补充' in page, "told before one tries"
    answer = client.post(f"/reports/{report.id}/send-up", data={"version": report.version})
    assert answer.status_code == 422
    assert "没有办成：请先补充" in answer.text
    assert "<h1>" in answer.text, "the report itself, not a bare page"


@pytest.mark.databases("sqlite")
def test_the_tables_must_be_filled_in_first(report: ProgressReport, sign_in: SignIn) -> None:
    report.annual = {}
    db.session.flush()
    client = sign_in("liaison-fgj")
    assert f'/reports/{report.id}/tables">去填写' in client.get(f"/reports/{report.id}").text
    answer = client.post(f"/reports/{report.id}/send-up", data={"version": report.version})
    assert answer.status_code == 422
    assert "请先填写年度报告第二、四部分的表格" in answer.text


@pytest.mark.databases("sqlite")
def test_a_number_of_the_chapter_that_the_records_lack_is_pointed_at(report: ProgressReport, sign_in: SignIn) -> None:
    to(S.ACCEPTED, report)
    client = sign_in("office")
    said = {"version": "0", "text": "一、总体情况\n已完成999项。", "note": ""}
    assert client.post("/reports/chapter/2018/text", data=said).status_code == 303
    assert "正文第1版写的999项不在台账拟的文字里" in client.get("/reports/chapter/2018").text


@pytest.mark.parametrize(
    ("state", "who", "act"),
    [
        (S.WITH_LEADER, "liaison-fgj", "send-up"),
        (S.WITH_LEADER, "liaison-fgj", "refresh"),
        (S.WITH_LEADER, "liaison-fgj", "submit"),
        (S.WITH_LEADER, "office", "accept"),
        (S.WITH_LEADER, "office", "return"),
        (S.SUBMITTED, "leader-fgj", "approve"),
        (S.SUBMITTED, "leader-fgj", "send-back"),
        (S.ACCEPTED, "office", "accept"),
    ],
)
@pytest.mark.databases("sqlite")
def test_no_step_out_of_turn(report: ProgressReport, sign_in: SignIn, state: ReportState, who: str, act: str) -> None:
    to(state, report)
    data = {"version": report.version, "note": "原因"}
    assert sign_in(who).post(f"/reports/{report.id}/{act}", data=data).status_code == 422
    db.session.refresh(report)
    assert report.state is state


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("liaison-zjj", "send-up"),
        ("office", "send-up"),
        ("leader-fgj", "send-up"),
        ("liaison-fgj", "approve"),
        ("leader-fgj", "submit"),
        ("liaison-fgj", "accept"),
        ("leader-fgj", "return"),
    ],
)
@pytest.mark.databases("sqlite")
def test_nobody_takes_anothers_step(report: ProgressReport, sign_in: SignIn, who: str, act: str) -> None:
    data = {"version": report.version, "note": "原因"}
    assert sign_in(who).post(f"/reports/{report.id}/{act}", data=data).status_code == 404


def test_a_return_says_why(report: ProgressReport, sign_in: SignIn, manner: dict[str, str]) -> None:
    to(S.SUBMITTED, report)
    data = {"version": report.version, "note": " "}
    answer = sign_in("office").post(f"/reports/{report.id}/return", data=data, headers=manner)
    assert answer.status_code == 422
    assert "请填写此项" in answer.text


def test_the_text_is_completed(report: ProgressReport, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, address = sign_in("liaison-fgj"), f"/reports/{report.id}/edit"
    assert "人手不足。" in client.get(address).text
    data = {"version": report.version, "overall": "区发改局成立专班。", "problems_text": "已改进。"}
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    db.session.refresh(report)
    assert report.added == {"overall": "区发改局成立专班。", "problems": "已改进。"}
    stale = client.post(address, data=data | {"overall": "另一稿"}, headers=manner)
    assert stale.status_code == 409
    assert "区发改局成立专班。" in stale.text
    assert "另一稿" in stale.text
    data["version"] = str(report.version)
    assert client.post(address, data=data | {"other": "长" * 4001}).status_code == 422


def test_no_text_is_changed_after_it_was_handed_on(report: ProgressReport, sign_in: SignIn) -> None:
    to(S.WITH_LEADER, report)
    assert sign_in("liaison-fgj").get(f"/reports/{report.id}/edit").status_code == 409


@pytest.mark.databases("sqlite")
def test_another_unit_does_not_know_of_it(report: ProgressReport, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    for address in (f"/reports/{report.id}", f"/reports/{report.id}.docx", f"/reports/{report.id}/edit"):
        assert client.get(address).status_code == 404
    assert "区发改局" not in client.get("/reports").text
    assert client.get("/reports/chapter/2018").status_code == 404


@pytest.mark.parametrize("query", ["", "?state=drafting&kind=department", "?state=x&kind=x&year=x&sort=-state"])
def test_the_register(report: ProgressReport, sign_in: SignIn, query: str) -> None:
    page = sign_in("office").get(f"/reports{query}").text
    assert f'href="/reports/{report.id}"' in page
    assert sign_in("office").get("/reports?export=xlsx").status_code == 200


def test_the_register_names_units_without_a_report(report: ProgressReport, sign_in: SignIn) -> None:
    page = sign_in("office").get("/reports?state=none").text
    assert "区住建局" in page
    assert f'href="/reports/{report.id}"' not in page


def test_the_office_sets_the_date(report: ProgressReport, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    assert "报送期限 2019-01-20" in client.get("/reports").text
    assert client.post("/reports/due/2018", data={"due_on": "2019-04-01"}, headers=manner).status_code == 422
    assert client.post("/reports/due/2018", data={"due_on": "2018-12-19"}, headers=manner).status_code == 422
    client.post("/reports/due/2018", data={"due_on": "2019-01-10"}, headers=manner)
    assert "报送期限 2019-01-10" in client.get("/reports").text
    assert sign_in("liaison-fgj").post("/reports/due/2018", data={"due_on": "2019-01-11"}).status_code == 404


def test_the_chapter_agrees_with_its_parts(report: ProgressReport, sign_in: SignIn) -> None:
    to(S.ACCEPTED, report)
    client = sign_in("office")
    page = client.get("/reports/chapter/2018").text
    assert "各单位都已报送，各项合计与台账一致" in page
    assert "区发改局：人手不足。 将加强培训。" in page
    said = words(client.get("/reports/chapter/2018.docx").data)
    assert "铜川市王益区2018年度重点领域政府信息公开工作进展情况" in said.replace("\n", "")
    f.disclosure(f.assignment(unit_=f.unit()), title="后来登记的")
    page = client.get("/reports/chapter/2018").text
    assert "1个单位的报告与台账现在的数字不一致" in page


TABLES = {"documents_made": "2", "documents_in_force": "9", "licences": "3", "fees": "12.5", "review_total": "0"}


def test_the_liaison_fills_in_the_tables(report: ProgressReport, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, address = sign_in("liaison-fgj"), f"/reports/{report.id}/tables"
    assert "台账没有这些数据" in client.get(address).text
    data = TABLES | {"version": str(report.version)}
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    db.session.refresh(report)
    assert (report.annual["documents_made"], report.annual["fees"], report.annual["rules_made"]) == (2, 125_000, 0)
    assert "12.5万元" in client.get(f"/reports/{report.id}").text
    assert "行政规范性文件" in words(client.get(f"/reports/{report.id}.docx").data)
    stale = client.post(address, data=data | {"licences": "77"}, headers=manner)
    assert stale.status_code == 409
    assert 'value="77"' in stale.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"review_total": "2"}, "各项结果之和为0，总计填写为2"),
        ({"licences": "-1"}, "请填写0至1000000之间的整数"),
        ({"fees": "0.00001"}, "最多四位小数"),
        ({"fees": "x"}, "fees"),
    ],
)
@pytest.mark.databases("sqlite")
def test_tables_that_do_not_add_up_come_back(
    report: ProgressReport, sign_in: SignIn, changed: dict[str, str], told: str
) -> None:
    data = TABLES | {"version": str(report.version)} | changed
    answer = sign_in("liaison-fgj").post(f"/reports/{report.id}/tables", data=data)
    assert answer.status_code == 422
    assert told in answer.text
    assert not any(report.annual.values())


@pytest.mark.parametrize("who", ["liaison-zjj", "leader-fgj", "office"])
@pytest.mark.databases("sqlite")
def test_nobody_else_fills_them_in(report: ProgressReport, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).post(f"/reports/{report.id}/tables", data=TABLES | {"version": "1"}).status_code == 404


@pytest.mark.databases("sqlite")
def test_what_was_handed_in_is_not_filled_in_again(report: ProgressReport, sign_in: SignIn) -> None:
    to(S.SUBMITTED, report)
    db.session.commit()
    answer = sign_in("liaison-fgj").post(f"/reports/{report.id}/tables", data=TABLES | {"version": str(report.version)})
    assert answer.status_code == 422


CHAPTER = "/reports/chapter/2018"


def test_the_chapter_is_edited_version_by_version(
    report: ProgressReport, sign_in: SignIn, manner: dict[str, str]
) -> None:
    client = sign_in("office")
    assert "一、总体情况" in client.get(f"{CHAPTER}/text").text
    data = {"version": "0", "text": "一、总体情况\n\n今年进展顺利。", "note": "改写"}
    assert client.post(f"{CHAPTER}/text", data=data, headers=manner).status_code == (200 if manner else 303)
    page = client.get(CHAPTER).text
    assert "今年进展顺利。" in page
    assert "第1版" in page
    assert "今年进展顺利。" in words(client.get(f"{CHAPTER}.docx").data)
    stale = client.post(f"{CHAPTER}/text", data=data | {"text": "别的写法"}, headers=manner)
    assert stale.status_code == 409
    assert "别的写法" in stale.text
    client.post(f"{CHAPTER}/text", data=data | {"version": "1", "text": "第二稿。"})
    assert "今年进展顺利。" in client.get(f"{CHAPTER}/text/1").text
    assert "第二稿。" in client.get(CHAPTER).text
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(ChapterText).values(note="x"))


@pytest.mark.databases("sqlite")
def test_a_chapter_says_when_the_records_changed_since(report: ProgressReport, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"{CHAPTER}/text", data={"version": "0", "text": "一稿。"})
    assert "台账数字此后有变化" not in client.get(CHAPTER).text
    f.assignment(unit_=f.liaison().unit)
    db.session.commit()
    assert "台账数字此后有变化" in client.get(CHAPTER).text


@pytest.mark.parametrize(("who", "status"), [("liaison-fgj", 404), ("leader-fgj", 404), ("auditor", 404)])
@pytest.mark.databases("sqlite")
def test_only_the_office_edits_the_chapter(report: ProgressReport, sign_in: SignIn, who: str, status: int) -> None:
    f.auditor()
    assert sign_in(who).post(f"{CHAPTER}/text", data={"version": "0", "text": "x"}).status_code == status


@pytest.mark.databases("sqlite")
def test_an_empty_chapter_comes_back(report: ProgressReport, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert client.post(f"{CHAPTER}/text", data={"version": "0", "text": " "}).status_code == 422
    assert client.get(f"{CHAPTER}/text/9").status_code == 404
