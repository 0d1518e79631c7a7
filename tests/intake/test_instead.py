"""Where an import cannot be undone any more: what stands in the way, and withdrawing row by row."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import changed, workbook
from tracker.choices import AssignmentState, ImportState, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake import undoing
from tracker.intake.models import ImportBatch
from tracker.intake.withdrawals.obstacles import find
from tracker.journal import AuditEntry
from tracker.tasks.models import ProgressUpdate, Task

REASON = "误将去年的任务列入。"


def of(item: str = "年度建设计划") -> Task:
    db.session.expire_all()
    return db.session.scalars(select(Task).where(Task.item == item)).one()


def work_on(item: str = "年度建设计划") -> None:
    share = of(item).assignments[0]
    share.state = AssignmentState.IN_PROGRESS
    db.session.add(ProgressUpdate(assignment=share, kind=ProgressKind.UPDATED, percent=40, at=now()))
    factories.disclosure(share)
    db.session.commit()


def seen(who: Client, batch: ImportBatch) -> str:
    return who.get(f"/imports/{batch.id}/undo").text.partition('name="seen" value="')[2].partition('"')[0]


def send(who: Client, batch: ImportBatch, *, headers: Any = None, **typed: Any) -> Any:
    data = {"seen": seen(who, batch), "reason": REASON} | typed
    return who.post(f"/imports/{batch.id}/withdrawals", data=data, headers=headers)


def test_it_works(admin: Client, imported: Any, manner: dict[str, str]) -> None:
    batch = imported()
    work_on()
    page = admin.post(f"/imports/{batch.id}/undo")
    assert page.status_code == 409
    assert "办理记录1条；公开记录1条" in page.text
    answer = send(admin, batch, headers=manner, withdraw=str(of().id))
    assert answer.status_code == (200 if manner else 303)
    assert of().withdrawn_reason == REASON
    assert not of("采购结果").is_withdrawn
    assert db.session.scalar(select(func.count()).select_from(ProgressUpdate)) == 1
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.withdraw")) == 1
    assert "已经撤销" in admin.get(f"/imports/{batch.id}/undo").text


def test_with_all_the_rest(admin: Client, imported: Any) -> None:
    batch = imported()
    work_on()
    assert send(admin, batch, withdraw=str(of().id), free="y").status_code == 303
    assert db.session.scalar(select(func.count()).where(Task.withdrawn_at.is_not(None))) == 4
    db.session.refresh(batch)
    assert batch.state is ImportState.APPLIED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "请填写此项"),
        ({"reason": "  "}, "请填写此项"),
        ({"reason": "长" * 401}, "不能超过400个字"),
        ({"withdraw": ""}, "请先勾选"),
    ],
)
def test_without_a_reason_or_a_tick_nothing_is_withdrawn(
    admin: Client, imported: Any, manner: dict[str, str], typed: dict[str, str], said: str
) -> None:
    batch = imported()
    work_on()
    answer = send(admin, batch, headers=manner, **({"withdraw": str(of().id)} | typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert not of().is_withdrawn


def test_what_came_meanwhile_is_shown_first(admin: Client, imported: Any, manner: dict[str, str]) -> None:
    batch = imported()
    work_on()
    old, chosen = seen(admin, batch), str(of().id)
    work_on("采购结果")
    answer = send(admin, batch, headers=manner, seen=old, withdraw=chosen)
    assert answer.status_code == 409
    assert REASON in answer.text
    assert f'value="{chosen}" checked' in answer.text
    assert "采购结果" in answer.text
    assert not of().is_withdrawn


def test_a_task_of_another_import_is_not_withdrawn(admin: Client, imported: Any) -> None:
    imported()
    batch = imported(workbook(changed(1, content="改写")))
    work_on()
    page = admin.get(f"/imports/{batch.id}/undo").text
    assert "导入之后有2条办理或公开记录的变动" in page
    assert 'name="withdraw"' not in page
    assert send(admin, batch, seen=_digest(batch), withdraw=str(of().id)).status_code == 409
    assert not of().is_withdrawn


def _digest(batch: ImportBatch) -> str:
    return find(undoing.entries_of(batch)).digest


def test_nothing_built_is_undone_from_there(admin: Client, imported: Any) -> None:
    batch = imported()
    assert "可以整体撤销" in admin.get(f"/imports/{batch.id}/undo").text
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    assert "没有可以撤销的内容" in admin.get(f"/imports/{batch.id}/undo").text
    assert send(admin, batch, seen=_digest(batch), free="y").status_code == 409


def test_what_else_can_stand_on_a_task(admin: Client, imported: Any) -> None:
    batch = imported()
    task = of()
    factories.opinion_case(task_id=task.id)
    factories.information_request(task_id=task.id)
    task.assignments[0].state = AssignmentState.IN_PROGRESS
    db.session.commit()
    of("采购结果").starts_on = date(2018, 2, 1)
    db.session.commit()
    page = admin.get(f"/imports/{batch.id}/undo").text
    assert "已签收；政务舆情1件；公开申请1件" in page
    assert "导入之后又修改过" in page


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
def test_nobody_else_withdraws(admin: Client, imported: Any, sign_in: Any, name: str) -> None:
    batch = imported()
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    other = sign_in(name)
    assert other.get(f"/imports/{batch.id}/undo").status_code == 404
    assert other.post(f"/imports/{batch.id}/withdrawals", data={"reason": REASON}).status_code == 404
