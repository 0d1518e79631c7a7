"""A case from discovery to closing: the order of things, and who is refused."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tracker.choices import Area, OpinionSource, OpinionStage, Role, Severity
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.opinions import recording
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.recording import Finding, Step
from tracker.refusals import Refused

pytestmark = pytest.mark.usefixtures("app")
FOUND = datetime(2018, 12, 18, 9, 0, tzinfo=SHANGHAI)
FINDING = Finding("群众反映保障房分配不公", Area.PUBLIC_RESOURCES, FOUND, OpinionSource.HOTLINE)


def step(stage: OpinionStage, hours: float, text: str = "已处理") -> Step:
    return Step(stage, text, FOUND + timedelta(hours=hours))


def opened(severity: Severity = Severity.OTHER) -> OpinionCase:
    return recording.open_case(factories.unit(), factories.liaison(), replace(FINDING, severity=severity))


def add(case: OpinionCase, stage: OpinionStage, hours: float) -> OpinionEntry:
    return recording.add_entry(case, factories.liaison(), step(stage, hours))


def test_the_clock_starts_with_the_discovery() -> None:
    case = opened(Severity.MAJOR)
    assert case.answer_due_at == FOUND + timedelta(hours=5)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_id, entry.summary) == (
        "opinion.open",
        case.id,
        "登记舆情《群众反映保障房分配不公》",
    )


def test_the_office_may_record_for_any_unit() -> None:
    case = recording.open_case(factories.unit("zjj"), factories.office(), FINDING)
    assert recording.add_entry(case, factories.office(), step(OpinionStage.RESPONSE, 1)).case_id == case.id


def test_the_first_answer_stops_the_clock_and_later_ones_do_not_move_it() -> None:
    case = opened()
    add(case, OpinionStage.TRACKING, 1)
    assert case.answered_at is None
    add(case, OpinionStage.RESPONSE, 20)
    add(case, OpinionStage.RESPONSE, 10)
    assert case.answered_at == FOUND + timedelta(hours=20)
    assert not case.is_late(FOUND + timedelta(hours=50))


def test_closing_ends_the_case() -> None:
    case = opened()
    add(case, OpinionStage.RESPONSE, 5)
    add(case, OpinionStage.CLOSING, 6)
    assert case.closed_at == FOUND + timedelta(hours=6)
    with pytest.raises(Refused, match="已办结，不能再添加记录"):
        add(case, OpinionStage.TRACKING, 7)
    assert len(db.session.scalars(select(OpinionEntry)).all()) == 2


def test_anticipation_may_lie_before_the_discovery() -> None:
    assert add(opened(), OpinionStage.ANTICIPATION, -48).id


@pytest.mark.parametrize(
    ("stage", "hours", "field", "words"),
    [
        (OpinionStage.RESPONSE, -0.1, "happened_at", "回应处置不能早于发现时间（2018-12-18 09:00）"),
        (OpinionStage.TRACKING, -1, "happened_at", "跟踪不能早于发现时间"),
        (OpinionStage.RESPONSE, 100, "happened_at", "时间不能晚于现在"),
        (OpinionStage.ANTICIPATION, 100, "happened_at", "时间不能晚于现在"),
        (OpinionStage.CLOSING, 1, "stage", "还没有回应，不能办结"),
    ],
)
def test_steps_out_of_order_are_refused(stage: OpinionStage, hours: float, field: str, words: str) -> None:
    case = opened()
    moment = FOUND + timedelta(hours=50)
    assert words in step(stage, hours).problems(case, moment)[field]
    with pytest.raises(Refused):
        add(case, stage, hours)


def test_closing_does_not_precede_the_answer() -> None:
    case = opened()
    add(case, OpinionStage.RESPONSE, 5)
    with pytest.raises(Refused, match="办结不能早于首次回应（2018-12-18 14:00）"):
        add(case, OpinionStage.CLOSING, 4)


def test_only_the_office_reopens_and_says_why() -> None:
    case = opened()
    add(case, OpinionStage.RESPONSE, 5)
    with pytest.raises(Refused, match="尚未办结"):
        recording.reopen(case, factories.office(), "又有新情况")
    add(case, OpinionStage.CLOSING, 6)
    with pytest.raises(Refused, match="由区公开办重新打开"):
        recording.reopen(case, factories.liaison(), "又有新情况")
    recording.reopen(case, factories.office(), "又有新情况")
    assert case.closed_at is None
    last = db.session.scalars(select(OpinionEntry).order_by(OpinionEntry.id.desc())).first()
    assert last is not None
    assert last.text == "重新打开：又有新情况"


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_write(role: Role) -> None:
    case, person = opened(), factories.user(role, factories.unit())
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.open_case(factories.unit(), person, FINDING)
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.add_entry(case, person, step(OpinionStage.TRACKING, 1))


def test_a_liaison_writes_for_the_own_unit_only() -> None:
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.open_case(factories.unit("zjj"), factories.liaison(), FINDING)
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.add_entry(opened(), factories.liaison("zjj"), step(OpinionStage.TRACKING, 1))


def test_what_is_not_yet_found_is_not_recorded() -> None:
    with pytest.raises(Refused, match="发现时间不能晚于现在"):
        late = replace(FINDING, found_at=FOUND + timedelta(days=9))
        recording.open_case(factories.unit(), factories.liaison(), late)


def test_the_task_must_be_the_units() -> None:
    other = factories.assignment(unit_=factories.unit("zjj")).task
    with pytest.raises(Refused, match="不是区发改局的任务"):
        recording.open_case(factories.unit(), factories.liaison(), FINDING, other)
