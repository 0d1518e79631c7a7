"""Confirming receipt, of one task and of all at once."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import AssignmentState, ProgressKind
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")
PENDING = AssignmentState.PENDING
Manner = dict[str, str]


def share(**fields: Any) -> Assignment:
    return factories.assignment(**{"state": PENDING} | fields)


def entries() -> list[ProgressUpdate]:
    return list(db.session.scalars(select(ProgressUpdate).order_by(ProgressUpdate.id)))


def test_it_works(liaison: Client, manner: Manner) -> None:
    of = share()
    answer = liaison.post(f"/assignments/{of.id}/acknowledgement", headers=manner)
    assert (answer.status_code, answer.location) in [(303, f"/tasks/{of.task_id}"), (200, None)]
    assert answer.headers.get("HX-Redirect") == (f"/tasks/{of.task_id}" if manner else None)
    db.session.refresh(of)
    assert of.state is AssignmentState.IN_PROGRESS
    assert of.acknowledged_at is not None
    assert [(entry.kind, entry.by.username) for entry in entries()] == [(ProgressKind.ACKNOWLEDGED, "liaison-fgj")]
    record = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (record.action, record.object_id) == ("task.acknowledge", of.id)
    assert "已签收" in liaison.get(f"/tasks/{of.task_id}").text


def test_it_leads_back_to_an_own_page_only(liaison: Client) -> None:
    first, second = share(), share()
    assert liaison.post(f"/assignments/{first.id}/acknowledgement", data={"to": "/"}).location == "/"
    answer = liaison.post(f"/assignments/{second.id}/acknowledgement", data={"to": "//elsewhere.cn/"})
    assert answer.location == f"/tasks/{second.task_id}"


def test_a_second_time_is_refused(liaison: Client, manner: Manner) -> None:
    of = share(state=AssignmentState.IN_PROGRESS)
    answer = liaison.post(f"/assignments/{of.id}/acknowledgement", headers=manner)
    assert answer.status_code == 409
    assert "不必重复签收" in answer.text
    assert entries() == []


def test_others_do_not_find_it(outsider: Client, manner: Manner) -> None:
    of = share()
    assert outsider.post(f"/assignments/{of.id}/acknowledgement", headers=manner).status_code == 404
    assert entries() == []


def test_a_withdrawn_task_is_refused(liaison: Client) -> None:
    of = share(task_=factories.task(withdrawn_at=datetime(2018, 6, 1, tzinfo=SHANGHAI)))
    assert liaison.post(f"/assignments/{of.id}/acknowledgement").status_code == 409


def test_all_at_once_after_a_preview(liaison: Client, manner: Manner) -> None:
    mine = [share(), share()]
    share(unit_=factories.unit("zjj"))
    share(task_=factories.task(withdrawn_at=datetime(2018, 6, 1, tzinfo=SHANGHAI)))
    page = liaison.get("/tasks/acknowledgement").text
    ids = f"{mine[0].id},{mine[1].id}"
    assert f'name="ids" value="{ids}"' in page
    assert "签收 2 项任务" in page
    assert liaison.post("/tasks/acknowledgement", data={"ids": ids}, headers=manner).status_code in (303, 200)
    assert [entry.assignment_id for entry in entries()] == [each.id for each in mine]
    record = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (record.action, record.details) == ("task.acknowledge_all", {"ids": [each.id for each in mine]})


def test_all_takes_only_what_was_shown_is_own_and_still_waits(liaison: Client) -> None:
    shown, taken, foreign, unseen = (
        share(),
        share(state=AssignmentState.SUBMITTED),
        share(unit_=factories.unit("zjj")),
        share(),
    )
    answer = liaison.post("/tasks/acknowledgement", data={"ids": f"{shown.id},{taken.id},{foreign.id},x,"})
    assert answer.status_code == 303
    assert [entry.assignment_id for entry in entries()] == [shown.id]
    assert db.session.get(Assignment, unseen.id).state is PENDING


@pytest.mark.parametrize("ids", ["", "999", ",".join(map(str, range(600)))])
def test_all_of_nothing_is_refused(liaison: Client, ids: str) -> None:
    assert liaison.post("/tasks/acknowledgement", data={"ids": ids}).status_code == 409


def test_nothing_to_acknowledge_says_so(liaison: Client) -> None:
    assert "没有待签收的任务" in liaison.get("/tasks/acknowledgement").text


@pytest.mark.parametrize("role", ["office", "admin", "auditor", "leader"])
def test_all_is_for_the_liaison(sign_in: Any, role: str) -> None:
    client = sign_in(getattr(factories, role)().username)
    assert client.get("/tasks/acknowledgement").status_code == 404
    assert client.post("/tasks/acknowledgement", data={"ids": "1"}).status_code == 404
