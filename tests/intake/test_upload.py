"""Uploading: what is refused at once, and what is kept and shown."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests import factories
from tests.client import Client
from tests.intake.sheets import HEADINGS, NAME, ROWS, TITLE, changed, workbook
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.intake.models import ImportBatch
from tracker.tasks.models import Task

NEUTRAL = [(1, "甲", "乙", "丙", "区财政局", "实时", "网站")]
OTHER = "铜川市王益区社会公益事业建设领域政府信息公开工作任务分解表"


def send(who: Client, *files: tuple[str, bytes], headers: Any = None, **fields: Any) -> Any:
    """Encoded here, since the test client leaves the temporary file of a large body open."""
    typed: MultiDict[str, Any] = MultiDict({"year": "2018"} | fields)
    for name, data in files:
        typed.add("files", FileStorage(BytesIO(data), filename=name))
    boundary, body = encode_multipart(typed)
    return who.post("/imports", data=body, content_type=f"multipart/form-data; boundary={boundary}", headers=headers)


def batches() -> int:
    return db.session.scalar(select(func.count()).select_from(ImportBatch)) or 0


def formula_for_a_unit() -> bytes:
    return workbook(changed(1, units="=A1"))


def without_unit_column() -> bytes:
    return workbook([row[:4] for row in ROWS], headings=HEADINGS[:4])


def empty_book() -> bytes:
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def test_it_works(admin: Client, manner: dict[str, str]) -> None:
    data = workbook()
    answer = send(admin, (NAME, data), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    batch = db.session.scalars(select(ImportBatch)).one()
    assert (answer.headers.get("HX-Redirect") or answer.location) == f"/imports/{batch.id}"
    none = {"changed": 0, "minor": 0, "unchanged": 0, "removed": 0, "withdrawn": 0, "problems": 0}
    assert batch.counts == {"new": 4, **none}
    assert batch.created_by is not None
    assert batch.files[0].stored_file.sha256 == hashlib.sha256(data).hexdigest()
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


def test_three_files_at_once(admin: Client) -> None:
    tables = [("一.xlsx", workbook()), ("二.xlsx", workbook(title=OTHER))]
    assert send(admin, *tables, ("三.xlsx", workbook(title="重大建设项目批准和实施领域任务分解表"))).status_code == 303
    assert db.session.scalars(select(ImportBatch)).one().counts["new"] == 12


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "《表.xlsx》"),
        (b"PK\x03\x04 and then nothing of a workbook", "《表.xlsx》"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "《表.xlsx》"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "《表.xlsx》"),
        (empty_book(), "没有任何内容"),
        (workbook(rows=[]), "没有任务"),
        (b"", "《表.xlsx》"),
        (b"0" * (10 * 1024 * 1024 + 1), "超过10MB"),
    ],
    ids=["text", "damaged", "encrypted or .xls", "picture", "empty book", "headings only", "empty", "too large"],
)
def test_what_is_no_table_is_refused_with_one_message(
    admin: Client, manner: dict[str, str], data: bytes, said: str
) -> None:
    answer = send(admin, ("表.xlsx", data), headers=manner)
    assert answer.status_code == 422
    assert said in answer.text
    assert answer.text.count("<li>《") + answer.text.count('id="files-error"') == 1
    assert 'value="2018"' in answer.text
    assert (batches(), db.session.scalar(select(func.count()).select_from(StoredFile))) == (0, 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (without_unit_column(), "没有找到责任单位列"),
        (workbook(changed(2, units="区气象台")), "第4行E列：未找到单位“区气象台”"),
        (workbook(changed(2, units="区住建居")), "第4行E列：未找到单位“区住建居”，可能有错字"),
        (workbook((*ROWS, ROWS[0])), "第7行：与第3行重复"),
        (formula_for_a_unit(), "第3行E列"),
        (workbook(changed(1, item="长" * 401)), "第3行C列：公开事项有401个字，最多400个字"),
        (workbook(NEUTRAL, title="任务表", sheet="表"), "看不出这张表属于哪个重点领域"),
    ],
    ids=["no unit column", "unknown unit", "slip", "duplicate", "formula", "too long", "no area"],
)
def test_what_cannot_be_imported_is_told_with_its_place(admin: Client, data: bytes, said: str) -> None:
    answer = send(admin, ("表.xlsx", data))
    page = admin.get(answer.location).text if answer.status_code == 303 else answer.text
    assert said in page
    assert "项任务</button>" not in page
    batch = db.session.scalars(select(ImportBatch)).one_or_none()
    if batch is not None:
        refused = admin.post(f"/imports/{batch.id}/apply", data={"digest": ""})
        assert refused.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"year": ""}, "请填写此项"),
        ({"year": "abc"}, "请填写整数"),
        ({"year": "1999"}, "2008至2099"),
        ({"year": "99999999999999999999"}, "2008至2099"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(admin: Client, fields: dict[str, Any], said: str) -> None:
    answer = send(admin, (NAME, workbook()), **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert batches() == 0


def test_without_a_file_it_asks_for_one(admin: Client) -> None:
    answer = send(admin)
    assert answer.status_code == 422
    assert "请选择要导入的文件" in answer.text


def test_four_files_are_too_many(admin: Client) -> None:
    files = [(f"{n}.xlsx", workbook(changed(1, seq=str(n)))) for n in range(4)]
    answer = send(admin, *files)
    assert answer.status_code == 422
    assert "一次最多导入3个文件" in answer.text


def test_the_preview_stands_below_the_line_of_the_demo_too(app: Any, admin: Client) -> None:
    app.config["DEMO"] = True
    page = admin.get(send(admin, (NAME, workbook())).location).text
    assert "系统日期固定为" in page
    assert "核对2018年度任务分解表" in page


def test_the_same_file_twice_is_refused(admin: Client) -> None:
    data = workbook()
    answer = send(admin, ("一.xlsx", data), ("二.xlsx", data))
    assert answer.status_code == 422
    assert "内容完全相同" in answer.text
    assert batches() == 0


def test_the_same_problem_of_many_rows_is_said_once(admin: Client) -> None:
    rows = [(str(n), "住房保障", f"事项{n}", f"内容{n}", "区气象台", "每月", "公告栏") for n in range(1, 41)]
    page = admin.get(send(admin, (NAME, workbook(rows))).location).text
    summary = page.partition('aria-labelledby="problems"')[2].partition("</section>")[0]
    assert "先处理这40处问题" in summary
    assert summary.count("<li>") == 1
    assert (
        "第3、4、5、6、7、8、9、10、11、12、13、14、15、16、17、18、19、20、21、22等行E列（共40处）：未找到单位"
        in summary
    )
    assert "另有" not in summary


def test_why_there_is_nothing_to_import_is_said(admin: Client) -> None:
    first = send(admin, (NAME, workbook())).location
    digest = admin.get(first).text.partition('name="digest" value="')[2].partition('"')[0]
    assert admin.post(f"{first}/apply", data={"digest": digest}).status_code == 303
    page = admin.get(send(admin, (NAME, workbook(ROWS[:3]))).location).text
    assert "没有需要导入的内容：表中的3项任务系统中都有，内容一致。系统中另有1项这次没有列出，保持原样。" in page


def test_a_file_that_was_there_before_is_known_again_whatever_its_name(admin: Client) -> None:
    data, other = workbook(), workbook(ROWS[:2])
    first = send(admin, (NAME, data)).location
    page = admin.get(send(admin, ("改了名.xlsx", data), ("另一份.xlsx", other)).location).text
    assert page.count("这份文件以前") == 1
    assert f"与第1次导入的《{NAME}》内容完全相同，管理员 于 " in page
    assert "上传（待确认）" in page
    assert f'<a href="{first}">查看第1次导入</a>' in page
    assert page.index("这份文件以前") < page.index("核对结果")
    digest = admin.get(first).text.partition('name="digest" value="')[2].partition('"')[0]
    assert admin.post(f"{first}/apply", data={"digest": digest}).status_code == 303
    page = admin.get(send(admin, (NAME, data)).location).text
    assert "这份文件以前导入过：与第1次导入的" in page
    assert "没有需要导入的内容" in page
    assert "这份文件以前" not in admin.get(first).text


def test_the_same_row_in_two_files_is_an_error(admin: Client) -> None:
    second = workbook((ROWS[0], (*ROWS[3][:3], "另一项", *ROWS[3][4:])))
    answer = send(admin, ("一.xlsx", workbook()), ("二.xlsx", second))
    page = admin.get(answer.location).text
    assert "《二.xlsx》工作表“分解表”第3行：与《一.xlsx》工作表“分解表”第3行重复" in page


def test_a_request_beyond_all_limits_is_413(admin: Client) -> None:
    answer = send(admin, *[(f"{n}.xlsx", b"0" * 11 * 1024 * 1024) for n in range(3)])
    assert answer.status_code == 413
    assert "10MB" in answer.text


def test_a_name_that_climbs_is_only_a_name(admin: Client) -> None:
    assert send(admin, ("../../<b>表\u202e.xlsx", workbook())).status_code == 303
    assert db.session.scalars(select(StoredFile)).one().name == "b表.xlsx"


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
def test_nobody_else_uploads(admin: Client, sign_in: Any, name: str) -> None:
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    assert send(sign_in(name), (NAME, workbook())).status_code == 404
    assert batches() == 0


def test_the_form_says_what_may_not_be_uploaded(admin: Client) -> None:
    page = admin.get("/imports").text
    assert "国家秘密" in page
    assert TITLE not in page
