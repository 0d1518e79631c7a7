"""What a new version of a table no longer lists is withdrawn where the administrator says so, and never deleted."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import ROWS, changed, workbook
from tracker.choices import AssignmentState, Change, ImportState, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import ImportBatch, ImportedRow
from tracker.journal import AuditEntry
from tracker.tasks.models import ProgressUpdate, Task

SHORT = workbook(ROWS[:2])
REASON = "区政府第12次常务会议决定不再列入。"


def of(item: str) -> Task:
    db.session.expire_all()
    return db.session.scalars(select(Task).where(Task.item == item)).one()


def work_on(item: str) -> None:
    share = of(item).assignments[0]
    share.state = AssignmentState.IN_PROGRESS
    db.session.add(ProgressUpdate(assignment=share, kind=ProgressKind.UPDATED, percent=40, at=now()))
    db.session.commit()


def opened(who: Client, batch: ImportBatch) -> str:
    found = re.search(r'id="review".*?name="version" value="(\d+)"', who.get(f"/imports/{batch.id}").text, re.DOTALL)
    return found.group(1) if found else ""


def tick(who: Client, batch: ImportBatch, *, headers: Any = None, **typed: Any) -> Any:
    data = {"version": opened(who, batch)} | typed
    return who.post(f"/imports/{batch.id}/review", data=data, headers=headers)


def test_it_works(admin: Client, imported: Any, upload: Any, confirm: Any, manner: dict[str, str]) -> None:
    imported()
    batch = upload(SHORT)
    page = admin.get(f"/imports/{batch.id}").text
    assert "本次未列 2" in page
    assert "checked" not in page
    assert "项任务</button>" not in page
    answer = tick(admin, batch, headers=manner, withdraw=str(of("采购结果").id))
    assert answer.status_code == (200 if manner else 303)
    page = admin.get(f"/imports/{batch.id}").text
    assert "撤销 1 项任务</button>" in page
    assert "本次未列 1" in page
    assert confirm(batch) == 303
    assert of("采购结果").is_withdrawn
    assert "不再列出" in of("采购结果").withdrawn_reason
    assert of("采购结果").version == 2
    assert not of("采购预算金额").is_withdrawn
    changes = db.session.scalars(select(ImportedRow.change).where(ImportedRow.row.is_(None))).all()
    assert sorted(changes) == [Change.REMOVED, Change.WITHDRAWN]
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "task.withdraw")) == 1
    assert "已撤销" in admin.get(f"/imports/{batch.id}").text
    assert "撤销" in admin.get(f"/tasks/{of('采购结果').id}/source").text


def test_without_a_tick_nothing_is_withdrawn(imported: Any) -> None:
    imported()
    imported(workbook((*changed(1, content="改写")[:2],)))
    assert db.session.scalar(select(func.count()).where(Task.withdrawn_at.is_not(None))) == 0


def test_work_needs_a_reason(admin: Client, imported: Any, upload: Any, confirm: Any, manner: dict[str, str]) -> None:
    imported()
    work_on("采购结果")
    batch = upload(SHORT)
    chosen = str(of("采购结果").id)
    answer = tick(admin, batch, headers=manner, withdraw=chosen)
    assert answer.status_code == 422
    assert "须写明理由" in answer.text
    assert re.search(rf'value="{chosen}" checked', answer.text)
    db.session.refresh(batch)
    assert batch.withdrawals == {}
    assert tick(admin, batch, headers=manner, withdraw=chosen, reason=REASON).status_code == (200 if manner else 303)
    assert confirm(batch) == 303
    assert of("采购结果").withdrawn_reason == REASON
    assert db.session.scalar(select(func.count()).select_from(ProgressUpdate)) == 1


@pytest.mark.parametrize("reason", ["长" * 401, "隐\u202e藏"])
def test_a_reason_that_cannot_stand_is_told(admin: Client, imported: Any, upload: Any, reason: str) -> None:
    imported()
    batch = upload(SHORT)
    answer = tick(admin, batch, withdraw=str(of("采购结果").id), reason=reason)
    assert answer.status_code == 422
    assert reason in answer.text


def test_work_entered_after_the_tick_stops_it(admin: Client, imported: Any, upload: Any, digest: Any) -> None:
    imported()
    batch = upload(SHORT)
    tick(admin, batch, withdraw=str(of("采购结果").id))
    seen = digest(batch)
    work_on("采购结果")
    answer = admin.post(f"/imports/{batch.id}/apply", data={"digest": seen})
    assert answer.status_code == 409
    assert "须写明理由" in answer.text
    assert not of("采购结果").is_withdrawn


def test_all_that_nobody_worked_on(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    more = [(str(n), "政府采购", f"第{n}项", f"内容{n}", "区财政局", "实时", "网站") for n in range(5, 12)]
    imported(workbook((*ROWS, *more)))
    work_on("采购结果")
    batch = upload(SHORT)
    tick(admin, batch, idle="1")
    assert confirm(batch) == 303
    gone = db.session.scalar(select(func.count()).where(Task.withdrawn_at.is_not(None)))
    assert gone == 8
    assert not of("采购结果").is_withdrawn


def test_a_tick_for_what_is_not_offered_does_nothing(admin: Client, imported: Any, upload: Any) -> None:
    imported()
    batch = upload(SHORT)
    for value in (str(of("年度建设计划").id), "999", "x", "²", "-1", "9" * 30):
        assert tick(admin, batch, withdraw=value, revive=value).status_code == 303
    db.session.refresh(batch)
    assert (batch.withdrawals, batch.revivals) == ({}, [])


def test_somebody_else_was_faster(admin: Client, imported: Any, upload: Any, manner: dict[str, str]) -> None:
    imported()
    batch = upload(SHORT)
    old = opened(admin, batch)
    tick(admin, batch, withdraw=str(of("采购结果").id))
    mine = str(of("采购预算金额").id)
    typed = {"version": old, "withdraw": mine, "reason": REASON}
    answer = admin.post(f"/imports/{batch.id}/review", data=typed, headers=manner)
    assert answer.status_code == 409
    assert "现在保存的是：撤销1项" in answer.text
    assert re.findall(r'name="withdraw" value="(\d+)" checked', answer.text) == [mine]
    assert REASON in answer.text
    db.session.refresh(batch)
    assert list(batch.withdrawals) == [str(of("采购结果").id)]


def withdrawn(admin: Client, imported: Any, upload: Any, confirm: Any) -> ImportBatch:
    imported()
    batch: ImportBatch = upload(SHORT)
    tick(admin, batch, withdraw=str(of("采购结果").id), reason=REASON)
    assert confirm(batch) == 303
    return batch


def test_undo_puts_it_back(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    batch = withdrawn(admin, imported, upload, confirm)
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    task = of("采购结果")
    assert (task.is_withdrawn, task.withdrawn_reason) == (False, "")
    first = db.session.scalars(select(ImportBatch).order_by(ImportBatch.id)).first()
    assert first is not None
    assert admin.post(f"/imports/{first.id}/undo").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


def test_what_is_listed_again_comes_back_when_ticked(
    admin: Client, imported: Any, upload: Any, confirm: Any, manner: dict[str, str]
) -> None:
    withdrawn(admin, imported, upload, confirm)
    batch = upload()
    page = admin.get(f"/imports/{batch.id}").text
    assert "曾经撤销、这次又列出" in page
    assert REASON in page
    assert "项任务</button>" not in page
    answer = tick(admin, batch, headers=manner, revive=str(of("采购结果").id))
    assert answer.status_code == (200 if manner else 303)
    assert "恢复办理" in admin.get(f"/imports/{batch.id}").text
    assert confirm(batch) == 303
    task = of("采购结果")
    assert (task.is_withdrawn, task.withdrawn_reason) == (False, "")
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "task.revive")) == 1
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    task = of("采购结果")
    assert task.withdrawn_at is not None
    assert task.withdrawn_reason == REASON


def test_each_undo_leads_to_the_one_before(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    second = withdrawn(admin, imported, upload, confirm)
    third = upload(workbook(changed(4, content="改写")))
    tick(admin, third, revive=str(of("采购结果").id))
    confirm(third)
    assert of("采购结果").content == "改写"
    for batch in (third, second, db.session.get(ImportBatch, second.id - 1)):
        assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
        db.session.refresh(batch)
        assert batch.state is ImportState.UNDONE
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


def test_without_a_tick_it_stays_withdrawn(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    withdrawn(admin, imported, upload, confirm)
    imported(workbook(changed(1, content="改写")))
    assert of("采购结果").is_withdrawn


def test_a_finished_import_takes_no_ticks(admin: Client, imported: Any) -> None:
    batch = imported()
    assert tick(admin, batch, withdraw="1").status_code == 409


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
def test_nobody_else_ticks(admin: Client, imported: Any, upload: Any, sign_in: Any, name: str) -> None:
    imported()
    batch = upload(SHORT)
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    assert tick(sign_in(name), batch, withdraw=str(of("采购结果").id)).status_code == 404
    db.session.refresh(batch)
    assert batch.withdrawals == {}


def press(who: Client, batch: ImportBatch, digest: str, *, headers: Any = None, **typed: Any) -> Any:
    """The import's own button, which sends the whole form along."""
    data = {"version": opened(who, batch), "ticks": "1", "digest": digest} | typed
    return who.post(f"/imports/{batch.id}/apply", data=data, headers=headers)


def test_ticks_are_not_lost_when_the_import_is_pressed(
    admin: Client, imported: Any, upload: Any, digest: Any, manner: dict[str, str]
) -> None:
    imported()
    batch = upload(workbook(changed(1, content="改写")[:2]))
    page = admin.get(f"/imports/{batch.id}").text
    assert re.search(r'<button[^>]*form="review" formaction="/imports/\d+/apply"', page)
    chosen = str(of("采购结果").id)
    answer = press(admin, batch, digest(batch), headers=manner, withdraw=chosen)
    assert answer.status_code == 409
    assert "还没有导入" in answer.text
    assert "导入 1 项任务，撤销 1 项</button>" in answer.text
    assert re.search(rf'value="{chosen}" checked', answer.text)
    assert not of("采购结果").is_withdrawn
    assert press(admin, batch, digest(batch), headers=manner, withdraw=chosen).status_code == (200 if manner else 303)
    assert of("采购结果").is_withdrawn
    assert of("年度建设计划").content == "改写"


def test_a_tick_taken_away_is_not_lost_either(admin: Client, imported: Any, upload: Any, digest: Any) -> None:
    imported()
    batch = upload(SHORT)
    tick(admin, batch, withdraw=str(of("采购结果").id))
    assert press(admin, batch, digest(batch)).status_code == 409
    db.session.refresh(batch)
    assert batch.withdrawals == {}
    assert not of("采购结果").is_withdrawn


def test_a_reason_is_asked_for_at_the_button_too(admin: Client, imported: Any, upload: Any, digest: Any) -> None:
    imported()
    work_on("采购结果")
    batch = upload(workbook(changed(1, content="改写")[:2]))
    answer = press(admin, batch, digest(batch), withdraw=str(of("采购结果").id))
    assert answer.status_code == 422
    assert "须写明理由" in answer.text
    assert of("年度建设计划").content != "改写"


def test_choices_and_ticks_go_together(admin: Client, imported: Any, upload: Any, manner: dict[str, str]) -> None:
    imported()
    batch = upload(workbook(changed(1, units="区住建居")[:2]))
    page = admin.get(f"/imports/{batch.id}").text
    field = re.search(r'select id="(unit-\w+)"', page)
    assert field
    choice = {field.group(1): str(factories.unit("zjj").id)}
    tick(admin, batch, headers=manner, withdraw=str(of("采购结果").id), **choice)
    db.session.refresh(batch)
    assert list(batch.withdrawals) == [str(of("采购结果").id)]
    assert list(batch.decisions) == ["区住建居"]
    admin.post(f"/imports/{batch.id}/review", data=choice, headers=manner)
    db.session.refresh(batch)
    assert list(batch.withdrawals) == [str(of("采购结果").id)]
