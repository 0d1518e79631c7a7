"""The tables of a report, uploaded again as they are, say the same, so that a corrected cell changes that alone."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

import imports
from imports.reader import read
from imports.rows import Reading, Table, TaskRow
from tests.client import Client
from tests.imports.sheets import book
from tests.imports.test_any_layout import LAYOUTS, Item, Layout, drawn, items
from tests.intake.sheets import changed, workbook
from tracker.documents.spreadsheet import write_workbook
from tracker.intake.reports.sheets import Told, workbook_of

SAMPLES = Path(imports.__path__[0]) / "samples"


def copied(reading: Reading) -> Reading:
    sheets = workbook_of("第1次导入报告", [("年度", "2018"), ("状态", "已导入")], [reading], Told({}), reading.warnings)
    return read(write_workbook(sheets), "第1次导入报告.xlsx", year=2018)


def said(table: Table) -> list[TaskRow]:
    """Rows without where they stand."""
    return [
        replace(row, row=0, elsewhere={}, units=tuple(replace(unit, column=None) for unit in row.units))
        for row in table.tasks
    ]


def check_copy(reading: Reading) -> None:
    again = copied(reading)
    assert again.errors == ()
    assert [warning.message for warning in again.warnings if "没有读取" in warning.message] == []
    assert [table.area for table in again.tables] == [table.area for table in reading.tables]
    for table, copy in zip(reading.tables, again.tables, strict=True):
        assert said(copy) == said(table)


@settings(max_examples=60)
@given(layout=LAYOUTS, wanted=items())
def test_a_table_of_any_layout_comes_back(layout: Layout, wanted: list[Item]) -> None:
    check_copy(read(drawn(layout, wanted), "重大建设项目.xlsx", year=2018))


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.xlsx")), ids=lambda file: file.stem)
def test_the_samples_come_back(file: Path) -> None:
    check_copy(read(file.read_bytes(), file.name, year=2018))


DRAWINGS = {
    "levels of groups": """
        铜川市王益区公共资源配置领域任务分解表
        序号 | 一级类别 | 二级类别 | 公开事项 | 公开内容 | 责任单位
        1 | 住房保障 | 建设 | 年度计划 | 任务量 | 区住建局
        2 | 住房保障 | 分配 | 分配结果 | 对象 | 区住建局
        3 | 政府采购 | 目录 | 集中采购目录 | 目录 | 区财政局
    """,
    "sections in sections": """
        铜川市王益区公共资源配置领域任务分解表
        序号 | 公开事项 | 公开内容 | 牵头单位 | 配合单位 | 时限
        一、住房保障 | < | < | < | < | <
        （一）建设 | < | < | < | < | <
        1 | 年度计划 | 任务量 | 区住建局 | 区财政局；区发改局 | 每季度
        （二）分配 | < | < | < | < | <
        2 | 分配结果 | 对象 | 区住建局 |  | 20个工作日
        二、政府采购 | < | < | < | < | <
        3 | 采购目录 | 目录 |  | 各镇办 | 实时
    """,
    "one cell over several rows": """
        铜川市王益区公共资源配置领域任务分解表
        序号 | 公开类别 | 公开事项 | 公开内容 | 责任单位 | 公开渠道
        1 | 住房保障 | 分配结果 | 对象、房源 | 区住建局 | 政府网站
        2 | ^ | ^ | ^ | ^ | 公告栏
        3 | 政府采购 | 采购结果 | 供应商 | 区财政局 | 政府网站
    """,
    "the first unit leads": """
        铜川市王益区公共资源配置领域任务分解表（列第一位的为牵头单位）
        序号 | 公开事项 | 公开内容 | 责任单位
        1 | 分配结果 | 对象 | 区住建局、区财政局
        2 | 采购结果 | 供应商 | 区财政局、区住建局、各镇办
    """,
    "three columns of units": """
        铜川市王益区公共资源配置领域任务分解表
        序号 | 公开事项 | 公开内容 | 牵头单位 | 责任单位 | 配合单位
        1 | 分配结果 | 对象 | 区住建局 | | 区财政局
        2 | 采购结果 | 供应商 |  | 区财政局、区发改局 |
        3 | 采购目录 | 目录 | 区财政局 | 各镇办 | 区发改局等部门
    """,
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_what_stands_in_it_otherwise_comes_back(drawing: str) -> None:
    check_copy(read(book(drawing), "公共资源配置.xlsx", year=2018))


def test_an_area_that_only_the_sheet_names_comes_back() -> None:
    drawing = DRAWINGS["levels of groups"].replace("铜川市王益区公共资源配置领域任务分解表", "任务分解表")
    check_copy(read(book(drawing, names=("公共资源配置",)), "表.xlsx", year=2018))


def report_of(who: Client, batch: Any) -> bytes:
    data: bytes = who.get(f"/imports/{batch.id}/report").data
    return data


def test_an_applied_report_changes_nothing(admin: Client, imported: Any, upload: Any) -> None:
    batch = imported(workbook())
    again = upload(report_of(admin, batch))
    assert again.counts == dict.fromkeys(again.counts, 0) | {"unchanged": 4}
    assert "没有需要导入的内容" in admin.get(f"/imports/{again.id}").text


def test_a_corrected_cell_of_a_marked_report_is_all_that_changes(admin: Client, imported: Any, upload: Any) -> None:
    imported(workbook())
    book = load_workbook(io.BytesIO(report_of(admin, upload(workbook(changed(2, units="区气象台"))))))
    page = book["1 分解表"]
    wrong = next(cell for row in page for cell in row if cell.value == "区气象台")
    wrong.value = "区发改局"
    out = io.BytesIO()
    book.save(out)
    again = upload(out.getvalue())
    assert again.counts == dict.fromkeys(again.counts, 0) | {"unchanged": 3, "changed": 1}
