"""Requests with steps that were recorded late among the facts of a year."""

from datetime import date

import pytest

from tests import factories as f
from tracker.appraisal import facts
from tracker.appraisal.facts import Moment
from tracker.calendar import book
from tracker.db import db

pytestmark = pytest.mark.usefixtures("app")


def test_requests_recorded_late_are_a_fact() -> None:
    late = f.information_request(late_entries=2)
    f.information_request()
    f.information_request(received_on=date(2017, 12, 1), late_entries=1)
    (year,) = facts.collect(Moment.of(2018, date(2018, 12, 20)), book.in_force(), db.session.connection())
    assert [(record.id, record.note) for record in year.requests_entered_late] == [(late.id, "有2处为补录")]
