"""The quarterly circular issued once, kept as it was, and withdrawn by a paper of its own."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tracker import numbers, web
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.guidance.models import CircularWithdrawal, QuarterCircular
from tracker.journal import AuditEntry

FOUND = datetime(2018, 8, 20, 9, tzinfo=SHANGHAI)
PAGE, ISSUE = "/guidance/circular?year=2018&quarter=3", "/guidance/circular/2018/3/issue"
GIVEN = {"letters": "王政办发", "serial": "42", "dated_on": "2018-12-20", "signed_by": "王某"}
WITHDRAWAL = GIVEN | {"serial": "43", "reason": "一个单位的件数有误"}


@pytest.fixture
def office(app: Any, sign_in: Any) -> Any:
    factories.liaison()
    factories.opinion_case(factories.unit(), found_at=FOUND, answered_at=FOUND)
    factories.policy_document(factories.unit("zjj"), title="分配办法", published_on=date(2018, 8, 1))
    return sign_in(factories.office().username)


def form(browser: Any, **changes: str) -> dict[str, str]:
    page = browser.get(ISSUE).text
    seen = page.split('name="version" type="hidden" value="')[1].split('"')[0]
    return GIVEN | {"version": seen, "requirements": "（一）按时解读。\n（二）按时回应。"} | changes


def issued(browser: Any) -> int:
    to = web.leads_to(browser.post(ISSUE, data=form(browser)))
    assert to is not None
    return int(to.rsplit("/", 1)[1])


def test_it_works(office: Any, sign_in: Any, manner: dict[str, str]) -> None:
    assert "签发通报" in office.get(PAGE).text
    to = web.leads_to(office.post(ISSUE, data=form(office), headers=manner))
    made = db.session.scalars(select(QuarterCircular)).one()
    assert (made.document_number, made.edition, made.signed_by) == ("王政办发〔2018〕42号", 1, "王某")
    assert to == f"/guidance/circulars/{made.id}"
    unit = sign_in("liaison-fgj")
    assert "（二）按时回应。" in unit.get(to).text
    assert "王政办发〔2018〕42号" in unit.get(PAGE).text
    paper = docx.Document(BytesIO(unit.get(f"{to}.docx").data))
    assert any("王政办发〔2018〕42号" in each.text for each in paper.paragraphs)
    assert any("2018年12月20日" in each.text for each in paper.paragraphs)
    sheet = list(load_workbook(BytesIO(unit.get(f"{to}.xlsx").data)).worksheets[0].values)
    assert [row[0] for row in sheet[2:5]] == ["区发改局", "区住建局", "合计"]
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"guidance.issue", "guidance.download"} <= actions


def test_it_is_issued_once_and_keeps_its_numbers(office: Any) -> None:
    number = issued(office)
    before = office.get(f"/guidance/circulars/{number}.xlsx").data
    factories.opinion_case(factories.unit("czj"), found_at=FOUND)
    assert office.get(f"/guidance/circulars/{number}.xlsx").data == before
    assert "区财政局" not in office.get(f"/guidance/circulars/{number}").text
    assert "区财政局" in office.get(PAGE).text
    page = office.get(ISSUE)
    assert "需要改发的，请先撤销" in page.text
    again = office.post(ISSUE, data=GIVEN | {"serial": "44", "requirements": "x", "version": "x"})
    assert again.status_code == 422
    assert db.session.query(QuarterCircular).count() == 1


def test_numbers_that_changed_meanwhile_are_shown_first(office: Any, manner: dict[str, str]) -> None:
    data = form(office, requirements="自己写的要求")
    factories.opinion_case(factories.unit("czj"), found_at=FOUND)
    answer = office.post(ISSUE, data=data, headers=manner)
    assert answer.status_code == 409
    assert "统计数字在您打开之后有变化，没有签发" in answer.text
    assert "区财政局" in answer.text
    assert "自己写的要求" in answer.text
    assert db.session.query(QuarterCircular).count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"serial": ""}, "请填写此项"),
        ({"serial": "0"}, "请填写1至99999之间的整数"),
        ({"letters": "WZ"}, "机关代字只用汉字"),
        ({"dated_on": "2018-12-21"}, "至今天 2018-12-20 之间"),
        ({"dated_on": "2018-09-30"}, "成文日期应在 2018-10-01"),
        ({"signed_by": ""}, "请填写此项"),
        ({"requirements": " "}, "请填写此项"),
    ],
)
def test_bad_particulars(office: Any, changes: dict[str, str], said: str) -> None:
    answer = office.post(ISSUE, data=form(office, **changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(QuarterCircular).count() == 0


def test_a_number_of_another_paper_is_refused(office: Any) -> None:
    numbers.take("王政办发〔2018〕42号", "年度通报")
    db.session.commit()
    answer = office.post(ISSUE, data=form(office))
    assert answer.status_code == 422
    assert "文号 王政办发〔2018〕42号 已经用过（年度通报）" in answer.text
    assert db.session.query(QuarterCircular).count() == 0


def test_a_quarter_that_is_not_over_is_not_issued(office: Any) -> None:
    assert "还没有结束" in office.get("/guidance/circular/2018/4/issue").text
    assert office.post("/guidance/circular/2018/4/issue", data=form(office)).status_code == 422
    for address in ("2019/1", "2018/5", "2007/1"):
        assert office.get(f"/guidance/circular/{address}/issue").status_code == 404


def test_it_is_withdrawn_with_a_reason_and_issued_anew(office: Any, sign_in: Any, manner: dict[str, str]) -> None:
    number = issued(office)
    address = f"/guidance/circulars/{number}/withdrawal"
    assert office.post(address, data=WITHDRAWAL | {"reason": ""}, headers=manner).status_code == 422
    used = office.post(address, data=WITHDRAWAL | {"serial": "42"}, headers=manner)
    assert "文号 王政办发〔2018〕42号 已经用过" in used.text
    assert web.leads_to(office.post(address, data=WITHDRAWAL, headers=manner)) == f"/guidance/circulars/{number}"
    page = sign_in("liaison-fgj").get(f"/guidance/circulars/{number}").text
    assert "以 王政办发〔2018〕43号 撤销：一个单位的件数有误" in page
    paper = docx.Document(BytesIO(office.get(f"/guidance/circulars/{number}/withdrawal.docx").data))
    assert any("因以下原因予以撤销：一个单位的件数有误。" in each.text for each in paper.paragraphs)
    assert office.post(address, data=WITHDRAWAL | {"serial": "45"}).status_code == 409
    assert web.leads_to(office.post(ISSUE, data=form(office, serial="44"))) is not None
    editions = list(db.session.scalars(select(QuarterCircular.edition).order_by(QuarterCircular.id)))
    assert editions == [1, 2]


def test_only_the_office_issues_and_withdraws(office: Any, sign_in: Any) -> None:
    number = issued(office)
    addresses = (ISSUE, f"/guidance/circulars/{number}/withdrawal")
    for person in (
        "liaison-fgj",
        factories.leader().username,
        factories.admin().username,
        factories.auditor().username,
    ):
        browser = sign_in(person)
        assert browser.get(f"/guidance/circulars/{number}").status_code == 200
        for address in addresses:
            assert browser.get(address).status_code == 404
            assert browser.post(address, data=WITHDRAWAL).status_code == 404
    assert office.get("/guidance/circulars/999").status_code == 404
    assert office.get(f"/guidance/circulars/{number}/withdrawal.docx").status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE quarter_circular SET edition = 9", "DELETE FROM circular_withdrawal"])
def test_what_was_issued_cannot_be_changed(office: Any, statement: str) -> None:
    number = issued(office)
    office.post(f"/guidance/circulars/{number}/withdrawal", data=WITHDRAWAL)
    assert db.session.query(CircularWithdrawal).count() == 1
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
