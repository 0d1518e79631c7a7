"""The scheme in the browser: copied, changed, tried, adopted; rehearsals that write nothing."""

import re
from collections.abc import Callable

import pytest

from tests import factories as f
from tests.appraisal.district import District, confirmed
from tests.client import Client
from tracker.appraisal import lists
from tracker.appraisal.choices import SchemeState
from tracker.appraisal.models import Appraisal, AppraisalScheme
from tracker.appraisal.schemes import drafting
from tracker.db import db
from tracker.journal import AuditEntry

SignIn = Callable[[str], Client]
SCHEMES = "/year-end/2018/schemes"


def inputs(page: str) -> dict[str, str]:
    """What a browser would send back of the page's scheme form."""
    form = page[page.index('id="scheme"') :]
    fields = dict.fromkeys(re.findall(r'<select[^>]*name="([^"]+)"', form), "")
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name[1]] = value[1] if value else ""
    return fields


def draft() -> AppraisalScheme:
    made = drafting.copy(2018, None, f.office())
    db.session.commit()
    return made


def versions() -> list[tuple[int, SchemeState]]:
    return [(each.number, each.state) for each in db.session.scalars(db.select(AppraisalScheme).order_by("number"))]


@pytest.mark.databases("sqlite")
def test_a_draft_is_not_offered_once_the_list_is_confirmed(district: District, sign_in: SignIn) -> None:
    draft()
    assert "试算并采用" in sign_in("office").get(f"{SCHEMES}/2").text
    confirmed(district)
    page = sign_in("office").get(f"{SCHEMES}/2").text
    assert "试算并采用" not in page
    assert "这份草案不能再修改或采用" in page
    assert 'name="weight_completion"' not in page


# --- copy ------------------------------------------------------------------------------------------------------------


def test_it_works(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    assert client.post(SCHEMES, data={"source": ""}, headers=manner).status_code in (200, 303)
    assert versions() == [(1, SchemeState.ADOPTED), (2, SchemeState.DRAFT)]
    page = client.get(f"{SCHEMES}/2").text
    assert "底稿：默认方案" in page
    fields = inputs(page) | {"weight_completion": "30", "weight_timeliness": "15", "plus_answered": "1"}
    fields |= {"top_answered": "3", "places_department": "1", "with_public_body": "department", "commend_from": "85"}
    answer = client.post(f"{SCHEMES}/2", data=fields, headers=manner)
    assert answer.status_code in (200, 303), answer.text
    becomes = lists.scheme_of(2018)
    assert becomes.version == 1, "a draft judges nobody"
    trial = client.get(f"{SCHEMES}/2/trial").text
    assert "3个单位中" in trial
    assert '表扬线（分）</th><td data-name="现行">90</td><td data-name="草案"><strong>85</strong>' in trial
    assert '部门固定名额</th><td data-name="现行">按比例</td><td data-name="草案"><strong>1</strong>' in trial
    assert "<strong>与部门一并排名</strong>" in trial
    assert "批评线（低于，分）</th>" not in trial
    version = re.search(r'name="version" value="(\d+)"', trial)
    assert version
    data = {"version": version[1], "reason": "区政府常务会议研究同意"}
    assert client.post(f"{SCHEMES}/2/adopt", data=data, headers=manner).status_code in (200, 303)
    db.session.expire_all()
    becomes = lists.scheme_of(2018)
    assert (becomes.version, becomes.indicators[0].weight, becomes.commend_from) == (2, 30, 85)
    assert (becomes.quotas, becomes.ranked_with) == ((("department", 1),), (("public_body", "department"),))
    assert [bonus.key for bonus in becomes.bonuses] == ["answered"]
    assert {"scheme.copy", "scheme.change", "scheme.adopt"} <= set(db.session.scalars(db.select(AuditEntry.action)))
    assert "部门、公共企事业单位" in client.get("/year-end/2018").text


@pytest.mark.databases("sqlite")
def test_a_unit_opens_the_scheme_from_its_page(district: District, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    for kept in (False, True):
        assert f'href="{SCHEMES}/1"' in client.get("/year-end/2018/units/fgj").text
        assert "表扬线" in client.get(f"{SCHEMES}/1").text
        assert client.get(f"{SCHEMES}/2").status_code == 404
        assert versions() == [(1, SchemeState.ADOPTED)] * kept
        drafting.keep_default(2018)
        db.session.commit()


def test_a_second_draft_is_refused(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    draft()
    answer = sign_in("office").post(SCHEMES, data={"source": ""}, headers=manner)
    assert answer.status_code == 409
    assert "已有一份拟定中的方案" in answer.text


@pytest.mark.parametrize("person", ["admin", "auditor", "liaison-fgj", "leader-fgj"])
def test_only_the_office_makes_schemes(district: District, sign_in: SignIn, person: str) -> None:
    made = draft()
    client = sign_in(person)
    for path in ("", "/2", "/2/adopt", "/2/discard"):
        assert client.post(f"{SCHEMES}{path}", data={"version": str(made.version)}).status_code == 404
    assert client.get(f"{SCHEMES}/2/trial").status_code == 404
    assert client.get(f"{SCHEMES}/2").status_code == (404 if "-" in person else 200)
    assert client.get(f"{SCHEMES}/1").status_code == 200
    assert versions()[1] == (2, SchemeState.DRAFT)


def test_a_confirmed_year_keeps_its_scheme(appraisal: Appraisal, sign_in: SignIn) -> None:
    answer = sign_in("office").post(SCHEMES, data={"source": ""})
    assert answer.status_code == 409
    assert "名单已经确认" in answer.text


# --- change, adopt, discard ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"weight_completion": "24"}, "合计应为100分，现为99分"),
        ({"weight_completion": "25.5"}, "请填写整数"),
        ({"each_far_late": "abc"}, "请填写整数"),
        ({"criticise_below": "95"}, "批评线不能高于表扬线"),
        ({"each_far_late": "9", "most_far_late": "2"}, "不能少于每条的分值"),
        ({"plus_answered": "2", "top_answered": "1"}, "不能少于每条的分值"),
        ({"with_department": "township", "with_township": "department"}, "只能并入单独排名"),
        ({"name": ""}, "请填写此项"),
        ({"commend_share": "101"}, "请填写0至100之间的整数"),
        ({"settling_day": "13-01"}, "年终结算日应为一年中的某一天"),
    ],
)
def test_what_does_not_add_up_is_refused_and_kept(
    district: District, sign_in: SignIn, manner: dict[str, str], fields: dict[str, str], words: str
) -> None:
    made = draft()
    client = sign_in("office")
    before = dict(made.content)
    answer = client.post(f"{SCHEMES}/2", data=inputs(client.get(f"{SCHEMES}/2").text) | fields, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{value}"' in answer.text for value in fields.values())
    db.session.expire_all()
    assert db.session.get_one(AppraisalScheme, made.id).content == before


def test_a_stale_draft_is_not_saved(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    draft()
    client = sign_in("office")
    fields = inputs(client.get(f"{SCHEMES}/2").text)
    client.post(f"{SCHEMES}/2", data=fields | {"commend_from": "88"})
    answer = client.post(f"{SCHEMES}/2", data=fields | {"commend_from": "77"}, headers=manner)
    assert answer.status_code == 409
    assert 'value="77"' in answer.text
    answer = client.post(f"{SCHEMES}/2/adopt", data={"version": "1", "reason": "同意"}, headers=manner)
    assert answer.status_code == 409
    assert "草案在您试算之后有修改" in answer.text
    assert versions()[1] == (2, SchemeState.DRAFT)


def test_adoption_needs_a_reason(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    made = draft()
    answer = sign_in("office").post(f"{SCHEMES}/2/adopt", data={"version": str(made.version)}, headers=manner)
    assert answer.status_code == 422
    assert "请填写此项" in answer.text


def test_a_discarded_draft_makes_room_for_another(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    made = draft()
    client = sign_in("office")
    client.post(f"{SCHEMES}/2/discard", data={"version": str(made.version)}, headers=manner)
    client.post(SCHEMES, data={"source": str(made.id)}, headers=manner)
    assert versions() == [(1, SchemeState.ADOPTED), (2, SchemeState.DISCARDED), (3, SchemeState.DRAFT)]
    answer = client.post(f"{SCHEMES}/2", data=inputs(client.get(f"{SCHEMES}/3").text) | {"version": "2"})
    assert answer.status_code == 409
    assert client.get(f"{SCHEMES}/9").status_code == 404
    assert client.get("/year-end/2007/schemes").status_code == 404


# --- rehearsal -------------------------------------------------------------------------------------------------------


def test_a_rehearsal_writes_nothing(district: District, sign_in: SignIn) -> None:
    client = sign_in("auditor")
    entries = len(db.session.scalars(db.select(AuditEntry.id)).all())
    page = client.get("/year-end/2018/rehearsal?as_of=2018-10-31").text
    assert "事实截至 2018-10-31" in page
    assert "3个单位中" in page
    made = draft()
    page = client.get(f"/year-end/2018/rehearsal?scheme={made.id}").text
    assert "第2版" in page
    assert "没有变化" in page
    assert db.session.scalars(db.select(Appraisal)).all() == []
    assert len(db.session.scalars(db.select(AuditEntry.id)).all()) == entries + 1, "the draft alone was recorded"
    assert "请选择一天" in client.get("/year-end/2018/rehearsal").text


def test_who_moves_is_told_why_and_can_be_followed(district: District, sign_in: SignIn) -> None:
    client = sign_in("auditor")
    page = client.get("/year-end/2018/rehearsal?as_of=2018-10-31").text
    assert "“公开时效”由0.00/20分变为" in page
    assert re.search(r"<details class=\"still\"><summary>\d个单位没有变化", page)
    address = "/year-end/2018/rehearsal/units/zjj?as_of=2018-10-31"
    assert address in page
    one = client.get(address).text
    assert "区住房和城乡建设局2018年度考核（模拟，截至 2018-10-31）" in one
    assert "这是模拟核算：按截至 2018-10-31 的事实" in one
    assert "考核方案（默认）第1版" in one
    assert 'method="post"' not in one.split("<main")[1]
    assert "预测" not in one
    for wrong in ("", "?as_of=abc", "?scheme=99"):
        assert client.get(f"/year-end/2018/rehearsal/units/zjj{wrong}").location == "/year-end/2018/units/zjj"
    assert client.get("/year-end/2018/rehearsal/units/nobody?as_of=2018-10-31").status_code == 404
    assert client.get("/year-end/2018/rehearsal/units/zjj?as_of=2018-12-21").status_code == 409


def test_a_trial_leads_to_the_page_by_the_draft(district: District, sign_in: SignIn) -> None:
    made, client = draft(), sign_in("office")
    weights = {"weight_completion": "15", "weight_timeliness": "30", "settling_day": "11-15"}
    fields = inputs(client.get(f"{SCHEMES}/2").text) | weights
    assert client.post(f"{SCHEMES}/2", data=fields).status_code == 303
    page = client.get(f"{SCHEMES}/2/trial").text
    assert "“任务完成”由15.00/25分变为9.00/15分" in page
    address = f"/year-end/2018/rehearsal/units/hbz?scheme={made.id}"
    assert address in page
    assert "第2版" in client.get(address).text
    db.session.expire_all()
    assert db.session.get_one(AppraisalScheme, made.id).content["settling_day"] == "11-15"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("as_of=2018-12-21", "还没有到"),
        ("as_of=2017-12-31", "应在2018年之内"),
        ("as_of=2018-13-01", "的格式填写日期"),
    ],
)
def test_a_day_that_cannot_be_is_refused(district: District, sign_in: SignIn, asked: str, words: str) -> None:
    answer = sign_in("office").get(f"/year-end/2018/rehearsal?{asked}")
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("person", ["liaison-fgj", "leader-fgj"])
def test_units_do_not_rehearse(district: District, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    assert client.get("/year-end/2018/rehearsal?as_of=2018-10-31").status_code == 404
    assert client.get("/year-end/2018/rehearsal/units/fgj?as_of=2018-10-31").status_code == 404
    assert client.get(SCHEMES).status_code == 404
