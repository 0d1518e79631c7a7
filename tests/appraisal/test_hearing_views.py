"""A unit's own word: self-assessment, excuses and statement, and the office's answers."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal import confirming, lists
from tracker.appraisal.choices import ExcuseState, StatementOutcome
from tracker.appraisal.models import Appraisal, AppraisalScheme, Excuse, SelfAssessment, Statement
from tracker.appraisal.schemes import drafting
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry

SignIn = Callable[[str], Client]
ZJJ = "/year-end/2018/units/zjj"
POINTS = {
    "completion": "20", "timeliness": "15.5", "rhythm": "0", "publication": "10", "secrecy": "5", "opinions": "0",
    "policies": "0", "acknowledgement": "4", "first_pass": "6",
}  # fmt: skip


def points(**changes: str) -> dict[str, str]:
    return {f"points_{key}": value for key, value in (POINTS | changes).items()} | {"version": "0", "text": "已尽力"}


def actions() -> set[str]:
    return set(db.session.scalars(db.select(AuditEntry.action)))


def late_record(client: Client) -> str:
    found = re.search(r"excuses\?indicator=timeliness&amp;record=(disclosure:\d+)", client.get(ZJJ).text)
    assert found
    return found[1]


# --- self-assessment -------------------------------------------------------------------------------------------------


def test_it_works(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-zjj")
    assert "填写自评" in client.get(ZJJ).text
    answer = client.post(f"{ZJJ}/self-assessment", data=points(), headers=manner)
    assert answer.status_code in (200, 303)
    page = client.get(ZJJ).text
    assert "自评 60.50" in page
    assert "15.50" in page
    assert "60.50" in sign_in("office").get("/year-end/2018").text
    assert "self_assessment.save" in actions()
    assert 'value="15.50"' in client.get(f"{ZJJ}/self-assessment").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"completion": "25.5"}, "应在0至25分之间"),
        ({"completion": "-1"}, "应在0至25分之间"),
        ({"completion": "nan"}, "请填写数字"),
        ({"completion": "很多"}, "请填写数字"),
        ({"completion": "1.234"}, "最多两位小数"),
    ],
)
def test_points_that_cannot_be_are_refused(
    district: District, sign_in: SignIn, manner: dict[str, str], changes: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-zjj").post(f"{ZJJ}/self-assessment", data=points(**changes), headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert "已尽力" in answer.text
    assert db.session.scalars(db.select(SelfAssessment)).all() == []


def test_what_does_not_apply_is_left_blank(district: District, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    blank = dict.fromkeys(POINTS, "")
    answer = client.post(f"{ZJJ}/self-assessment", data=points(**blank))
    assert answer.status_code == 409
    assert "至少填写一项" in answer.text
    some = points(**(blank | {"completion": "20", "secrecy": "5"}))
    answer = client.post(f"{ZJJ}/self-assessment", data=some)
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 3, "timeliness, publication and acknowledgement apply too"
    assert "这项适用于本单位，请填写自评得分" in answer.text
    client.post(f"{ZJJ}/self-assessment", data=points(rhythm="", opinions="", policies="", first_pass=""))
    assert db.session.scalars(db.select(SelfAssessment.total)).one() == pytest.approx(85.16)


def test_a_stale_self_assessment_is_not_saved(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-zjj")
    client.post(f"{ZJJ}/self-assessment", data=points())
    answer = client.post(f"{ZJJ}/self-assessment", data=points(completion="7"), headers=manner)
    assert answer.status_code == 409
    assert "合计 60.5 分" in answer.text
    assert 'value="7"' in answer.text


def test_after_confirmation_it_stays(appraisal: Appraisal, sign_in: SignIn) -> None:
    answer = sign_in("liaison-zjj").post(f"{ZJJ}/self-assessment", data=points())
    assert answer.status_code == 409
    assert "名单已经确认" in answer.text


@pytest.mark.parametrize("person", ["liaison-fgj", "office", "admin", "auditor"])
@pytest.mark.parametrize("path", ["self-assessment", "excuses", "statement"])
def test_nobody_speaks_for_another_unit(appraisal: Appraisal, sign_in: SignIn, person: str, path: str) -> None:
    client = sign_in(person)
    assert client.post(f"{ZJJ}/{path}", data=points()).status_code == 404
    assert client.get(f"{ZJJ}/{path}").status_code == 404


# --- excuses ---------------------------------------------------------------------------------------------------------


def test_an_accepted_excuse_no_longer_costs_points(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    unit, office = sign_in("liaison-zjj"), sign_in("office")
    record = late_record(unit)
    before = lists.of(2018).unit("zjj")
    data = {"indicator": "timeliness", "record": record, "reason": "网站集约化迁移期间停用"}
    assert unit.post(f"{ZJJ}/excuses", data=data, headers=manner).status_code in (200, 303)
    assert "1份情况说明待答复" in office.get("/year-end/2018").text
    excuse = db.session.scalars(db.select(Excuse)).one()
    answer = f"/year-end/2018/excuses/{excuse.id}/answer"
    assert "网站集约化迁移期间停用" in office.get(answer).text
    done = office.post(answer, data={"version": "1", "state": "accepted", "answer": "经核实属实"}, headers=manner)
    assert done.status_code in (200, 303)
    db.session.expire_all()
    after = lists.of(2018).unit("zjj")
    assert before is not None
    assert after is not None
    assert after["facts"]["disclosures_late"] == before["facts"]["disclosures_late"] - 1
    assert after["facts"]["excused"] == 1
    assert any(line["reason"].endswith("，另有1条记录经公开办认可免责") for line in after["lines"])
    page = unit.get(ZJJ).text
    assert "认可，不计失分：经核实属实" in page
    assert {"excuse.ask", "excuse.answer"} <= actions()
    again = office.post(answer, data={"version": "2", "state": "refused", "answer": "不"}, headers=manner)
    assert again.status_code == 409
    assert "已经答复" in again.text


def test_a_refused_excuse_changes_nothing(district: District, sign_in: SignIn) -> None:
    unit, office = sign_in("liaison-zjj"), sign_in("office")
    unit.post(f"{ZJJ}/excuses", data={"indicator": "timeliness", "record": late_record(unit), "reason": "忙"})
    before = lists.of(2018).fingerprint
    excuse = db.session.scalars(db.select(Excuse)).one()
    office.post(f"/year-end/2018/excuses/{excuse.id}/answer", data={"version": "1", "state": "refused", "answer": "否"})
    db.session.expire_all()
    assert db.session.get_one(Excuse, excuse.id).state is ExcuseState.REFUSED
    assert lists.of(2018).fingerprint == before
    assert "不认可" in sign_in("auditor").get("/year-end/2018/excuses").text


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"record": "disclosure:999999"}, 409, "没有使本单位在该指标失分"),
        ({"record": "disclosure:x"}, 409, "没有使本单位在该指标失分"),
        ({"indicator": "charm"}, 409, "没有使本单位在该指标失分"),
        ({"reason": " "}, 422, "请填写此项"),
        ({"record": ""}, 422, "从失分的记录"),
    ],
)
def test_what_cannot_be_excused(
    district: District, sign_in: SignIn, manner: dict[str, str], fields: dict[str, str], status: int, words: str
) -> None:
    client = sign_in("liaison-zjj")
    data = {"indicator": "timeliness", "record": late_record(client), "reason": "停用"} | fields
    answer = client.post(f"{ZJJ}/excuses", data=data, headers=manner)
    assert answer.status_code == status
    assert words in answer.text
    assert db.session.scalars(db.select(Excuse)).all() == []


def test_the_same_record_is_excused_once(district: District, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    data = {"indicator": "timeliness", "record": late_record(client), "reason": "停用"}
    client.post(f"{ZJJ}/excuses", data=data)
    answer = client.post(f"{ZJJ}/excuses", data=data)
    assert answer.status_code == 409
    assert "已经提交过" in answer.text


def test_nothing_is_confirmed_while_an_excuse_waits(
    district: District, sign_in: SignIn, manner: dict[str, str]
) -> None:
    unit, office = sign_in("liaison-zjj"), sign_in("office")
    unit.post(f"{ZJJ}/excuses", data={"indicator": "timeliness", "record": late_record(unit), "reason": "停用"})
    assert "1份情况说明</a>还没有答复" in office.get("/year-end/2018/confirm").text
    data = {"fingerprint": lists.of(2018).fingerprint}
    answer = office.post("/year-end/2018/confirm", data=data, headers=manner)
    assert answer.status_code == 409
    assert "情况说明没有答复" in answer.text
    assert db.session.scalars(db.select(Appraisal)).all() == []


# --- statements ------------------------------------------------------------------------------------------------------


def test_a_statement_is_answered_before_anything_is_issued(
    appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]
) -> None:
    unit, office = sign_in("liaison-zjj"), sign_in("office")
    assert "申述或表示无异议" in unit.get(ZJJ).text
    data = {"version": "0", "is_contested": "yes", "text": "第三条记录的公开日期登记有误"}
    assert unit.post(f"{ZJJ}/statement", data=data, headers=manner).status_code in (200, 303)
    assert "待答复的申述" in office.get("/year-end/2018").text
    issuing = "/year-end/2018/notices/criticism"
    seen = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', office.get(issuing).text)
    assert seen
    paper = {
        "seen": seen[1], "number": "王政办发〔2018〕42号", "dated_on": "2018-12-20",
        "signed_by": "王某", "is_on_paper": "y",
        "rectify_by": "2019-01-11", "contact": "李某，0919-0000000",
    }  # fmt: skip
    refused = office.post(f"{issuing}/issue", data=paper, headers=manner)
    assert refused.status_code == 422
    assert "申述还没有答复" in refused.text
    answer = {"version": "1", "outcome": "rejected", "answer": "经核对原网页，日期无误"}
    assert office.post(f"{ZJJ}/statement/answer", data=answer, headers=manner).status_code in (200, 303)
    assert "申述不成立" in unit.get(ZJJ).text
    again = unit.post(f"{ZJJ}/statement", data=data | {"version": "2"}, headers=manner)
    assert again.status_code == 409
    assert "已经答复" in again.text
    assert office.post(f"{issuing}/issue", data=paper, headers=manner).status_code in (200, 303)
    assert {"statement.save", "statement.answer", "notice.issue"} <= actions()


def test_a_unit_may_have_no_objection(appraisal: Appraisal, sign_in: SignIn) -> None:
    f.leader("zjj")
    client = sign_in("leader-zjj")
    client.post(f"{ZJJ}/statement", data={"version": "0", "is_contested": "no", "text": ""})
    found = db.session.scalars(db.select(Statement)).one()
    assert (found.is_contested, found.is_open) == (False, False)
    assert (
        sign_in("office")
        .post(f"{ZJJ}/statement/answer", data={"version": "1", "outcome": "upheld", "answer": "好"})
        .status_code
        == 409
    )


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_a_statement_carries_its_evidence(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-zjj")
    data = {"version": "0", "is_contested": "yes", "text": "已按期公开，见附件。"}
    files = {"evidence": [(BytesIO(PDF), "公开截图.pdf"), (BytesIO(PDF + b"\n"), "登记表.pdf")]}
    assert client.post(f"{ZJJ}/statement", data=data | files, headers=manner).status_code in (200, 303)
    found = db.session.scalars(db.select(Statement)).one()
    assert [each.name for each in found.evidence] == ["公开截图.pdf", "登记表.pdf"]
    address = f"{ZJJ}/statement/files/{found.evidence[0].id}"
    assert client.get(address).data == PDF
    assert address in sign_in("office").get(ZJJ).text
    assert sign_in("liaison-fgj").get(address).status_code == 404
    assert client.get(f"{ZJJ}/statement/files/999").status_code == 404
    assert client.get(address.replace("2018", "2017")).status_code == 404
    assert "file.download" in actions()


@pytest.mark.databases("sqlite")
def test_evidence_of_a_wrong_kind_comes_back(appraisal: Appraisal, sign_in: SignIn) -> None:
    data = {"version": "0", "is_contested": "yes", "text": "见附件。"}
    files = {"evidence": (BytesIO(b"MZ"), "程序.exe")}
    answer = sign_in("liaison-zjj").post(f"{ZJJ}/statement", data=data | files)
    assert answer.status_code == 422
    assert "只接受" in answer.text
    assert db.session.scalar(db.select(Statement.id)) is None


def test_the_time_for_statements_runs_first(district: District, sign_in: SignIn) -> None:
    drafting.keep_default(2018)
    row = db.session.scalars(db.select(AppraisalScheme)).one()
    row.content = row.content | {"statement_workdays": 3}
    db.session.commit()
    confirming.confirm(2018, lists.of(2018).fingerprint, district.office)
    office = sign_in("office")
    issuing = "/year-end/2018/notices/criticism"
    seen = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', office.get(issuing).text)
    assert seen
    paper = {
        "seen": seen[1], "number": "王政办发〔2018〕42号", "dated_on": "2018-12-20",
        "signed_by": "王某", "is_on_paper": "y",
        "rectify_by": "2019-01-11", "contact": "李某，0919-0000000",
    }  # fmt: skip
    answer = office.post(f"{issuing}/issue", data=paper)
    assert answer.status_code == 422
    assert "申述期限到 2018-12-25 为止，区住建局还没有申述" in answer.text
    assert "期限到 2018-12-25 为止" in sign_in("liaison-zjj").get(ZJJ).text
    sign_in("liaison-zjj").post(f"{ZJJ}/statement", data={"version": "0", "is_contested": "no", "text": ""})
    assert office.post(f"{issuing}/issue", data=paper).status_code == 303


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"is_contested": "yes", "text": ""}, "请写明对哪一项有异议"),
        ({"text": "有"}, "请选择有没有异议"),
    ],
)
def test_a_statement_says_something(
    appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str], data: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-zjj").post(f"{ZJJ}/statement", data={"version": "0"} | data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_unit_that_is_not_criticised_states_nothing(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    data = {"version": "0", "is_contested": "yes", "text": "不服"}
    answer = client.post("/year-end/2018/units/fgj/statement", data=data)
    assert answer.status_code == 409
    assert "不在待签发的通报批评名单中" in answer.text


def test_an_answer_on_a_stale_copy_is_not_taken(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    unit, office = sign_in("liaison-zjj"), sign_in("office")
    unit.post(f"{ZJJ}/statement", data={"version": "0", "is_contested": "yes", "text": "一"})
    unit.post(f"{ZJJ}/statement", data={"version": "1", "is_contested": "yes", "text": "二"})
    data = {"version": "1", "outcome": StatementOutcome.REJECTED.value, "answer": "查无此事"}
    answer = office.post(f"{ZJJ}/statement/answer", data=data, headers=manner)
    assert answer.status_code == 409
    assert "查无此事" in answer.text
    assert "二" in answer.text


def test_the_leader_who_signs_finds_the_papers(district: District, sign_in: SignIn) -> None:
    f.user(Role.LEADER, f.unit("zfb", name="区人民政府办公室", short_name="区政府办"))
    db.session.commit()
    confirming.confirm(2018, lists.of(2018).fingerprint, district.office)
    db.session.commit()
    assert "/year-end/2018/notices/criticism" in sign_in("leader-zfb").get("/year-end/2018/units/zfb").text
    assert "需要您签批" not in sign_in("leader-fgj").get("/year-end/2018/units/fgj").text


# --- cut-off, fingerprints -------------------------------------------------------------------------------------------


def test_the_year_can_be_confirmed_as_of_an_earlier_day(district: District, sign_in: SignIn) -> None:
    client = sign_in("office")
    page = client.get("/year-end/2018/confirm?cut_off=2018-11-30").text
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
    assert found
    data = {"fingerprint": found[1], "cut_off": "2018-11-30"}
    assert client.post("/year-end/2018/confirm", data=data).status_code == 303
    assert db.session.scalars(db.select(Appraisal)).one().as_of == date(2018, 11, 30)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2018-12-21", "还没有到"),
        ("2017-12-31", "应在2018年之内"),
        ("昨天", "格式填写日期"),
    ],
)
def test_a_cut_off_that_cannot_be_confirms_nothing(
    district: District, sign_in: SignIn, manner: dict[str, str], day: str, words: str
) -> None:
    client = sign_in("office")
    for answer in (
        client.get(f"/year-end/2018/confirm?cut_off={day}"),
        client.post("/year-end/2018/confirm", data={"fingerprint": "0" * 64, "cut_off": day}, headers=manner),
    ):
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{day}"' in answer.text
        assert "拟通报批评" in answer.text
        assert "确认并冻结2018年度名单" not in answer.text
    assert db.session.scalars(db.select(Appraisal)).all() == []
