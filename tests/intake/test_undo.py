"""Taking an import back while nothing was built on it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import ROWS, changed, workbook
from tracker.choices import AssignmentState, ImportState, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import ImportBatch, ImportedRow
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, ProgressUpdate, Task


def undo(who: Client, batch: ImportBatch, headers: Any = None) -> Any:
    return who.post(f"/imports/{batch.id}/undo", headers=headers)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def state() -> list[Any]:
    """Everything that an import writes, by what it says."""
    db.session.expire_all()
    return [
        (
            task.seq,
            task.item,
            task.content,
            task.position,
            task.units_text,
            task.channels,
            task.deadline_kind,
            task.deadline_on,
            sorted((a.unit_name, a.role.value, a.as_written, str(a.due_on)) for a in task.assignments),
        )
        for task in db.session.scalars(select(Task).order_by(Task.id))
    ]


def test_it_works(admin: Client, imported: Any, manner: dict[str, str]) -> None:
    batch = imported()
    answer = undo(admin, batch, manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(batch)
    assert batch.state is ImportState.UNDONE
    assert (count(Task), count(Assignment)) == (0, 0)
    assert {row.task_id for row in db.session.scalars(select(ImportedRow))} == {None}
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.undo")) == 1
    page = admin.get(f"/imports/{batch.id}").text
    assert "已撤销" in page
    assert "已随撤销删除" in page


def test_a_changed_task_is_put_back(admin: Client, imported: Any) -> None:
    imported()
    before = state()
    rows = list(changed(2, content="改写", units="区财政局、区住建局", deadline="2018年6月30日前", channels="微信"))
    rows = [
        rows[1],
        rows[0],
        ("3", *rows[2][1:5], "2018年3月1日前", rows[2][6]),
        ("5", "政府采购", "采购合同", "文本", "区财政局", "", ""),
    ]
    batch = imported(workbook(rows))
    assert state() != before
    assert undo(admin, batch).status_code == 303
    assert state() == before


def test_then_the_same_file_comes_in_again(admin: Client, imported: Any) -> None:
    first = imported()
    before = state()
    undo(admin, first)
    imported()
    assert [row[:-1] for row in state()] == [row[:-1] for row in before]


def progress(task: Task) -> None:
    share = task.assignments[0]
    db.session.add(ProgressUpdate(assignment=share, kind=ProgressKind.UPDATED, percent=10, at=now()))


def disclosure(task: Task) -> None:
    factories.disclosure(task.assignments[0], title="年度计划")


def receipt(task: Task) -> None:
    task.assignments[0].state = AssignmentState.IN_PROGRESS


def edit(task: Task) -> None:
    task.content = "公开办改过"


def opinion(task: Task) -> None:
    factories.opinion_case(task_id=task.id)


def request(task: Task) -> None:
    factories.information_request(task_id=task.id)


BUILDINGS = [progress, disclosure, receipt, edit, opinion, request]


@pytest.mark.parametrize("build", BUILDINGS, ids=lambda act: act.__name__)
def test_what_was_built_on_it_stands_in_the_way(admin: Client, imported: Any, build: Any) -> None:
    batch = imported()
    task = db.session.scalars(select(Task).where(Task.item == "年度建设计划")).one()
    build(task)
    db.session.commit()
    answer = undo(admin, batch)
    assert answer.status_code == 409
    assert "年度建设计划" in answer.text
    db.session.refresh(batch)
    assert (batch.state, count(Task)) == (ImportState.APPLIED, 4)


def test_work_from_before_a_change_does_not_stand_in_the_way(admin: Client, imported: Any) -> None:
    imported()
    task = db.session.scalars(select(Task).where(Task.item == "年度建设计划")).one()
    progress(task)
    db.session.commit()
    batch = imported(workbook(changed(1, content="改写")))
    assert undo(admin, batch).status_code == 303
    db.session.refresh(task)
    assert task.content == ROWS[0][3]
    assert count(ProgressUpdate) == 1


def test_work_after_a_change_stands_in_the_way(admin: Client, imported: Any) -> None:
    imported()
    batch = imported(workbook(changed(1, content="改写")))
    progress(db.session.scalars(select(Task).where(Task.item == "年度建设计划")).one())
    db.session.commit()
    assert undo(admin, batch).status_code == 409


def test_a_later_import_goes_first(admin: Client, imported: Any) -> None:
    first = imported()
    second = imported(workbook(changed(1, content="改写")))
    refused = undo(admin, first)
    assert refused.status_code == 409
    assert f"第{second.id}次导入" in refused.text
    assert undo(admin, second).status_code == 303
    assert undo(admin, first).status_code == 303
    assert count(Task) == 0


def test_it_is_undone_once(admin: Client, imported: Any) -> None:
    batch = imported()
    assert undo(admin, batch).status_code == 303
    assert undo(admin, batch).status_code == 409


def test_a_share_comes_back_with_its_day(admin: Client, imported: Any) -> None:
    imported()
    batch = imported(workbook(changed(3, units="区发改局")))
    undo(admin, batch)
    task = db.session.scalars(select(Task).where(Task.item == "采购预算金额")).one()
    assert [(a.unit_name, a.due_on) for a in task.assignments] == [("区财政局", date(2018, 12, 28))]
