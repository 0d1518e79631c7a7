"""When the units on the criticism list have been heard, so that it can be issued."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tests import factories as f
from tests.client import Client
from tracker.appraisal import adjusting
from tracker.appraisal.choices import StatementOutcome
from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal
from tracker.choices import Proposal
from tracker.db import db

SignIn = Callable[[str], Client]


@pytest.mark.databases("sqlite")
def test_a_unit_found_right_is_not_criticised_all_the_same(appraisal: Appraisal) -> None:
    """Put on the list once more for another reason, it is heard once more."""
    verdict = next(each for each in appraisal.verdicts if each.unit.code == "zjj")
    said = stating.state(verdict, True, "第三条记录的公开日期登记有误", (), f.liaison("zjj"))
    stating.answer(said, StatementOutcome.UPHELD, "经核对原网页，日期确有误", f.office())
    assert "区住建局的申述已答复为“申述成立”，请先" in stating.hindrance(appraisal, [verdict])
    adjusting.adjust(verdict, Proposal.NONE, "申述成立，不再列入", f.office())
    adjusting.adjust(verdict, Proposal.CRITICISE, "另查实三条记录弄虚作假", f.office())
    assert stating.hindrance(appraisal, [verdict]).startswith("申述期限到 2018-12-27 为止，区住建局还没有申述")
    again = stating.state(verdict, True, "三条记录都有原件", (), f.liaison("zjj"))
    assert (again.id, again.is_open) == (said.id, True)
    assert "还没有答复" in stating.hindrance(appraisal, [verdict])


@pytest.mark.databases("sqlite")
def test_the_time_of_a_unit_put_on_the_list_by_hand_runs_from_that_day(
    appraisal: Appraisal, sign_in: SignIn, app: Flask
) -> None:
    app.config["TODAY"] = date(2018, 12, 28)
    verdict = next(each for each in appraisal.verdicts if each.unit.code == "hbz")
    adjusting.adjust(verdict, Proposal.CRITICISE, "经核查存在弄虚作假", f.office())
    db.session.commit()
    assert stating.hindrance(appraisal, [verdict]).startswith("申述期限到 2019-01-07 为止")
    f.liaison("hbz")
    data = {"version": "0", "is_contested": "yes", "text": "没有弄虚作假。"}
    assert sign_in("liaison-hbz").post("/year-end/2018/units/hbz/statement", data=data).status_code == 303
    old = next(each for each in appraisal.verdicts if each.unit.code == "zjj")
    assert stating.hindrance(appraisal, [old]) == "", "its own time is over"
