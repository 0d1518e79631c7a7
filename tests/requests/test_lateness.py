"""Which steps of a request count as recorded late: pure first, then as people see it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import factories
from tracker.clock import WorkCalendar
from tracker.db import db
from tracker.requests import handling, recording
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import Filing
from tracker.requests.handling import Doing
from tracker.requests.lateness import long_after, of_steps
from tracker.requests.models import InformationRequest

PLAIN = WorkCalendar(frozenset({2018, 2019}))
S = RequestStep
RECEIVED = date(2018, 11, 16)  # fifteen working days end on 2018-12-07
EXTENDED = Step(S.EXTENDED, date(2018, 12, 4), workdays=15, consented_by="（测试）负责人")
ASKED = Step(S.THIRD_PARTY_ASKED, date(2018, 12, 5), until=date(2018, 12, 12))
REPLIED = Step(S.REPLIED, date(2018, 12, 6), reply=ReplyKind.DISCLOSED)


@pytest.mark.parametrize(
    ("happened_on", "recorded_on", "why"),
    [
        (date(2018, 12, 6), date(2018, 12, 20), ""),
        (date(2018, 12, 5), date(2018, 12, 20), "2018-12-20 才记录，晚于所记日期11个工作日"),
        (date(2018, 12, 20), date(2018, 12, 20), ""),
        (date(2018, 12, 20), date(2018, 1, 2), ""),
    ],
)
def test_more_than_ten_working_days_are_late(happened_on: date, recorded_on: date, why: str) -> None:
    assert long_after(happened_on, recorded_on, PLAIN) == why


@pytest.mark.parametrize("step", [EXTENDED, ASKED])
def test_what_gives_more_time_is_late_after_the_limit(step: Step) -> None:
    assert of_steps(RECEIVED, [(step, date(2018, 12, 7))], PLAIN) == [""]
    assert of_steps(RECEIVED, [(step, date(2018, 12, 10))], PLAIN) == [
        "2018-12-10 才记录，当时答复期限（2018-12-07）已过"
    ]


def test_an_answer_is_late_by_its_days_alone() -> None:
    assert of_steps(RECEIVED, [(REPLIED, date(2018, 12, 10))], PLAIN) == [""]


def test_what_extended_the_limit_counts_for_the_next_step() -> None:
    steps = [(EXTENDED, date(2018, 12, 6)), (ASKED, date(2018, 12, 10))]
    assert of_steps(RECEIVED, steps, PLAIN) == ["", ""]


@pytest.fixture
def request_(app: Any) -> InformationRequest:
    """Received on 2018-11-16 and recorded on 2018-12-20, when its limit has been over for days."""
    filing = Filing(RECEIVED, RequestChannel.POST, ApplicantKind.NATURAL_PERSON, "某小区改造工程的验收材料")
    return recording.record(factories.liaison(), filing)


def test_the_record_the_register_and_the_export_say_so(request_: InformationRequest, sign_in: Any) -> None:
    handling.take(request_, factories.liaison(), Doing(EXTENDED, "说明"))
    assert request_.late_entries == 2
    db.session.commit()
    factories.office()
    office = sign_in("office")
    page = office.get(f"/requests/{request_.id}").text
    assert page.count(">补录</span>") == 3
    assert "2018-12-20 才记录，当时答复期限（2018-12-07）已过" in page
    assert "有2处在事后较久或期限届满之后才记录" in page
    register = office.get("/requests?light=late_entry").text
    assert "共 1 件" in register
    assert ">补录</span>" in register
    rows = list(load_workbook(BytesIO(office.get("/requests?export=xlsx").data)).active.iter_rows(values_only=True))
    assert (rows[1][13], rows[2][13]) == ("备注", "补录2处")


def test_a_step_taken_back_counts_no_more(request_: InformationRequest) -> None:
    liaison = factories.liaison()
    handling.take(request_, liaison, Doing(Step(S.REPLIED, date(2018, 11, 20), reply=ReplyKind.DISCLOSED), "说明"))
    assert request_.late_entries == 2
    handling.retract(request_, liaison, "日期记错")
    assert request_.late_entries == 1
    recording.amend(
        request_,
        liaison,
        Filing(date(2018, 12, 18), *list(vars(recording.filing_of(request_)).values())[1:]),
        None,
        "误",
    )
    assert request_.late_entries == 1  # the day of receipt was moved


def test_a_later_day_of_receipt_stays_marked(app: Any, sign_in: Any) -> None:
    liaison = factories.liaison()
    filing = Filing(date(2018, 12, 3), RequestChannel.POST, ApplicantKind.NATURAL_PERSON, "某项目的批复")
    found = recording.record(liaison, filing)
    assert found.late_entries == 1
    recording.amend(found, liaison, replace(filing, received_on=date(2018, 12, 18)), None, "笔误")
    assert found.late_entries == 1
    page = sign_in("liaison-fgj").get(f"/requests/{found.id}").text
    assert "收到日期改晚过，原为 2018-12-03" in page
    assert "收到日期由 2018-12-03 改为 2018-12-18，答复期限随之推迟" in page
