"""What an import leaves on record: who, when, which files, what was decided, and the rows with their problems."""

import hashlib
import io
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import HEADINGS, NAME, ROWS, changed, workbook
from tracker.choices import Role
from tracker.db import db
from tracker.intake.models import ImportBatch
from tracker.journal import AuditEntry
from tracker.tasks.models import Task

MARK = "00F9D5D1"


def report(who: Client, batch: ImportBatch) -> Workbook:
    answer = who.get(f"/imports/{batch.id}/report")
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.data))


def marked(book: Workbook, sheet: str) -> list[tuple[str, Any]]:
    return [(cell.coordinate, cell.value) for row in book[sheet] for cell in row if cell.fill.fgColor.rgb == MARK]


def texts(book: Workbook, sheet: str) -> str:
    return "\n".join(str(cell.value) for row in book[sheet] for cell in row if cell.value is not None)


def test_it_works(admin: Client, imported: Any) -> None:
    data = workbook()
    batch = imported(data)
    book = report(admin, batch)
    told = texts(book, "导入报告")
    assert hashlib.sha256(data).hexdigest() in told
    assert "新增4项" in told
    assert "管理员，20" in told
    rows = list(book["1 分解表"].iter_rows(min_row=3, values_only=True))[: len(ROWS)]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        (str(number), "新增", each[2]) for number, each in enumerate(ROWS, 3)
    ]
    assert marked(book, "1 分解表") == [("G6", ROWS[3][4])]
    assert "按原文保留" in str(rows[3][-1])
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.export")) == 1


def test_while_it_waits_the_problems_are_marked(admin: Client, upload: Any) -> None:
    batch = upload(workbook((*changed(2, units="区气象台"), ROWS[0])))
    book = report(admin, batch)
    assert ("G4", "区气象台") in marked(book, "1 分解表")
    assert ("A7", "7") in marked(book, "1 分解表")
    assert "未找到单位“区气象台”" in texts(book, "1 分解表")
    assert "与第3行重复" in texts(book, "1 分解表")
    assert "下载标出问题单元格的表" in admin.get(f"/imports/{batch.id}").text


def rows_of(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def test_old_values_and_missing_tasks_are_told_before_and_after(
    admin: Client, imported: Any, upload: Any, confirm: Any
) -> None:
    imported()
    batch = upload(workbook(changed(1, content="任务量和户型")[:3]))
    gone = db.session.scalars(select(Task).where(Task.item == "采购结果")).one()
    for state in ("waiting", "applied"):
        book = report(admin, batch)
        assert rows_of(book, "导入报告-变更内容") == [
            (NAME, "分解表", 3, "年度建设计划", "公开内容", "任务量、项目信息、户型", "任务量和户型")
        ]
        (missing,) = rows_of(book, "导入报告-本次未列")
        assert missing == ("4", "政府采购 · 采购结果", gone.units_text, "本次未列")
        assert state == "applied" or confirm(batch) == 303


def test_errors_are_called_errors(admin: Client, upload: Any) -> None:
    book = report(admin, upload(workbook(changed(2, units="区气象台"))))
    assert "错误：未找到单位“区气象台”" in texts(book, "1 分解表")
    assert "提示：“相关部门”不是具体单位" in texts(book, "1 分解表")


def test_who_applied_and_who_took_it_back(admin: Client, upload: Any, confirm: Any, sign_in: Any) -> None:
    factories.user(Role.ADMIN, username="second", name="第二位管理员")
    batch, second = upload(), sign_in("second")
    second_digest = second.get(f"/imports/{batch.id}").text.partition('name="digest" value="')[2].partition('"')[0]
    assert second.post(f"/imports/{batch.id}/apply", data={"digest": second_digest}).status_code == 303
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    told = texts(report(admin, batch), "导入报告")
    page = admin.get(f"/imports/{batch.id}").text
    for said in ("第二位管理员，20", "管理员，20"):
        assert said in told
    assert re.search("第二位管理员 于 [0-9: -]+ 导入", page)
    assert re.search("<span>管理员 于 [0-9: -]+ 撤销", page)


def test_removed_tasks_keep_their_names(admin: Client, imported: Any) -> None:
    batch = imported()
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    page = admin.get(f"/imports/{batch.id}").text
    for row in ROWS:
        assert f'<div>{row[2]} <span class="muted">（已随撤销删除）</span></div>' in page
    sheet = load_workbook(io.BytesIO(admin.get(f"/imports/{batch.id}?export=xlsx").data)).worksheets[0]
    assert any(cell.value == f"{ROWS[0][2]}（已随撤销删除）" for row in sheet for cell in row)


def test_what_belongs_to_no_row_stands_apart(admin: Client, upload: Any) -> None:
    batch = upload(workbook([row[:4] for row in ROWS], headings=HEADINGS[:4]))
    book = report(admin, batch)
    assert "没有找到责任单位列" in texts(book, "导入报告-其他问题")


def test_a_formula_stays_text(admin: Client, upload: Any) -> None:
    batch = upload(workbook(changed(1, item="=1+1", content="＝HYPERLINK", units="区气象台")))
    book = report(admin, batch)
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_decisions_are_told(admin: Client, imported: Any, upload: Any, digest: Any) -> None:
    imported()
    batch = upload(workbook(changed(1, units="区住建居")[:2]))
    field = admin.get(f"/imports/{batch.id}").text.partition('select id="')[2].partition('"')[0]
    chosen = {field: str(factories.unit("zjj").id), f"area-{batch.files[0].id}": "public_resources"}
    admin.post(f"/imports/{batch.id}/review", data=chosen)
    gone = db.session.scalars(select(Task).where(Task.item == "采购结果")).one()
    page = admin.get(f"/imports/{batch.id}").text
    version = page.partition('id="review"')[2].partition('name="version" value="')[2].partition('"')[0]
    admin.post(f"/imports/{batch.id}/review", data={"version": version, "withdraw": gone.id, "reason": "重复"})
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303
    page = admin.get(f"/imports/{batch.id}").text
    for told in (page, texts(report(admin, batch), "导入报告")):
        assert "“区住建居”：区住建局" in told
        assert f"《{NAME}》：公共资源配置" in told
        assert "“采购结果”：重复" in told


@pytest.mark.parametrize(("name", "status"), [("office", 200), ("auditor", 200), ("liaison-fgj", 404)])
def test_who_may_have_it(admin: Client, imported: Any, sign_in: Any, name: str, status: int) -> None:
    batch = imported()
    factories.liaison(), factories.office(), factories.auditor()
    assert sign_in(name).get(f"/imports/{batch.id}/report").status_code == status


def test_there_is_no_such_import(admin: Client) -> None:
    assert admin.get("/imports/99/report").status_code == 404
