"""Builds the three sample tables in imports/samples/, the same bytes every time: python -m tests.imports.samples.build

They stand here and not beside the files because only the reader of workbooks may know openpyxl in imports/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.imports.samples import major_projects, public_resources, public_welfare

FOLDER = Path(__file__).resolve().parents[3] / "imports" / "samples"
SAVED = b"2018-05-28T09:00:00Z"
SAVING_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHEET_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CONTENT_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
RELATION = (
    b'<Relationship Id="rIdShared" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)

LINE = Side(style="thin")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TITLE_FONT, HEAD_FONT, BODY_FONT = Font("方正小标宋简体", 18), Font("黑体", 11), Font("仿宋_GB2312", 11)
MIDDLE = Alignment("center", "center", wrap_text=True)
LEFT = Alignment("left", "center", wrap_text=True)

CHANNELS = {"网": "政府网站", "新": "政务新媒体", "信": "信用网站", "厅": "政务服务大厅", "栏": "公告栏"}

Rows = Iterable[Sequence[object]]


def boxes(ticked: str) -> str:
    """网信 -> ■政府网站 □政务新媒体 ■信用网站 …"""
    return " ".join(("■" if letter in ticked else "□") + name for letter, name in CHANNELS.items())


def major_projects_book() -> Workbook:
    """Two heading rows, box lists, a legend in the heading."""
    module = major_projects
    sheet = _sheet("分解表", "附件1", module.TITLE, (6, 14, 20, 38, 26, 26, 30, 8))
    _row(
        sheet,
        3,
        (
            "序号",
            "公开事项",
            None,
            "公开内容（要素）",
            "公开时限",
            "责任单位",
            "公开渠道和载体\n（“■”表示选定，“□”表示不选）",
            "备注",
        ),
        HEAD_FONT,
    )
    _row(sheet, 4, (None, "一级事项", "二级事项"), HEAD_FONT, width=8)
    sheet.merge_cells("B3:C3")
    for letter in "ADEFGH":
        sheet.merge_cells(f"{letter}3:{letter}4")
    rows = [
        (number, category, item, content, limit, units, boxes(ticked), None)
        for number, (category, item, content, units, limit, ticked) in enumerate(module.ROWS, 1)
    ]
    _body(sheet, 5, rows, group_column=2)
    return _finish(sheet, 4, "H")


def public_resources_book() -> Workbook:
    """Lead and cooperating units in columns of their own."""
    module = public_resources
    sheet = _sheet("公共资源配置", "附件2", module.TITLE, (6, 14, 20, 40, 16, 26, 24, 26))
    _row(sheet, 3, ("序号", "类别", "公开事项", "公开内容", "牵头单位", "配合单位", "公开时限", "公开渠道"), HEAD_FONT)
    rows = [
        (number, category, item, content, lead, others or None, limit, channels)
        for number, (category, item, content, lead, others, limit, channels) in enumerate(module.ROWS, 1)
    ]
    _body(sheet, 4, rows, group_column=2)
    return _finish(sheet, 3, "H")


def public_welfare_book() -> Workbook:
    """One heading row, one column of units."""
    module = public_welfare
    sheet = _sheet("Sheet1", "附件3", module.TITLE, (6, 14, 24, 42, 28, 28, 26))
    _row(sheet, 3, ("序号", "类别", "公开事项", "公开内容", "责任单位", "公开时限", "公开渠道"), HEAD_FONT)
    rows = [
        (number, category, item, content, units, limit, channels)
        for number, (category, item, content, units, limit, channels) in enumerate(module.ROWS, 1)
    ]
    _body(sheet, 4, rows, group_column=2)
    return _finish(sheet, 3, "G")


def _sheet(name: str, annex: str, title: str, widths: Sequence[int]) -> Worksheet:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    last = chr(64 + len(widths))
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(65 + number)].width = width
    sheet["A1"], sheet["A2"] = annex, title
    sheet["A1"].font, sheet["A2"].font = Font("黑体", 16), TITLE_FONT
    sheet["A2"].alignment = MIDDLE
    sheet.merge_cells(f"A2:{last}2")
    sheet.row_dimensions[2].height = 36
    return sheet


def _row(sheet: Worksheet, number: int, values: Sequence[object], font: Font, width: int = 0) -> None:
    for column in range(1, max(len(values), width) + 1):
        cell = sheet.cell(number, column, values[column - 1] if column <= len(values) else None)
        cell.font, cell.border = font, GRID
        cell.alignment = LEFT if font is BODY_FONT and column >= 4 else MIDDLE


def _body(sheet: Worksheet, top: int, rows: Rows, group_column: int) -> None:
    rows = list(rows)
    for number, row in enumerate(rows, top):
        _row(sheet, number, row, BODY_FONT)
        sheet.row_dimensions[number].height = 46
    start = top
    for _, group in groupby(rows, key=lambda row: row[group_column - 1]):
        end = start + len(list(group)) - 1
        if end > start:
            sheet.merge_cells(start_row=start, end_row=end, start_column=group_column, end_column=group_column)
        start = end + 1


def _finish(sheet: Worksheet, heading_row: int, last: str) -> Workbook:
    for row in range(3, heading_row + 1):
        sheet.row_dimensions[row].height = 30
    sheet.freeze_panes = f"A{heading_row + 1}"
    sheet.print_title_rows = f"3:{heading_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:{last}{sheet.max_row}"
    book = sheet.parent
    assert isinstance(book, Workbook)
    book.properties.creator = "王益区人民政府办公室（示例）"
    return book


def packed(book: Workbook, shared: bool = True) -> bytes:
    """The workbook's bytes without the time of saving.

    shared: move the texts into one list, as spreadsheet programs save them; openpyxl leaves them in the cells.
    """
    raw = BytesIO()
    book.save(raw)
    out = BytesIO()
    with ZipFile(raw) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts["docProps/core.xml"] = SAVING_TIME.sub(SAVED, parts["docProps/core.xml"])
        if shared:
            _share(parts)
        for name, data in parts.items():
            info = ZipInfo(name, (2018, 5, 28, 9, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()


def _share(parts: dict[str, bytes]) -> None:
    texts: dict[bytes, int] = {}

    def pointer(found: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(found.group(1), len(texts))

    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    for name in sheets:
        parts[name] = re.sub(rb't="inlineStr"><is>(<t.*?</t>)</is>', pointer, parts[name], flags=re.S)
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (SHEET_NAMESPACE, strings)
    for name, closing, mention in (
        ("[Content_Types].xml", b"</Types>", CONTENT_TYPE),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", RELATION),
    ):
        parts[name] = parts[name].replace(closing, mention + closing)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "重大建设项目.xlsx": lambda: packed(major_projects_book()),
    "公共资源配置.xlsx": lambda: packed(public_resources_book(), shared=False),
    "社会公益事业.xlsx": lambda: packed(public_welfare_book()),
}


if __name__ == "__main__":
    for file, build in SAMPLES.items():
        (FOLDER / file).write_bytes(build())
