"""The wording before it is issued: version by version, signed by the leader whose right it is."""

import re
from collections.abc import Callable
from io import BytesIO

import docx
import openpyxl
import pytest

from tests import factories as f
from tests import machine
from tests.appraisal.district import District, heard
from tests.client import Client
from tracker.appraisal import adjusting
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import Proposal, Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.notices.models import Notice, NoticeText

SignIn = Callable[[str], Client]
BLAME, PRAISE = "/year-end/2018/notices/criticism", "/year-end/2018/notices/commendation"
CONTACT = "李某，0919-0000000"


def filled(client: Client, address: str = BLAME, **fields: str) -> dict[str, str]:
    """What the form holds, with the contact written into the text."""
    page = client.get(f"{address}/text").text
    data = {}
    for name in ("version", "title", "recipients", "rectify_by", "was_due", "was_contact"):
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
            rf'value="([^"]*)"[^>]*name="{name}"|name="{name}" type="\w+" value="([^"]*)"', page
        )
        if found:
            data[name] = next(filter(None, found.groups()), "")
    body = re.search(r'<textarea[^>]*name="body"[^>]*>\s*(.*?)</textarea>', page, re.S)
    assert body
    text = body[1].replace("联系人：×××，联系电话：××××", f"联系人和电话：{CONTACT}")
    return data | {"body": text, "contact": CONTACT, "note": "按领导意见修改"} | fields


def signatory() -> None:
    f.user(Role.LEADER, f.unit("zfb", name="区人民政府办公室", short_name="区政府办"))


def texts() -> list[NoticeText]:
    return list(db.session.scalars(db.select(NoticeText).order_by(NoticeText.number)))


def paper(client: Client, **fields: str) -> dict[str, str]:
    found = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', client.get(BLAME).text)
    assert found
    data = {"seen": found[1], "number": "王政办发〔2018〕42号", "dated_on": "2018-12-20"}
    return (
        data
        | {"signed_by": "王某", "is_on_paper": "y"}
        | {"rectify_by": texts()[-1].rectify_by.isoformat() if texts() else "2019-01-11", "contact": CONTACT}
        | fields
    )


# --- edit ------------------------------------------------------------------------------------------------------------


def test_it_works(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    data = filled(client)
    data["body"] = data["body"].replace("各镇办、各部门要引以为戒", "全区各镇办、各部门要引以为戒")
    assert client.post(f"{BLAME}/text", data=data, headers=manner).status_code in (200, 303)
    assert "全区各镇办、各部门要引以为戒" in client.get(BLAME).text
    again = filled(client)
    again["body"] += "\n以上通报，请认真落实。"
    assert client.post(f"{BLAME}/text", data=again, headers=manner).status_code in (200, 303)
    assert [text.number for text in texts()] == [1, 2]
    page = client.get(f"{BLAME}/text/2").text
    assert "<ins>以上通报，请认真落实。</ins>" in page
    assert "<ins>全区</ins>各镇办" in client.get(f"{BLAME}/text/1").text
    assert client.post(f"{BLAME}/issue", data=paper(client, is_compared="y")).status_code == 303
    words = "\n".join(each.text for each in docx.Document(BytesIO(client.get(f"{BLAME}.docx").data)).paragraphs)
    assert "以上通报，请认真落实。" in words
    assert "全区各镇办" in words
    assert "notice.revise" in set(db.session.scalars(db.select(AuditEntry.action)))
    late = client.post(f"{BLAME}/text", data=again | {"version": "2"}, headers=manner)
    assert late.status_code == 409
    assert "不能再次签发或修改" in late.text


def test_a_stale_text_is_kept_but_not_saved(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    data = filled(client)
    client.post(f"{BLAME}/text", data=data)
    answer = client.post(f"{BLAME}/text", data=data | {"note": "另一处修改"}, headers=manner)
    assert answer.status_code == 409
    assert "已经有了第1版" in answer.text
    assert "另一处修改" in answer.text
    assert len(texts()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data | {"body": data["body"].replace("住房和城乡建设", "某")}, "没有写到名单上的区住房"),
        (lambda data: data | {"body": data["body"] + "区发展和改革局同。"}, "写到了不在名单上的区发展和改革局"),
        (lambda data: data | {"body": data["body"] + "区发改局同。"}, "写到了不在名单上的区发展和改革局"),
        (lambda data: data | {"body": data["body"].replace("2019年1月11日", "近日")}, "没有写明整改期限2019年1月11日"),
        (lambda data: data | {"body": data["body"].replace("2019年1月11日", "2019年2月1日", 1)}, "不是整改期限"),
        (lambda data: data | {"body": data["body"].replace("下列1个单位", "下列2个单位")}, "名单上是1个单位"),
        (lambda data: data | {"body": data["body"].replace("完成”扣25分", "完成”扣5分")}, "名单上是“任务完成”扣25分"),
        (lambda data: data | {"rectify_by": ""}, "请填写此项"),
        (lambda data: data | {"rectify_by": "2018-12-20"}, "应在今天之后"),
        (lambda data: data | {"body": " "}, "请填写此项"),
        (lambda data: data | {"title": ""}, "请填写此项"),
        (lambda data: data | {"body": data["body"].replace(CONTACT, "见后")}, "正文中找不到联系人"),
        (lambda data: data | {"body": data["body"] + "\n段" * 201}, "不能超过200段"),
    ],
)  # fmt: skip
def test_a_text_that_does_not_agree_with_the_list_is_refused(
    appraisal: Appraisal, sign_in: SignIn, change: Callable[[dict[str, str]], dict[str, str]], words: str
) -> None:
    client = sign_in("office")
    answer = client.post(f"{BLAME}/text", data=change(filled(client)))
    assert answer.status_code == 422
    assert words in answer.text
    assert texts() == []


@pytest.mark.parametrize("person", ["admin", "auditor", "liaison-zjj", "leader-fgj"])
def test_the_text_is_the_offices_alone(appraisal: Appraisal, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    assert client.get(f"{BLAME}/text").status_code == 404
    assert client.post(f"{BLAME}/text", data={"version": "0"}).status_code == 404


def test_a_changed_list_is_drafted_anew(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"{BLAME}/text", data=filled(client))
    verdict = next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == "hbz")
    adjusting.adjust(verdict, Proposal.CRITICISE, "经核实", district.office)
    db.session.commit()
    page = client.get(BLAME).text
    assert "名单在第1版保存之后有调整" in page
    assert "黄堡镇人民政府" in page


def test_date_and_contact_are_typed_once(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    first = filled(client, rectify_by="2019-02-01")
    assert client.post(f"{BLAME}/text", data=first).status_code == 303
    assert "\n".join(texts()[-1].paragraphs).count("2019年2月1日（含当日）前") == 2
    assert f"联系人和电话：{CONTACT}。" in "\n".join(texts()[-1].paragraphs)
    again = filled(client, contact="张某，0919-1111111", rectify_by="2019-02-15")
    assert client.post(f"{BLAME}/text", data=again).status_code == 303
    whole = "\n".join(texts()[-1].paragraphs)
    assert (whole.count("2019年2月15日"), whole.count("张某，0919-1111111"), CONTACT in whole) == (2, 1, False)
    page = client.get(BLAME).text
    assert "张某，0919-1111111</dd>" in page
    assert 'name="rectify_by"' not in page
    assert client.post(f"{BLAME}/issue", data=paper(client)).status_code == 303
    assert db.session.scalars(db.select(Notice)).one().rectify_by.isoformat() == "2019-02-15"


@pytest.mark.databases("sqlite")
def test_versions_are_held_against_each_other(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"{BLAME}/text", data=filled(client))
    for words in ("第二版的话。", "第三版的话。"):
        data = filled(client)
        client.post(f"{BLAME}/text", data=data | {"body": f"{data['body']}\n{words}"})
    page = client.get(f"{BLAME}/text/3?against=1").text
    assert "<ins>第二版的话。</ins>" in page
    assert "<ins>第三版的话。</ins>" in page
    assert "<ins>第二版的话。</ins>" not in client.get(f"{BLAME}/text/3").text
    assert "完全相同" in client.get(f"{BLAME}/text/1?against=0").text
    assert "与依名单拟的稿子对照：2处不同" in client.get(f"{BLAME}/text/3?against=0").text
    assert client.get(f"{BLAME}/text/3?against=²").status_code == 200


# --- sign ------------------------------------------------------------------------------------------------------------


def test_the_leader_of_the_issuing_unit_signs(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    signatory()
    office, leader = sign_in("office"), sign_in("leader-zfb")
    assert "现在没有要签批的" in leader.get(BLAME).text
    office.post(f"{BLAME}/text", data=filled(office))
    assert "同意，签批第1版" in leader.get(BLAME).text
    assert f"{BLAME}/issue" not in leader.get(BLAME).text
    assert leader.post(f"{BLAME}/sign", data={"version": "1"}, headers=manner).status_code in (200, 303)
    assert texts()[0].signed_by is not None
    name = texts()[0].signed_by.name
    assert f"{name}已签批" in office.get(BLAME).text
    again = leader.post(f"{BLAME}/sign", data={"version": "1"}, headers=manner)
    assert again.status_code == 422
    assert "已经签批，不需要再签" in again.text
    assert 'name="signed_by"' not in office.get(BLAME).text
    assert office.post(f"{BLAME}/issue", data=paper(office)).status_code == 303
    assert db.session.scalars(db.select(Notice)).one().signed_by == name
    assert "notice.sign" in set(db.session.scalars(db.select(AuditEntry.action)))


def test_the_leader_returns_a_text_with_a_remark(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    signatory()
    office, leader = sign_in("office"), sign_in("leader-zfb")
    office.post(f"{BLAME}/text", data=filled(office))
    no = {"version": "1", "decision": "return"}
    empty = leader.post(f"{BLAME}/sign", data=no, headers=manner)
    assert empty.status_code == 422
    assert "请写明退回的意见" in empty.text
    answer = leader.post(f"{BLAME}/sign", data=no | {"note": "第二部分写得太细"}, headers=manner)
    assert answer.status_code in (200, 303)
    assert "退回：第二部分写得太细" in office.get("/").text
    assert "第二部分写得太细" in office.get(BLAME).text
    assert "已退回公开办修改" in leader.get(BLAME).text
    assert leader.post(f"{BLAME}/sign", data={"version": "1"}, headers=manner).status_code == 422
    assert texts()[0].signed_by is None
    office.post(f"{BLAME}/text", data=filled(office, note="已精简"))
    assert leader.post(f"{BLAME}/sign", data={"version": "2"}, headers=manner).status_code in (200, 303)
    assert {"notice.return", "notice.sign"} <= set(db.session.scalars(db.select(AuditEntry.action)))


def test_a_leader_without_the_right_signs_nothing(appraisal: Appraisal, sign_in: SignIn) -> None:
    office = sign_in("office")
    office.post(f"{BLAME}/text", data=filled(office))
    assert sign_in("leader-fgj").post(f"{BLAME}/sign", data={"version": "1"}).status_code == 404
    assert office.post(f"{BLAME}/sign", data={"version": "1"}).status_code == 404
    assert texts()[0].signed_by is None


def test_what_was_changed_since_is_not_signed(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    signatory()
    office, leader = sign_in("office"), sign_in("leader-zfb")
    office.post(f"{BLAME}/text", data=filled(office))
    office.post(f"{BLAME}/text", data=filled(office, note="又改"))
    answer = leader.post(f"{BLAME}/sign", data={"version": "1"}, headers=manner)
    assert answer.status_code == 409
    assert "在您打开之后有了变化" in answer.text
    assert "同意，签批第2版" in answer.text, "the newest version stands below, to be signed"
    assert all(text.signed_by is None for text in texts())


def test_what_differs_from_the_list_is_looked_at_before_signing(
    appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]
) -> None:
    signatory()
    office, leader = sign_in("office"), sign_in("leader-zfb")
    data = filled(office)
    office.post(f"{BLAME}/text", data=data | {"body": data["body"] + "\n特此通报，务必认真对待。"})
    page = leader.get(BLAME).text
    assert "第1版有1处与依冻结名单拟的稿子不同" in page
    assert "<ins>特此通报，务必认真对待。</ins>" in page
    answer = leader.post(f"{BLAME}/sign", data={"version": "1"}, headers=manner)
    assert answer.status_code == 422
    assert "正文有1处与依名单拟的稿子不同，请逐处看过之后勾选" in answer.text
    assert "同意，签批第1版" in answer.text
    assert leader.post(f"{BLAME}/sign", data={"version": "1", "is_compared": "y"}).status_code == 303
    noted = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "notice.sign")).one()
    assert noted.details == {"number": 1, "differences": 1}


@pytest.mark.databases("sqlite")
def test_a_signature_on_paper_needs_the_same_look(appraisal: Appraisal, sign_in: SignIn) -> None:
    office = sign_in("office")
    data = filled(office)
    office.post(f"{BLAME}/text", data=data | {"body": data["body"] + "\n特此通报，务必认真对待。"})
    answer = office.post(f"{BLAME}/issue", data=paper(office, number="王政办发〔2018〕77号"))
    assert answer.status_code == 422
    assert "王政办发〔2018〕77号" in answer.text
    assert "请逐处看过之后勾选" in answer.text
    assert office.post(f"{BLAME}/issue", data=paper(office, is_compared="y")).status_code == 303


@pytest.mark.databases("sqlite")
def test_a_text_saved_after_the_page_was_opened_is_not_issued(appraisal: Appraisal, sign_in: SignIn) -> None:
    office = sign_in("office")
    opened = paper(office)
    office.post(f"{BLAME}/text", data=filled(office))
    answer = office.post(f"{BLAME}/issue", data=opened)
    assert answer.status_code == 409
    assert "名单或正文在您打开之后有调整" in answer.text
    assert opened["number"] in answer.text


# --- lists and pages -------------------------------------------------------------------------------------------------


def test_the_problem_list_is_a_workbook(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{BLAME}.xlsx").data)).active
    rows = list(sheet.values)
    head = next(row for row in rows if row[0] == "序号")
    assert [name for name in head if name][2:] == ["指标", "分值", "扣分", "失分原因", "涉及记录", "整改要求", "期限"]
    assert any(row[1] == "区住房和城乡建设局" and row[2] == "公开时效" for row in rows)
    praised = openpyxl.load_workbook(BytesIO(client.get(f"{PRAISE}.xlsx").data)).active
    assert any(row[1] == "区发展和改革局" for row in praised.values)


def test_a_unit_takes_home_its_own_lines(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    verdict = next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == "hbz")
    adjusting.adjust(verdict, Proposal.CRITICISE, "经核实", district.office)
    heard(appraisal, district.office)
    office = sign_in("office")
    assert office.post(f"{BLAME}/issue", data=paper(office)).status_code == 303
    rows = list(openpyxl.load_workbook(BytesIO(sign_in("liaison-zjj").get(f"{BLAME}.xlsx").data)).active.values)
    assert {row[1] for row in rows if isinstance(row[0], int)} == {"区住房和城乡建设局"}
    assert sign_in("liaison-fgj").get(f"{BLAME}.xlsx").status_code == 404


@pytest.mark.databases("sqlite")
def test_the_paper_is_previewed_as_pages(appraisal: Appraisal, sign_in: SignIn) -> None:
    if not machine.has_office():
        machine.unavailable("LibreOffice with pdftotext")
    answer = sign_in("office").get(f"{BLAME}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert sign_in("liaison-zjj").get(f"{BLAME}.pdf").status_code == 404


@pytest.mark.databases("sqlite")
def test_without_libreoffice_it_says_what_to_do(
    appraisal: Appraisal, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("office")
    monkeypatch.setenv("PATH", "")
    answer = client.get(f"{BLAME}.pdf")
    assert answer.status_code == 409
    assert "没有安装 LibreOffice" in answer.text
    assert "预览 PDF" not in client.get(BLAME).text
