"""Recording and amending a request in the browser: with scripts and without, and each refusal."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tracker.clock import now
from tracker.db import db
from tracker.requests.choices import ApplicantKind, RequestChannel, RequestStep
from tracker.requests.models import InformationRequest

KEY = "0123456789abcdef" * 2
FILLED = {
    "form_key": KEY,
    "received_on": "2018-12-10",
    "channel": "post",
    "applicant_kind": "business",
    "subject": "王家河片区2017年征收补偿安置方案",
}


@pytest.fixture
def people(app: Any) -> None:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()


def recorded() -> int:
    return db.session.scalar(select(func.count(InformationRequest.id))) or 0


def only() -> InformationRequest:
    return db.session.scalars(select(InformationRequest)).one()


def test_it_works(people: None, sign_in: Any, manner: dict[str, str]) -> None:
    answer = sign_in("liaison-fgj").post("/requests/new", data=FILLED, headers=manner)
    found = only()
    assert answer.status_code == (200 if manner else 303)
    assert (answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == f"/requests/{found.id}"
    assert (found.label, found.unit.code, found.due_on) == ("〔2018〕1号", "fgj", date(2018, 12, 29))
    assert (found.channel, found.applicant_kind) == (RequestChannel.POST, ApplicantKind.BUSINESS)


def test_the_page_says_number_limit_and_why(people: None, sign_in: Any) -> None:
    page = sign_in("liaison-fgj").post("/requests/new", data=FILLED, follow_redirects=True).text
    assert "已登记为〔2018〕1号，应于 2018-12-29 前答复（含当日）。" in page
    assert "2018-12-10 收到申请，次日起算15个工作日，调休上班1天已计，应于 2018-12-29 前答复（含当日）。" in page
    assert "（国务院令第492号）第二十四条" in page


def test_four_fields_are_needed(people: None, sign_in: Any) -> None:
    page = sign_in("liaison-fgj").get("/requests/new").text
    assert page.count('class="required"') == 4
    assert 'name="received_on" required type="date" value="2018-12-20"' in page


def test_a_form_sent_twice_records_once(people: None, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/requests/new", data=FILLED, headers=manner)
    again = browser.post("/requests/new", data=FILLED, headers=manner)
    assert again.status_code == (200 if manner else 303)
    assert (again.headers.get("Location") or again.headers.get("HX-Redirect")) == f"/requests/{only().id}"
    assert "刚才已经登记为〔2018〕1号，没有重复登记" in browser.get(f"/requests/{only().id}").text


def test_the_same_facts_on_a_new_form_are_another_request(people: None, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/requests/new", data=FILLED)
    browser.post("/requests/new", data=FILLED | {"form_key": KEY[::-1]})
    browser.post("/requests/new", data=FILLED | {"form_key": "<made up>"})
    assert recorded() == 3


def test_every_form_has_a_mark_of_its_own(people: None, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    marks = {browser.get("/requests/new").text.partition('name="form_key" type="hidden" value="')[2][:32] for _ in "ab"}
    assert len(marks) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"received_on": ""}, "请填写此项"),
        ({"received_on": "昨天"}, "请按 2018-09-20 的格式填写日期"),
        ({"received_on": "1999-01-01"}, "日期应在 2008-05-01 至 2099-12-31 之间"),
        ({"received_on": "2018-12-21"}, "收到日期不能晚于今天（2018-12-20）"),
        ({"channel": ""}, "提交方式"),
        ({"channel": "pigeon"}, "提交方式"),
        ({"applicant_kind": ""}, "申请人"),
        ({"applicant_kind": "neighbour"}, "申请人"),
        ({"subject": " "}, "请填写此项"),
        ({"subject": "长" * 501}, "不能超过500个字"),
        ({"subject": "张某，电话13891234567，申请公开"}, "含有手机号码。台账不记录个人信息"),
        ({"subject": "证号610202198001011234"}, "含有身份证号"),
        ({"subject": "方案\u202e"}, "不可见的控制字符"),
        ({"task": "99999"}, "相关任务"),
        ({"task": "x"}, "相关任务"),
    ],
)
def test_bad_input_comes_back_with_all_that_was_typed(
    people: None, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    typed = FILLED | changed
    answer = sign_in("liaison-fgj").post("/requests/new", data=typed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["subject"].strip() in answer.text
    assert typed["received_on"] in answer.text
    assert f'value="{KEY}"' in answer.text
    assert ("<html" in answer.text) == (not manner)
    assert recorded() == 0


def test_the_limit_is_shown_as_soon_as_the_date_is_entered(people: None, sign_in: Any) -> None:
    browser, htmx = sign_in("liaison-fgj"), {"HX-Request": "true"}
    part = browser.get("/requests/limit?received_on=2018-09-20", headers=htmx).text
    assert part.lstrip().startswith('<div id="limit"')
    assert "最迟 2018-10-17 答复" in part
    assert "逾期" in part
    assert "<h1>答复期限</h1>" in browser.get("/requests/limit?received_on=2018-09-20").text
    for nonsense in ("", "?received_on=soon", "?received_on=2019-01-01", "?received_on=9999-12-31"):
        answer = browser.get(f"/requests/limit{nonsense}", headers=htmx)
        assert answer.status_code == 200
        assert "填写收到日期后" in answer.text


def test_the_limit_of_an_amended_record_counts_its_steps(people: None, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/requests/new", data=FILLED)
    found = only()
    data = {"version": str(found.version), "happened_on": "2018-12-12", "until": "2018-12-19", "note": "请补正"}
    browser.post(f"/requests/{found.id}/correction", data=data)
    assert "期限尚未起算" in browser.get(f"/requests/{found.id}/edit").text
    address = f"/requests/limit?record={found.id}&received_on=2018-12-11"
    assert "期限尚未起算" in browser.get(address).text
    assert sign_in("liaison-zjj").get(address).status_code == 404


def test_without_scripts_a_button_computes_and_saves_nothing(people: None, sign_in: Any) -> None:
    data = {"received_on": "2018-09-20", "subject": "方案", "compute": "yes", "form_key": KEY}
    answer = sign_in("liaison-fgj").post("/requests/new", data=data)
    assert answer.status_code == 200
    assert "最迟 2018-10-17 答复" in answer.text
    assert "需要更正" not in answer.text
    assert recorded() == 0


def test_coming_from_a_task_it_is_chosen(people: None, sign_in: Any) -> None:
    of = factories.assignment()
    other = factories.assignment(unit_=factories.unit("zjj"))
    gone = factories.assignment(factories.task(withdrawn_at=now()))
    browser = sign_in("liaison-fgj")
    page = browser.get(f"/requests/new?task={of.task_id}").text
    assert f'<option selected value="{of.task_id}">' in page
    assert f'value="{other.task_id}"' not in page
    assert f'value="{gone.task_id}"' not in page
    browser.post("/requests/new", data=FILLED | {"task": of.task_id})
    assert only().task_id == of.task_id
    part = browser.get(f"/tasks/{of.task_id}/requests", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="task-requests">')
    assert "依申请公开（1件）" in part
    assert f'href="/tasks/{of.task_id}"' in browser.get(f"/requests/{only().id}").text


def test_another_units_task_cannot_be_forged(people: None, sign_in: Any) -> None:
    other = factories.assignment(unit_=factories.unit("zjj"))
    answer = sign_in("liaison-fgj").post("/requests/new", data=FILLED | {"task": other.task_id})
    assert answer.status_code == 422
    assert recorded() == 0


@pytest.mark.parametrize("person", ["leader", "office", "admin", "auditor"])
def test_others_do_not_record(people: None, sign_in: Any, person: str) -> None:
    browser = sign_in(getattr(factories, person)().username)
    assert browser.get("/requests/new").status_code == 404
    assert browser.post("/requests/new", data=FILLED).status_code == 404
    assert browser.get("/requests/limit?received_on=2018-09-20").status_code == 404
    assert recorded() == 0


# --- amending --------------------------------------------------------------------------------------------------------


def amended(found: InformationRequest, **changed: str) -> dict[str, str]:
    return FILLED | {"version": str(found.version), "subject": found.subject, "reason": "登记时看错"} | changed


def test_amending_works(people: None, sign_in: Any, manner: dict[str, str]) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/requests/new", data=FILLED)
    found = only()
    page = browser.get(f"/requests/{found.id}/edit").text
    assert found.subject in page
    assert 'value="2018-12-10"' in page
    data = amended(found, received_on="2018-12-11")
    answer = browser.post(f"/requests/{found.id}/edit", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(found)
    assert (found.received_on, found.due_on) == (date(2018, 12, 11), date(2019, 1, 2))
    assert found.entries[-1].kind is RequestStep.AMENDED
    assert "收到日期由“2018-12-10”改为“2018-12-11”。原因：登记时看错" in browser.get(f"/requests/{found.id}").text


def test_a_stale_amendment_shows_both_versions(people: None, sign_in: Any, manner: dict[str, str]) -> None:
    found = factories.information_request(subject="已由同事改过的内容")
    data = amended(found, version=str(found.version - 1), subject="我填写的内容")
    answer = sign_in("liaison-fgj").post(f"/requests/{found.id}/edit", data=data, headers=manner)
    assert answer.status_code == 409
    assert "<td>已由同事改过的内容</td><td>我填写的内容</td>" in answer.text
    assert f'name="version" type="hidden" value="{found.version}"' in answer.text
    assert "登记时看错" in answer.text
    db.session.refresh(found)
    assert found.subject == "已由同事改过的内容"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "请填写此项"),
        ({"reason": "本人电话13891234567"}, "含有手机号码"),
        ({"received_on": "2018-12-21"}, "收到日期不能晚于今天"),
        ({"subject": ""}, "请填写此项"),
    ],
)
def test_a_wrong_amendment_comes_back(people: None, sign_in: Any, changed: dict[str, str], words: str) -> None:
    found = factories.information_request()
    answer = sign_in("liaison-fgj").post(f"/requests/{found.id}/edit", data=amended(found, **changed))
    assert answer.status_code == 422
    assert words in answer.text


def test_a_day_of_receipt_after_the_steps_is_an_error_at_the_field(people: None, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post("/requests/new", data=FILLED)
    found = only()
    data = {"version": str(found.version), "happened_on": "2018-12-12", "until": "2018-12-19", "note": "请补正"}
    browser.post(f"/requests/{found.id}/correction", data=data)
    db.session.refresh(found)
    answer = browser.post(f"/requests/{found.id}/edit", data=amended(found, received_on="2018-12-13"))
    assert answer.status_code == 422
    assert "2018-12-12 的“告知补正”不再成立" in answer.text


@pytest.mark.parametrize("person", ["liaison-zjj", "leader-fgj", "office"])
def test_others_do_not_amend(people: None, sign_in: Any, person: str) -> None:
    factories.leader()
    found = factories.information_request()
    browser = sign_in(person)
    assert browser.get(f"/requests/{found.id}/edit").status_code == 404
    assert browser.post(f"/requests/{found.id}/edit", data=amended(found)).status_code == 404


def test_what_is_not_offered_is_said_in_plain_words(people: None, sign_in: Any) -> None:
    answer = sign_in("liaison-fgj").post("/requests/new", data=FILLED | {"channel": "x", "task": "999"})
    assert answer.status_code == 422
    assert answer.text.count('-error">请从列出的选项中选择') == 2
