"""Accepting many at once: a preview first, then exactly what stayed ticked, or nothing."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import AssignmentState, Outcome, ProgressKind, ReturnReason
from tracker.clock import now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.review.deciding import MOST_AT_ONCE
from tracker.tasks import review
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")


def submitted(item: str, **fields: Any) -> Assignment:
    share = {"state": AssignmentState.SUBMITTED, "outcome": Outcome.DONE, "submitted_at": now()}
    return factories.assignment(factories.task(item=item), **share | fields)


def with_record(of: Assignment) -> Assignment:
    factories.disclosure(of)
    return of


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def states() -> list[AssignmentState]:
    db.session.expire_all()
    return list(db.session.scalars(select(Assignment.state).order_by(Assignment.id)))


def test_it_works(office: Client, manner: dict[str, str]) -> None:
    first, second = with_record(submitted("甲事项")), submitted("乙事项")
    page = office.get(f"/review/acceptance?ids={first.id}&ids={second.id}").text
    ticked = re.findall(r'name="shares" value="([\d:-]+)"[^>]* checked', page)
    assert ticked == [f"{first.id}:1:1-1"]
    assert "▲ 没有登记公开记录" in page
    answer = office.post("/review/acceptance", data={"shares": ticked}, headers=manner)
    assert (answer.status_code, answer.headers.get("Location") or answer.headers.get("HX-Redirect")) == (
        (200 if manner else 303),
        "/review",
    )
    assert states() == [AssignmentState.ACCEPTED, AssignmentState.SUBMITTED]
    entry = db.session.scalars(select(ProgressUpdate)).one()
    assert (entry.kind, entry.assignment_id) == (ProgressKind.ACCEPTED, first.id)
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-2:] == ["task.accept", "task.accept_all"]


def test_all_of_a_page_are_named_in_one_address(office: Client) -> None:
    shares = [submitted(f"事项{number}") for number in range(3)]
    address = f"/review/acceptance?ids={','.join(str(share.id) for share in shares)}"
    assert address in office.get("/review?sort=submitted").text
    assert office.get(address).text.count('name="shares"') == 3


def test_one_that_changed_stops_all(office: Client, manner: dict[str, str]) -> None:
    shares = [submitted("甲事项"), submitted("乙事项")]
    seen = [f"{share.id}:{share.version}:" for share in shares]
    review.return_(shares[1], factories.office(), ReturnReason.INCOMPLETE)
    answer = office.post("/review/acceptance", data={"shares": seen}, headers=manner)
    assert answer.status_code == 409
    assert "核对之后又有变化，一项也没有通过：区发改局《乙事项》" in answer.text
    assert "不再列出" in answer.text
    assert states() == [AssignmentState.SUBMITTED, AssignmentState.RETURNED]


def test_a_record_that_came_since_stops_all(office: Client, manner: dict[str, str]) -> None:
    share = with_record(submitted("甲事项"))
    factories.disclosure(share, title="核对以后登记的")
    answer = office.post("/review/acceptance", data={"shares": f"{share.id}:1:1-1"}, headers=manner)
    assert answer.status_code == 409
    assert f'value="{share.id}:1:2-2"' in answer.text
    assert states() == [AssignmentState.SUBMITTED]


def test_the_second_click_accepts_nothing_twice(office: Client) -> None:
    share = submitted("甲事项")
    data = {"shares": f"{share.id}:{share.version}:"}
    assert [office.post("/review/acceptance", data=data).status_code for _ in range(2)] == [303, 409]
    assert len(db.session.scalars(select(ProgressUpdate)).all()) == 1


@pytest.mark.parametrize("shares", [[], ["x"], ["1"], ["1:x"], ["-1:1"], ["99999999999:1"]])
def test_nothing_chosen_is_refused(office: Client, manner: dict[str, str], shares: list[str]) -> None:
    submitted("甲事项")
    answer = office.post("/review/acceptance", data={"shares": shares}, headers=manner)
    assert answer.status_code == 409
    assert "没有选中任何上报" in answer.text


def test_too_many_are_refused(office: Client) -> None:
    answer = office.post("/review/acceptance", data={"shares": [f"{n}:1" for n in range(1, MOST_AT_ONCE + 2)]})
    assert f"一次最多审核通过{MOST_AT_ONCE}项" in answer.text


@pytest.mark.parametrize("query", ["", "?ids=x", "?ids=99", "?ids=99999999999999999999"])
def test_an_empty_choice_leads_back(office: Client, query: str) -> None:
    page = office.get(f"/review/acceptance{query}")
    assert page.status_code == 200
    assert "没有选中待审核的上报" in page.text
