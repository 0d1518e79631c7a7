"""Limits after the working calendar changed."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import factories
from tests.queries import counted
from tracker.calendar import arranging, book
from tracker.calendar.entry import read
from tracker.calendar.models import CalendarChange, CalendarYear, MovedLimit
from tracker.calendar.moving import Pace
from tracker.choices import DeadlineKind, MatterKind, SecrecyResult
from tracker.db import db
from tracker.disclosures import recounting, shares
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
    shares.refresh([found.task_id])
    return found


def enter_year() -> tuple[int, int]:
    return arranging.arrange(2027, "国办发明电〔2026〕9号", NEW_YEAR, 0, factories.admin())


def share_limit() -> tuple[date | None, bool]:
    found = db.session.execute(select(Assignment.due_on, Assignment.due_is_provisional)).one()
    return found.due_on, found.due_is_provisional


def test_a_provisional_limit_is_computed_anew(provisional: Disclosure) -> None:
    assert share_limit() == (date(2027, 1, 7), True)
    change, moved = enter_year()
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 8), False)
    assert "元旦3天" in provisional.explanation
    assert provisional.version == 1
    assert share_limit() == (date(2027, 1, 8), False)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.change")).one()
    assert (moved, entry.details["moved"], entry.details["change"]) == (1, 1, change)


def test_what_moved_is_kept_with_the_change(provisional: Disclosure) -> None:
    number, _ = enter_year()
    change = db.session.get_one(CalendarChange, number)
    assert (change.year, change.notice, change.what) == (2027, "国办发明电〔2026〕9号", "录入安排")
    assert change.by is not None and change.by.username == "admin"
    kept = db.session.scalars(select(MovedLimit)).one()
    assert (kept.change_id, kept.what, kept.title, kept.unit) == (number, "公开记录", provisional.title, "区发改局")
    assert (kept.old, kept.new) == (date(2027, 1, 7), date(2027, 1, 8))
    assert (kept.was_provisional, kept.is_provisional) == (True, False)
    assert kept.address == f"/disclosures/{provisional.id}"


def test_giving_the_year_up_makes_it_provisional_again(provisional: Disclosure) -> None:
    enter_year()
    assert arranging.give_up(db.session.get_one(CalendarYear, 2027), None)[1] == 1
    db.session.refresh(provisional)
    assert (provisional.due_on, provisional.is_provisional) == (date(2027, 1, 7), True)
    assert share_limit() == (date(2027, 1, 7), True)


def test_a_limit_that_only_is_certain_now_has_moved_too(app: Flask) -> None:
    factories.disclosure(formed_on=date(2026, 12, 10), published_on=None, due_on=date(2027, 1, 7), is_provisional=True)
    days = read(2027, "2027-01-02至2027-01-03 元旦", "")
    assert arranging.arrange(2027, "国办发明电〔2026〕9号", days, 0, None)[1] == 1
    kept = db.session.scalars(select(MovedLimit)).one()
    assert (kept.old, kept.new, kept.was_provisional, kept.is_provisional) == (
        date(2027, 1, 7),
        date(2027, 1, 7),
        True,
        False,
    )


def test_other_records_stay(app: Flask) -> None:
    other = factories.disclosure()
    assert enter_year()[1] == 0
    db.session.refresh(other)
    assert other.due_on == date(2018, 10, 24)
    assert db.session.scalar(select(MovedLimit)) is None


@pytest.mark.parametrize(
    ("formed", "due", "meets"),
    [
        (date(2026, 12, 10), date(2027, 1, 7), True),
        (date(2027, 12, 31), date(2028, 1, 31), True),
        (date(2026, 3, 1), date(2028, 3, 1), True),
        (date(2026, 11, 30), date(2026, 12, 31), False),
        (date(2028, 1, 1), date(2028, 2, 1), False),
    ],
)
def test_only_limits_that_meet_the_year_are_looked_at(app: Flask, formed: date, due: date, meets: bool) -> None:
    factories.disclosure(formed_on=formed, due_on=due, published_on=None)
    found = db.session.scalar(select(Disclosure.id).where(recounting.touches(2027)))
    assert (found is not None) is meets


def test_a_licence_counts_from_its_decision(app: Flask) -> None:
    factories.disclosure(
        kind=MatterKind.LICENCE,
        formed_on=date(2020, 1, 1),
        decided_on=date(2026, 12, 28),
        due_on=date(2027, 1, 6),
        published_on=None,
        is_provisional=True,
    )
    assert enter_year()[1] == 1
    assert db.session.scalar(select(Disclosure.due_on)) == date(2027, 1, 7)


def test_the_words_follow_though_the_day_stays(app: Flask) -> None:
    record = factories.disclosure(
        formed_on=date(2027, 1, 11), due_on=date(2027, 2, 8), published_on=None, explanation="旧的说法"
    )
    assert enter_year()[1] == 0
    db.session.refresh(record)
    assert record.explanation.startswith("形成日 2027-01-11")


def test_a_share_is_provisional_only_by_its_earliest_limit(app: Flask) -> None:
    task = factories.task(year=2027, deadline_kind=DeadlineKind.DATE, deadline_on=date(2027, 1, 5))
    share = factories.assignment(task)
    factories.disclosure(share, published_on=None, due_on=date(2027, 1, 7), is_provisional=True)
    shares.refresh([task.id])
    assert share_limit() == (date(2027, 1, 5), False)
    factories.disclosure(share, published_on=None, due_on=date(2027, 1, 4), is_provisional=True)
    factories.withheld(share, due_on=date(2027, 1, 1), is_provisional=True)
    shares.refresh([task.id])
    assert share_limit() == (date(2027, 1, 4), True)


@pytest.mark.databases("sqlite")
def test_a_batch_costs_the_same_whatever_it_holds(app: Flask) -> None:
    share, seen = factories.assignment(), []
    book.in_force()
    for number in (3, 30):
        for _ in range(number - len(db.session.scalars(select(Disclosure.id)).all())):
            factories.disclosure(share, formed_on=date(2026, 12, 10), published_on=None)
        db.session.execute(update(Disclosure).values(due_on=date(2027, 1, 5), is_provisional=False))
        db.session.execute(update(Assignment).values(due_on=None))
        with counted() as statements:
            assert sum(1 for _ in recounting.recount(2027)) == number
        seen.append(len(statements))
    assert seen[0] == seen[1]


def test_whoever_watches_is_told_how_far_it_is(provisional: Disclosure) -> None:
    told: list[int] = []
    assert arranging.recount(2027, Pace(told.append, lambda number: told.append(-number))) == 0
    assert sum(told) == 0
    assert told[0] == 1
