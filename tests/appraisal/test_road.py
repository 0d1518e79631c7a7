"""The road of the year end: which step is under way, until when units may speak and who has not."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal import adjusting, lists, presenting
from tracker.appraisal.choices import StatementOutcome
from tracker.appraisal.hearing import heard, stating
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import Proposal, RectificationState

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.databases("sqlite")


def road() -> list[tuple[str, str]]:
    found = lists.of(2018)
    hearing = heard.of(found.appraisal) if found.appraisal else None
    return [(step.state, step.text) for step in presenting.road(found, presenting.entries(found), hearing)]


def states() -> str:
    return " ".join(state for state, _ in road())


def verdict(of: Appraisal, code: str) -> Verdict:
    return next(each for each in of.verdicts if each.unit.code == code)


def test_before_the_list_is_confirmed(district: District) -> None:
    assert states() == "now later later later later"


def test_units_are_heard_before_the_leader_signs(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    assert states() == "done done now later later"
    assert road()[2][1] == "到 2018-12-27 为止，1个单位未申述"
    page = sign_in("office").get("/year-end/2018").text
    assert page.index("2 名单拟定") < page.index("3 单位申述") < page.index("4 领导签发")
    assert "申述期限到 2018-12-27 为止，还没有申述、也没有表示无异议的：" in page
    stating.state(verdict(appraisal, "zjj"), True, "已按期公开", (), f.liaison("zjj"))
    assert road()[2] == ("now", "1份待答复")
    assert "还没有申述、也没有" not in sign_in("office").get("/year-end/2018").text
    said = stating.of(2018, district.bad.id)
    assert said
    stating.answer(said, StatementOutcome.REJECTED, "经核实逾期", district.office)
    assert road()[2] == ("done", "1个单位都已表示意见")
    assert states() == "done done done now later"


def test_whoever_is_put_on_the_list_later_is_heard_too(appraisal: Appraisal, district: District) -> None:
    stating.state(verdict(appraisal, "zjj"), False, "", (), f.liaison("zjj"))
    adjusting.adjust(verdict(appraisal, "hbz"), Proposal.CRITICISE, "经核实情况属实", district.office)
    assert road()[2] == ("now", "到 2018-12-27 为止，1个单位未申述")


def test_the_time_ends(appraisal: Appraisal, app: Flask) -> None:
    app.config["TODAY"] = date(2018, 12, 28)
    assert road()[2] == ("done", "1个单位，1个没有申述")


def test_rectification_is_under_way_beside_what_is_still_to_be_issued(appraisal: Appraisal, district: District) -> None:
    appraisal.criticised_on = date(2018, 12, 20)
    f.rectification(district.bad, state=RectificationState.ORDERED)
    f.rectification(district.bad, state=RectificationState.CLOSED)
    assert states() == "done done done now now"
    assert road()[4][1] == "2项，已销号1项"
