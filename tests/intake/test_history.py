"""The imports there were, their reports, their originals: who may see them."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.intake.sheets import NAME, changed, workbook
from tests.queries import counted
from tracker.db import db
from tracker.files import store
from tracker.journal import AuditEntry
from tracker.tasks.models import Task


def test_it_lists_what_was_done(admin: Client, imported: Any, upload: Any) -> None:
    done = imported()
    waiting = upload(workbook(changed(1, units="区气象台")))
    page = admin.get("/imports").text
    for words in (f"/imports/{done.id}", f"/imports/{waiting.id}", NAME, "已导入", "待确认", "新增4", "有问题1"):
        assert words in page


def test_without_any_it_says_what_to_do(admin: Client) -> None:
    assert "请在上面选择文件上传" in admin.get("/imports").text


def test_the_report_names_rows_fields_and_hash(admin: Client, imported: Any) -> None:
    imported()
    data = workbook(changed(1, content="改写")[:3])
    batch = imported(data)
    page = admin.get(f"/imports/{batch.id}").text
    assert hashlib.sha256(data).hexdigest() in page
    assert "<del>任务量、项目信息、户型</del> <ins>改写</ins>" in page
    assert "第3行" in page
    missing = admin.get(f"/imports/{batch.id}?change=removed").text
    assert "采购结果" in missing
    assert "年度建设计划" not in missing


def test_the_original_comes_back_as_it_was(admin: Client, upload: Any) -> None:
    data = workbook()
    batch = upload(data)
    answer = admin.get(f"/imports/{batch.id}/files/{batch.files[0].id}")
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import.download")).one()


def test_an_original_changed_on_the_disk_is_not_given_out(admin: Client, upload: Any) -> None:
    batch = upload()
    path: Path = store.path_of(batch.files[0].stored_file.sha256)
    path.write_bytes(b"something else")
    assert admin.get(f"/imports/{batch.id}/files/{batch.files[0].id}").status_code == 409
    assert admin.get(f"/imports/{batch.id}").status_code == 409


def test_a_file_of_another_import_is_not_found(admin: Client, upload: Any) -> None:
    first, second = upload(), upload(workbook(changed(1, seq="7")))
    assert admin.get(f"/imports/{first.id}/files/{second.files[0].id}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/imports/0", "/imports/99999999999999999999", "/imports/1/files/1", "/imports?page=9"]
)
def test_what_is_not_there_is_a_404(admin: Client, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize("name", ["office", "auditor"])
def test_the_office_and_the_auditor_only_look(
    admin: Client, imported: Any, upload: Any, sign_in: Any, name: str
) -> None:
    factories.user(next(role for role in factories.Role if role.value == name))
    done, waiting = imported(), upload(workbook(changed(1, seq="8")))
    who = sign_in(name)
    for path in ("/imports", f"/imports/{done.id}", f"/imports/{waiting.id}"):
        answer = who.get(path)
        assert answer.status_code == 200
        assert f'action="/imports/{waiting.id}' not in answer.text
        assert 'action="/imports"' not in answer.text
        assert "确认撤销" not in answer.text
    assert who.get(f"/imports/{done.id}/files/{done.files[0].id}").status_code == 200


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj"])
def test_units_see_nothing_of_it(admin: Client, imported: Any, sign_in: Any, name: str) -> None:
    factories.liaison(), factories.leader()
    batch = imported()
    who = sign_in(name)
    for path in ("/imports", f"/imports/{batch.id}", f"/imports/{batch.id}/files/{batch.files[0].id}"):
        assert who.get(path).status_code == 404


@pytest.mark.parametrize(("path", "rows"), [("/imports?export=xlsx", 1), ("/imports/1?export=xlsx&change=new", 4)])
def test_registers_are_exported(admin: Client, imported: Any, path: str, rows: int) -> None:
    batch = imported()
    answer = admin.get(path.replace("/1?", f"/{batch.id}?"))
    page = load_workbook(BytesIO(answer.data)).active
    assert page is not None
    assert page.max_row == rows + 2
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import.export")).one()


def test_more_imports_send_no_more_statements(admin: Client, upload: Any) -> None:
    upload()
    with counted() as one:
        admin.get("/imports")
    for number in range(5):
        upload(workbook(changed(1, seq=str(number + 10))))
    with counted() as six:
        admin.get("/imports")
    assert len(six) == len(one)


@pytest.mark.parametrize("name", ["liaison-czj", "leader-czj", "office", "auditor", "admin"])
def test_a_task_tells_where_it_comes_from(
    admin: Client, imported: Any, sign_in: Any, name: str, manner: dict[str, str]
) -> None:
    factories.liaison("czj"), factories.leader("czj"), factories.office(), factories.auditor()
    imported()
    batch = imported(workbook(changed(3, content="改写")))
    task_id = db.session.scalar(select(Task.id).where(Task.item == "采购预算金额"))
    page = sign_in(name).get(f"/tasks/{task_id}/source", headers=manner).text
    assert f"第{batch.id}次导入" in page
    assert f"《{NAME}》工作表“分解表”第5行" in page
    assert "<del>项目预算</del> <ins>改写</ins>" in page
    assert (f'href="/imports/{batch.id}"' in page) is (name in ("office", "auditor", "admin"))


def test_a_task_of_another_unit_is_not_found(admin: Client, imported: Any, sign_in: Any) -> None:
    factories.liaison("fgj")
    imported()
    task_id = db.session.scalar(select(Task.id).where(Task.item == "采购预算金额"))
    assert sign_in("liaison-fgj").get(f"/tasks/{task_id}/source").status_code == 404


def test_a_task_entered_by_hand_says_so(admin: Client) -> None:
    task = factories.task()
    assert "不是由导入产生的" in admin.get(f"/tasks/{task.id}/source").text
