"""Correcting which task a row continues: one row, one page."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import changed, workbook
from tests.intake.test_matches import of, work_on
from tracker.db import db
from tracker.intake.models import ImportBatch
from tracker.journal import AuditEntry
from tracker.tasks.models import Task


def correct(who: Client, batch: ImportBatch, row: int, task: str, **typed: Any) -> Any:
    address = re.search(rf'href="(/imports/{batch.id}/rows/[^"]*-{row})"', who.get(f"/imports/{batch.id}").text)
    assert address
    page = who.get(address.group(1)).text
    version = page.partition('name="version" value="')[2].partition('"')[0]
    headers = typed.pop("headers", None)
    return who.post(address.group(1), data={"version": version, "task": task} | typed, headers=headers)


def test_a_changed_row_is_a_new_task_after_all(
    admin: Client, imported: Any, upload: Any, confirm: Any, manner: dict[str, str]
) -> None:
    imported()
    batch = upload(workbook(changed(4, item="采购结果公告")))
    assert "变更 1" in admin.get(f"/imports/{batch.id}").text
    answer = correct(admin, batch, 6, "new", headers=manner)
    assert answer.status_code == (200 if manner else 303)
    page = admin.get(f"/imports/{batch.id}").text
    assert "新增 1" in page
    assert "本次未列 1" in page
    assert confirm(batch) == 303
    assert db.session.scalar(select(func.count()).select_from(Task)) == 5
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.match")) == 1


def test_a_new_row_is_an_old_task_after_all(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    imported()
    old = work_on("采购结果", "区财政局")
    batch = upload(workbook(changed(4, item="中标公示", content="中标人和中标价")))
    page = admin.get(f"/imports/{batch.id}").text
    assert "新增 1" in page
    assert correct(admin, batch, 6, str(old)).status_code == 303
    assert "变更 1" in admin.get(f"/imports/{batch.id}").text
    assert confirm(batch) == 303
    assert of(old)[1] == "中标公示"


@pytest.mark.parametrize("task", ["", "x", "999999", "1"])
def test_what_is_not_offered_is_not_taken(admin: Client, imported: Any, upload: Any, task: str) -> None:
    imported()
    batch = upload(workbook(changed(4, item="采购结果公告")))
    assert correct(admin, batch, 6, task).status_code == 422
    db.session.refresh(batch)
    assert batch.matches == {}


def test_somebody_else_was_faster(admin: Client, imported: Any, upload: Any, manner: dict[str, str]) -> None:
    imported()
    batch = upload(workbook(changed(4, item="采购结果公告")))
    answer = correct(admin, batch, 6, "new", version="0", headers=manner)
    assert answer.status_code == 409
    assert re.search(r'value="new" checked', answer.text)
    db.session.refresh(batch)
    assert batch.matches == {}


def test_there_is_no_such_row(admin: Client, upload: Any) -> None:
    assert admin.get(f"/imports/{upload().id}/rows/0-none-1").status_code == 404


def test_a_finished_import_is_not_corrected(admin: Client, imported: Any) -> None:
    assert admin.get(f"/imports/{imported().id}/rows/0-none-1").status_code == 409


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
def test_nobody_else_corrects(admin: Client, imported: Any, upload: Any, sign_in: Any, name: str) -> None:
    imported()
    batch = upload(workbook(changed(4, item="采购结果公告")))
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    address = re.search(r'href="(/imports/\d+/rows/[^"]*)"', admin.get(f"/imports/{batch.id}").text)
    assert address
    other = sign_in(name)
    assert other.get(address.group(1)).status_code == 404
    assert other.post(address.group(1), data={"task": "new"}).status_code == 404
    assert "更正对应" not in other.get(f"/imports/{batch.id}").text
