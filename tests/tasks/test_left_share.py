"""A unit that has no part in a task any more: nothing new is recorded under it, what is public stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tracker.choices import Area, MatterKind
from tracker.clock import now
from tracker.db import db
from tracker.disclosures import recording as disclosures
from tracker.disclosures.entry import Entry
from tracker.interpretations import recording as papers
from tracker.opinions import recording as opinions
from tracker.opinions.choices import OpinionSource
from tracker.refusals import Refused
from tracker.reminders import upcoming
from tracker.requests import recording as requests
from tracker.requests.choices import ApplicantKind, RequestChannel
from tracker.requests.filing import Filing
from tracker.tasks.models import Assignment

ROOMS = ("disclosures", "interpretations", "opinions", "requests")


@pytest.fixture
def left(app: Any) -> Assignment:
    """The unit has published under the task and left it; another unit has a share in it still."""
    share = factories.assignment(factories.task(item="分配结果"))
    factories.assignment(share.task, factories.unit("zjj"))
    factories.disclosure(share, title="已公开的名单", published_on=date(2018, 12, 3))
    factories.disclosure(share, title="还没公开的名单", published_on=None, due_on=date(2018, 12, 31))
    share.withdrawn_at, share.withdrawn_reason = now(), "职责已划转。"
    factories.liaison()
    factories.liaison("zjj")
    db.session.commit()
    return share


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_not_offered_any_more(left: Assignment, sign_in: Callable[[str], Client], room: str) -> None:
    add, there = f"/{room}/new?task={left.task_id}", f"/tasks/{left.task_id}/{room}"
    for name, is_offered in (("liaison-zjj", True), ("liaison-fgj", False)):
        person = sign_in(name)
        assert ("分配结果" in person.get(f"/{room}/new").text) is is_offered
        assert (add in person.get(there).text) is is_offered


def test_nothing_new_is_recorded_under_it(left: Assignment) -> None:
    by, task = factories.liaison(), left.task
    with pytest.raises(Refused, match="本单位已不再承担《分配结果》"):
        disclosures.record(task, by, Entry("名单", MatterKind.GENERAL, formed_on=date(2018, 12, 3)))
    with pytest.raises(Refused, match="《分配结果》不是本单位的任务"):
        papers.record_document(by, papers.Paper("救助办法", Area.PUBLIC_WELFARE, None), task)
    with pytest.raises(Refused, match="《分配结果》不是区发改局的任务"):
        finding = opinions.Finding("名单", Area.PUBLIC_RESOURCES, now(), OpinionSource.HOTLINE)
        opinions.open_case(factories.unit(), by, finding, task)
    with pytest.raises(Refused, match="《分配结果》不是本单位在办的任务"):
        filing = Filing(date(2018, 12, 3), RequestChannel.POST, ApplicantKind.NATURAL_PERSON, "名单")
        requests.record(by, filing, task)


def test_its_limits_are_over_and_its_publications_stay(left: Assignment, sign_in: Callable[[str], Client]) -> None:
    assert left.unit_id is not None
    assert upcoming.of_unit(left.unit_id) == []
    page = sign_in("liaison-fgj").get("/disclosures").text
    assert "已公开的名单" in page
    assert "还没公开的名单" in page


def test_one_that_comes_back_owes_again(left: Assignment) -> None:
    left.withdrawn_at, left.withdrawn_reason = None, ""
    db.session.flush()
    assert left.unit_id is not None
    assert [due.title for due in upcoming.of_unit(left.unit_id)] == ["还没公开的名单"]
