"""Table 3 of the annual report as a page and as a workbook."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestState


def add(code: str, received: date, replied: date | None = None, reply: ReplyKind | None = None, **more: Any) -> None:
    factories.information_request(
        factories.unit(code),
        received_on=received,
        replied_on=replied,
        reply_kind=reply,
        state=RequestState.REPLIED if replied else RequestState.OPEN,
        **more,
    )


@pytest.fixture
def years(app: Any) -> None:
    factories.liaison(), factories.liaison("zjj"), factories.leader(), factories.office(), factories.auditor()
    factories.admin()
    add("fgj", date(2017, 12, 20), date(2018, 1, 5), ReplyKind.DISCLOSED)
    add("fgj", date(2018, 2, 1), date(2018, 2, 20), ReplyKind.CASE_FILE)
    add("fgj", date(2018, 12, 10), applicant_kind=ApplicantKind.BUSINESS)
    add("zjj", date(2018, 6, 1), date(2018, 6, 5), ReplyKind.DISCLOSED, applicant_kind=ApplicantKind.LEGAL_SERVICE)
    add("zjj", date(2017, 6, 1), date(2017, 6, 5), ReplyKind.DISCLOSED)


@pytest.mark.parametrize(
    ("person", "query", "said"),
    [
        ("office", "", "本年新收3件 + 上年结转1件 = 4件；办理结果总计3件 + 结转下年度1件 = 4件。两边相等"),
        ("auditor", "", "本年新收3件 + 上年结转1件 = 4件"),
        ("admin", "", "本年新收3件 + 上年结转1件 = 4件"),
        ("office", "?unit=2", "本年新收1件 + 上年结转0件 = 1件；办理结果总计1件 + 结转下年度0件 = 1件"),
        ("liaison-fgj", "", "本年新收2件 + 上年结转1件 = 3件；办理结果总计2件 + 结转下年度1件 = 3件"),
        ("leader-fgj", "?unit=2", "本年新收2件 + 上年结转1件 = 3件"),
        ("liaison-zjj", "", "本年新收1件 + 上年结转0件 = 1件"),
    ],
)
def test_the_check_is_said_in_words(years: None, sign_in: Any, person: str, query: str, said: str) -> None:
    assert said in sign_in(person).get(f"/requests/table/2018{query}").text


def test_the_page_is_laid_out_like_the_official_table(years: None, sign_in: Any) -> None:
    page = sign_in("office").get("/requests/table/2018").text
    assert "全区2018年收到和处理政府信息公开申请情况" in page
    assert '<th scope="rowgroup" class="tight" rowspan="22">三、本年度办理结果</th>' in page
    assert '<th scope="row" class="tight" rowspan="8">（三）不予公开</th>' in page
    assert '<th scope="row" colspan="3">四、结转下年度继续办理</th>' in page
    assert "国办公开办函〔2021〕30号" in page


def test_over_new_year(years: None, sign_in: Any) -> None:
    browser = sign_in("office")
    page = browser.get("/requests/table/2017").text
    assert "本年新收2件 + 上年结转0件 = 2件；办理结果总计1件 + 结转下年度1件 = 2件" in page
    assert 'href="/requests/table/2018"' in page
    assert 'href="/requests/table/2019"' not in browser.get("/requests/table/2018").text


def test_the_workbook_holds_the_same_figures(years: None, sign_in: Any) -> None:
    answer = sign_in("office").get("/requests/table/2018?export=xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "全区2018年收到和处理政府信息公开申请情况"
    assert rows[1] == (
        "项目",
        "办理结果",
        "情形",
        "自然人",
        "法人或其他组织：商业企业",
        "法人或其他组织：科研机构",
        "法人或其他组织：社会公益组织",
        "法人或其他组织：法律服务机构",
        "法人或其他组织：其他",
        "总计",
    )
    assert rows[2][3:] == (1, 1, 0, 0, 1, 0, 3)
    assert rows[10][:4] == ("三、本年度办理结果", "（三）不予公开", "5.属于三类内部事务信息", 0)
    assert rows[12][2:4] == ("7.属于行政执法案卷", 1)
    assert (rows[26][0], rows[26][9]) == ("四、结转下年度继续办理", 1)
    assert "两边相等，勾稽关系成立" in str(rows[27][0])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "request.table")).one()
    assert "依申请公开表三-全区-2018年" in entry.summary


@pytest.mark.parametrize("path", ["2007", "2019", "0", "99999999999", "x", "2018?unit=999", "2018?unit=x"])
def test_what_is_not_there(years: None, sign_in: Any, path: str) -> None:
    assert sign_in("office").get(f"/requests/table/{path}").status_code == 404


def test_a_year_without_requests(years: None, sign_in: Any) -> None:
    assert "本年新收0件 + 上年结转0件 = 0件" in sign_in("office").get("/requests/table/2010").text
