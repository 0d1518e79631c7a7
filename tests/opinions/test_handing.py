"""Who answers for a case: acknowledged, passed on with agreement, taken over, assigned."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.opinions.cases import FOUND, add, opened
from tracker.db import db
from tracker.opinions.choices import ClosingResult, OpinionStage
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.passing import handing
from tracker.opinions.scope import visible
from tracker.refusals import Refused

S = OpinionStage


def sees(person: Any) -> bool:
    return db.session.scalar(visible(person)) is not None


def last() -> OpinionEntry:
    found = db.session.scalars(select(OpinionEntry).order_by(OpinionEntry.id.desc())).first()
    assert found is not None
    return found


@pytest.fixture
def case(app: Any) -> OpinionCase:
    app.config["TIME"] = time(9)
    return opened("fgj", factories.office())


def test_it_is_acknowledged_once_by_the_unit(case: OpinionCase) -> None:
    for person in (factories.office(), factories.liaison("zjj"), factories.leader()):
        with pytest.raises(Refused, match="由责任单位联络员签收"):
            handing.acknowledge(case, person)
    handing.acknowledge(case, factories.liaison())
    assert (case.acknowledged_by_id, last().stage) == (factories.liaison().id, S.ACKNOWLEDGED)
    with pytest.raises(Refused, match="已经签收"):
        handing.acknowledge(case, factories.liaison())


def test_it_passes_only_with_the_others_agreement(case: OpinionCase) -> None:
    other, mine = factories.liaison("zjj"), factories.liaison()
    due = case.answer_due_at
    assert not sees(other)
    handing.offer(case, mine, other.unit, "住房保障归住建")
    assert sees(other)
    assert case.unit_id == mine.unit_id
    handing.accept(case, other)
    assert (case.unit_id, case.offered_to_id, case.acknowledged_by_id) == (other.unit_id, None, other.id)
    assert case.answer_due_at == due, "the clock goes on"
    assert sees(mine), "what a unit wrote it can still read"
    with pytest.raises(Refused, match="其他人员只能查看"):
        add(case, S.TRACKING, 1, mine)


def test_not_agreed_it_stays(case: OpinionCase) -> None:
    other, mine = factories.liaison("zjj"), factories.liaison()
    handing.offer(case, mine, other.unit, "住房保障归住建")
    with pytest.raises(Refused, match="没有等待本单位同意的移交"):
        handing.accept(case, mine)
    handing.decline(case, other, "不属于住房保障")
    assert (case.unit_id, case.offered_to_id) == (mine.unit_id, None)
    assert not sees(other)
    assert (last().stage, last().text) == (S.DECLINED, "不属于住房保障")
    with pytest.raises(Refused, match="可能已被撤回"):
        handing.accept(case, other)


def test_an_offer_is_withdrawn(case: OpinionCase) -> None:
    other, mine = factories.unit("zjj"), factories.liaison()
    handing.offer(case, mine, other, "归住建")
    with pytest.raises(Refused, match="已提请移交区住建局"):
        handing.offer(case, mine, factories.unit("czj"), "归财政")
    handing.withdraw(case, mine)
    assert case.offered_to_id is None
    with pytest.raises(Refused, match="没有等待同意的移交"):
        handing.withdraw(case, mine)


def test_a_task_that_the_new_unit_has_no_share_in_is_left_behind(case: OpinionCase) -> None:
    case.task = factories.assignment().task
    handing.offer(case, factories.liaison(), factories.unit("zjj"), "归住建")
    handing.accept(case, factories.liaison("zjj"))
    assert case.task is None
    assert "不再关联" in last().text


@pytest.mark.parametrize("closed_on", [None, date(2018, 12, 1)])
def test_it_passes_to_another_unit_that_exists(case: OpinionCase, closed_on: date | None) -> None:
    to = factories.unit("zjj", closed_on=closed_on) if closed_on else case.unit
    with pytest.raises(Refused, match="另一个现有的单位"):
        handing.offer(case, factories.liaison(), to, "x")
    with pytest.raises(Refused, match="另一个现有的单位"):
        handing.assign(case, factories.office(), to, "x")


def test_the_office_takes_over_and_assigns(case: OpinionCase) -> None:
    office, mine = factories.office(), factories.liaison()
    with pytest.raises(Refused, match="只有区公开办"):
        handing.take_over(case, mine, "x")
    handing.take_over(case, office, "一小时无人签收")
    assert case.acknowledged_at is not None
    with pytest.raises(Refused, match="已由区公开办接办"):
        handing.take_over(case, office, "x")
    with pytest.raises(Refused, match="由区公开办指定责任单位"):
        handing.offer(case, mine, factories.unit("zjj"), "归住建")
    add(case, S.RESPONSE, 1)
    with pytest.raises(Refused, match="由区公开办办结"):
        add(case, S.CLOSING, 2)
    with pytest.raises(Refused, match="只有区公开办"):
        handing.assign(case, mine, factories.unit("zjj"), "x")
    handing.assign(case, office, factories.unit("zjj"), "住房保障")
    assert (case.taken_over_at, case.acknowledged_at, case.unit.code) == (None, None, "zjj")
    assert case.acknowledge_due_at is not None


def test_a_closed_case_passes_to_nobody(case: OpinionCase) -> None:
    office, other = factories.office(), factories.liaison("zjj")
    handing.offer(case, office, other.unit, "x")
    add(case, S.CLOSING, 2, office, result=ClosingResult.NOT_OURS)
    assert case.offered_to_id is None
    acts = (
        lambda: handing.acknowledge(case, factories.liaison()),
        lambda: handing.offer(case, office, other.unit, "x"),
        lambda: handing.take_over(case, office, "x"),
        lambda: handing.assign(case, office, other.unit, "x"),
    )
    for act in acts:
        with pytest.raises(Refused, match="已办结"):
            act()
    assert case.closed_at is not None
    assert case.closed_at > FOUND
