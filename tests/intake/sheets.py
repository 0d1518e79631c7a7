"""Breakdown tables built in memory, so that a test reads as the table does."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from tests.factories import add, unit
from tracker.people.models import UnitGroup

TITLE = "铜川市王益区公共资源配置领域政府信息公开工作任务分解表"
HEADINGS = ("序号", "公开类别", "公开事项", "公开内容", "责任单位", "公开时限", "公开渠道")
ROWS = (
    ("1", "住房保障", "年度建设计划", "任务量、项目信息、户型", "区住建局、区财政局", "20个工作日", "政府网站"),
    ("2", "住房保障", "分配结果", "分配对象和房源", "区住建局牵头，各镇办配合", "自决定之日起7个工作日内", "公告栏"),
    ("3", "政府采购", "采购预算金额", "项目预算", "区财政局", "2018年12月28日前", "政府网站"),
    ("4", "政府采购", "采购结果", "成交供应商和金额", "区财政局、相关部门", "每季度", "政府网站"),
)
NAME = "公共资源配置.xlsx"


def workbook(
    rows: Sequence[Sequence[Any]] = ROWS, title: str = TITLE, headings: Sequence[str] = HEADINGS, sheet: str = "分解表"
) -> bytes:
    """Title in row 1, headings in row 2, the tasks from row 3 on."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append([title])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(number: int, **fields: str) -> tuple[tuple[Any, ...], ...]:
    """The rows with some fields of one of them (counted from 1) written otherwise."""
    names = ("seq", "category", "item", "content", "units", "deadline", "channels")
    row = dict(zip(names, ROWS[number - 1], strict=True)) | fields
    return tuple(tuple(row.values()) if place == number else old for place, old in enumerate(ROWS, 1))


def district() -> None:
    """Three departments and two townships with their group."""
    for code in ("fgj", "zjj", "czj"):
        unit(code)
    add(UnitGroup(name="各镇办", spellings="各镇（街道）", members=[unit("hbz"), unit("tyjd")]))
