"""From receipt to answer: what each step does to state and limit, and what is refused."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests import factories
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.refusals import Refused
from tracker.requests import handling, recording
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestState, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import Filing
from tracker.requests.handling import Doing
from tracker.requests.models import InformationRequest, RequestEntry

pytestmark = pytest.mark.usefixtures("app")
S, R = RequestStep, ReplyKind
FILING = Filing(date(2018, 12, 3), RequestChannel.EMAIL, ApplicantKind.NATURAL_PERSON, "某小区改造工程的验收材料")
MISSING = Step(S.CORRECTION_ASKED, date(2018, 12, 5), until=date(2018, 12, 14))
COMPLETE = Step(S.CORRECTED, date(2018, 12, 10))
ASKED = Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6), until=date(2018, 12, 28))
ANSWERED = Step(S.THIRD_PARTY_ANSWERED, date(2018, 12, 17))
EXTENDED = Step(S.EXTENDED, date(2018, 12, 12), workdays=15, consented_by="（测试）负责人")
REPLIED = Step(S.REPLIED, date(2018, 12, 18), reply=R.DISCLOSED)


@pytest.fixture
def request_(app: object) -> InformationRequest:
    return recording.record(factories.liaison(), FILING)


def take(found: InformationRequest, step: Step, note: str = "说明") -> RequestEntry:
    return handling.take(found, factories.liaison(), Doing(step, note))


def test_a_correction_stops_the_clock_and_starts_it_anew(request_: InformationRequest) -> None:
    take(request_, MISSING, "请写明所需文件的名称")
    assert (request_.state, request_.due_on) == (RequestState.WAITING_CORRECTION, None)
    assert request_.waiting_until == date(2018, 12, 14)
    take(request_, COMPLETE)
    assert (request_.state, request_.waiting_until) == (RequestState.OPEN, None)
    assert request_.due_on == date(2018, 12, 29)


def test_what_is_not_corrected_in_time_may_be_closed(request_: InformationRequest) -> None:
    take(request_, MISSING)
    take(request_, Step(S.LAPSED, date(2018, 12, 17)), "")
    assert (request_.state, request_.reply_kind) == (RequestState.REPLIED, R.NOT_CORRECTED)
    assert (request_.replied_on, request_.due_on) == (date(2018, 12, 17), None)


def test_an_extension_moves_the_limit_and_names_who_consented(request_: InformationRequest) -> None:
    entry = take(request_, EXTENDED, "涉及多个年度的档案，需要查找")
    assert request_.due_on == date(2019, 1, 15)
    assert (entry.workdays, entry.consented_by) == (15, "（测试）负责人")
    assert "经（测试）负责人同意，2018-12-12 告知申请人" in request_.explanation
    with pytest.raises(Refused, match="只能延长一次"):
        take(request_, EXTENDED)


def test_a_third_party_stops_the_clock_until_the_answer(request_: InformationRequest) -> None:
    take(request_, ASKED)
    assert (request_.state, request_.waiting_until) == (RequestState.WAITING_THIRD_PARTY, date(2018, 12, 28))
    assert request_.due_on == date(2019, 1, 17)
    take(request_, ANSWERED, "不同意公开，涉及商业秘密")
    assert (request_.state, request_.waiting_until, request_.due_on) == (RequestState.OPEN, None, date(2019, 1, 4))


def test_an_answer_ends_the_request(request_: InformationRequest) -> None:
    take(request_, REPLIED)
    assert (request_.state, request_.replied_on) == (RequestState.REPLIED, date(2018, 12, 18))
    assert (request_.reply_kind, request_.due_on) == (R.DISCLOSED, date(2018, 12, 24))
    with pytest.raises(Refused, match="已于 2018-12-18 办结"):
        take(request_, EXTENDED)


def test_a_refusal_of_the_request_needs_its_ground(request_: InformationRequest) -> None:
    withheld = Step(S.REPLIED, date(2018, 12, 18), reply=R.THIRD_PARTY)
    with pytest.raises(Refused, match="请写明法律依据和理由"):
        take(request_, withheld, "")
    assert take(request_, withheld, "第三方不同意公开且有合理理由").reply_kind is R.THIRD_PARTY


def test_a_wrong_result_is_corrected_by_another_entry(request_: InformationRequest) -> None:
    take(request_, REPLIED)
    take(request_, Step(S.REPLY_CORRECTED, date(2018, 12, 20), reply=R.PARTLY), "隐去了个人信息")
    assert (request_.reply_kind, request_.replied_on) == (R.PARTLY, date(2018, 12, 18))
    kinds = [(entry.kind, entry.reply_kind) for entry in request_.entries]
    assert kinds == [(S.RECEIVED, None), (S.REPLIED, R.DISCLOSED), (S.REPLY_CORRECTED, R.PARTLY)]


def test_taking_back_brings_back_what_was(request_: InformationRequest) -> None:
    take(request_, ASKED)
    take(request_, REPLIED)
    by = factories.liaison()
    assert handling.retract(request_, by, "日期记错").kind is S.REPLIED
    assert (request_.state, request_.reply_kind) == (RequestState.WAITING_THIRD_PARTY, None)
    handling.retract(request_, by, "没有发过函")
    assert (request_.state, request_.due_on) == (RequestState.OPEN, date(2018, 12, 24))
    assert [entry.kind for entry in request_.entries] == [
        S.RECEIVED,
        S.THIRD_PARTY_ASKED,
        S.REPLIED,
        S.RETRACTED,
        S.RETRACTED,
    ]
    with pytest.raises(Refused, match="还没有可以作废的办理记录"):
        handling.retract(request_, by, "再来一次")
    assert take(request_, REPLIED).kind is S.REPLIED


def test_every_step_raises_the_version_and_is_on_record(request_: InformationRequest) -> None:
    take(request_, Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6), until=date(2018, 12, 7)))
    before = request_.version
    take(request_, Step(S.THIRD_PARTY_ANSWERED, date(2018, 12, 7)), "同意公开")
    assert request_.version == before + 1
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.summary) == (
        "request.third_party_answered",
        f"依申请公开{request_.label} 收到第三方意见",
    )
    assert entry.details["due_on"] == "2018-12-26"


def test_a_step_out_of_order_is_refused(request_: InformationRequest) -> None:
    with pytest.raises(Refused, match="日期不能晚于今天"):
        take(request_, Step(S.REPLIED, date(2018, 12, 21), reply=R.DISCLOSED))
    with pytest.raises(Refused, match="没有等待申请人补正"):
        take(request_, COMPLETE)
    assert len(request_.entries) == 1


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICE, Role.ADMIN, Role.AUDITOR])
def test_others_take_no_step(request_: InformationRequest, role: Role) -> None:
    person = factories.user(role, factories.unit())
    with pytest.raises(Refused, match="其他人员只能查看"):
        handling.take(request_, person, Doing(REPLIED))
    with pytest.raises(Refused, match="其他人员只能查看"):
        handling.retract(request_, person, "日期记错")


def test_another_unit_takes_no_step(request_: InformationRequest) -> None:
    with pytest.raises(Refused, match="其他单位收到的申请"):
        handling.take(request_, factories.liaison("zjj"), Doing(REPLIED))


@pytest.mark.parametrize("statement", ["UPDATE request_entry SET note = 'x'", "DELETE FROM request_entry"])
def test_the_history_cannot_be_changed(request_: InformationRequest, statement: str) -> None:
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.connection().exec_driver_sql(statement)
    db.session.rollback()
