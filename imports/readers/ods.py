"""OpenDocument spreadsheet (.ods) -> grids.

Read by hand: the library that reads .xls knows neither merged cells nor hidden rows in this format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse

from imports.bounds import MAX_COLUMNS, MAX_ROWS
from imports.grid import Grid, Span
from imports.problems import Problems
from imports.readers.cells import Sheet, TooLarge, knows_sheet, sheet_name, shielded, warn_of_hidden

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_HIDDEN = ("collapse", "filter")


def _tag(short: str) -> str:
    space, name = short.split(":")
    return f"{{{_SPACES[space]}}}{name}"


_TABLE, _ROW, _COLUMN = _tag("table:table"), _tag("table:table-row"), _tag("table:table-column")
_CELL, _COVERED, _FORMULA = _tag("table:table-cell"), _tag("table:covered-table-cell"), _tag("table:formula")
_NAME, _STYLE_NAME, _VISIBILITY = _tag("table:name"), _tag("table:style-name"), _tag("table:visibility")
_ROWS_REPEATED, _COLUMNS_REPEATED = _tag("table:number-rows-repeated"), _tag("table:number-columns-repeated")
_ROWS_SPANNED, _COLUMNS_SPANNED = _tag("table:number-rows-spanned"), _tag("table:number-columns-spanned")
_STYLE, _TABLE_LOOK, _DISPLAY = _tag("style:style"), _tag("style:table-properties"), _tag("table:display")
_TYPE, _VALUE, _DATE = _tag("office:value-type"), _tag("office:value"), _tag("office:date-value")
_PARAGRAPH, _BLANKS, _TAB, _BREAK = _tag("text:p"), _tag("text:s"), _tag("text:tab"), _tag("text:line-break")
_ANNOTATION, _COUNT = _tag("office:annotation"), _tag("text:c")


@dataclass(slots=True)
class _Table:
    """One sheet while its rows go by."""

    sheet: Sheet
    row: int = 1
    column: int = 1
    merges: list[Span] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def add_column(self, element: Element) -> None:
        times = _number(element, _COLUMNS_REPEATED)
        if element.get(_VISIBILITY) in _HIDDEN:
            self.hidden_columns.update(range(self.column, min(self.column + times, MAX_COLUMNS + 1)))
        self.column += times

    def add_row(self, element: Element) -> None:
        times = _number(element, _ROWS_REPEATED)
        cells = list(_cells(element))
        if cells and self.row + times > MAX_ROWS:
            raise TooLarge
        for row in range(self.row, self.row + times if cells else self.row):
            for column, cell, text in cells:
                self.sheet.add(row, column, text)
                if cell.get(_FORMULA) is not None:
                    self.formulas.add((row, column))
            if element.get(_VISIBILITY) in _HIDDEN:
                self.hidden_rows.add(row)
        self._merge(element)
        self.row += times

    def _merge(self, element: Element) -> None:
        column = 1
        for cell in element:
            height, width = _number(cell, _ROWS_SPANNED), _number(cell, _COLUMNS_SPANNED)
            if cell.tag == _CELL and (height > 1 or width > 1):
                self.merges.append(Span(self.row, column, self.row + height - 1, column + width - 1))
            column += _number(cell, _COLUMNS_REPEATED)

    def grid(self) -> Grid:
        grid = self.sheet.grid(self.merges, self.formulas)
        grid.hidden_rows, grid.hidden_columns = self.hidden_rows, self.hidden_columns
        return grid


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """Each visible sheet as a grid; `only` names the one sheet wanted, hidden or not. The bytes passed the guard."""
    yield from shielded(lambda: _grids(data, problems, only), problems)


def _grids(data: bytes, problems: Problems, only: str | None) -> Iterator[Grid]:
    with ZipFile(BytesIO(data)) as archive:
        content = archive.read("content.xml")
    if not knows_sheet(_names(content), only, problems):
        return
    hidden: set[str] = set()
    texts: dict[str, str] = {}
    table: _Table | None = None
    for event, element in iterparse(BytesIO(content), events=("start", "end")):
        if event == "start":
            if element.tag == _TABLE:
                table = _begin(element, hidden, only, Sheet(None, problems, texts))
        elif element.tag == _STYLE:
            look = element.find(_TABLE_LOOK)
            if look is not None and look.get(_DISPLAY) == "false":
                hidden.add(element.get(_tag("style:name"), ""))
        elif element.tag == _TABLE:
            if table is not None:
                yield table.grid()
            table = None
            element.clear()
        elif element.tag == _COLUMN and table is not None:
            table.add_column(element)
        elif element.tag == _ROW:
            if table is not None:
                table.add_row(element)
            element.clear()


def _names(content: bytes) -> list[str]:
    found = []
    for _, element in iterparse(BytesIO(content)):
        if element.tag == _TABLE:
            found.append(sheet_name(element.get(_NAME)))
        if element.tag in (_TABLE, _ROW):
            element.clear()
    return found


def _begin(element: Element, hidden: set[str], only: str | None, sheet: Sheet) -> _Table | None:
    name = sheet_name(element.get(_NAME))
    sheet.name = name
    if only is not None and name != only:
        return None
    if only is None and element.get(_STYLE_NAME, "") in hidden:
        warn_of_hidden(sheet.problems, name)
        return None
    return _Table(sheet)


def _cells(row: Element) -> Iterator[tuple[int, Element, object]]:
    """The cells of a row that say something; one that is repeated comes as often."""
    column = 1
    for cell in row:
        times = _number(cell, _COLUMNS_REPEATED)
        if cell.tag in (_CELL, _COVERED):
            value = _value(cell)
            if value not in ("", None) or cell.get(_FORMULA) is not None:
                for at in range(column, min(column + times, MAX_COLUMNS + 2)):
                    yield at, cell, value
        column += times


def _value(cell: Element) -> object:
    kind = cell.get(_TYPE)
    if kind == "float":
        return _spelled_number(cell.get(_VALUE, ""))
    if kind == "date":
        return date.fromisoformat(cell.get(_DATE, "")[:10])
    if kind == "boolean":
        return cell.get(_tag("office:boolean-value")) == "true"
    return "\n".join(_text(part) for part in cell if part.tag == _PARAGRAPH)


def _spelled_number(text: str) -> object:
    number = float(text)
    return number if abs(number) < 1e15 else text


def _text(element: Element) -> str:
    found = [element.text or ""]
    for part in element:
        if part.tag == _BLANKS:
            found.append(" " * min(_number(part, _COUNT), 100))
        elif part.tag in (_TAB, _BREAK):
            found.append("\n" if part.tag == _BREAK else " ")
        elif part.tag != _ANNOTATION:
            found.append(_text(part))
        found.append(part.tail or "")
    return "".join(found)


def _number(element: Element, attribute: str) -> int:
    return max(1, int(element.get(attribute, 1)))
