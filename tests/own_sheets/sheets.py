"""A unit's own sheet as a person fills it in: opened, written into by heading, saved."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS, FIRST = 2, 3
PUBLISHED = {
    "信息标题": "某项目可行性研究报告的批复",
    "形成（变更）日期": "2018-09-20",
    "公开日期": "2018-10-08",
    "公开渠道": "政府网站",
    "公开网址": "http://www.tcwy.gov.cn/2.html",
    "保密审查人": "（测试）审查员",
    "审查日期": "2018-09-28",
    "审查结论": "可以公开",
}
OWED = {"信息标题": "尚未公开的一项", "形成（变更）日期": "2018-12-10"}


def put(page: Worksheet, row: int, values: Mapping[str, Any]) -> None:
    columns = {str(cell.value): cell.column for cell in page[HEADINGS]}
    for heading, value in values.items():
        page.cell(row, columns[heading], value)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(
    data: bytes,
    progress: Mapping[int, Mapping[str, Any]] | None = None,
    disclosures: Mapping[int, Mapping[str, Any]] | None = None,
    edit: Callable[[Workbook], None] | None = None,
) -> bytes:
    """The sheet with values by row (counted from 1 below the headings) and heading; ``edit`` does anything else."""
    book = load_workbook(io.BytesIO(data))
    for number, values in (progress or {}).items():
        put(book["任务进展"], HEADINGS + number, values)
    for number, values in (disclosures or {}).items():
        page = book["公开记录"]
        first = page.data_validations.dataValidation[0]
        task = (
            first.formula1.strip('"').split(",")[0] if first.formula1.startswith('"') else book["可选内容"]["A2"].value
        )
        put(page, HEADINGS + number, {"任务": task} | dict(values))
    if edit is not None:
        edit(book)
    return saved(book)


def said(percent: Any, note: Any = "已公开三批") -> dict[str, Any]:
    return {"进度（%）": percent, "进展说明": note}
