"""Policy documents and their interpretations in the browser: with scripts and without, and each refusal."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.queries import counted
from tracker.choices import Area, Role
from tracker.db import db
from tracker.interpretations import recording
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.interpretations.recording import Paper, Reading
from tracker.journal import AuditEntry
from tracker.refusals import Refused

PAPER = {
    "title": "王益区保障房分配办法",
    "document_number": "王政办发〔2018〕30号",
    "area": "public_resources",
    "published_on": "2018-12-14",
    "address": "http://www.tcwy.gov.cn/30.html",
}
READING = {
    "form": "questions",
    "title": "保障房分配办法问答",
    "published_on": "2018-12-19",
    "address": "http://www.tcwy.gov.cn/30-2.html",
}


@pytest.fixture
def document(app: Any) -> PolicyDocument:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    return factories.policy_document(title="救助办法", published_on=date(2018, 11, 5))


def number(of: type = PolicyDocument) -> int:
    return db.session.scalar(select(func.count()).select_from(of)) or 0


def test_a_document_is_recorded_with_its_limit(app: Any, sign_in: Any, manner: dict[str, str]) -> None:
    factories.liaison()
    answer = sign_in("liaison-fgj").post("/interpretations/new", data=PAPER, headers=manner)
    found = db.session.scalars(select(PolicyDocument)).one()
    assert answer.status_code == (200 if manner else 303)
    assert (answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == f"/interpretations/{found.id}"
    assert (found.due_on, found.unit.code) == (date(2018, 12, 19), "fgj")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.summary == "登记政策文件《王益区保障房分配办法》"


def test_the_page_says_by_when_and_why(app: Any, sign_in: Any) -> None:
    factories.liaison()
    page = sign_in("liaison-fgj").post("/interpretations/new", data=PAPER, follow_redirects=True).text
    assert "应于 2018-12-19 前发布解读（含当日）" in page
    assert "文件公开日 2018-12-14，次日起算3个工作日" in page
    assert "还有" not in page
    assert "逾期1个工作日" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "请填写此项"),
        ({"area": ""}, "请选择重点领域"),
        ({"published_on": ""}, "请填写此项"),
        ({"published_on": "2018-12-21"}, "文件公开日期不能晚于今天（2018-12-20）"),
        ({"address": "ftp://a.b/c"}, "网址应以 http:// 或 https:// 开头"),
        ({"task": "999"}, "相关任务"),
    ],
)
def test_a_wrong_document_comes_back(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-fgj").post("/interpretations/new", data=PAPER | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="王政办发〔2018〕30号"' in answer.text
    assert number() == 1


def test_coming_from_a_task_it_is_chosen(app: Any, sign_in: Any) -> None:
    factories.liaison()
    of = factories.assignment(factories.task(area=Area.PUBLIC_WELFARE))
    browser = sign_in("liaison-fgj")
    page = browser.get(f"/interpretations/new?task={of.task_id}").text
    assert f'<option selected value="{of.task_id}">' in page
    browser.post("/interpretations/new", data=PAPER | {"task": of.task_id})
    part = browser.get(f"/tasks/{of.task_id}/interpretations", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="task-interpretations">')
    assert "政策文件与解读（1件）" in part


def test_an_interpretation_is_added(document: PolicyDocument, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/interpretations/{document.id}"
    answer = browser.post(f"{address}/interpretations", data=READING, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    page = browser.get(address).text
    assert "保障房分配办法问答" in page
    assert "逾期29个工作日解读" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"form": ""}, "请选择解读形式"),
        ({"title": ""}, "请填写此项"),
        ({"published_on": "2018-11-04"}, "解读不能早于文件公开日（2018-11-05）"),
        ({"published_on": "2018-12-21"}, "解读发布日期不能晚于今天"),
        ({"address": ""}, "请填写此项"),
        ({"address": "javascript:x"}, "网址应以 http:// 或 https:// 开头"),
    ],
)
def test_a_wrong_interpretation_comes_back(
    document: PolicyDocument, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    address = f"/interpretations/{document.id}/interpretations"
    answer = sign_in("liaison-fgj").post(address, data=READING | {"summary": "要点"} | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert "要点" in answer.text
    assert number(Interpretation) == 0


def test_the_first_interpretation_counts(document: PolicyDocument, sign_in: Any) -> None:
    factories.interpretation(document, published_on=date(2018, 11, 20))
    factories.interpretation(document, published_on=date(2018, 11, 7))
    page = sign_in("office").get("/interpretations").text
    assert "2018-11-07" in page
    assert "按期解读</span>" in page
    assert '<td class="number" data-name="解读件数">2</td>' in page


def test_another_unit_neither_sees_nor_writes(document: PolicyDocument, sign_in: Any) -> None:
    browser, address = sign_in("liaison-zjj"), f"/interpretations/{document.id}"
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/interpretations", data=READING).status_code == 404
    assert "救助办法" not in browser.get("/interpretations").text
    other = factories.assignment(unit_=factories.unit())
    assert browser.get(f"/tasks/{other.task_id}/interpretations").status_code == 404


@pytest.mark.parametrize("person", ["leader", "office", "admin", "auditor"])
def test_others_read_only(document: PolicyDocument, sign_in: Any, person: str) -> None:
    browser, address = sign_in(getattr(factories, person)().username), f"/interpretations/{document.id}"
    assert "登记解读" not in browser.get(address).text
    assert browser.post(f"{address}/interpretations", data=READING).status_code == 404
    assert browser.get("/interpretations/new").status_code == 404


def test_the_verbs_refuse_by_themselves(document: PolicyDocument) -> None:
    paper = Paper("办法", Area.PUBLIC_WELFARE, date(2018, 12, 21))
    reading = Reading(InterpretationForm.VIDEO, "视频", date(2018, 11, 4))
    other = factories.assignment(unit_=factories.unit("zjj")).task
    past = Paper("办法", Area.PUBLIC_WELFARE, date(2018, 12, 20))
    with pytest.raises(Refused, match="不能晚于今天"):
        recording.record_document(factories.liaison(), paper)
    with pytest.raises(Refused, match="由起草单位联络员"):
        recording.record_document(factories.user(Role.OFFICE), past)
    with pytest.raises(Refused, match="不是本单位的任务"):
        recording.record_document(factories.liaison(), past, other)
    with pytest.raises(Refused, match="不能早于文件公开日"):
        recording.interpret(document, factories.liaison(), reading)
    with pytest.raises(Refused, match="其他单位起草"):
        recording.interpret(document, factories.liaison("zjj"), reading)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲", "乙", "丙"}),
        ("state=open", {"丙"}),
        ("state=late", {"乙", "丙"}),
        ("state=kept", {"甲"}),
        ("area=public_welfare&q=办法乙", {"乙"}),
        ("area=major_projects", set()),
        ("unit=x&area=x&state=x&page=0&sort=-due", {"甲", "乙", "丙"}),
    ],
)
def test_filters(app: Any, sign_in: Any, query: str, found: set[str]) -> None:
    factories.office()
    kept, late, _ = (factories.policy_document(title=f"办法{name}") for name in "甲乙丙")
    factories.interpretation(kept, published_on=date(2018, 11, 8))
    factories.interpretation(late, published_on=date(2018, 11, 9))
    page = sign_in("office").get(f"/interpretations?{query}").text
    assert {name for name in "甲乙丙" if f"办法{name}</a>" in page} == found


def test_the_export_holds_what_is_filtered(document: PolicyDocument, sign_in: Any) -> None:
    data = sign_in("office").get("/interpretations?export=xlsx&state=open").data
    rows = list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    assert (rows[2][1], rows[2][9], rows[2][10]) == ("救助办法", 0, "逾期30个工作日")


@pytest.mark.databases("sqlite")
def test_a_longer_list_costs_no_more_statements(document: PolicyDocument, sign_in: Any) -> None:
    browser, seen = sign_in("office"), []
    for _ in range(2):
        browser.get("/interpretations")
        with counted() as statements:
            assert browser.get("/interpretations").status_code == 200
        seen.append(len(statements))
        for _number in range(12):
            factories.interpretation(factories.policy_document(factories.unit("zjj")))
    assert seen[0] == seen[1] <= 7
