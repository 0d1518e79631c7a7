"""What becomes of a unit's records in its year."""

from datetime import date
from typing import Any

import pytest

from tests import factories as f
from tests.appraisal.collected import at, counted, of
from tracker.appraisal import facts
from tracker.choices import CheckState, MatterKind, ReturnReason
from tracker.disclosures.models import DisclosureCheck
from tracker.disclosures.proposals.models import Proposal

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("published", "due", "fact"),
    [
        (date(2018, 10, 24), date(2018, 10, 24), "disclosures_on_time"),
        (date(2018, 10, 25), date(2018, 10, 24), "disclosures_late"),
        (None, date(2018, 12, 19), "disclosures_late"),
        (None, date(2018, 12, 20), "disclosures_pending"),
        (date(2018, 12, 21), date(2018, 12, 20), "disclosures_pending"),
    ],
)
def test_a_disclosure_is_in_time_late_or_not_yet_due(published: date | None, due: date, fact: str) -> None:
    f.disclosure(published_on=published, due_on=due)
    found = counted(of())
    assert [name for name in ("disclosures_on_time", "disclosures_late", "disclosures_pending") if name in found] == [
        fact
    ]


def test_a_late_one_says_how_late_in_working_days() -> None:
    f.disclosure(published_on=date(2018, 11, 5))
    f.disclosure(published_on=None, is_provisional=True)
    first, second = of().disclosures_late
    assert (first.days, first.note) == (8, "应于2018-10-24前公开，2018-11-05公开，逾期8个工作日")
    assert second.note == "应于2018-10-24前公开，至2018-12-20未公开，逾期41个工作日（期限暂按周一至周五推算）"


def test_what_was_published_after_the_year_was_late_in_the_year() -> None:
    f.disclosure(published_on=date(2019, 1, 15), due_on=date(2018, 12, 28))
    f.disclosure(published_on=date(2019, 1, 15), due_on=date(2019, 1, 20))
    f.disclosure(formed_on=date(2019, 1, 2), published_on=None, due_on=date(2019, 1, 30))
    year = of(today=date(2019, 2, 1))
    assert (len(year.disclosures), len(year.disclosures_late), len(year.disclosures_pending)) == (2, 1, 1)


def test_what_is_withheld_owes_nothing() -> None:
    f.withheld()
    assert counted(of()).keys() & {"disclosures_withheld", "disclosures_late", "disclosures_unreviewed"} == {
        "disclosures_withheld"
    }


@pytest.mark.parametrize(
    ("fields", "present"),
    [
        ({}, {"disclosures_in_order", "disclosures_reviewed"}),
        ({"channels": [("区政府网站", "http://a.b/"), "公告栏"]}, {"disclosures_in_order", "disclosures_reviewed"}),
        ({"channels": [("公告栏", "区政务大厅")]}, {"disclosures_without_website", "disclosures_reviewed"}),
        (
            {"channels": []},
            {"disclosures_without_website", "disclosures_without_address", "disclosures_reviewed"},
        ),
        ({"channels": ["政府网站"]}, {"disclosures_without_address", "disclosures_reviewed"}),
        ({"secrecy_reviewed_on": None}, {"disclosures_in_order", "disclosures_unreviewed"}),
        ({"secrecy_reviewed_on": date(2018, 10, 25)}, {"disclosures_in_order", "disclosures_unreviewed"}),
        ({"published_on": None}, set()),
    ],
)
def test_publication_and_review_count_once_it_is_public(fields: dict[str, Any], present: set[str]) -> None:
    if isinstance(fields.get("channels"), list):
        fields = fields | {"channels": f.channels(*fields["channels"])}
    f.disclosure(**fields)
    checked = {name for name in facts.FACTS if "_in_order" in name or "_without_" in name or "reviewed" in name}
    assert counted(of()).keys() & checked == present


def test_what_the_office_gave_back_and_what_was_entered_late_are_facts() -> None:
    late = f.disclosure(is_late_entry=True, publication_recorded_on=date(2018, 11, 20))
    for reason, on in ((ReturnReason.NO_ADDRESS, at(11, 1)), (ReturnReason.INCOMPLETE, at(11, 5)), (None, at(11, 9))):
        state = CheckState.RETURNED if reason else CheckState.PASSED
        f.add(DisclosureCheck(disclosure_id=late.id, state=state, reason=reason, at=on))
    afterwards = {"reason": ReturnReason.OTHER, "state": CheckState.RETURNED, "at": at(1, 2, year=2019)}
    f.add(DisclosureCheck(disclosure_id=f.disclosure().id, **afterwards))
    year = of()
    assert [(record.id, record.note) for record in year.disclosures_returned] == [
        (late.id, "被退回2次：缺公开网址或截图、内容不完整")
    ]
    assert [(record.id, record.note) for record in year.disclosures_entered_late] == [
        (late.id, "2018-10-24公开，2018-11-20才登记")
    ]


def test_a_licence_arises_on_the_day_of_its_decision() -> None:
    f.disclosure(kind=MatterKind.LICENCE, formed_on=None, decided_on=date(2018, 12, 28), due_on=date(2019, 1, 9))
    assert counted(of()).get("disclosures") is None


def test_moved_clocks_and_corrections_that_wait_are_facts_and_better_nothing() -> None:
    moved = f.disclosure(clock_changes=2, law_days=60, law_source="某条例第五条")
    late = f.disclosure(published_on=date(2018, 11, 1))
    proposal = {"changes": {"published_on": ["2018-11-01", "2018-10-24"]}, "gain": "公开日期提前", "reason": "抄错"}
    f.add(Proposal(disclosure_id=late.id, by_id=f.liaison().id, at=at(11, 5), **proposal))
    year = of()
    assert [(record.id, record.note) for record in year.disclosures_clock_moved] == [
        (moved.id, "改过2次期限或日期；按法律另定的60个工作日计"),
        (late.id, "有更正待公开办同意，未计入"),
    ]
    assert [record.id for record in year.disclosures_late] == [late.id]
