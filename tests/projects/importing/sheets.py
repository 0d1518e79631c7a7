"""Lists of projects as people send them, built in memory so that a test reads as the table."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select

from tests.client import Client
from tracker.db import db
from tracker.projects.models import ProjectImport

HEADINGS = (
    *("序号", "项目类型", "项目名称", "统一项目代码", "建设单位", "责任单位", "审批单位", "实施单位"),
    *("形象进度", "总投资（万元）", "建设地点", "开工日期"),
)
RIVER = (
    *(1, "重大建设项目", "河道治理工程", "2018-610202-76-01-000102", "区城投公司", "区发改局", "区住建局", "区财政局"),
    *("在建", 5240.5, "王家河", "2018-07-02"),
)
DESKS = (
    *(2, "政府采购", "课桌凳采购", "WYZC-011", "区教科体局", "区财政局", "区财政局", None),
    *("成交", "186.4", None, None),
)


def workbook(
    *rows: Sequence[Any],
    headings: Sequence[Any] | None = HEADINGS,
    title: str = "",
    sheet: str = "项目清单",
    edit: Callable[[Worksheet], object] | None = None,
) -> bytes:
    """A workbook with one sheet: a title where there is one, the headings, the rows; ``edit`` does anything else."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in ([title] if title else None, headings, *rows):
        if row is not None:
            page.append(list(row))
    if edit is not None:
        edit(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(row: Sequence[Any], **values: Any) -> tuple[Any, ...]:
    """A row with other values under some headings: ``changed(RIVER, 建设地点="黄堡镇")``."""
    cells = list(row)
    for heading, value in values.items():
        cells[next(at for at, text in enumerate(HEADINGS) if text.startswith(heading))] = value
    return tuple(cells)


def send(who: Client, data: bytes, headers: Any = None, name: str = "清单.xlsx") -> Any:
    fields = {"file": (io.BytesIO(data), name)}
    return who.post("/projects/import", data=fields, content_type="multipart/form-data", headers=headers)


def keep(who: Client, data: bytes) -> tuple[str, str]:
    """The address and the text of the preview."""
    answer = send(who, data)
    assert answer.status_code == 303, answer.text
    return answer.location, who.get(answer.location).text


def confirm(who: Client, address: str, page: str, headers: Any = None) -> Any:
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    return who.post(f"{address}/apply", data={"digest": digest}, headers=headers)


def rows_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def latest() -> ProjectImport:
    return db.session.scalars(select(ProjectImport).order_by(ProjectImport.id.desc())).first()  # type: ignore[return-value]
