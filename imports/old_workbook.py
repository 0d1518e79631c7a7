"""What an old workbook (.xls) says about itself beside its values: may it be read, and what is hidden or computed."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from imports.bounds import MAX_AREA, MAX_CELLS, MAX_COLUMNS, MAX_MERGES, SAVE_AS, damaged, too_many_cells
from imports.compound import Compound, Damaged, records

_BOF, _EOF, _PASSWORD, _SHEET, _EXTERNAL = 0x0809, 0x000A, 0x002F, 0x0085, 0x01AE
_SIZES, _ROW, _COLUMNS, _MERGES, _FORMULA, _ERROR = 0x0200, 0x0208, 0x007D, 0x00E5, 0x0006, 0x0205
_VALUES = {0x00FD, 0x0204, 0x0203, 0x027E, 0x00BD, 0x00D6, _FORMULA, _ERROR}
_MANY_NUMBERS = 0x00BD
_BIFF8 = 0x0600
_INTERNAL = ((1, 4), (1, 0x3A))  # links to this workbook itself, and to the program's own functions


@dataclass(slots=True)
class SheetFacts:
    """Rows and columns from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    merges: int = 0
    claimed: int = 0


@dataclass(slots=True)
class Facts:
    """`sheets` in the order in which the workbook lists them; `refusal` says why it may not be read."""

    sheets: list[SheetFacts] = field(default_factory=list)
    refusal: str | None = None


def facts(data: bytes) -> Facts:
    """Walk the records of a workbook once. Raises Damaged for one that does not hold together."""
    file = Compound(data)
    if {"_vba_project_cur", "_vba_project", "vba", "macros"} & file.names:
        return Facts(refusal="文件带有宏，为安全起见不能上传。请另存为不带宏的 .xlsx 再上传。")
    stream = file.stream("workbook")
    if stream is None:
        return Facts(refusal=f"这是很早版本的电子表格（Excel 95 以前），暂不能读取。{SAVE_AS}。")
    try:
        return _walk(stream)
    except (struct.error, IndexError):
        raise Damaged from None


def _walk(stream: bytes) -> Facts:
    found = Facts()
    places: list[int] = []
    by_place: dict[int, SheetFacts] = {}
    sheet: SheetFacts | None = None
    depth = 0
    for at, kind, content in records(stream):
        if kind == _BOF:
            depth += 1
            if depth == 1:
                sheet = by_place.setdefault(at, SheetFacts()) if at else None
            if struct.unpack_from("<H", content)[0] != _BIFF8:
                return Facts(refusal=f"这是很早版本的电子表格（Excel 95 以前），暂不能读取。{SAVE_AS}。")
        elif kind == _EOF:
            depth -= 1
        elif sheet is None:
            found.refusal = found.refusal or _refuse_global(kind, content)
            if kind == _SHEET:
                places.append(struct.unpack_from("<I", content)[0])
        elif depth == 1:
            _note(sheet, kind, content)
    if not places:
        raise Damaged
    found.sheets = [by_place.get(place, SheetFacts()) for place in places]
    found.refusal = found.refusal or _refuse_sizes(by_place.values())
    return found


def _refuse_global(kind: int, content: bytes) -> str | None:
    if kind == _PASSWORD:
        return "文件设有打开密码，无法读取。请取消密码并另存为 .xlsx 再上传。"
    if kind == _SHEET and content[5] in (1, 6):
        return "文件带有宏，为安全起见不能上传。请另存为不带宏的 .xlsx 再上传。"
    if kind == _EXTERNAL and tuple(content[2:4]) not in _INTERNAL:
        return "文件引用了其他工作簿的数据（外部链接），不能保证内容完整。请断开链接、粘贴为数值，另存为 .xlsx 再上传。"
    return None


def _note(sheet: SheetFacts, kind: int, content: bytes) -> None:
    if kind in _VALUES:
        row, column = struct.unpack_from("<HH", content)
        last = column if kind != _MANY_NUMBERS else max(column, struct.unpack_from("<H", content, len(content) - 2)[0])
        sheet.cells += last - column + 1
        sheet.last_row, sheet.last_column = max(sheet.last_row, row + 1), max(sheet.last_column, last + 1)
        if kind == _FORMULA or (kind == _ERROR and content[7]):
            sheet.formulas.add((row + 1, column + 1))
    elif kind == _ROW:
        row, flags = struct.unpack_from("<H", content)[0], struct.unpack_from("<H", content, 12)[0]
        if flags & 0x20:
            sheet.hidden_rows.add(row + 1)
    elif kind == _COLUMNS:
        first, last, _, _, flags = struct.unpack_from("<5H", content)
        if flags & 1:
            sheet.hidden_columns.update(range(first + 1, min(last + 1, MAX_COLUMNS) + 1))
    elif kind == _MERGES:
        sheet.merges += struct.unpack_from("<H", content)[0]
    elif kind == _SIZES:
        top, bottom, left, right = struct.unpack_from("<IIHH", content)
        if bottom < top or right < left:
            raise Damaged  # the library that reads the values would reckon with a size below nought
        sheet.claimed = (bottom - top) * (right - left)


def _refuse_sizes(sheets: Iterable[SheetFacts]) -> str | None:
    for sheet in sheets:
        area = max(sheet.last_row * sheet.last_column, sheet.claimed)
        if sheet.cells > MAX_CELLS or sheet.merges > MAX_MERGES or area > MAX_AREA:
            return too_many_cells()
    return None


def examine(data: bytes) -> str | None:
    """Why this workbook may not be read; None if it may."""
    try:
        return facts(data).refusal
    except Damaged:
        return damaged()
