"""Limits after the working calendar changed."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests import factories
from tracker.calendar import arranging
from tracker.calendar.entry import read
from tracker.calendar.models import CalendarYear, MovedLimit
from tracker.db import db
from tracker.requests import handling, recording
from tracker.requests.choices import ApplicantKind, RequestChannel, RequestState, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import Filing
from tracker.requests.handling import Doing
from tracker.requests.models import InformationRequest

NEW_YEAR = read(2027, "2027-01-01至2027-01-03 元旦", "")


@pytest.fixture
def provisional(app: Flask) -> InformationRequest:
    """Received on 2026-12-10; its 20 working days end in a year without data."""
    app.config["TODAY"] = date(2026, 12, 20)
    filing = Filing(date(2026, 12, 10), RequestChannel.POST, ApplicantKind.BUSINESS, "某项目的审批文件")
    return recording.record(factories.liaison(), filing)


def enter_year() -> int:
    return arranging.arrange(2027, "国办发明电〔2026〕9号", NEW_YEAR, 0, None)[1]


def test_an_open_limit_is_computed_anew(provisional: InformationRequest) -> None:
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 7), True)
    assert enter_year() == 1
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 8), False)
    assert "元旦3天" in provisional.explanation
    assert provisional.version == 1
    moved = db.session.scalars(select(MovedLimit)).one()
    assert (moved.what, moved.old, moved.new, moved.address) == (
        "依申请公开",
        date(2027, 1, 7),
        date(2027, 1, 8),
        f"/requests/{provisional.id}",
    )


def test_giving_the_year_up_makes_it_provisional_again(provisional: InformationRequest) -> None:
    enter_year()
    assert arranging.give_up(db.session.get_one(CalendarYear, 2027), None)[1] == 1
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 7), True)


def test_a_third_partys_days_move_with_the_calendar(app: Flask, provisional: InformationRequest) -> None:
    app.config["TODAY"] = date(2026, 12, 28)
    asked = Step(RequestStep.THIRD_PARTY_ASKED, date(2026, 12, 28))
    handling.take(provisional, factories.liaison(), Doing(asked, "请书面提出意见"))
    assert (provisional.state, provisional.waiting_until) == (
        RequestState.WAITING_THIRD_PARTY,
        date(2027, 1, 18),
    )
    assert enter_year() == 1
    db.session.refresh(provisional)
    assert provisional.waiting_until == date(2027, 1, 19)


def test_what_the_year_does_not_touch_stays(app: Flask) -> None:
    filing = Filing(date(2018, 9, 20), RequestChannel.POST, ApplicantKind.BUSINESS, "某项目的审批文件")
    found = recording.record(factories.liaison(), filing)
    assert enter_year() == 0
    db.session.refresh(found)
    assert found.due_on == date(2018, 10, 17)
    assert db.session.scalar(select(MovedLimit)) is None
