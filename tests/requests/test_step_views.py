"""The steps about a request in the browser: each works, then each refusal."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.requests import recording
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestState, RequestStep
from tracker.requests.filing import Filing
from tracker.requests.models import InformationRequest, RequestEntry

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"
S = RequestStep
FILING = Filing(date(2018, 12, 3), RequestChannel.EMAIL, ApplicantKind.NATURAL_PERSON, "某小区改造工程的验收材料")
CORRECTION = {"happened_on": "2018-12-05", "until": "2018-12-14", "note": "请写明文件名称"}
CONSULTATION = {"happened_on": "2018-12-06", "until": "2018-12-28", "note": "是否同意公开报价"}
STEPS: dict[str, dict[str, str]] = {
    "correction": CORRECTION,
    "extension": {"happened_on": "2018-12-12", "workdays": "15", "consented_by": "（测试）负责人", "note": "需要查档"},
    "consultation": CONSULTATION,
    "reply": {"happened_on": "2018-12-18", "reply": "disclosed"},
}
BEFORE = {"completion": CORRECTION, "lapse": CORRECTION, "opinion": CONSULTATION, "reply-correction": STEPS["reply"]}
AFTERWARDS: dict[str, dict[str, str]] = {
    "completion": {"happened_on": "2018-12-10"},
    "lapse": {"happened_on": "2018-12-17"},
    "opinion": {"happened_on": "2018-12-17", "note": "同意公开"},
    "reply-correction": {"reply": "partly", "note": "隐去了个人信息"},
}
FIRST = {"completion": "correction", "lapse": "correction", "opinion": "consultation", "reply-correction": "reply"}
ALL = [*STEPS, *AFTERWARDS]


@pytest.fixture
def record(app: Any) -> InformationRequest:
    factories.liaison("zjj"), factories.leader(), factories.office(), factories.admin(), factories.auditor()
    return recording.record(factories.liaison(), FILING)


@pytest.fixture
def browser(record: InformationRequest, sign_in: Any) -> Client:
    client: Client = sign_in("liaison-fgj")
    return client


def send(browser: Client, record: InformationRequest, name: str, manner: Any = None, **changed: Any) -> Any:
    db.session.refresh(record)
    data = {"version": str(record.version)} | STEPS.get(name, {}) | AFTERWARDS.get(name, {}) | changed
    return browser.post(f"/requests/{record.id}/{name}", data=data, headers=manner or {})


def prepare(browser: Client, record: InformationRequest, name: str) -> None:
    """Take the step that must come before."""
    if name in FIRST:
        assert send(browser, record, FIRST[name]).status_code == 303


def entries() -> list[RequestEntry]:
    return list(db.session.scalars(select(RequestEntry).order_by(RequestEntry.id)))


@pytest.mark.parametrize(
    ("name", "kind", "state", "said"),
    [
        ("correction", S.CORRECTION_ASKED, RequestState.WAITING_CORRECTION, "等待申请人补正至 2018-12-14"),
        ("completion", S.CORRECTED, RequestState.OPEN, "应于 2018-12-29 前答复"),
        ("lapse", S.LAPSED, RequestState.REPLIED, "已记录“逾期未补正，不再处理”，按期办结"),
        ("extension", S.EXTENDED, RequestState.OPEN, "应于 2019-01-15 前答复"),
        ("consultation", S.THIRD_PARTY_ASKED, RequestState.WAITING_THIRD_PARTY, "应于 2019-01-17 前答复"),
        ("opinion", S.THIRD_PARTY_ANSWERED, RequestState.OPEN, "应于 2019-01-04 前答复"),
        ("reply", S.REPLIED, RequestState.REPLIED, "已记录“答复”，按期办结"),
        ("reply-correction", S.REPLY_CORRECTED, RequestState.REPLIED, "已记录“更正办理结果”"),
    ],
)
def test_it_works(
    browser: Client,
    record: InformationRequest,
    manner: dict[str, str],
    name: str,
    kind: RequestStep,
    state: RequestState,
    said: str,
) -> None:
    prepare(browser, record, name)
    answer = send(browser, record, name, manner)
    assert answer.status_code == (200 if manner else 303)
    assert (answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == f"/requests/{record.id}"
    db.session.refresh(record)
    assert (entries()[-1].kind, record.state) == (kind, state)
    page = browser.get(f"/requests/{record.id}").text
    assert said in page
    assert f"<strong>{kind.label}</strong>" in page


@pytest.mark.parametrize("name", ALL)
def test_the_form_opens_in_place_and_as_a_page(
    browser: Client, record: InformationRequest, manner: dict[str, str], name: str
) -> None:
    prepare(browser, record, name)
    db.session.refresh(record)
    answer = browser.get(f"/requests/{record.id}/{name}", headers=manner)
    assert answer.status_code == 200
    assert ("<html" in answer.text) == (not manner)
    assert f'name="version" value="{record.version}"' in answer.text


def test_a_reply_keeps_its_papers(browser: Client, record: InformationRequest) -> None:
    files = [(BytesIO(PNG), "答复书.png")]
    changed = {"reply": "case_file", "note": "条例第十六条第二款", "document_number": "王演公开〔2018〕1号"}
    assert send(browser, record, "reply", evidence=files, **changed).status_code == 303
    entry = entries()[-1]
    assert (entry.reply_kind, entry.document_number) == (ReplyKind.CASE_FILE, "王演公开〔2018〕1号")
    page = browser.get(f"/requests/{record.id}").text
    assert "不予公开：属于行政执法案卷，王演公开〔2018〕1号" in page
    address = f"/requests/{record.id}/files/{entry.evidence[0].id}"
    assert f'<a href="{address}">答复书.png</a>' in page
    assert browser.get(address).data == PNG


def test_papers_are_the_units_own(browser: Client, record: InformationRequest, sign_in: Any) -> None:
    send(browser, record, "reply", evidence=[(BytesIO(PNG), "答复书.png")])
    file, other = entries()[-1].evidence[0].id, factories.information_request()
    assert sign_in("liaison-zjj").get(f"/requests/{record.id}/files/{file}").status_code == 404
    assert browser.get(f"/requests/{other.id}/files/{file}").status_code == 404
    assert sign_in("auditor").get(f"/requests/{record.id}/files/{file}").status_code == 200


def test_the_kinds_of_result_are_offered_in_groups(browser: Client, record: InformationRequest) -> None:
    page = browser.get(f"/requests/{record.id}/reply").text
    assert '<optgroup label="不予处理"><option value="petition">信访举报投诉类申请</option>' in page
    assert page.count("<optgroup") == 6
    assert page.count("<option") == 22


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("correction", {"happened_on": "2018-12-02"}, "不能早于收到申请之日（2018-12-03）"),
        ("correction", {"until": "2018-12-05"}, "补正期限应晚于告知之日"),
        ("correction", {"until": ""}, "请填写此项"),
        ("correction", {"note": " "}, "请填写此项"),
        ("correction", {"note": "请拨打13891234567"}, "含有手机号码"),
        ("completion", {"happened_on": "2018-12-04"}, "不能早于告知补正之日"),
        ("lapse", {"happened_on": "2018-12-14"}, "补正期限（2018-12-14）届满之后"),
        ("extension", {"workdays": "16"}, "延长1至15个工作日"),
        ("extension", {"workdays": "0"}, "请填写1至99之间的整数"),
        ("extension", {"workdays": "十五"}, "请填写整数"),
        ("extension", {"happened_on": "2018-12-21"}, "日期不能晚于今天"),
        ("extension", {"consented_by": ""}, "请填写此项"),
        ("extension", {"note": ""}, "请填写此项"),
        ("consultation", {"until": ""}, "请填写此项"),
        ("consultation", {"until": "2019-12-06"}, "超过半年"),
        ("opinion", {"happened_on": "2018-12-05"}, "不能早于发出征求意见函之日"),
        ("opinion", {"note": ""}, "请填写此项"),
        ("reply", {"happened_on": "2018-12-02"}, "不能早于最近一次办理的日期"),
        ("reply", {"happened_on": "今天"}, "请按 2018-09-20 的格式填写日期"),
        ("reply", {"reply": ""}, "请选择办理结果"),
        ("reply", {"reply": "perhaps"}, "办理结果"),
        ("reply", {"reply": "query"}, "办理结果为“属于行政查询事项”的，请写明法律依据和理由"),
        ("reply", {"reply": "not_corrected"}, "请用“逾期未补正，不再处理”办结"),
        ("reply", {"document_number": "长" * 81}, "不能超过80个字"),
        ("reply-correction", {"reply": "disclosed"}, "现在的办理结果就是“予以公开”"),
        ("reply-correction", {"note": ""}, "请填写此项"),
    ],
)
def test_a_wrong_step_comes_back(
    browser: Client, record: InformationRequest, manner: dict[str, str], name: str, changed: dict[str, str], words: str
) -> None:
    prepare(browser, record, name)
    number = len(entries())
    answer = send(browser, record, name, manner, **changed)
    assert answer.status_code == 422
    assert words in answer.text
    typed = STEPS.get(name, {}) | AFTERWARDS.get(name, {}) | changed
    for field in ("happened_on", "note", "workdays", "document_number"):
        assert typed.get(field, "").strip() in answer.text
    assert len(entries()) == number


def test_a_paper_of_an_odd_kind_is_refused(browser: Client, record: InformationRequest) -> None:
    answer = send(browser, record, "reply", evidence=[(BytesIO(b"<script>"), "答复.png")])
    assert answer.status_code == 422
    assert "只接受" in answer.text
    assert "选过的文件没有保留，请重新选择" in answer.text


@pytest.mark.parametrize("name", ALL)
def test_a_step_sent_twice_is_taken_once(
    browser: Client, record: InformationRequest, manner: dict[str, str], name: str
) -> None:
    prepare(browser, record, name)
    db.session.refresh(record)
    version = str(record.version)
    send(browser, record, name, manner, version=version)
    number = len(entries())
    again = send(browser, record, name, manner, version=version)
    assert again.status_code == 409
    assert "这件申请有了变化" in again.text
    assert len(entries()) == number


def test_a_stale_step_shows_both_and_is_offered_again(
    browser: Client, record: InformationRequest, manner: dict[str, str]
) -> None:
    opened = str(record.version)
    send(browser, record, "consultation")
    answer = send(browser, record, "extension", manner, version=opened, note="我写的原因")
    assert answer.status_code == 409
    assert "<dd>征求第三方意见：是否同意公开报价</dd>" in answer.text
    assert "<dd>我写的原因</dd>" in answer.text
    db.session.refresh(record)
    assert f'name="version" value="{record.version}"' in answer.text
    assert send(browser, record, "extension", manner, note="我写的原因").status_code == (200 if manner else 303)


def test_a_stale_step_that_became_impossible_says_so(browser: Client, record: InformationRequest) -> None:
    opened = str(record.version)
    send(browser, record, "reply")
    answer = send(browser, record, "extension", version=opened, note="我写的原因")
    assert answer.status_code == 409
    assert "我写的原因" in answer.text
    assert "已于 2018-12-18 办结" in answer.text
    assert "保存</button>" not in answer.text


@pytest.mark.parametrize("name", ["completion", "lapse", "opinion", "reply-correction", "retraction"])
def test_a_step_before_its_time_is_refused(
    browser: Client, record: InformationRequest, manner: dict[str, str], name: str
) -> None:
    assert browser.get(f"/requests/{record.id}/{name}", headers=manner).status_code == 409
    assert send(browser, record, name, manner, note="x").status_code == 409
    assert len(entries()) == 1


@pytest.mark.parametrize("name", [*ALL, "retraction"])
@pytest.mark.parametrize("person", ["liaison-zjj", "leader-fgj", "office", "admin", "auditor"])
def test_others_do_not_find_it(record: InformationRequest, sign_in: Any, name: str, person: str) -> None:
    browser = sign_in(person)
    assert browser.get(f"/requests/{record.id}/{name}").status_code == 404
    assert send(browser, record, name, note="x").status_code == 404
    assert len(entries()) == 1


def test_taking_back_works(browser: Client, record: InformationRequest, manner: dict[str, str]) -> None:
    send(browser, record, "reply")
    db.session.refresh(record)
    assert "将作废 2018-12-18 的“答复”" in browser.get(f"/requests/{record.id}/retraction", headers=manner).text
    assert send(browser, record, "retraction", manner, note="").status_code == 422
    answer = send(browser, record, "retraction", manner, note="日期记错")
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(record)
    assert (record.state, record.reply_kind, record.replied_on) == (RequestState.OPEN, None, None)
    page = browser.get(f"/requests/{record.id}").text
    assert "<del>答复</del>" in page
    assert "作废 2018-12-18 的“答复”。原因：日期记错" in page


def test_a_third_party_under_the_second_regulation_has_its_fifteen_days(app: Any, browser: Client) -> None:
    app.config["TODAY"] = date(2019, 6, 28)
    new = recording.record(factories.liaison(), Filing(date(2019, 6, 3), *list(vars(FILING).values())[1:]))
    page = browser.get(f"/requests/{new.id}/consultation").text
    assert "函中写明的答复期限" not in page
    send(browser, new, "consultation", happened_on="2019-06-06", until="")
    db.session.refresh(new)
    assert new.waiting_until == date(2019, 6, 28)
    assert "最多20个工作日" in browser.get(f"/requests/{new.id}/extension").text


def test_only_steps_that_can_be_taken_are_offered(browser: Client, record: InformationRequest, sign_in: Any) -> None:
    def offered(client: Client) -> list[str]:
        page = client.get(f"/requests/{record.id}").text
        return [name for name in [*ALL, "retraction"] if f'href="/requests/{record.id}/{name}"' in page]

    assert offered(browser) == ["correction", "extension", "consultation", "reply"]
    send(browser, record, "correction")
    assert offered(browser) == ["reply", "completion", "lapse", "retraction"]
    send(browser, record, "lapse")
    assert offered(browser) == ["reply-correction", "retraction"]
    for person in ("leader-fgj", "office", "admin", "auditor"):
        assert offered(sign_in(person)) == []
