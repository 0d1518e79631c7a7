"""Confirmed dead pages of the government's website among the facts of a year."""

from datetime import date, datetime
from typing import Any

import pytest

from tests import factories as f
from tracker.appraisal import facts
from tracker.appraisal.facts import Moment
from tracker.appraisal.records import Records
from tracker.calendar import book
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding

pytestmark = pytest.mark.usefixtures("app")
S = FindingState


def at(month: int, day: int, year: int = 2018) -> datetime:
    return datetime(year, month, day, 9, tzinfo=SHANGHAI)


def dead(state: FindingState, code: str = "fgj", **fields: Any) -> LinkFinding:
    of = f.disclosure(f.assignment(unit_=f.unit(code)), title="某批复")
    address = of.channels[0].address
    finding: LinkFinding = f.add(
        LinkFinding(disclosure_id=of.id, address=address, why="", found_at=at(11, 1), state=state, **fields)
    )
    return finding


def of(code: str = "fgj", today: date = date(2018, 12, 20)) -> Records:
    db.session.flush()
    years = facts.collect(Moment.of(2018, today), book.in_force(), db.session.connection())
    return next(year.dead_links for year in years if year.code == code)


def test_confirmed_ones_count_also_once_they_are_mended() -> None:
    open_, mended = dead(S.CONFIRMED, at=at(11, 2)), dead(S.MENDED, at=at(11, 3), mended_at=at(11, 9))
    dead(S.OPEN)
    dead(S.DISMISSED, at=at(11, 2))
    dead(S.CONFIRMED, "zjj", at=at(11, 2))
    assert [(record.id, record.note) for record in of()] == [
        (open_.disclosure_id, "http://www.tcwy.gov.cn/1.html 打不开，2018-11-02确认，尚未更正"),
        (mended.disclosure_id, "http://www.tcwy.gov.cn/1.html 打不开，2018-11-03确认，2018-11-09更正"),
    ]
    assert len(of("zjj")) == 1


def test_what_came_after_the_year_has_not_happened_in_it() -> None:
    dead(S.CONFIRMED, at=at(1, 2, year=2019))
    dead(S.MENDED, at=at(12, 30), mended_at=at(1, 3, year=2019))
    assert [record.note[-21:] for record in of(today=date(2019, 2, 1))] == ["打不开，2018-12-30确认，尚未更正"]
