"""Workbook -> grids. The only reader that knows openpyxl.

openpyxl's own parts are put together by hand because loading a workbook the usual way builds every cell that a
merged range or a hyperlink claims to cover, which a hostile file can make as many as it likes, and reads styles,
comments, drawings and pivots that say nothing about a table.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from imports.bounds import SAVE_AS
from imports.grid import Grid
from imports.problems import Problems
from imports.readers.cells import Sheet, knows_sheet, sheet_name, shielded, warn_of_hidden
from imports.readers.xlsx_sheet import Book, SheetXml

_FIRST_OWN_FORMAT = 164  # numbers below are the program's own formats
_ENDING = re.compile(r'^(?:[#0]+|General|G/通用格式)\s*"([^"]+)"$')

if not openpyxl.DEFUSEDXML:
    raise RuntimeError("defusedxml is missing: workbooks must not be parsed without it")


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """Each visible sheet of a workbook as a grid, one at a time; `only` names the one sheet wanted, hidden or not.

    The bytes must have passed the guard. What cannot be read is added to `problems`.
    """
    yield from shielded(lambda: _grids(data, problems, only), problems)


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
    if not knows_sheet([sheet_name(sheet.name) for sheet, _ in found], only, problems):
        return
    for sheet, rel in found:
        name = sheet_name(sheet.name)
        if only is not None and name != only:
            continue
        if rel.target not in reader.valid_files:
            problems.error(f"工作表的内容缺失。{SAVE_AS}。", name)
        elif only is None and sheet.state != "visible":
            warn_of_hidden(problems, name)
        else:
            yield name, rel.target


def _read_sheet(reader: ExcelReader, title: str, target: str, problems: Problems, texts: dict[str, str]) -> Grid:
    book = reader.wb
    sheet = Sheet(title, problems, texts)
    dates, spans = _formats(book, "date"), _formats(book, "timedelta")
    walk = SheetXml(Book(reader.shared_strings, book.epoch, dates, spans, _endings(book)), sheet.add)
    with reader.archive.open(target) as source:
        walk.read(source)
    grid = sheet.grid(walk.merges, walk.formulas)
    grid.hidden_rows, grid.hidden_columns = walk.hidden_rows, walk.hidden_columns
    return grid


def _endings(book: Any) -> dict[int, str]:
    """The cell styles that show words behind a whole number, as 0"个工作日" does."""
    formats = {number: _ENDING.match(code) for number, code in enumerate(book._number_formats, _FIRST_OWN_FORMAT)}
    return {
        style: found.group(1)
        for style, each in enumerate(book._cell_styles)
        if (found := formats.get(each.numFmtId)) is not None
    }


def _formats(book: Any, kind: str) -> set[int]:
    """The cell styles that show a number as a date; openpyxl keeps them under private names."""
    return set(getattr(book, f"_{kind}_formats", ()))
