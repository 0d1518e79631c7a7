"""Recording a disclosure in the browser: with scripts and without, and each refusal."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.disclosures.fields import channel_fields
from tracker.choices import DeadlineKind, Mode, Phase, WithholdGround
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.tasks.models import Assignment, Task

FILLED = {
    "title": "关于某项目可行性研究报告的批复",
    "kind": "general",
    "formed_on": "2018-12-03",
    "published_on": "2018-12-19",
    "mode": "proactive",
    "secrecy_reviewed_by": "王审查",
    "secrecy_reviewed_on": "2018-12-18",
    "secrecy_result": "clear",
}
WEBSITE = ("政府网站", "http://www.tcwy.gov.cn/2018/12/1.html")
FILLED |= channel_fields(WEBSITE, ("公告栏", "区政务大厅"), own=("村务公开栏", "某村"))


@pytest.fixture
def share(app: Any) -> Assignment:
    factories.liaison()
    return factories.assignment(factories.task(channels=["政府网站", "项目现场公示"]))


def recorded() -> int:
    return db.session.scalar(select(func.count(Disclosure.id))) or 0


def test_it_works(share: Assignment, sign_in: Any, manner: dict[str, str]) -> None:
    answer = sign_in("liaison-fgj").post(f"/disclosures/new?task={share.task_id}", data=FILLED, headers=manner)
    found = db.session.scalars(select(Disclosure)).one()
    assert (answer.status_code, answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == (
        (200 if manner else 303),
        f"/disclosures/{found.id}",
    )
    assert [(each.name, each.address) for each in found.channels] == [
        WEBSITE,
        ("公告栏", "区政务大厅"),
        ("村务公开栏", "某村"),
    ]
    assert (found.published_on, found.due_on) == (date(2018, 12, 19), date(2018, 12, 29))


def test_the_page_afterwards_says_how_it_stands_and_why(share: Assignment, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    page = browser.post(f"/disclosures/new?task={share.task_id}", data=FILLED, follow_redirects=True).text
    assert "已登记《关于某项目可行性研究报告的批复》，应于 2018-12-29 前公开，按期。" in page
    assert "形成日 2018-12-03，次日起算20个工作日，调休上班1天已计，应于 2018-12-29 前公开（含当日）。依据：" in page


def test_the_form_offers_the_rows_channels_first_and_ticks_the_last_ones(share: Assignment, sign_in: Any) -> None:
    factories.disclosure(share, channels=factories.channels(("公告栏", "某路口")))
    page = sign_in("liaison-fgj").get(f"/disclosures/new?task={share.task_id}").text
    assert page.index('value="项目现场公示"') < page.index('value="公告栏"')
    assert re.findall(r'-on" value="yes" checked> (\S+)</label>', page) == ["公告栏"]
    assert "某路口" not in page


def test_what_is_not_yet_published_needs_only_its_day(share: Assignment, sign_in: Any) -> None:
    answer = sign_in("liaison-fgj").post(
        f"/disclosures/new?task={share.task_id}",
        data={"title": "待公开的批复", "kind": "penalty", "decided_on": "2018-12-14"},
    )
    found = db.session.scalars(select(Disclosure)).one()
    assert answer.status_code == 303
    assert (found.due_on, found.published_on) == (date(2018, 12, 25), None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "请填写此项"),
        ({"title": "长" * 201}, "不能超过200个字"),
        ({"title": "批\x00复"}, "不可见的控制字符"),
        ({"kind": "secret"}, "类别"),
        ({"formed_on": ""}, "一般信息从形成或变更之日起算期限"),
        ({"formed_on": "12/03/2018"}, "请按 2018-09-20 的格式填写日期"),
        ({"formed_on": "1999-01-01"}, "日期应在 2008-05-01 至 2099-12-31 之间"),
        ({"published_on": "2018-12-02"}, "公开日期早于形成（变更）日期"),
        ({"published_on": "2018-12-21"}, "公开日期不能晚于今天（2018-12-20）"),
        ({"secrecy_result": ""}, "请选择审查结论"),
        ({"secrecy_result": "maybe"}, "审查结论"),
        (channel_fields(), "请至少选择一个公开渠道"),
        (channel_fields(own=("长" * 41, "")), "渠道名称不超过40个字"),
        (channel_fields(own=("村务\x00公开栏", "")), "渠道名称不超过40个字，不含控制字符"),
        (channel_fields(("公告栏", "长" * 401)), "公告栏：网址或位置不超过400个字"),
        (channel_fields(("政府网站", "")), "政府网站：在网站上公开的，请填写网页地址"),
        (channel_fields(("政府网站", "javascript:alert(1)")), "网址应以 http:// 或 https:// 开头"),
        ({"mode": "secret"}, "公开方式"),
        ({"mode": "on_request"}, "依申请公开的信息没有公开日期"),
        ({"secrecy_reviewed_by": "区发改局 联络员"}, "审查人不能是登记人本人"),
        ({"secrecy_result": "withhold"}, "公开方式请选“不予公开”"),
        ({"secrecy_result": "withhold", "published_on": ""}, "请选择理由"),
        ({"law_days": "0", "law_source": "某法"}, "请填写1至365之间的整数"),
        ({"law_days": "x", "law_source": "某法"}, "请填写整数"),
        ({"law_days": "7"}, "天数和依据要一起填写"),
    ],
)
def test_bad_input_comes_back_with_all_that_was_typed(
    share: Assignment, sign_in: Any, changed: dict[str, Any], words: str
) -> None:
    is_own = any(name.startswith("channels") for name in changed)
    typed = {name: text for name, text in FILLED.items() if not (is_own and name.startswith("channels"))} | changed
    answer = sign_in("liaison-fgj").post(f"/disclosures/new?task={share.task_id}", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    if not is_own:
        assert 'value="村务公开栏"' in answer.text
    for name in ("title", "published_on", "secrecy_reviewed_by"):
        assert typed[name].replace("\x00", "") in answer.text.replace("\x00", "").replace("\ufffd", "")
    assert recorded() == 0


def test_bad_input_answers_htmx_with_the_form_alone(share: Assignment, sign_in: Any) -> None:
    answer = sign_in("liaison-fgj").post(
        f"/disclosures/new?task={share.task_id}", data=FILLED | {"title": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
    assert "<html" not in answer.text


def test_without_scripts_a_button_computes_and_saves_nothing(share: Assignment, sign_in: Any) -> None:
    data = {"title": "批复", "kind": "licence", "decided_on": "2018-12-14", "compute": "yes"}
    answer = sign_in("liaison-fgj").post(f"/disclosures/new?task={share.task_id}", data=data)
    assert answer.status_code == 200
    assert "最迟 2018-12-25 公开" in answer.text
    assert 'value="批复"' in answer.text
    assert "需要更正" not in answer.text
    assert recorded() == 0


def test_with_scripts_the_sentence_appears_as_the_date_is_entered(share: Assignment, sign_in: Any) -> None:
    browser, headers = sign_in("liaison-fgj"), {"HX-Request": "true"}
    address = f"/disclosures/limit?task={share.task_id}&kind=general"
    answer = browser.get(f"{address}&formed_on=2018-09-20&published_on=2018-10-25", headers=headers).text
    assert answer.lstrip().startswith('<div id="limit"')
    assert "最迟 2018-10-24 公开" in answer
    assert "逾期1个工作日" in answer
    for nonsense in ("", "&formed_on=soon", "&kind=x&formed_on=2018-09-20", "&formed_on=2007-01-01"):
        assert browser.get(address + nonsense, headers=headers).status_code == 200
    assert "<h1>公开期限</h1>" in browser.get(f"{address}&formed_on=2018-09-20").text


def test_a_row_without_days_says_why_twenty_days_hold(app: Any, sign_in: Any) -> None:
    factories.liaison()
    of = factories.assignment(factories.task(deadline_kind=DeadlineKind.REALTIME, deadline_text="实时公开"))
    answer = sign_in("liaison-fgj").get(f"/disclosures/limit?task={of.task_id}&kind=general&formed_on=2018-09-20")
    assert "任务分解表写明“实时公开”，未定天数，以20个工作日为最长期限" in answer.text


def test_without_a_task_one_is_chosen_among_the_units_own(share: Assignment, sign_in: Any) -> None:
    other = factories.assignment(unit_=factories.unit("zjj"))
    gone = factories.assignment(factories.task(withdrawn_at=now()))
    page = sign_in("liaison-fgj").get("/disclosures/new").text
    assert f'<option value="{share.task_id}">' in page
    assert f'<option value="{other.task_id}">' not in page
    assert f'<option value="{gone.task_id}">' not in page


def test_withholding_is_said_by_the_result_of_the_review(share: Assignment, sign_in: Any) -> None:
    data = FILLED | {"secrecy_result": "withhold", "published_on": "", "ground": "privacy"}
    assert sign_in("liaison-fgj").post(f"/disclosures/new?task={share.task_id}", data=data).status_code == 303
    found = db.session.scalars(select(Disclosure)).one()
    assert (found.mode, found.ground) == (Mode.WITHHELD, WithholdGround.PRIVACY)


def test_the_rest_of_the_record_is_kept(share: Assignment, sign_in: Any) -> None:
    more = {
        "basis": "made",
        "phase": "result",
        "audience": "某村村民",
        "contact": "0919-2187000",
        "legal_person": "某公司",
        "supervision": "encouraged",
        "is_credit_information": "y",
        "secrecy_basis": "《保守国家秘密法》第十三条",
        "law_days": "30",
        "law_counts": "days",
        "law_source": "某条例第五条",
    }
    browser = sign_in("liaison-fgj")
    page = browser.post(f"/disclosures/new?task={share.task_id}", data=FILLED | more, follow_redirects=True).text
    for words in (
        *("谁制作、谁公开", "结果公开", "某村村民", "0919-2187000", "某公司", "鼓励其公开", "信用信息</dt><dd>是"),
        *("依据《保守国家秘密法》第十三条", "法律另定的天数</dt><dd>30", "次日起算30天"),
    ):
        assert words in page, words


def test_an_earlier_record_is_the_start_of_a_new_one(share: Assignment, sign_in: Any) -> None:
    earlier = factories.disclosure(share, title="上月的批复", phase=Phase.RESULT)
    other = factories.disclosure(unit_id=factories.unit("zjj").id)
    browser, address = sign_in("liaison-fgj"), f"/disclosures/new?task={share.task_id}"
    page = browser.get(f"{address}&like={earlier.id}").text
    assert 'value="上月的批复"' in page
    assert '<option selected value="result">' in page
    assert re.findall(r'-on" value="yes" checked> (\S+)</label>', page) == ["政府网站"]
    assert "2018-09-20" not in page.partition('id="disclosure-form"')[2].replace("2018-09-20 的格式", "")
    assert [browser.get(f"{address}&like={number}").status_code for number in (other.id, "x", 10**10)] == [404] * 3


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_task_of_another_unit_does_not_exist(share: Assignment, sign_in: Any, method: str) -> None:
    factories.liaison("zjj")
    browser = sign_in("liaison-zjj")
    assert getattr(browser, method)(f"/disclosures/new?task={share.task_id}", data=FILLED).status_code == 404
    assert browser.get(f"/disclosures/limit?task={share.task_id}").status_code == 404
    assert recorded() == 0


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "²", "-1"])
def test_a_malformed_task_does_not_exist(share: Assignment, sign_in: Any, number: str) -> None:
    assert sign_in("liaison-fgj").get(f"/disclosures/new?task={number}").status_code == 404


@pytest.mark.parametrize("person", ["leader", "office", "admin", "auditor"])
def test_others_do_not_record(share: Assignment, sign_in: Any, person: str) -> None:
    who = getattr(factories, person)()
    answer = sign_in(who.username).post(f"/disclosures/new?task={share.task_id}", data=FILLED)
    assert answer.status_code == 404
    assert recorded() == 0


def test_a_withdrawn_task_says_so(share: Assignment, sign_in: Any, manner: dict[str, str]) -> None:
    db.session.get_one(Task, share.task_id).withdrawn_at = now()
    answer = sign_in("liaison-fgj").post(f"/disclosures/new?task={share.task_id}", data=FILLED, headers=manner)
    assert answer.status_code == 409
    assert "已撤销" in answer.text


def test_an_address_that_stands_with_another_record_is_pointed_at(share: Assignment, sign_in: Any) -> None:
    client = sign_in("liaison-fgj")
    first = factories.disclosure(share, title="甲", channels=factories.channels(WEBSITE))
    factories.disclosure(share, title="乙", channels=factories.channels(("政府网站", f"{WEBSITE[1]}?2")))
    assert "同一网址" not in client.get(f"/disclosures/{first.id}").text
    factories.disclosure(share, title="丙", channels=factories.channels(WEBSITE))
    assert "同一网址还登记在" in client.get(f"/disclosures/{first.id}").text
