"""A case from discovery to closing: the order of things, and who is refused."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tests.opinions.cases import FOUND, KNOWN, add, opened, step
from tracker.choices import Role
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.opinions import recording
from tracker.opinions.choices import ClosingResult, OpinionStage, ResponseKind, Severity
from tracker.opinions.models import OpinionEntry
from tracker.opinions.recording import Finding
from tracker.refusals import Refused

pytestmark = pytest.mark.usefixtures("app")
S = OpinionStage
FINDING = Finding(**KNOWN)


def test_the_clocks_start_with_the_discovery() -> None:
    case = opened(severity=Severity.MAJOR)
    assert case.answer_due_at == FOUND + timedelta(hours=5)
    assert case.conference_due_at == FOUND + timedelta(hours=24)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_id, entry.summary) == (
        "opinion.open",
        case.id,
        "登记舆情《群众反映保障房分配不公》",
    )


def test_what_a_unit_finds_itself_is_acknowledged() -> None:
    case = opened()
    assert (case.acknowledged_by_id, case.acknowledge_due_at) == (factories.liaison().id, None)


def test_the_office_may_record_for_any_unit_which_must_acknowledge_it() -> None:
    case = opened("zjj", factories.office())
    assert case.acknowledged_at is None
    assert case.acknowledge_due_at is not None
    assert recording.add_entry(case, factories.office(), step(S.RESPONSE, 1)).case_id == case.id
    assert case.acknowledged_at is None
    add(case, S.TRACKING, 2)
    assert case.acknowledged_by_id == factories.liaison("zjj").id


def test_the_first_answer_stops_the_clock_and_later_ones_do_not_move_it() -> None:
    case = opened()
    add(case, S.TRACKING, 1)
    assert case.answered_at is None
    add(case, S.RESPONSE, 20)
    add(case, S.RESPONSE, 10)
    assert case.answered_at == FOUND + timedelta(hours=20)
    assert not case.is_late(FOUND + timedelta(hours=50))


def test_of_a_grave_case_only_what_the_rule_names_counts() -> None:
    case = opened(severity=Severity.MAJOR)
    add(case, S.RESPONSE, 1, response_kind=ResponseKind.OTHER)
    assert case.answered_at is None
    add(case, S.RESPONSE, 4)
    add(case, S.RESPONSE, 20, response_kind=ResponseKind.PRESS_CONFERENCE)
    assert case.answered_at == FOUND + timedelta(hours=4)
    assert case.conference_at == FOUND + timedelta(hours=20)


def test_closing_ends_the_case() -> None:
    case = opened()
    add(case, S.RESPONSE, 5)
    add(case, S.CLOSING, 6)
    assert (case.closed_at, case.result) == (FOUND + timedelta(hours=6), ClosingResult.SETTLED)
    with pytest.raises(Refused, match="已办结，不能再添加记录"):
        add(case, S.TRACKING, 7)
    assert len(db.session.scalars(select(OpinionEntry)).all()) == 2


def test_what_is_not_ours_needs_no_answer_once_the_office_says_so() -> None:
    case = opened()
    with pytest.raises(Refused, match="由区公开办核实后办结"):
        add(case, S.CLOSING, 6, result=ClosingResult.NOT_OURS)
    add(case, S.CLOSING, 6, factories.office(), result=ClosingResult.NOT_OURS)
    assert case.answer_due_at is None
    recording.reopen(case, factories.office(), "还是本区的事")
    assert case.answer_due_at == FOUND + timedelta(hours=48)


def test_an_anticipated_case_has_no_clock_until_it_is_found() -> None:
    case = opened(found_at=None)
    assert case.answer_due_at is None
    add(case, S.ANTICIPATION, -48, plan="预案", prepared_answer="口径")
    with pytest.raises(Refused, match="还没有发现"):
        add(case, S.RESPONSE, 1)
    recording.amend(case, factories.liaison(), FINDING, None, "")
    assert case.answer_due_at == FOUND + timedelta(hours=48)
    last = db.session.scalars(select(OpinionEntry).order_by(OpinionEntry.id.desc())).first()
    assert last is not None
    assert (last.stage, last.happened_at) == (S.DISCOVERY, FOUND)


def test_a_wrong_severity_is_put_right_with_a_reason_and_the_clocks_follow() -> None:
    case = opened()
    add(case, S.RESPONSE, 3, response_kind=ResponseKind.OTHER)
    grave = replace(FINDING, severity=Severity.MAJOR)
    with pytest.raises(Refused, match="请写明原因"):
        recording.amend(case, factories.liaison(), grave, None, "")
    changed = recording.amend(case, factories.liaison(), grave, None, "上级核定")
    assert changed == {"等级": ["一般", "重大"]}
    assert (case.answer_due_at, case.answered_at) == (FOUND + timedelta(hours=5), None)
    last = db.session.scalars(select(OpinionEntry).order_by(OpinionEntry.id.desc())).first()
    assert last is not None
    assert last.text == "等级由“一般”改为“重大”。原因：上级核定"
    assert recording.amend(case, factories.liaison(), grave, None, "") == {}


def test_a_discovery_is_not_moved_behind_the_answer() -> None:
    case = opened()
    add(case, S.RESPONSE, 3)
    later = replace(FINDING, found_at=FOUND + timedelta(hours=4))
    with pytest.raises(Refused, match="发现不能晚于首次回应"):
        recording.amend(case, factories.liaison(), later, None, "记错")
    with pytest.raises(Refused, match="不能改回预判"):
        recording.amend(case, factories.liaison(), replace(FINDING, found_at=None), None, "记错")


def test_only_the_office_reopens_and_says_why() -> None:
    case = opened()
    add(case, S.RESPONSE, 5)
    with pytest.raises(Refused, match="尚未办结"):
        recording.reopen(case, factories.office(), "又有新情况")
    add(case, S.CLOSING, 6)
    with pytest.raises(Refused, match="由区公开办重新打开"):
        recording.reopen(case, factories.liaison(), "又有新情况")
    recording.reopen(case, factories.office(), "又有新情况")
    assert (case.closed_at, case.result) == (None, None)
    last = db.session.scalars(select(OpinionEntry).order_by(OpinionEntry.id.desc())).first()
    assert last is not None
    assert (last.stage, last.text) == (S.REOPENED, "又有新情况")


def test_a_form_sent_twice_adds_once() -> None:
    case, key = opened(), "a" * 32
    one = recording.add_entry(case, factories.liaison(), step(S.TRACKING, 1), key)
    assert recording.add_entry(case, factories.liaison(), step(S.TRACKING, 1), key).id == one.id
    assert len(db.session.scalars(select(OpinionEntry)).all()) == 1


@pytest.mark.parametrize("statement", ["UPDATE opinion_entry SET text = 'x'", "DELETE FROM opinion_entry"])
def test_the_database_refuses_to_change_an_entry(statement: str) -> None:
    add(opened(), S.TRACKING, 1)
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_write(role: Role) -> None:
    case, person = opened(), factories.user(role, factories.unit())
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.open_case(factories.unit(), person, FINDING)
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.add_entry(case, person, step(S.TRACKING, 1))


def test_a_liaison_writes_for_the_own_unit_only() -> None:
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.open_case(factories.unit("zjj"), factories.liaison(), FINDING)
    with pytest.raises(Refused, match="其他人员只能查看"):
        add(opened(), S.TRACKING, 1, factories.liaison("zjj"))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FOUND + timedelta(days=9), "发现时间不能晚于现在"),
        (datetime(2016, 8, 11, 23, 59, tzinfo=SHANGHAI), "2016-08-12 起才有回应时限的规定"),
    ],
)
def test_a_discovery_lies_where_rules_reach(found: datetime, words: str) -> None:
    with pytest.raises(Refused, match=words):
        opened(found_at=found)


def test_the_task_must_be_the_units() -> None:
    other = factories.assignment(unit_=factories.unit("zjj")).task
    with pytest.raises(Refused, match="不是区发改局的任务"):
        recording.open_case(factories.unit(), factories.liaison(), FINDING, other)
