"""Registers as .xlsx: typed cells, never a formula, ready to filter and to print on A4."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.documents.entering import LISTS, Lists, add_rule, protect
from tracker.documents.package import printable, properties, repack

Value = str | int | float | Decimal | date | None

_CELL_LIMIT = 32_767  # characters, ECMA-376 part 1, 18.3.1.96 as Excel applies it
_NAME_LIMIT = 31
_LINE_PT = 16
_HEIGHT_LIMIT = 409  # points, the tallest row that Excel takes
_FORMULA_START = re.compile(r"[\t\n]|\s*[=+\-@＝＋－＠]")
_FONT = "宋体"
_THIN = Side(style="thin", color="999999")


class Marked(str):
    """A text whose cell is coloured, for someone to look at."""

    __slots__ = ()


class Kind(Enum):
    """How a column's values are shown; the type of each value itself decides how it is stored."""

    TEXT = "@"
    NUMBER = "General"
    PERCENT = "0.0%"  # a share: 0.5 is shown as 50.0%
    DATE = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """`width` in half-width characters, so a Chinese character takes 2.

    For a sheet to fill in: `options` are offered in a drop-down, `whole` are the least and greatest whole number, both
    kept to when `is_strict`; `hint` is shown at the cell; `is_locked` counts on a protected sheet.
    """

    heading: str
    width: float = 12
    kind: Kind = Kind.TEXT
    options: Sequence[str] = ()
    whole: tuple[int, int] | None = None
    is_strict: bool = True
    hint: str = ""
    is_hidden: bool = False
    is_locked: bool = False


@dataclass(frozen=True)
class Sheet:
    """`rows` is read once and may be a generator; `notes` are lines below the table (basis, cut-off moment).

    `room` are rows below the last one, not drawn, to which drop-downs and checks reach as well.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()
    is_protected: bool = False
    room: int = 0


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx with one worksheet per sheet: title, bold frozen headings with a filter, the rows, the notes.

    Text stays text whatever it begins with. A moment must be naive, in the time to be shown.
    Drop-downs too long for a rule take their lists from one more sheet at the end. On a protected sheet only cells of
    columns that are not locked can be changed; no password keeps anyone from lifting that.
    The same input gives the same bytes. Raises ValueError when there is no sheet, a sheet has no column, a row is
    longer or shorter than the columns, a number is not finite, or a moment carries a time zone.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    names = [_free_name(sheet.name, taken) for sheet in sheets]
    lists = Lists(_free_name(LISTS, taken))
    for sheet in sheets:
        lists.collect(sheet.columns)
    out = io.BytesIO()
    try:
        for sheet, name in zip(sheets, names, strict=True):
            _SheetWriter(book, sheet, name, lists).write()
        if lists.found:
            offered = Sheet(lists.name, "", [Column(heading, 30) for heading in lists.headings], lists.rows)
            _SheetWriter(book, offered, lists.name, lists).write()
    finally:
        book.save(out)  # also after an error, since only saving closes and removes openpyxl's temporary files
    return repack(out.getvalue(), properties(sheets[0].title, "", None))


def _free_name(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\\s]+", " ", printable(name)).strip(" '")[:_NAME_LIMIT] or "Sheet"
    free, n = plain, 1
    while free.lower() in taken:
        n += 1
        free = f"{plain[: _NAME_LIMIT - len(str(n)) - 2]}({n})"
    taken.add(free.lower())
    return free


def _lines(text: str, width: float) -> int:
    """Lines of `text` in a column of `width`, with a little air: no program breaks at the last half character."""
    if len(text) * 2 < width and "\n" not in text:
        return 1
    # In GBK a Chinese character has the two bytes that it is wide.
    return sum(max(1, math.ceil(len(line.encode("gbk", "replace")) / (width - 1))) for line in text.split("\n"))


class _SheetWriter:
    def __init__(self, book: Workbook, sheet: Sheet, name: str, lists: Lists) -> None:
        if not sheet.columns:
            raise ValueError(f"sheet {name!r} needs a column")
        self.sheet, self.lists = sheet, lists
        self.page = cast(Worksheet, book.create_sheet(name))
        self.last_column = get_column_letter(len(sheet.columns))
        self.row = 0
        self.plain = [self._style(column) for column in sheet.columns]
        self.quoted = [self._style(column, quoted=True) for column in sheet.columns]
        self.marked = [self._style(column, marked=True) for column in sheet.columns]

    def write(self) -> None:
        headings = 2 if self.sheet.title else 1
        self._set_up_page(headings)
        if self.sheet.title:
            self._line(self.sheet.title, Font(name=_FONT, size=14, bold=True), "center", 28)
        lines = max(_lines(column.heading, column.width) for column in self.sheet.columns if not column.is_hidden)
        self._append([self._heading(column.heading) for column in self.sheet.columns], _LINE_PT * lines)
        for values in self.sheet.rows:
            self._append(self._cells(values), _LINE_PT * self._lines_of(values))
        self.page.auto_filter.ref = f"A{headings}:{self.last_column}{self.row}"
        self._help_to_enter(headings + 1)
        for note in self.sheet.notes:
            self._line(note, Font(name=_FONT, size=10), "left", _LINE_PT)

    def _help_to_enter(self, first: int) -> None:
        for number, column in enumerate(self.sheet.columns, 1):
            if (last := self.row + self.sheet.room) >= first:
                letters = get_column_letter(number)
                add_rule(self.page, column, f"{letters}{first}:{letters}{last}", self.lists)
        if self.sheet.is_protected:
            protect(self.page)

    def _set_up_page(self, headings: int) -> None:
        """All that must stand before the first row: openpyxl streams the sheet from there on."""
        page = self.page
        page.freeze_panes = f"A{headings + 1}"
        page.print_title_rows = f"1:{headings}"
        for number, column in enumerate(self.sheet.columns, 1):
            page.column_dimensions[get_column_letter(number)].width = column.width
            page.column_dimensions[get_column_letter(number)].hidden = column.is_hidden
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.paperSize = 9  # A4
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        page.page_margins.left = page.page_margins.right = 0.5
        page.page_margins.top = page.page_margins.bottom = 0.7
        page.page_margins.footer = 0.35
        page.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]

    def _append(self, cells: list[Cell], height: float = 0) -> None:
        """Heights are reckoned here since a merged row never grows by itself, and other rows not in every program."""
        self.row += 1
        if height > _LINE_PT:
            self.page.row_dimensions[self.row].height = min(height, _HEIGHT_LIMIT)
        self.page.append(cells)
        self.page.row_dimensions.pop(self.row, None)  # written already; 20,000 of them would only fill memory

    def _line(self, text: str, font: Font, align: str, height: float) -> None:
        """One row merged over all columns."""
        columns = sum(column.width for column in self.sheet.columns if not column.is_hidden)
        cell = self._text(text)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        self._append([cell], height * _lines(text, columns * 11 / font.size))
        if len(self.sheet.columns) > 1:
            self.page.merged_cells.add(f"A{self.row}:{self.last_column}{self.row}")

    def _heading(self, text: str) -> Cell:
        cell = self._text(text)
        cell.font = Font(name=_FONT, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="E8ECF0")
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        return cell

    def _style(self, column: Column, *, quoted: bool = False, marked: bool = False) -> StyleArray:
        kind, cell = column.kind, WriteOnlyCell(self.page)
        cell.font = Font(name=_FONT)
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        align = {Kind.TEXT: "left", Kind.NUMBER: "right", Kind.PERCENT: "right"}.get(kind, "center")
        cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=True)
        # With "@" Excel would show the numbers of a text column, such as 序号, as numbers stored as text.
        cell.number_format = "General" if kind is Kind.TEXT else kind.value
        cell.quotePrefix = quoted or marked
        if marked:
            cell.fill = PatternFill("solid", fgColor="F9D5D1")
        elif self.sheet.is_protected and column.is_locked:
            cell.fill = PatternFill("solid", fgColor="F4F6F8")  # what is not to be filled in looks so
        elif self.sheet.is_protected:
            cell.protection = Protection(locked=False)
        return cast(StyleArray, cell._style)  # type: ignore[attr-defined]

    def _lines_of(self, values: Sequence[Value]) -> int:
        texts = (
            (text, column.width)
            for text, column in zip(values, self.sheet.columns, strict=True)
            if isinstance(text, str) and not column.is_hidden
        )
        return max((_lines(text, width) for text, width in texts), default=1)

    def _cells(self, values: Sequence[Value]) -> list[Cell]:
        if len(values) != len(self.plain):
            raise ValueError(f"row {self.row + 1} has {len(values)} values for {len(self.plain)} columns")
        return [self._cell(value, index) for index, value in enumerate(values)]

    def _cell(self, value: Value, index: int) -> Cell:
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, str):
            text = printable(value)
            if isinstance(value, Marked):
                return self._text(text, self.marked[index])
            return self._text(text, self.quoted[index] if _FORMULA_START.match(text) else self.plain[index])
        if isinstance(value, float | Decimal) and not math.isfinite(value):
            raise ValueError(f"row {self.row + 1} column {index + 1}: {value} is not a number that a cell can hold")
        if isinstance(value, datetime) and value.tzinfo:
            raise ValueError(f"row {self.row + 1} column {index + 1}: a moment with a time zone")
        return Cell(self.page, row=1, column=1, value=value, style_array=self.plain[index])

    def _text(self, text: str, style: StyleArray | None = None) -> Cell:
        text = printable(text)
        if len(text) > _CELL_LIMIT:
            text = text[: _CELL_LIMIT - 1] + "…"
        cell = Cell(self.page, row=1, column=1, value=text, style_array=style)
        cell.data_type = "s"  # openpyxl makes "=…" a formula and "#N/A" an error
        if _FORMULA_START.match(text):
            cell.quotePrefix = True
        return cell
