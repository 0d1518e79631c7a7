"""Limits after the working calendar changed."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests import factories
from tracker.calendar import arranging
from tracker.calendar.entry import read
from tracker.calendar.models import CalendarYear
from tracker.choices import SecrecyResult
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment

NEW_YEAR = read(2027, "2027-01-01至2027-01-03 元旦", "")


@pytest.fixture
def provisional(app: Flask) -> Disclosure:
    """Formed on 2026-12-10, not yet published; 20 working days end in a year without data."""
    found: Disclosure = factories.disclosure(
        formed_on=date(2026, 12, 10),
        published_on=None,
        due_on=date(2027, 1, 7),
        is_provisional=True,
        secrecy_result=SecrecyResult.CLEAR,
    )
    return found


def enter_year() -> int:
    return arranging.arrange(2027, "国办发明电〔2026〕9号", NEW_YEAR, 0)


def test_a_provisional_limit_is_computed_anew(provisional: Disclosure) -> None:
    assert enter_year() == 1
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 8), False)
    assert "元旦3天" in provisional.explanation
    assert provisional.version == 1
    assert db.session.scalar(select(Assignment.due_on)) == date(2027, 1, 8)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "disclosure.recount")).one()
    assert entry.details == {"year": 2027, "ids": [provisional.id]}


def test_giving_the_year_up_makes_it_provisional_again(provisional: Disclosure) -> None:
    enter_year()
    assert arranging.give_up(db.session.get_one(CalendarYear, 2027)) == 1
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 7), True)


def test_other_records_stay(app: Flask) -> None:
    other = factories.disclosure()
    assert enter_year() == 0
    db.session.refresh(other)
    assert other.due_on == date(2018, 10, 24)
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.action == "disclosure.recount")) is None
