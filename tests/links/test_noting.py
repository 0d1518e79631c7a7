"""How findings come about from visits, and how they settle."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tests.links.findings import ADDRESS, ALIVE, GONE, MOVED, SILENT, confirmed, found, last, on, record, states
from tests.queries import counted
from tracker.choices import CheckState, ReturnReason
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.disclosures import recording
from tracker.disclosures.channels import Channel
from tracker.disclosures.checks import checking
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.links import deciding, noting
from tracker.links.choices import FindingState
from tracker.links.models import LinkVisit
from tracker.links.noting import Noted
from tracker.links.outcomes import Visit

pytestmark = pytest.mark.usefixtures("app")
F = FindingState


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def correct(of: Disclosure, **stated: Any) -> None:
    recording.change(of, factories.liaison(), replace(Entry.of(of), **stated), of.version, "登记有误")


def moved_to(address: str) -> tuple[Channel, ...]:
    return (Channel("政府网站", address),)


def test_it_works() -> None:
    of = record(title="某批复")
    assert on(10, GONE) == Noted()
    assert on(11, GONE) == Noted(found=1)
    finding = last()
    assert (finding.disclosure_id, finding.state) == (of.id, F.OPEN)
    assert "2018-12-10 至 2018-12-11 在2个不同的日子连续访问2次，每次都网页不存在" in finding.why
    assert of.check_state is CheckState.UNCHECKED
    assert acts() == ["link.find"]
    assert on(12, GONE) == Noted()


def test_every_visit_is_kept_and_none_can_be_changed() -> None:
    record()
    for day, visit in ((10, ALIVE), (11, GONE), (12, MOVED)):
        on(day, visit)
    kept = db.session.scalars(select(LinkVisit).order_by(LinkVisit.id)).all()
    assert [each.visit for each in kept] == [ALIVE, GONE, MOVED]
    for statement in ("UPDATE link_visit SET reason = 'x'", "DELETE FROM link_visit"):
        db.session.commit()
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_no_answer_takes_a_day_more() -> None:
    record()
    assert [on(day, SILENT).found for day in (10, 11, 11, 12)] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    "fields",
    [
        {"published_on": None},
        {"channel": "信用铜川"},
        {"address": "http://www.tcwy.gov.cn/2.html"},
    ],
    ids=["not published", "another channel", "another address"],
)
def test_nothing_is_found_against_a_record_that_does_not_state_it_on_the_website(fields: dict[str, object]) -> None:
    record(**fields)  # type: ignore[arg-type]
    assert on(10, GONE).found + on(11, GONE).found == 0


def test_nothing_is_found_against_a_withdrawn_task() -> None:
    record(share=factories.assignment(factories.task(withdrawn_at=now())))
    assert on(10, GONE).found + on(11, GONE).found == 0


def test_each_record_with_the_address_has_its_own_finding() -> None:
    record("fgj")
    record("zjj")
    on(10, GONE)
    assert on(11, GONE).found == 2
    assert on(12, ALIVE).settled == 2
    assert states() == [F.DISMISSED, F.DISMISSED]


def test_a_page_that_is_back_settles_what_waited_for_the_office() -> None:
    record()
    finding = found()
    assert on(12, ALIVE) == Noted(settled=1)
    assert (finding.state, finding.by_id) == (F.DISMISSED, None)
    assert finding.note == "2018-12-12 再次访问，网址已能打开。"
    assert acts()[-1] == "link.settle"
    assert [on(day, GONE).found for day in (13, 14)] == [0, 1]


def test_a_redirect_that_was_not_followed_settles_nothing() -> None:
    record()
    found()
    assert on(12, MOVED) == Noted()
    assert states() == [F.OPEN]


def test_what_the_office_dismissed_rests_until_the_page_was_back() -> None:
    record()
    deciding.dismiss(found(), factories.office(), "当日检修")
    last().at = now()
    assert [on(day, GONE).found for day in (21, 22, 23)] == [0, 0, 0]
    on(24, ALIVE)
    assert [on(day, GONE).found for day in (25, 26)] == [0, 1]
    assert states() == [F.DISMISSED, F.OPEN]


def test_a_confirmed_one_is_not_found_again() -> None:
    record()
    confirmed()
    assert [on(day, GONE).found for day in (13, 14)] == [0, 0]
    assert states() == [F.CONFIRMED]


def test_a_confirmed_page_that_is_back_gives_the_record_to_the_office() -> None:
    of = record()
    finding = confirmed()
    assert of.check_state is CheckState.RETURNED
    assert on(13, ALIVE) == Noted(settled=1)
    assert (finding.state, finding.answer) == (F.MENDED, "2018-12-13 再次访问，网址已能打开。")
    assert (of.check_state, of.version) == (CheckState.CORRECTED, 3)
    assert acts()[-2:] == ["disclosure.answer", "link.settle"]


def test_a_corrected_address_settles_at_once() -> None:
    factories.liaison()
    of = record()
    finding = confirmed()
    correct(of, channels=moved_to("http://www.tcwy.gov.cn/new.html"))
    assert (finding.state, of.check_state) == (F.MENDED, CheckState.CORRECTED)
    assert "已不再以这个政府网站网址公开" in finding.answer
    assert acts()[-2:] == ["disclosure.change", "link.settle"]


def test_correcting_something_else_settles_nothing() -> None:
    factories.liaison()
    of = record()
    finding = confirmed()
    correct(of, title="改了标题")
    assert (finding.state, of.check_state) == (F.CONFIRMED, CheckState.CORRECTED)


def test_correcting_before_the_office_decided_lets_it_go() -> None:
    factories.liaison()
    of = record()
    found()
    correct(of, channels=moved_to("http://www.tcwy.gov.cn/new.html"))
    assert (last().state, last().by_id) == (F.DISMISSED, None)


def test_what_went_back_for_another_reason_since_stays_with_the_unit() -> None:
    factories.liaison()
    of = record()
    finding = confirmed()
    correct(of, title="改了标题")
    checking.return_(of, factories.office(), ReturnReason.INCOMPLETE, "缺附件")
    on(13, ALIVE)
    assert (finding.state, of.check_state) == (F.MENDED, CheckState.RETURNED)


def test_failures_are_counted_anew_after_the_unit_answered() -> None:
    record()
    finding = confirmed()
    deciding.answer(finding, factories.liaison(), "已重新发布")
    finding.mended_at = datetime(2018, 12, 12, 20, tzinfo=SHANGHAI)
    assert [on(day, GONE).found for day in (13, 14)] == [0, 1]
    assert states() == [F.MENDED, F.OPEN]


def test_tidying_settles_what_a_withdrawn_task_leaves() -> None:
    of = record()
    found()
    assert noting.tidy() == 0
    of.task.withdrawn_at = now()
    assert noting.tidy() == 1
    assert last().state is F.DISMISSED


def test_noting_a_living_page_reads_no_records() -> None:
    record()
    db.session.commit()
    with counted() as statements:
        noting.note(ADDRESS, Visit(ALIVE.state, 200))
        db.session.commit()
    assert not [each for each in statements if "disclosure_channel" in each]
    assert db.session.scalar(select(func.count()).select_from(LinkVisit)) == 1
