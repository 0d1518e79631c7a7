"""Telling column by column what a table's heading means, once for every table with the same heading."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from imports.text import key
from tests import factories
from tests.client import Client
from tests.intake.sheets import ROWS, TITLE, workbook
from tracker.choices import ImportState
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import HeadingMapping, ImportBatch
from tracker.journal import AuditEntry
from tracker.tasks.models import Task

ODD = ("编号", "大类", "名目", "说明", "谁来做", "什么时候", "在哪里")
CHOSEN = ("seq", "category", "item", "content", "units", "deadline", "channels")


def odd() -> bytes:
    return workbook(headings=ODD)


def address(batch: ImportBatch, number: int = 0) -> str:
    return f"/imports/{batch.id}/files/{batch.files[0].id}/columns/{number}"


def opened(who: Client, batch: ImportBatch) -> str:
    return who.get(address(batch)).text.partition('name="opened_on" value="')[2].partition('"')[0]


def chosen(mark: str, fields: tuple[str, ...] = CHOSEN, **other: str) -> dict[str, str]:
    columns = {f"column-{number}": name for number, name in enumerate(fields, 1)}
    return {"opened_on": mark, "first": "2", "last": "2", "area": ""} | columns | other


def mappings() -> int:
    return db.session.scalar(select(func.count()).select_from(HeadingMapping)) or 0


def test_it_works(admin: Client, upload: Any, digest: Any, manner: dict[str, str]) -> None:
    batch = upload(odd())
    page = admin.get(f"/imports/{batch.id}").text
    assert "没有找到表头" in page
    assert address(batch) in page
    answer = admin.post(address(batch), data=chosen(opened(admin, batch)), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(batch)
    assert batch.counts["new"] == 4
    page = admin.get(f"/imports/{batch.id}").text
    assert "按上次指定的列读取" in page
    assert "导入 4 项任务" in page
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303
    tasks = db.session.scalars(select(Task).order_by(Task.position)).all()
    assert [task.item for task in tasks] == [row[2] for row in ROWS]
    assert [task.channels for task in tasks] == [[row[6]] for row in ROWS]
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.columns")) == 1


def test_the_next_table_is_read_so_by_itself(admin: Client, upload: Any, imported: Any) -> None:
    batch = upload(odd())
    admin.post(address(batch), data=chosen(opened(admin, batch)))
    spaced = tuple(" ".join(text) for text in ODD)
    moved = workbook((*ROWS, ("5", "政府采购", "采购合同", "合同文本", "区财政局", "", "")), headings=spaced)
    assert imported(moved).state is ImportState.APPLIED
    assert db.session.scalar(select(func.count()).select_from(Task)) == 5


def headless(rows: Any = ROWS) -> bytes:
    """The title and then the tasks."""
    return workbook(rows[1:], headings=rows[0])


def test_a_table_without_heading(admin: Client, upload: Any, digest: Any, manner: dict[str, str]) -> None:
    batch = upload(headless())
    page = admin.get(f"/imports/{batch.id}").text
    assert "可以指定哪一行是表头，或指明这张表没有表头" in page
    assert "没有表头，直接是任务" in admin.get(address(batch)).text
    said = chosen(opened(admin, batch), first="none", last="")
    answer = admin.post(address(batch), data=said, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    page = admin.get(f"/imports/{batch.id}").text
    assert "按上次指定的列读取" in page
    assert "没有表头；" in page
    assert re.search('value="none" selected|selected value="none"', admin.get(address(batch)).text)
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303
    assert [task.item for task in db.session.scalars(select(Task).order_by(Task.position))] == [row[2] for row in ROWS]


def test_its_next_version_is_read_so_too_and_one_with_other_columns_is_not(admin: Client, upload: Any) -> None:
    batch = upload(headless())
    admin.post(address(batch), data=chosen(opened(admin, batch), first="none", last=""))
    again = upload(headless((("5", "政府采购", "采购合同", "合同文本", "区财政局", "", ""), *ROWS)))
    assert again.counts["new"] == 5
    assert "没有找到表头" in admin.get(f"/imports/{upload(headless([row[1:] for row in ROWS])).id}").text
    assert admin.post(f"{address(batch)}/forget").status_code == 303
    assert "没有找到表头" in admin.get(f"/imports/{batch.id}").text


def test_a_title_that_was_once_taken_for_a_heading_explains_nothing(admin: Client, upload: Any) -> None:
    lines = [[[1, key(TITLE)]]]
    fields = {"1": "content", "2": "units", "3": "item"}
    factories.add(HeadingMapping(shape="x", lines=lines, fields=fields, said_at=now()))
    batch = upload()
    assert batch.counts["new"] == 4
    assert "按上次指定的列读取" not in admin.get(f"/imports/{batch.id}").text


def test_what_is_guessed_stands_above_the_columns(admin: Client, upload: Any) -> None:
    page = admin.get(address(upload(workbook(headings=("序号", "大类", *workbook_headings()[2:]))))).text
    selected = re.findall(r'name="column-(\d)".*?value="(\w*)" selected', page, re.DOTALL)
    assert dict(selected)["3"] == "item"
    assert '<option value="2" selected>' in page or 'selected value="2"' in page
    assert ROWS[0][3] in page


def workbook_headings() -> tuple[str, ...]:
    return ("序号", "公开类别", "公开事项", "公开内容", "责任单位", "公开时限", "公开渠道")


def test_a_heading_of_two_rows_and_columns_to_tick(admin: Client, upload: Any) -> None:
    rows = [("", "", "", "网上", "墙上"), *[("x", f"事{n}", "区财政局", "√", "") for n in range(3)]]
    batch = upload(workbook(rows, headings=("号", "名目", "谁来做", "在哪里", "")))
    fields = ("", "item", "units", "channels", "channels")
    data = chosen(opened(admin, batch), fields, last="3", area="public_welfare")
    assert admin.post(address(batch), data=data).status_code == 303
    page = admin.get(f"/imports/{batch.id}").text
    assert "新增 3" in page
    assert "网上" in page
    assert batch.files[0].area == "public_welfare"


def test_it_is_changed_and_taken_back(admin: Client, upload: Any) -> None:
    batch = upload(odd())
    admin.post(address(batch), data=chosen(opened(admin, batch)))
    again = chosen(opened(admin, batch), ("", "category", "item", "content", "units", "deadline", "channels"))
    assert admin.post(address(batch), data=again).status_code == 303
    mapping = db.session.scalars(select(HeadingMapping)).one()
    assert "1" not in mapping.fields
    assert mapping.version == 2
    assert admin.post(f"{address(batch)}/forget").status_code == 303
    assert mappings() == 0
    assert "没有找到表头" in admin.get(f"/imports/{batch.id}").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column-4": "item"}, "都选了“公开事项”"),
        ({"column-2": "", "column-3": "", "column-4": ""}, "请指定哪一列是公开事项或公开内容"),
        ({"column-5": "anything"}, "请指定哪一列是责任单位"),
        ({"first": "3", "last": "2"}, "最多4行"),
        ({"first": "2", "last": "6"}, "最多4行"),
        ({"first": "²", "last": "99"}, "有"),
        ({"first": ""}, "有"),
        ({"last": ""}, "请选择表头到哪一行"),
        ({"first": "1"}, "第1行只有一处文字，是标题，不是表头"),
        ({"first": "1", "last": "1"}, "第1行只有一处文字，是标题，不是表头"),
        ({"first": "none", "last": "", "column-1": "channels"}, "公开渠道只能选一列"),
        ({"area": "x"}, "领域"),
    ],
)
def test_a_wrong_choice_is_told_and_nothing_lost(
    admin: Client, upload: Any, manner: dict[str, str], change: dict[str, str], said: str
) -> None:
    batch = upload(odd())
    answer = admin.post(address(batch), data=chosen(opened(admin, batch)) | change, headers=manner)
    assert answer.status_code == 422
    assert said in answer.text
    assert '<option value="deadline" selected>' in answer.text
    assert mappings() == 0


def test_somebody_else_was_faster(admin: Client, upload: Any, manner: dict[str, str]) -> None:
    batch = upload(odd())
    mark = opened(admin, batch)
    admin.post(address(batch), data=chosen(mark))
    late = chosen(mark, ("", "", "content", "item", "units", "", ""))
    answer = admin.post(address(batch), data=late, headers=manner)
    assert answer.status_code == 409
    assert "D列 公开内容" in answer.text
    chosen_now = re.findall(r'name="column-4".*?value="(\w*)" selected', answer.text, re.DOTALL)
    assert chosen_now[0] == "item"
    retyped = late | {"opened_on": answer.text.partition('name="opened_on" value="')[2].partition('"')[0]}
    assert admin.post(address(batch), data=retyped).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(HeadingMapping)).one().fields == {"3": "content", "4": "item", "5": "units"}


def test_there_is_no_such_heading(admin: Client, upload: Any) -> None:
    batch = upload()
    assert admin.get(address(batch, 1)).status_code == 404
    assert admin.get(f"/imports/{batch.id}/files/999/columns/0").status_code == 404


def test_a_finished_import_is_not_explained(admin: Client, imported: Any) -> None:
    batch = imported()
    assert admin.get(address(batch)).status_code == 409


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
def test_nobody_else_explains(admin: Client, upload: Any, sign_in: Callable[[str], Client], name: str) -> None:
    batch = upload(odd())
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    other = sign_in(name)
    assert other.get(address(batch)).status_code == 404
    assert other.post(address(batch), data=chosen("x")).status_code == 404
    assert other.post(f"{address(batch)}/forget").status_code == 404


def test_two_tables_on_a_sheet_are_explained_apart(admin: Client, upload: Any) -> None:
    second = [(TITLE.replace("公共资源配置", "社会公益事业建设"),), workbook_headings(), *ROWS]
    batch = upload(workbook([*ROWS, *second], headings=ODD))
    page = admin.get(f"/imports/{batch.id}").text
    assert "社会公益事业" in page
    assert mappings() == 0
