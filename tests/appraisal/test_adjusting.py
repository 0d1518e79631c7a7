"""Moving a unit on the confirmed list: by the office alone, with a reason, shown as such."""

from collections.abc import Callable

import pytest

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal import lists
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import Proposal
from tracker.db import db
from tracker.journal import AuditEntry

SignIn = Callable[[str], Client]
ADDRESS = "/year-end/2018/units/zjj/decision"


def verdict(code: str = "zjj") -> Verdict:
    return next(each for each in db.session.scalars(db.select(Verdict)) if each.unit.code == code)


def test_adjust_works_and_is_shown_as_such(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    assert "依据冻结的事实拟为“通报批评”" in client.get(ADDRESS).text
    data = {"version": str(verdict().version), "decision": "none", "reason": "机构改革期间职责移交，经核实情况属实"}
    answer = client.post(ADDRESS, data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    changed = verdict()
    assert (changed.proposal, changed.decision) == (Proposal.CRITICISE, Proposal.NONE)
    assert changed.document["proposal"] == "criticise"
    assert "公开办调整，依据事实拟为“通报批评”" in client.get("/year-end/2018").text
    own = sign_in("liaison-zjj")
    page = own.get("/year-end/2018/units/zjj").text
    assert "经核实情况属实" in page
    assert page.index("是公开办的决定，不是核算的结果") < page.index("按事实核算的结果（调整之前）")
    assert "公开办调整名单：由“通报批评”改为“不列入”" in own.get("/").text
    assert "verdict.adjust" in db.session.scalars(db.select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"reason": ""}, 422, "请填写此项"),
        ({"reason": "   "}, 422, "请填写此项"),
        ({"reason": "x"}, 422, "至少6个字"),
        ({"reason": "同意同意同意！！！"}, 422, "至少6个字"),
        ({"decision": "hang"}, 422, "请从列出的选项中选择"),
        ({"decision": ""}, 422, "请选择调整为哪一项"),
        ({"decision": "criticise"}, 409, "没有变化"),
        ({"reason": "长" * 1001}, 422, "不能超过1000个字"),
    ],
)
def test_an_adjustment_needs_a_change_and_a_reason(
    appraisal: Appraisal, sign_in: SignIn, fields: dict[str, str], status: int, words: str
) -> None:
    data = {"version": str(verdict().version), "decision": "none", "reason": "经核实情况属实"} | fields
    answer = sign_in("office").post(ADDRESS, data=data)
    assert answer.status_code == status
    assert words in answer.text
    assert verdict().decision is Proposal.CRITICISE


def test_a_stale_adjustment_shows_both(appraisal: Appraisal, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("office")
    old = str(verdict().version)
    client.post(ADDRESS, data={"version": old, "decision": "none", "reason": "第一人写的理由"})
    answer = client.post(
        ADDRESS, data={"version": old, "decision": "commend", "reason": "第二人写的理由"}, headers=manner
    )
    assert answer.status_code == 409
    assert "第一人写的理由" in answer.text
    assert "第二人写的理由" in answer.text
    assert verdict().decision is Proposal.NONE


def test_a_unit_without_a_score_is_not_commended(district: District, sign_in: SignIn) -> None:
    f.unit("czj")
    client = sign_in("office")
    client.post("/year-end/2018/confirm", data={"fingerprint": lists.of(2018).fingerprint})
    data = {"version": str(verdict("czj").version), "decision": "commend", "reason": "工作认真负责，成效突出"}
    answer = client.post("/year-end/2018/units/czj/decision", data=data)
    assert answer.status_code == 409
    assert "未评分" in answer.text


def test_before_confirmation_there_is_nothing_to_adjust(district: District, sign_in: SignIn) -> None:
    assert sign_in("office").get(ADDRESS).status_code == 404


@pytest.mark.parametrize("person", ["liaison-zjj", "leader-fgj", "admin", "auditor"])
def test_only_the_office_adjusts(appraisal: Appraisal, sign_in: SignIn, person: str) -> None:
    data = {"version": "1", "decision": "none", "reason": "请求放过"}
    assert sign_in(person).get(ADDRESS).status_code == 404
    assert sign_in(person).post(ADDRESS, data=data).status_code == 404
