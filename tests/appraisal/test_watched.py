"""Inspections, reminders, papers and results from outside as facts of the year."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from tests import factories as f
from tracker.appraisal import facts, lists
from tracker.appraisal.facts import Moment, UnitYear
from tracker.calendar import book
from tracker.choices import Area
from tracker.circulars import Particulars
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.outside import recording
from tracker.outside.choices import OutsideSource
from tracker.outside.models import OutsideResult
from tracker.outside.recording import Result
from tracker.people.models import Unit
from tracker.reminders.choices import PaperStep, ReminderKind, ReminderLight
from tracker.reminders.models import Paper, Reminder
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator, FindingReply
from tracker.supervision.circulars import issuing
from tracker.supervision.circulars.wording import REQUIREMENTS
from tracker.supervision.models import Finding, Inspection
from tracker.supervision.replying import Reply

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2018, 12, 20)


def of(code: str = "fgj", on: date = TODAY, *, is_look_back: bool = False) -> UnitYear:
    db.session.flush()
    moment = Moment.end_of(2018, on, is_look_back=True) if is_look_back else Moment.of(2018, on)
    years = facts.collect(moment, book.in_force(), db.session.connection())
    return next(year for year in years if year.code == code)


def stored() -> StoredFile:
    return f.add(StoredFile(sha256="0" * 64, size=1, name="a.pdf", media_type="application/pdf", uploaded_at=now()))


@pytest.fixture
def inspection() -> Inspection:
    """Two drawn tasks of one unit, a problem in the first, its answer given."""
    liaison, by = f.liaison(), f.office()
    for _ in range(2):
        f.assignment(unit_=liaison.unit)
    span = (date(2018, 10, 1), date(2018, 12, 20))
    of_round = Round("第四季度检查", *span, tuple(Area), tuple(CheckIndicator), (f.unit().id,), 2, 7)
    found = arranging.open_round(of_round, by)
    finding = checking.find(found.items[0], by, Observation(CheckIndicator.TIMELINESS, "逾期8个工作日", 2))
    checking.clear(found.items[1], by)
    replying.send(found, date(2018, 12, 25))
    replying.reply(finding, liaison, Reply(FindingReply.ACCEPTED, "已整改"))
    return found


def test_what_an_inspection_found_counts_once_its_circular_is_issued(inspection: Inspection) -> None:
    assert (of().findings, of().inspected_in_order) == ((), ())
    issuing.issue(inspection, f.office(), Particulars(42, TODAY, "王某", REQUIREMENTS))
    year, before = of(), of(on=date(2018, 12, 19))
    finding = db.session.scalars(db.select(Finding)).one()
    assert [(each.type, each.id, each.note) for each in year.findings] == [("finding", finding.id, "扣2分")]
    assert [each.id for each in year.inspected_with_problems] == [finding.item.task_id]
    assert year.inspected_in_order[0].note == "《第四季度检查》未发现问题"
    assert (before.findings, before.inspected_in_order, before.inspected_with_problems) == ((), (), ())


def reminded(unit: Unit, on: date, number: int, **fields: Any) -> Reminder:
    about = {"kind": ReminderKind.DISCLOSURE, "record_id": number, "title": f"事项{number}", "due_on": on}
    return f.add(Reminder(unit_id=unit.id, on=on, light=ReminderLight.RED, sentence="", **about, **fields))


def test_a_reminder_is_answered_by_reading_it_or_doing_the_matter() -> None:
    unit = f.unit()
    reminded(unit, date(2018, 12, 10), 1, acknowledged_at=datetime(2018, 12, 12, 9, tzinfo=SHANGHAI))
    reminded(unit, date(2018, 12, 10), 2, settled_on=date(2018, 12, 13))
    reminded(unit, date(2018, 12, 10), 3)
    reminded(unit, TODAY, 4)
    year = of()
    assert [each.id for each in year.reminders_answered] == [1, 2]
    assert [(each.id, each.type) for each in year.reminders_unread] == [(3, "disclosure")]
    assert [each.id for each in of(on=date(2018, 12, 12)).reminders_answered] == [1]
    assert "2018-12-10提醒" in year.reminders_unread[0].note


@pytest.mark.parametrize(
    ("answered", "on", "answered_count", "unanswered_count"),
    [
        (None, date(2018, 12, 14), 0, 0),
        (None, date(2018, 12, 15), 0, 1),
        (date(2018, 12, 14), TODAY, 1, 0),
        (date(2018, 12, 17), TODAY, 0, 1),
        (date(2018, 12, 17), date(2018, 12, 16), 0, 1),
    ],
)
@pytest.mark.databases("sqlite")
def test_a_paper_is_unanswered_after_its_date(
    answered: date | None, on: date, answered_count: int, unanswered_count: int
) -> None:
    at = datetime.combine(answered, datetime.min.time(), SHANGHAI) if answered else None
    when = {"issued_on": date(2018, 12, 10), "answer_by": date(2018, 12, 14), "issued_at": now(), "answered_at": at}
    what = {"step": PaperStep.URGING, "year": 2018, "serial": 3, "matters": [], "signed_by": "王某"}
    f.add(Paper(unit_id=f.unit().id, stored_file_id=stored().id, **when, **what))
    year = of(on=on)
    assert (len(year.papers_answered), len(year.papers_unanswered)) == (answered_count, unanswered_count)
    assert all(each.title == "王政办催〔2018〕3号" for each in year.papers_unanswered)


def result(source: OutsideSource = OutsideSource.CITY, dated_on: date = date(2018, 12, 18)) -> OutsideResult:
    unit = f.liaison().unit
    return recording.record(
        unit, f.office(), Result(2018, source, "考核", "某办", dated_on, 9250, 10_000, ""), stored()
    )


def test_a_result_from_outside_stands_apart_with_its_share() -> None:
    made = result()
    [one] = of().outside_city
    assert (one.type, one.id, one.share) == ("outside", made.id, Fraction(37, 40))
    assert one.note == "某办，2018-12-18，92.5分（满分100分）"
    assert of(on=date(2018, 12, 17)).outside_city == ()
    recording.void(made, "登记错了")
    assert of().outside_city == ()


@pytest.mark.databases("sqlite")
def test_in_a_look_back_a_result_was_not_there_before_it_was_recorded() -> None:
    result(OutsideSource.SOCIAL, date(2018, 11, 1))
    assert len(of(on=date(2018, 12, 19)).outside_social) == 1
    assert of(on=date(2018, 12, 19), is_look_back=True).outside_social == ()


def test_they_are_lines_of_a_scheme_that_names_them(inspection: Inspection) -> None:
    issuing.issue(inspection, f.office(), Particulars(42, TODAY, "王某", REQUIREMENTS))
    result()
    db.session.commit()
    found = lists.proposed(2018).unit("fgj")
    assert found is not None
    assert found["facts"]["outside_city"] == found["facts"]["findings"] == 1
    assert found["titles"]["finding"]
