"""Limits of policy documents after the working calendar changed."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from tests import factories
from tracker.calendar import arranging
from tracker.calendar.entry import read
from tracker.calendar.models import CalendarYear, MovedLimit
from tracker.choices import Area
from tracker.db import db
from tracker.interpretations import recording
from tracker.interpretations.models import PolicyDocument

NEW_YEAR = read(2027, "2027-01-01至2027-01-03 元旦", "")


def recorded(app: Flask) -> PolicyDocument:
    app.config["TODAY"] = date(2026, 12, 30)
    paper = recording.Paper("救助办法", Area.PUBLIC_WELFARE, date(2026, 12, 30))
    return recording.record_document(factories.liaison(), paper)


def test_a_limit_beyond_the_known_years_is_provisional(app: Flask) -> None:
    found = recorded(app)
    assert (found.due_on, found.is_provisional) == (date(2027, 1, 4), True)


def test_it_is_computed_anew(app: Flask) -> None:
    found = recorded(app)
    assert arranging.arrange(2027, "国办发明电〔2026〕9号", NEW_YEAR, 0, None)[1] == 1
    db.session.refresh(found)
    assert (found.due_on, found.is_provisional, found.version) == (date(2027, 1, 5), False, 1)
    kept = db.session.scalars(select(MovedLimit)).one()
    assert (kept.what, kept.title, kept.address) == ("政策解读", "救助办法", f"/interpretations/{found.id}")
    assert (kept.old, kept.new) == (date(2027, 1, 4), date(2027, 1, 5))
    assert arranging.give_up(db.session.get_one(CalendarYear, 2027), None)[1] == 1


def test_other_documents_stay(app: Flask) -> None:
    factories.policy_document()
    assert arranging.arrange(2027, "国办发明电〔2026〕9号", NEW_YEAR, 0, None)[1] == 0
