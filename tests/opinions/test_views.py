"""The register, one case and its forms: with scripts and without, and each refusal."""

import threading
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.queries import counted
from tracker.choices import Area
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.opinions.choices import OpinionKind, Severity
from tracker.opinions.models import OpinionCase, OpinionEntry

FILLED = {
    "topic": "群众反映保障房分配不公",
    "area": "public_resources",
    "found_at": "2018-12-18T09:00",
    "source": "hotline",
}
STEP = {
    "stage": "response",
    "text": "已在区政府网站发布情况说明",
    "happened_at": "2018-12-19T08:30",
    "response_kind": "authoritative",
    "channel": "政府网站",
    "address": "http://www.tcwy.gov.cn/zwgk/1.html",
}
CLOSING = {"stage": "closing", "result": "settled"}
FOUND = datetime(2018, 12, 18, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def case(app: Any) -> OpinionCase:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    return factories.opinion_case(found_at=FOUND, topic="道路施工扰民")


def number() -> int:
    return db.session.scalar(select(func.count(OpinionCase.id))) or 0


def test_four_facts_open_a_case(app: Any, sign_in: Any, manner: dict[str, str]) -> None:
    factories.liaison()
    answer = sign_in("liaison-fgj").post("/opinions/new", data=FILLED, headers=manner)
    found = db.session.scalars(select(OpinionCase)).one()
    assert answer.status_code == (200 if manner else 303)
    assert (answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == f"/opinions/{found.id}"
    assert (found.found_at, found.answer_due_at) == (FOUND, FOUND + timedelta(hours=48))
    assert (found.severity, found.kind, found.unit.code) == (Severity.OTHER, OpinionKind.HOT_TOPIC, "fgj")


def test_the_page_says_by_when_and_why(app: Any, sign_in: Any) -> None:
    factories.liaison()
    data = FILLED | {"severity": "major"}
    page = sign_in("liaison-fgj").post("/opinions/new", data=data, follow_redirects=True).text
    assert "应于 2018-12-18 14:00 前发布权威信息" in page
    assert "应于 2018-12-19 09:00 前举行新闻发布会" in page
    assert "国办发〔2016〕80号实施细则" in page


def test_the_office_names_the_unit(case: OpinionCase, sign_in: Any) -> None:
    browser = sign_in("office")
    assert browser.post("/opinions/new", data=FILLED | {"unit": "0"}).status_code == 422
    assert "请选择责任单位" in browser.post("/opinions/new", data=FILLED).text
    other = factories.unit("zjj")
    assert browser.post("/opinions/new", data=FILLED | {"unit": other.id}).status_code == 303
    assert db.session.scalars(select(OpinionCase).order_by(OpinionCase.id.desc())).first().unit_id == other.id


def test_a_liaison_cannot_name_another_unit(case: OpinionCase, sign_in: Any) -> None:
    sign_in("liaison-fgj").post("/opinions/new", data=FILLED | {"unit": factories.unit("zjj").id})
    found = db.session.scalars(select(OpinionCase).order_by(OpinionCase.id.desc())).first()
    assert found.unit_id == case.unit_id


def test_coming_from_a_task_it_is_chosen_with_its_area(app: Any, sign_in: Any) -> None:
    factories.liaison()
    of = factories.assignment(factories.task(area=Area.PUBLIC_WELFARE))
    browser = sign_in("liaison-fgj")
    page = browser.get(f"/opinions/new?task={of.task_id}").text
    assert f'<option selected value="{of.task_id}">' in page
    assert 'checked id="area-2"' in page
    browser.post("/opinions/new", data=FILLED | {"task": of.task_id})
    part = browser.get(f"/tasks/{of.task_id}/opinions", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="task-opinions">')
    assert "政务舆情（1件）" in part


def test_the_task_must_be_the_units(case: OpinionCase, sign_in: Any) -> None:
    other = factories.assignment(unit_=factories.unit("zjj"))
    data = FILLED | {"task": other.task_id}
    assert sign_in("liaison-fgj").post("/opinions/new", data=data).status_code == 422
    answer = sign_in("office").post("/opinions/new", data=data | {"unit": case.unit_id})
    assert answer.status_code == 422
    assert "不是区发改局的任务" in answer.text
    assert number() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"topic": ""}, "请填写此项"),
        ({"topic": "长" * 201}, "不能超过200个字"),
        ({"area": ""}, "请选择重点领域"),
        ({"area": "x"}, "重点领域"),
        ({"source": "x"}, "来源"),
        ({"severity": "x"}, "等级"),
        ({"found_at": ""}, "请填写发现时间"),
        ({"found_at": "昨天"}, "请按 2018-12-20 09:30 的格式填写"),
        ({"found_at": "0001-01-01T00:00"}, "日期应在 2008 年至 2099 年之间"),
        ({"found_at": "2018-12-25T09:00"}, "时间不能晚于现在"),
        ({"task": "x"}, "相关任务"),
        ({"task": "99999"}, "相关任务"),
        ({"found_where": "a\u202eb"}, "不可见的控制字符"),
    ],
)
def test_bad_input_comes_back(
    case: OpinionCase, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-fgj").post("/opinions/new", data=FILLED | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert (FILLED | changed)["topic"] in answer.text
    assert (FILLED | changed)["found_at"] in answer.text
    assert number() == 1


def test_a_moment_typed_with_a_blank_is_understood(app: Any, sign_in: Any) -> None:
    factories.liaison()
    sign_in("liaison-fgj").post("/opinions/new", data=FILLED | {"found_at": " 2018-12-18 09:00 "})
    assert db.session.scalars(select(OpinionCase.found_at)).one() == FOUND


def test_an_entry_is_added(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    answer = browser.post(f"/opinions/{case.id}/entries", data=STEP, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(case)
    assert case.answered_at == datetime(2018, 12, 19, 8, 30, tzinfo=SHANGHAI)
    page = browser.get(f"/opinions/{case.id}").text
    assert "已在区政府网站发布情况说明" in page
    assert "按期回应" in page


def test_the_newest_entry_stands_first(case: OpinionCase, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post(f"/opinions/{case.id}/entries", data=STEP)
    browser.post(f"/opinions/{case.id}/entries", data=STEP | {"stage": "tracking", "text": "评论转为平稳"})
    page = browser.get(f"/opinions/{case.id}").text
    assert page.index("评论转为平稳") < page.index("已在区政府网站发布情况说明")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": ""}, "请填写此项"),
        ({"stage": "x"}, "环节"),
        ({"stage": "closing"}, "还没有回应，不能办结"),
        ({"happened_at": "2018-12-18T08:59"}, "不能早于发现时间"),
        ({"happened_at": "2018-12-30T08:59"}, "时间不能晚于现在"),
        ({"happened_at": ""}, "请填写时间"),
        ({"address": "javascript:alert(1)"}, "网址应以 http:// 或 https:// 开头"),
    ],
)
def test_a_wrong_entry_comes_back(
    case: OpinionCase, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-fgj").post(f"/opinions/{case.id}/entries", data=STEP | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert (STEP | changed)["text"] in answer.text
    assert db.session.scalar(select(func.count(OpinionEntry.id))) == 0


def test_a_closed_case_takes_nothing_more_until_the_office_reopens_it(
    case: OpinionCase, sign_in: Any, manner: dict[str, str]
) -> None:
    browser, office = sign_in("liaison-fgj"), sign_in("office")
    browser.post(f"/opinions/{case.id}/entries", data=STEP)
    browser.post(f"/opinions/{case.id}/entries", data=STEP | CLOSING)
    answer = browser.post(f"/opinions/{case.id}/entries", data=STEP | {"text": ""}, headers=manner)
    assert answer.status_code == 409
    assert "已办结，不能再添加记录" in answer.text
    assert "添加记录</button>" not in browser.get(f"/opinions/{case.id}").text
    assert browser.post(f"/opinions/{case.id}/reopen", data={"reason": "又有反映"}).status_code == 404
    assert office.post(f"/opinions/{case.id}/reopen", data={"reason": ""}, headers=manner).status_code == 422
    done = office.post(f"/opinions/{case.id}/reopen", data={"reason": "又有反映"}, headers=manner)
    assert done.status_code == (200 if manner else 303)
    page = browser.get(f"/opinions/{case.id}").text
    assert "<strong>重新打开</strong>" in page
    assert "又有反映" in page


def test_another_unit_neither_sees_nor_writes(case: OpinionCase, sign_in: Any) -> None:
    browser = sign_in("liaison-zjj")
    assert browser.get(f"/opinions/{case.id}").status_code == 404
    assert browser.post(f"/opinions/{case.id}/entries", data=STEP).status_code == 404
    assert "道路施工扰民" not in browser.get("/opinions").text
    other = factories.assignment(unit_=factories.unit())
    assert browser.get(f"/tasks/{other.task_id}/opinions").status_code == 404


@pytest.mark.parametrize("person", ["leader", "admin", "auditor"])
def test_others_read_only(case: OpinionCase, sign_in: Any, person: str) -> None:
    browser = sign_in(getattr(factories, person)().username)
    assert "添加记录" not in browser.get(f"/opinions/{case.id}").text
    assert browser.post(f"/opinions/{case.id}/entries", data=STEP).status_code == 404
    assert browser.get("/opinions/new").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"waiting", "answered", "closed"}),
        ("state=waiting", {"waiting"}),
        ("state=answered", {"answered"}),
        ("state=closed", {"closed"}),
        ("state=late", {"waiting", "closed"}),
        ("severity=major", {"answered"}),
        ("area=major_projects", set()),
        ("q=扰民waiting", {"waiting"}),
        ("unit=x&area=x&state=x&severity=x&page=x&sort=-unit", {"waiting", "answered", "closed"}),
    ],
)
def test_filters(app: Any, sign_in: Any, query: str, found: set[str]) -> None:
    factories.office()
    late, soon = FOUND + timedelta(hours=49), FOUND + timedelta(hours=1)
    early = datetime(2018, 12, 10, 9, tzinfo=SHANGHAI)
    factories.opinion_case(topic="扰民waiting", found_at=early)
    factories.opinion_case(topic="扰民answered", found_at=FOUND, answered_at=soon, severity=Severity.MAJOR)
    factories.opinion_case(topic="扰民closed", found_at=FOUND, answered_at=late, closed_at=late)
    page = sign_in("office").get(f"/opinions?{query}").text
    assert {name for name in ("waiting", "answered", "closed") if f"扰民{name}</a>" in page} == found


def test_the_export_shows_shanghai_time(case: OpinionCase, sign_in: Any) -> None:
    data = sign_in("office").get("/opinions?export=xlsx").data
    rows = list(load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    assert rows[2][1] == "道路施工扰民"
    assert str(rows[2][7]) == "2018-12-18 09:00:00"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["/opinions", "/opinions/1"])
def test_a_longer_list_costs_no_more_statements(case: OpinionCase, sign_in: Any, path: str) -> None:
    browser, seen = sign_in("office"), []
    for _ in range(2):
        browser.get(path)
        with counted() as statements:
            assert browser.get(path).status_code == 200
        seen.append(len(statements))
        for _number in range(12):
            factories.opinion_case(factories.unit("zjj"))
            browser.post("/opinions/1/entries", data=STEP)
    assert seen[0] == seen[1] <= 8


def test_a_form_sent_twice_opens_one_case(app: Any, sign_in: Any, manner: dict[str, str]) -> None:
    factories.liaison()
    browser = sign_in("liaison-fgj")
    marks = [browser.get("/opinions/new").text.partition('name="form_key" type="hidden" value="')[2][:32] for _ in "ab"]
    assert len(set(marks)) == 2
    for _ in "ab":
        answer = browser.post("/opinions/new", data=FILLED | {"form_key": marks[0]}, headers=manner)
        assert answer.status_code == (200 if manner else 303)
    assert number() == 1


def test_a_case_may_be_anticipated(app: Any, sign_in: Any) -> None:
    factories.liaison()
    browser = sign_in("liaison-fgj")
    assert "尚未发生的，请勾选" in browser.post("/opinions/new", data=FILLED | {"found_at": ""}).text
    browser.post("/opinions/new", data=FILLED | {"is_anticipated": "y"})
    assert "只作了预判，还没有发现，不计时" in browser.get("/opinions/1").text
    assert "预判" in browser.get("/opinions?state=anticipated").text


def test_what_was_typed_into_a_closed_case_is_shown_again(
    case: OpinionCase, sign_in: Any, manner: dict[str, str]
) -> None:
    browser = sign_in("liaison-fgj")
    for data in (STEP, STEP | CLOSING):
        browser.post(f"/opinions/{case.id}/entries", data=data)
    late = STEP | {"text": "评论转为<b>平稳</b>", "channel": "微博"}
    answer = browser.post(f"/opinions/{case.id}/entries", data=late, headers=manner)
    assert answer.status_code == 409
    assert "评论转为&lt;b&gt;平稳&lt;/b&gt;" in answer.text
    assert "微博" in answer.text
    assert db.session.scalar(select(func.count(OpinionEntry.id))) == 2


def test_two_people_add_at_once(case: OpinionCase, sign_in: Any) -> None:
    """Both forms were opened before either was sent; both entries stay, each in the order of what happened."""
    unit, office = sign_in("liaison-fgj"), sign_in("office")
    for browser in (unit, office):
        assert "添加记录" in browser.get(f"/opinions/{case.id}").text
    unit.post(f"/opinions/{case.id}/entries", data=STEP | {"text": "单位记的", "happened_at": "2018-12-19T09:30"})
    office.post(f"/opinions/{case.id}/entries", data=STEP | {"text": "公开办记的", "happened_at": "2018-12-19T09:00"})
    page = unit.get(f"/opinions/{case.id}").text
    assert page.index("单位记的") < page.index("公开办记的") < page.index("<strong>发现</strong>")
    db.session.refresh(case)
    assert case.answered_at == datetime(2018, 12, 19, 9, 30, tzinfo=SHANGHAI)


def test_many_entries_at_the_very_same_moment_are_all_kept(case: OpinionCase, sign_in: Any) -> None:
    people = [sign_in(name) for name in ("liaison-fgj", "office") * 3]
    start, statuses, address = threading.Barrier(len(people)), [], f"/opinions/{case.id}/entries"
    db.session.commit()  # the test itself must hold no transaction

    def add(number: int) -> None:
        start.wait()
        data = STEP | {"text": f"第{number}条"}
        statuses.append(people[number].post(address, data=data).status_code)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * len(people)
    kept = set(db.session.scalars(select(OpinionEntry.text)))
    assert kept == {f"第{number}条" for number in range(len(people))}


def test_figures_and_markup_are_shown_as_text(case: OpinionCase, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    text = "见 http://a.b/c <script>alert(1)</script>"
    seen = {"stage": "tracking", "text": text, "reads": "12000", "posts": "35", "channel": "不属于跟踪"}
    browser.post(f"/opinions/{case.id}/entries", data=STEP | seen)
    page = browser.get(f"/opinions/{case.id}").text
    assert "阅读 12,000，发帖、评论、转发 35" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="http://a.b/c' not in page
    assert db.session.scalars(select(OpinionEntry.channel)).one() == ""


EDITED = FILLED | {"topic": "道路施工扰民", "found_at": "2018-12-18T09:00", "area": "public_welfare"}


def test_more_is_told_later(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    assert 'value="道路施工扰民"' in browser.get(f"/opinions/{case.id}/edit").text
    more = {"version": "1", "supervised_body": "区城投公司", "is_sensitive": "y", "mark_note": "涉及拆迁"}
    answer = browser.post(f"/opinions/{case.id}/edit", data=EDITED | more, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    page = browser.get(f"/opinions/{case.id}").text
    assert "区城投公司" in page
    assert "敏感" in page
    assert "涉及的企事业单位、项目法人由“未填”改为“区城投公司”" in page
    assert "道路施工扰民</a>" in browser.get("/opinions?state=marked&q=城投").text


def test_a_stale_edit_shows_both(case: OpinionCase, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    browser.post(f"/opinions/{case.id}/edit", data=EDITED | {"version": "1", "found_where": "论坛甲"})
    data = EDITED | {"version": "1", "found_where": "论坛乙"}
    answer = browser.post(f"/opinions/{case.id}/edit", data=data, headers=manner)
    assert answer.status_code == 409
    assert "<td>论坛甲</td><td>论坛乙</td>" in answer.text
    assert 'value="论坛乙"' in answer.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"severity": "major"}, "请写明原因"),
        ({"topic": ""}, "请填写此项"),
        ({"is_sensitive": "y"}, "请写明哪里敏感"),
        ({"found_at": "", "is_anticipated": "y"}, "不能改回预判"),
        ({"found_at": "2016-08-11T09:00", "reason": "记错"}, "起才有回应时限的规定"),
    ],
)
def test_a_wrong_edit_comes_back(
    case: OpinionCase, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    data = EDITED | {"version": "1", "found_where": "论坛"} | changed
    answer = sign_in("liaison-fgj").post(f"/opinions/{case.id}/edit", data=data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="论坛"' in answer.text
    assert db.session.scalar(select(func.count(OpinionEntry.id))) == 0


def test_only_writers_edit(case: OpinionCase, sign_in: Any) -> None:
    factories.leader()
    assert sign_in("liaison-zjj").get(f"/opinions/{case.id}/edit").status_code == 404
    assert sign_in("leader-fgj").get(f"/opinions/{case.id}/edit").status_code == 404
    assert sign_in("office").get(f"/opinions/{case.id}/edit").status_code == 200
