"""Recording a request under its number, amending it, and who is refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests import factories
from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.requests import handling, recording
from tracker.requests.choices import ApplicantKind, RequestChannel, RequestState, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import Filing
from tracker.requests.handling import Doing
from tracker.requests.models import InformationRequest

pytestmark = pytest.mark.usefixtures("app")
FILING = Filing(date(2018, 12, 10), RequestChannel.POST, ApplicantKind.BUSINESS, "某地块的征收补偿安置方案")
ASKED = Step(RequestStep.CORRECTION_ASKED, date(2018, 12, 12), until=date(2018, 12, 19))


def recorded(by: User | None = None, **changes: object) -> InformationRequest:
    return recording.record(by or factories.liaison(), replace(FILING, **changes))


def last_entry() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first() or AuditEntry()


def test_number_and_limit_come_at_once() -> None:
    found = recorded()
    assert (found.label, found.state, found.due_on) == ("〔2018〕1号", RequestState.OPEN, date(2018, 12, 29))
    assert "2018-12-10 收到申请，次日起算15个工作日" in found.explanation
    (entry,) = found.entries
    assert (entry.kind, entry.happened_on) == (RequestStep.RECEIVED, date(2018, 12, 10))
    journal = last_entry()
    assert (journal.action, journal.object_id) == ("request.record", found.id)
    assert journal.summary == "登记依申请公开〔2018〕1号：某地块的征收补偿安置方案"


def test_numbers_run_per_unit_and_year() -> None:
    other = factories.liaison("zjj")
    labels = [
        recorded(by, received_on=on).label
        for by, on in (
            (None, date(2018, 12, 10)),
            (None, date(2018, 3, 1)),
            (other, date(2018, 12, 10)),
            (None, date(2017, 12, 29)),
            (None, date(2018, 12, 20)),
        )
    ]
    assert labels == ["〔2018〕1号", "〔2018〕2号", "〔2018〕1号", "〔2017〕1号", "〔2018〕3号"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICE, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_record(role: Role) -> None:
    with pytest.raises(Refused, match="其他人员只能查看"):
        recorded(factories.user(role, factories.unit()))


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(Refused, match="收到日期不能晚于今天"):
        recorded(received_on=date(2018, 12, 21))


def test_the_task_must_be_the_units_own_and_in_force() -> None:
    by = factories.liaison()
    own = factories.assignment().task
    assert recording.record(by, FILING, own).task_id == own.id
    other = factories.assignment(unit_=factories.unit("zjj")).task
    gone = factories.assignment(factories.task(withdrawn_at=now())).task
    for task in (other, gone):
        with pytest.raises(Refused, match="不是本单位在办的任务"):
            recording.record(by, FILING, task)


def test_the_same_form_is_known_again() -> None:
    by, key = factories.liaison(), "0123456789abcdef" * 2
    found = recording.record(by, FILING, form_key=key)
    assert recording.recorded_with(by, key) is found
    assert recording.recorded_with(factories.liaison("zjj"), key) is None
    assert recording.recorded_with(by, "") is None


def test_amending_is_entered_with_both_texts_and_the_reason() -> None:
    found = recorded()
    changes = replace(FILING, channel=RequestChannel.FAX, received_on=date(2018, 12, 11))
    assert set(recording.amend(found, factories.liaison(), changes, None, "登记时看错")) == {"收到日期", "提交方式"}
    assert (found.due_on, found.channel, found.label) == (date(2019, 1, 2), RequestChannel.FAX, "〔2018〕1号")
    entry = found.entries[-1]
    assert entry.kind is RequestStep.AMENDED
    assert entry.note == ("收到日期由“2018-12-10”改为“2018-12-11”；提交方式由“邮寄”改为“传真”。原因：登记时看错")
    assert last_entry().details == {"收到日期": ["2018-12-10", "2018-12-11"], "提交方式": ["邮寄", "传真"]}


def test_a_receipt_in_another_year_gives_another_number() -> None:
    recorded(received_on=date(2017, 12, 1))
    found = recorded()
    recording.amend(found, factories.liaison(), replace(FILING, received_on=date(2017, 12, 11)), None, "年份写错")
    assert found.label == "〔2017〕2号"
    assert found.due_on == date(2018, 1, 2)


def test_amending_nothing_leaves_no_trace() -> None:
    found = recorded()
    assert recording.amend(found, factories.liaison(), FILING, None, "没有变化") == {}
    assert len(found.entries) == 1


def test_a_day_of_receipt_must_fit_the_steps_taken() -> None:
    found = recorded()
    handling.take(found, factories.liaison(), Doing(ASKED, "请补正"))
    with pytest.raises(Refused, match="2018-12-12 的“告知补正”不再成立"):
        recording.amend(found, factories.liaison(), replace(FILING, received_on=date(2018, 12, 13)), None, "看错")
    recording.amend(found, factories.liaison(), replace(FILING, received_on=date(2018, 12, 11)), None, "看错")
    assert (found.state, found.received_on) == (RequestState.WAITING_CORRECTION, date(2018, 12, 11))


def test_the_link_to_a_task_withdrawn_since_may_stay() -> None:
    task = factories.assignment().task
    found = recording.record(factories.liaison(), FILING, task)
    task.withdrawn_at = now()
    recording.amend(found, factories.liaison(), replace(FILING, channel=RequestChannel.FAX), task, "看错")
    assert found.task is task


def test_another_unit_does_not_amend() -> None:
    with pytest.raises(Refused, match="其他单位收到的申请"):
        recording.amend(recorded(), factories.liaison("zjj"), FILING, None, "看错")
