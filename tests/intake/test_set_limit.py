"""A time limit that the table left open, set by a person with a reason."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import changed, workbook
from tracker.choices import Area, ClockStart, DeadlineKind, Period
from tracker.clock import now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import Task

OPEN = "按上级要求的时间"
DAY = {"kind": "date", "on": "2018-12-25"}


@pytest.fixture
def task(app: Any) -> Task:
    made = factories.task(deadline_text=OPEN, deadline_kind=DeadlineKind.OTHER, deadline_days=None)
    factories.assignment(made)
    factories.liaison(), factories.leader(), factories.office(), factories.auditor(), factories.admin()
    db.session.commit()
    return made


@pytest.fixture(params=["office", "admin"])
def who(task: Task, sign_in: Any, request: pytest.FixtureRequest) -> Client:
    person: Client = sign_in(request.param)
    return person


@pytest.fixture
def office(task: Task, sign_in: Any) -> Client:
    person: Client = sign_in("office")
    return person


def send(person: Client, task: Task, *, headers: Any = None, **typed: str) -> Any:
    data = {"version": str(task.version), "reason": "按区政府办公室答复"} | typed
    return person.post(f"/tasks/{task.id}/limit", data=data, headers=headers)


def test_it_works(who: Client, task: Task, manner: dict[str, str]) -> None:
    assert "请人工设定" in who.get(f"/tasks/{task.id}").text
    page = who.get(f"/tasks/{task.id}/limit").text
    assert OPEN in page
    answer = send(who, task, headers=manner, **DAY)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(task)
    assert (task.deadline_kind, task.deadline_on, task.deadline_text) == (DeadlineKind.DATE, date(2018, 12, 25), OPEN)
    assert task.assignments[0].due_on == date(2018, 12, 25)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "task.limit")).one()
    assert entry.details["reason"] == "按区政府办公室答复"
    assert entry.details["before"]["kind"] == "other"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"kind": "workdays", "days": "9", "start": "decided", "on": "2018-01-01"},
            (9, ClockStart.DECIDED, None, None),
        ),
        ({"kind": "periodic", "period": "half_year", "days": "3"}, (None, None, None, Period.HALF_YEAR)),
        ({"kind": "realtime", "period": "month"}, (None, None, None, None)),
        ({"kind": "ongoing"}, (None, None, None, None)),
    ],
)
def test_only_what_belongs_to_the_kind_counts(office: Client, task: Task, typed: dict[str, str], kept: Any) -> None:
    assert send(office, task, **typed).status_code == 303
    db.session.refresh(task)
    assert task.deadline_kind.value == typed["kind"]
    assert (task.deadline_days, task.deadline_start, task.deadline_on, task.deadline_period) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请选择时限的种类"),
        ({"kind": "other"}, "时限是"),
        ({"kind": "workdays"}, "请填写工作日数"),
        ({"kind": "workdays", "days": "0"}, "1至250"),
        ({"kind": "workdays", "days": "²"}, "请填写整数"),
        ({"kind": "workdays", "days": "9", "start": "x"}, "从哪一天起算"),
        ({"kind": "date"}, "请填写2018年内的日期"),
        ({"kind": "date", "on": "2019-01-01"}, "请填写2018年内的日期"),
        ({"kind": "date", "on": "明天"}, "请按 2018-09-20 的格式"),
        ({"kind": "periodic", "period": "week"}, "多久一次"),
        (DAY | {"reason": " "}, "请填写此项"),
        (DAY | {"reason": "长" * 401}, "不能超过400个字"),
    ],
)
def test_a_wrong_limit_is_told(
    office: Client, task: Task, manner: dict[str, str], typed: dict[str, str], said: str
) -> None:
    answer = send(office, task, headers=manner, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert typed.get("reason", "按区政府办公室答复") in answer.text
    db.session.refresh(task)
    assert task.deadline_kind is DeadlineKind.OTHER


def test_somebody_else_was_faster(office: Client, task: Task, manner: dict[str, str]) -> None:
    old = str(task.version)
    send(office, task, kind="realtime")
    answer = send(office, task, headers=manner, version=old, **DAY)
    assert answer.status_code == 409
    assert "现在的时限是“实时公开”" in answer.text
    assert "2018-12-25" in answer.text
    db.session.refresh(task)
    assert task.deadline_kind is DeadlineKind.REALTIME
    assert send(office, task, **DAY).status_code == 303


def test_the_same_again_is_refused(office: Client, task: Task) -> None:
    send(office, task, kind="realtime")
    db.session.refresh(task)
    assert send(office, task, kind="realtime").status_code == 409


def test_a_withdrawn_task_has_no_limit_to_set(office: Client, task: Task) -> None:
    task.withdrawn_at = now()
    db.session.commit()
    assert office.get(f"/tasks/{task.id}/limit").status_code == 409
    assert send(office, task, **DAY).status_code == 409
    assert "人工设定" not in office.get(f"/tasks/{task.id}").text


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "auditor"])
def test_nobody_else_sets_it(task: Task, sign_in: Any, name: str) -> None:
    person = sign_in(name)
    assert "人工设定" not in person.get(f"/tasks/{task.id}").text
    assert person.get(f"/tasks/{task.id}/limit").status_code == 404
    assert send(person, task, **DAY).status_code == 404


def test_a_new_import_with_the_same_words_keeps_it(admin: Client, imported: Any, upload: Any) -> None:
    table = workbook(changed(1, deadline=OPEN))
    imported(table)
    task = db.session.scalars(select(Task).where(Task.item == "年度建设计划")).one()
    assert (task.area, task.deadline_kind) == (Area.PUBLIC_RESOURCES, DeadlineKind.OTHER)
    send(admin, task, **DAY)
    assert upload(table).counts["unchanged"] == 4
    imported(workbook(changed(1, deadline=OPEN, content="改写")))
    db.session.refresh(task)
    assert (task.content, task.deadline_on) == ("改写", date(2018, 12, 25))
    assert db.session.scalar(select(func.count()).select_from(Task)) == 4
