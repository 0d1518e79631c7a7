"""Workbook -> grids. The only reader that knows openpyxl.

openpyxl's own parts are put together by hand because loading a workbook the usual way builds every cell that a
merged range or a hyperlink claims to cover, which a hostile file can make as many as it likes, and reads styles,
comments, drawings and pivots that say nothing about a table.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.packaging.workbook import ChildSheet
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from imports.grid import MAX_MERGED_AREA, Grid, Span, letter
from imports.guard import SAVE_AS
from imports.problems import Problems
from imports.text import MAX_LENGTH, clean

if not openpyxl.DEFUSEDXML:
    raise RuntimeError("defusedxml is missing: workbooks must not be parsed without it")

MAX_COLUMNS = 256


class _SheetParser(WorkSheetParser):
    """Remembers where formulas stand, while their stored values are read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formulas: set[tuple[int, int]] = set()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["data_type"] == "e" or (len(element) and element.find(FORMULA_TAG) is not None):
            self.formulas.add((cell["row"], cell["column"]))
        return cell


@dataclass(slots=True)
class _Sheet:
    """One sheet on its way from the parser to a grid."""

    name: str
    problems: Problems
    texts: dict[str, str]
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    beyond: bool = False

    def add(self, cell: dict[str, Any]) -> None:
        value = cell["value"]
        if value is None:
            return
        text = self.texts.get(value) if isinstance(value, str) else _spelled(value)
        row, column = cell["row"], cell["column"]
        if text is None:
            text = self._cleaned(value, row, column)
        if not text:
            return
        if column > MAX_COLUMNS:
            self.beyond = True
            return
        self.rows.setdefault(row, {})[column] = text

    def _cleaned(self, value: str, row: int, column: int) -> str:
        place = (self.name, row, letter(column))
        if len(value) > MAX_LENGTH:
            self.problems.error(f"单元格内容超过 {MAX_LENGTH} 字。请缩短后再上传。", *place)
            value = value[:MAX_LENGTH]
        text, turned = clean(value)
        if turned:
            self.problems.warn("内容含有改变文字显示方向的隐藏字符，已去除。请核对显示的文字。", *place)
        else:
            self.texts[value] = text
        return text


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """Each visible sheet of a workbook as a grid, one at a time; `only` names the one sheet wanted, hidden or not.

    The bytes must have passed the guard. What cannot be read is added to `problems`.
    """
    try:
        yield from _grids(data, problems, only)
    except Exception:  # whatever a damaged file makes the parsers raise is the same news to its owner
        problems.error(f"文件内部已损坏，无法读取。{SAVE_AS}。")


def _grids(data: bytes, problems: Problems, only: str | None) -> Iterator[Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = ExcelReader(BytesIO(data), read_only=True, data_only=True)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        sheets = list(_wanted(reader, problems, only))
    texts: dict[str, str] = {}
    for title, target in sheets:
        yield _read_sheet(reader, title, target, problems, texts)


def _wanted(reader: ExcelReader, problems: Problems, only: str | None) -> Iterator[tuple[str, str]]:
    found = [(sheet, rel) for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type]
    names = [_sheet_name(sheet) for sheet, _ in found]
    if only is not None and only not in names:
        listed = "、".join(f"“{name}”" for name in names[:20]) or "（无）"
        problems.error(f"没有名为“{only[:60]}”的工作表，文件中有：{listed}。请核对工作表名称。")
        return
    for sheet, rel in found:
        name = _sheet_name(sheet)
        if only is not None and name != only:
            continue
        if rel.target not in reader.valid_files:
            problems.error(f"工作表的内容缺失。{SAVE_AS}。", name)
        elif only is None and sheet.state != "visible":
            problems.warn("这是隐藏的工作表，没有读取。如需导入，请取消隐藏后重新上传。", name)
        else:
            yield name, rel.target


def _sheet_name(sheet: ChildSheet) -> str:
    return clean(sheet.name or "")[0].replace("\n", " ")[:60] or "未命名"


def _read_sheet(reader: ExcelReader, title: str, target: str, problems: Problems, texts: dict[str, str]) -> Grid:
    book = reader.wb
    sheet = _Sheet(title, problems, texts)
    with warnings.catch_warnings(), reader.archive.open(target) as source:
        warnings.simplefilter("ignore")
        parser = _SheetParser(
            source, reader.shared_strings, True, book.epoch, _formats(book, "date"), _formats(book, "timedelta")
        )
        for _, cells in parser.parse():
            for cell in cells:
                sheet.add(cell)
    if sheet.beyond:
        problems.warn(f"第 {MAX_COLUMNS} 列以后的内容没有读取。请核对表格右侧。", title)
    grid = Grid(title, sheet.rows, formulas=parser.formulas)
    grid.merges = list(_merges(parser, grid))
    if sum(span.height * span.width for span in grid.merges) > MAX_MERGED_AREA:
        problems.error("合并的单元格过多，无法读取。请取消表格以外的合并，另存后再上传。", title)
        return Grid(title, {})
    _drop_covered(grid)
    grid.hidden_rows = {int(row) for row, attrs in parser.row_dimensions.items() if _is_true(attrs.get("hidden"))}
    grid.hidden_columns = _hidden_columns(parser)
    return grid


def _merges(parser: WorkSheetParser, grid: Grid) -> Iterator[Span]:
    if parser.merged_cells is None:
        return
    for merge in parser.merged_cells.mergeCell:
        left, top, right, bottom = range_boundaries(merge.ref)
        if left is None or top is None or right is None or bottom is None or (top == bottom and left == right):
            continue
        bottom, right = min(bottom, grid.last_row), min(right, max(grid.last_column, left))
        if top <= bottom and left <= right <= MAX_COLUMNS:
            yield Span(top, left, bottom, right)


def _drop_covered(grid: Grid) -> None:
    """Text underneath a merged range is not shown by any program; only its first cell counts."""
    for row, spans in grid.covered.items():
        own = grid.rows.get(row)
        if not own:
            continue
        for column in [column for column in own if column in spans]:
            if (spans[column].top, spans[column].left) != (row, column):
                del own[column]


def _hidden_columns(parser: WorkSheetParser) -> set[int]:
    hidden: set[int] = set()
    for attrs in parser.column_dimensions.values():
        if _is_true(attrs.get("hidden")):
            hidden.update(range(int(attrs["min"]), min(int(attrs["max"]), MAX_COLUMNS) + 1))
    return hidden


def _is_true(value: Any) -> bool:
    return str(value).lower() in {"1", "true"}


def _spelled(value: object) -> str:
    """A number, date or truth value as a person would have typed it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def _formats(book: Any, kind: str) -> set[int]:
    """The cell styles that show a number as a date; openpyxl keeps them under private names."""
    return set(getattr(book, f"_{kind}_formats", ()))
