"""A finding stands in one word, on its page, in the register and in the filter; and what is offered fits it."""

from datetime import date

import pytest
from flask import Flask

from tests import factories as f
from tests.supervision.conftest import SEEN, SignIn
from tracker.db import db
from tracker.supervision import checking, replying
from tracker.supervision.choices import FindingReply
from tracker.supervision.models import Finding, Inspection
from tracker.supervision.replying import Reply
from tracker.supervision.scope import STATES, in_state, word

pytestmark = pytest.mark.databases("sqlite")
OBJECTION = Reply(FindingReply.OBJECTED, "期限应自批复送达之日起算")


def standing(finding: Finding) -> str:
    """Its word, which is that of the one filter under which it is found."""
    found = db.select(Finding.id).join(Inspection, Inspection.id == Finding.inspection_id)
    keys = [key for key in STATES if key != "standing" and db.session.scalars(found.where(in_state(key))).all()]
    said = word(finding, finding.inspection.state, finding.inspection.reply_by)
    assert [STATES[key] for key in keys] == [said]
    return said


def test_before_it_goes_to_the_unit(inspection: Inspection, sign_in: SignIn) -> None:
    found = checking.find(inspection.items[0], f.office(), SEEN)
    assert standing(found) == "未交单位"
    page = sign_in("office").get(f"/supervision/items/{found.item_id}").text
    assert "未交单位" in page
    assert "或者：没有发现问题" not in page
    checking.withdraw(found, f.office(), "记录有误")
    assert "或者：没有发现问题" in sign_in("office").get(f"/supervision/items/{found.item_id}").text


def test_from_the_unit_to_the_office(finding: Finding, app: Flask, sign_in: SignIn) -> None:
    assert standing(finding) == "待单位反馈"
    for address in ("/supervision/findings", f"/supervision/findings/{finding.id}"):
        assert "待单位反馈" in sign_in("liaison-fgj").get(address).text
    replying.reply(finding, f.liaison(), OBJECTION)
    assert standing(finding) == "待答复异议"
    replying.answer(finding, f.office(), "经核实维持", upholds=True)
    assert standing(finding) == "已答复维持"
    checking.withdraw(finding, f.office(), "记录有误")
    assert standing(finding) == "已撤销"


def test_silence(finding: Finding, app: Flask) -> None:
    app.config["TODAY"] = date(2018, 12, 26)
    assert standing(finding) == "未按期反馈"
