"""A unit answers what was found, the office answers an objection, a finding is taken back."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories as f
from tests.supervision.conftest import SEEN, SignIn
from tracker.db import db
from tracker.supervision import checking, replying
from tracker.supervision.choices import FindingReply, FindingState, InspectionState
from tracker.supervision.models import Finding
from tracker.supervision.replying import Reply

ACCEPT = {"kind": "accepted", "reply": "已补充公开", "address": "http://www.tcwy.gov.cn/2"}
OBJECTION = Reply(FindingReply.OBJECTED, "期限应自批复送达之日起算")


def test_the_unit_accepts(finding: Finding, sign_in: SignIn, manner: dict[str, str]) -> None:
    data = ACCEPT | {"version": finding.version}
    client = sign_in("liaison-fgj")
    answer = client.post(f"/supervision/findings/{finding.id}/reply", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(finding)
    assert (finding.reply_kind, finding.reply) == (FindingReply.ACCEPTED, "已补充公开")
    assert "已补充公开" in client.get(f"/supervision/findings/{finding.id}").text


def test_it_may_change_its_mind_in_time(finding: Finding, sign_in: SignIn) -> None:
    client, address = sign_in("liaison-fgj"), f"/supervision/findings/{finding.id}/reply"
    client.post(address, data=ACCEPT | {"version": finding.version})
    db.session.refresh(finding)
    client.post(address, data=ACCEPT | {"version": finding.version, "kind": "objected", "reply": "经核对无误"})
    db.session.refresh(finding)
    assert (finding.reply_kind, finding.reply) == (FindingReply.OBJECTED, "经核对无误")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": ""}, "请选择反馈意见"),
        ({"kind": "x"}, "反馈意见"),
        ({"reply": ""}, "请填写此项"),
        ({"address": "x"}, "网址应以"),
    ],
)
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(finding: Finding, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    data = ACCEPT | {"version": finding.version} | changed
    answer = sign_in("liaison-fgj").post(f"/supervision/findings/{finding.id}/reply", data=data)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_stale_reply_shows_both(finding: Finding, sign_in: SignIn) -> None:
    stale = finding.version
    replying.reply(finding, f.liaison(), OBJECTION)
    answer = sign_in("liaison-fgj").post(f"/supervision/findings/{finding.id}/reply", data=ACCEPT | {"version": stale})
    assert answer.status_code == 409
    assert OBJECTION.text in answer.text
    assert ACCEPT["reply"] in answer.text


def test_after_the_date_it_counts_as_accepted(finding: Finding, sign_in: SignIn) -> None:
    finding.inspection.reply_by = date(2018, 12, 19)
    data = ACCEPT | {"version": finding.version}
    answer = sign_in("liaison-fgj").post(f"/supervision/findings/{finding.id}/reply", data=data)
    assert answer.status_code == 422
    assert "未反馈的视为认可" in answer.text


@pytest.mark.parametrize("who", ["liaison-zjj", "leader-fgj", "office", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_nobody_else_replies(finding: Finding, sign_in: SignIn, who: str) -> None:
    for make in (f.leader, f.admin, f.auditor):
        make()
    data = ACCEPT | {"version": finding.version}
    assert sign_in(who).post(f"/supervision/findings/{finding.id}/reply", data=data).status_code == 404


@pytest.mark.databases("sqlite")
def test_another_unit_does_not_know_of_it(finding: Finding, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    assert client.get(f"/supervision/findings/{finding.id}").status_code == 404
    assert SEEN.problem not in client.get("/supervision/findings").text


@pytest.mark.parametrize(
    ("verdict", "state"), [("uphold", FindingState.STANDING), ("withdraw", FindingState.WITHDRAWN)]
)
def test_the_office_answers_an_objection(
    finding: Finding, sign_in: SignIn, manner: dict[str, str], verdict: str, state: FindingState
) -> None:
    replying.reply(finding, f.liaison(), OBJECTION)
    data = {"version": finding.version, "verdict": verdict, "answer": "经调阅送达回证核实"}
    client = sign_in("office")
    answer = client.post(f"/supervision/findings/{finding.id}/answer", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(finding)
    assert (finding.state, finding.answer) == (state, "经调阅送达回证核实")
    again = client.post(f"/supervision/findings/{finding.id}/answer", data=data | {"version": finding.version})
    assert again.status_code == 422


def test_what_was_accepted_needs_no_answer(finding: Finding, sign_in: SignIn) -> None:
    data = {"version": finding.version, "verdict": "uphold", "answer": "维持"}
    answer = sign_in("office").post(f"/supervision/findings/{finding.id}/answer", data=data)
    assert answer.status_code == 422
    assert "没有等待答复的异议" in answer.text


def test_an_answer_needs_words(finding: Finding, sign_in: SignIn, manner: dict[str, str]) -> None:
    replying.reply(finding, f.liaison(), OBJECTION)
    data = {"version": finding.version, "verdict": "uphold", "answer": ""}
    answer = sign_in("office").post(f"/supervision/findings/{finding.id}/answer", data=data, headers=manner)
    assert answer.status_code == 422


def test_it_is_taken_back_with_a_reason(finding: Finding, sign_in: SignIn, manner: dict[str, str]) -> None:
    data = {"version": finding.version, "reason": "记录有误"}
    client, address = sign_in("office"), f"/supervision/findings/{finding.id}/withdrawal"
    assert client.post(address, data=data | {"reason": ""}, headers=manner).status_code == 422
    assert client.post(address, data=data, headers=manner).status_code in (200, 303)
    db.session.refresh(finding)
    assert finding.state is FindingState.WITHDRAWN
    assert client.post(address, data=data | {"version": finding.version}).status_code == 422


def test_nothing_is_taken_back_after_the_circular(finding: Finding, sign_in: SignIn) -> None:
    finding.inspection.state = InspectionState.ISSUED
    data = {"version": finding.version, "reason": "记录有误"}
    answer = sign_in("office").post(f"/supervision/findings/{finding.id}/withdrawal", data=data)
    assert answer.status_code == 422
    assert "已经通报" in answer.text


@pytest.mark.parametrize("query", ["state=waiting&indicator=timeliness", "q=逾期8个", "state=x&unit=²"])
@pytest.mark.databases("sqlite")
def test_the_register_is_filtered(finding: Finding, sign_in: SignIn, query: str) -> None:
    assert SEEN.problem in sign_in("office").get(f"/supervision/findings?{query}").text


@pytest.mark.parametrize("query", ["state=withdrawn", "state=objected", "state=accepted", "indicator=channel"])
@pytest.mark.databases("sqlite")
def test_the_register_says_that_nothing_fits(finding: Finding, sign_in: SignIn, query: str) -> None:
    assert "没有符合筛选条件的问题" in sign_in("office").get(f"/supervision/findings?{query}").text


def test_the_register_goes_out_as_a_workbook(finding: Finding, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/supervision/findings?export=xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert SEEN.problem in cells


def test_a_withdrawn_problem_leaves_its_task_open_for_clearing(inspection: Any) -> None:
    by, item = f.office(), inspection.items[0]
    checking.withdraw(checking.find(item, by, SEEN), by, "记录有误")
    checking.clear(item, by, "重新核对无误")
    assert item.remark == "重新核对无误"
