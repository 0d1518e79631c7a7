"""What follows an issued notice: a corrigendum or a withdrawal; the notice itself stays."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import docx
import pytest

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, RectificationState
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.notices import drafting, issuing, revising
from tracker.notices.drafting import Particulars
from tracker.notices.models import Notice, NoticeFollowUp, NoticeText
from tracker.rectification import extending
from tracker.rectification.models import Rectification

SignIn = Callable[[str], Client]
BLAME = "/year-end/2018/notices/criticism"
FOLLOW = f"{BLAME}/follow-up"
CORRECTION = {
    "version": "0", "kind": "corrigendum", "reason": "校对疏漏", "correction": "附件第2项“扣分”由“20”更正为“18”。",
    "number": "王政办发〔2018〕50号", "dated_on": "2018-12-20", "signed_by": "王某", "is_on_paper": "y",
}  # fmt: skip


@pytest.fixture
def notice(appraisal: Appraisal, district: District) -> Notice:
    kind = NoticeKind.CRITICISM
    given = Particulars("王政办发〔2018〕42号", date(2018, 12, 20), "王某", "李某", date(2019, 1, 11))
    made = issuing.issue(appraisal, kind, given, drafting.fingerprint(appraisal, kind), district.office)
    db.session.commit()
    return made


def follow_ups() -> list[NoticeFollowUp]:
    return list(db.session.scalars(db.select(NoticeFollowUp)))


def test_it_works(notice: Notice, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    content, paper = dict(notice.content), client.get(f"{BLAME}.docx").data
    assert client.post(FOLLOW, data=CORRECTION, headers=manner).status_code in (200, 303)
    (made,) = follow_ups()
    page = client.get(BLAME).text
    assert "王政办发〔2018〕50号" in page
    assert "校对疏漏" in page
    own = sign_in("liaison-zjj").get(f"{FOLLOW}/{made.id}.docx")
    words = "".join(each.text for each in docx.Document(BytesIO(own.data)).paragraphs).replace("\n", "")
    assert "关于更正王政办发〔2018〕42号文件的通知" in words
    assert "“扣分”由“20”更正为“18”" in words
    assert sign_in("liaison-fgj").get(f"{FOLLOW}/{made.id}.docx").status_code == 404
    db.session.expire_all()
    assert db.session.get_one(Notice, notice.id).content == content
    assert client.get(f"{BLAME}.docx").data == paper
    assert "notice.corrigendum" in set(db.session.scalars(db.select(AuditEntry.action)))


def test_a_withdrawal_lifts_what_is_open(notice: Notice, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    data = CORRECTION | {"kind": "withdrawal", "correction": "", "reason": "考核依据的记录有误"}
    assert client.post(FOLLOW, data=data, headers=manner).status_code in (200, 303)
    db.session.expire_all()
    orders = db.session.scalars(db.select(Rectification)).all()
    assert {(each.state, each.lifted_on) for each in orders} == {(RectificationState.CLOSED, date(2018, 12, 20))}
    assert "● 已撤销" in client.get(BLAME).text
    assert "整改要求撤销" in client.get(f"/rectification/{orders[0].id}").text
    again = client.post(FOLLOW, data=CORRECTION | {"version": "1", "number": "王政办发〔2018〕51号"}, headers=manner)
    assert again.status_code == 422
    assert "不能再更正或撤销" in again.text


WITHDRAWAL = CORRECTION | {"kind": "withdrawal", "correction": "", "reason": "整改期限有误"}


def test_after_a_withdrawal_another_is_issued(notice: Notice, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    client.post(FOLLOW, data=WITHDRAWAL)
    page = client.get(BLAME).text
    assert "已由 王政办发〔2018〕50号（2018-12-20）撤销" in page
    assert "待签发：通报表扬、通报批评" in client.get("/year-end/2018").text
    seen = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', page)
    assert seen
    paper = {
        "seen": seen[1], "number": "王政办发〔2018〕51号", "dated_on": "2018-12-20",
        "signed_by": "王某", "is_on_paper": "y",
        "rectify_by": "2019-01-15", "contact": "李某",
    }  # fmt: skip
    used = client.post(f"{BLAME}/issue", data=paper | {"number": "王政办发〔2018〕42号"}, headers=manner)
    assert used.status_code == 422
    assert client.post(f"{BLAME}/issue", data=paper, headers=manner).status_code in (200, 303)
    orders = db.session.scalars(db.select(Rectification).order_by(Rectification.id)).all()
    assert {each.due_on for each in orders if each.is_open} == {date(2019, 1, 15)}
    own = sign_in("liaison-zjj")
    assert "王政办发〔2018〕51号" in own.get(BLAME).text
    assert "● 已撤销" in own.get(f"{BLAME}/{notice.id}").text
    assert own.get(f"{BLAME}/{notice.id}.docx").status_code == 200
    assert sign_in("liaison-fgj").get(f"{BLAME}/{notice.id}").status_code == 404
    annual = client.get("/year-end/2018/annual.json").json
    (line,) = [each for each in annual["units"] if each["code"] == "zjj"]
    assert line["notice"]["number"] == "王政办发〔2018〕51号"


@pytest.mark.databases("sqlite")
def test_an_old_text_and_its_signature_do_not_outlive_a_withdrawal(notice: Notice, sign_in: SignIn) -> None:
    text = NoticeText(
        appraisal_id=notice.appraisal_id, kind=notice.kind, number=1, title="旧稿", recipients="各镇办", paragraphs=[],
        list_fingerprint=drafting.fingerprint(notice.appraisal, notice.kind), at=notice.issued_at,
    )  # fmt: skip
    db.session.add(text)
    db.session.commit()
    assert revising.in_force(notice.appraisal, notice.kind) is text
    sign_in("office").post(FOLLOW, data=WITHDRAWAL)
    db.session.expire_all()
    assert revising.in_force(notice.appraisal, notice.kind) is None


def test_a_corrigendum_of_the_date_moves_the_orders(notice: Notice, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    data = CORRECTION | {"rectify_by": "2019-01-25", "correction": "整改期限有误。"}
    assert client.post(FOLLOW, data=data | {"rectify_by": "2018-12-20"}, headers=manner).status_code == 422
    assert client.post(FOLLOW, data=data | {"rectify_by": "2038-12-20"}, headers=manner).status_code == 422
    assert client.post(FOLLOW, data=data, headers=manner).status_code in (200, 303)
    db.session.expire_all()
    orders = db.session.scalars(db.select(Rectification)).all()
    assert {each.due_on for each in orders} == {date(2019, 1, 25)}
    assert "更正期限" in client.get(f"/rectification/{orders[0].id}").text
    (made,) = follow_ups()
    said = [each["text"] for each in made.content["paragraphs"]]
    assert "正文和附件中的整改期限由“2019年1月11日”更正为“2019年1月25日”。" in said


@pytest.mark.databases("sqlite")
def test_a_corrigendum_takes_no_granted_date_back(notice: Notice, sign_in: SignIn) -> None:
    longer, *others = db.session.scalars(db.select(Rectification)).all()
    extending.ask(longer, date(2019, 1, 31), "网站改版", f.liaison("zjj"))
    extending.answer(longer, True, "情况属实", f.office())
    db.session.commit()
    sign_in("office").post(FOLLOW, data=CORRECTION | {"rectify_by": "2019-01-25"})
    db.session.expire_all()
    assert (longer.due_on, longer.first_due_on) == (date(2019, 1, 31), date(2019, 1, 25))
    assert "已同意延期至2019-01-31的" in "".join(each.text for each in longer.entries)
    assert {each.due_on for each in others} == {date(2019, 1, 25)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "请填写此项"),
        ({"correction": ""}, "原文是什么，应为什么"),
        ({"kind": ""}, "请选择更正还是撤销"),
        ({"number": "王政办发〔2018〕42号"}, "已经用过"),
        ({"number": "五十号"}, "样式填写文号"),
        ({"dated_on": "2018-12-19"}, "应在原通报的成文日期"),
        ({"dated_on": "2018-12-21"}, "应在原通报的成文日期"),
        ({"signed_by": ""}, "请填写此项"),
        ({"is_on_paper": ""}, "请先由领导签发"),
    ],
)
def test_bad_input_is_told_at_the_field(
    notice: Notice, sign_in: SignIn, manner: dict[str, str], fields: dict[str, str], words: str
) -> None:
    answer = sign_in("office").post(FOLLOW, data=CORRECTION | fields, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert follow_ups() == []


def test_a_stale_form_issues_nothing(notice: Notice, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    client.post(FOLLOW, data=CORRECTION)
    answer = client.post(FOLLOW, data=CORRECTION | {"number": "王政办发〔2018〕51号"}, headers=manner)
    assert answer.status_code == 409
    assert "刚刚又发了一份更正通知" in answer.text
    assert len(follow_ups()) == 1


@pytest.mark.parametrize("person", ["admin", "auditor", "liaison-zjj", "leader-fgj"])
def test_only_the_office_follows_up(notice: Notice, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    assert client.post(FOLLOW, data=CORRECTION).status_code == 404
    assert client.get(FOLLOW).status_code == 404


def test_what_is_not_issued_is_edited_instead(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert client.get(FOLLOW).status_code == 404
    page = client.get(BLAME).text
    assert re.search(r">修改正文<", page)
