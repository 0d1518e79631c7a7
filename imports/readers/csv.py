"""Comma-separated text -> one grid without a name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

from imports.bounds import SAVE_AS
from imports.grid import Grid
from imports.headings import listed
from imports.problems import Problems
from imports.readers.cells import Sheet, knows_sheet, shielded

_SEPARATORS = ",;\t"
_LOOKED_AT = 60
_LONGEST_FIELD = 100_000
# The line by which a spreadsheet program is told the separator; it shows none of it.
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """The one table of a text file in UTF-8, UTF-16 or GB18030; there is no sheet that `only` could name."""
    yield from shielded(lambda: _grids(data, problems, only), problems)


def _grids(data: bytes, problems: Problems, only: str | None) -> Iterator[Grid]:
    text = _decoded(data)
    if text is None:
        problems.error(f"文字编码无法识别（既不是 UTF-8，也不是 GB18030）。{SAVE_AS}。")
        return
    if not knows_sheet([], only, problems):
        return
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    sheet = Sheet(None, problems)
    lines = _rows(text, hint.group(1) if hint else _separator(text))
    row = 0
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        for row, cells in enumerate(lines, 1):
            for column, value in enumerate(cells, 1):
                sheet.add(row, column, value)
    except csv.Error:
        problems.error("引号没有成对，或一个单元格的内容过长，从这里起无法分列。请核对后再上传。", None, row + 1)
        return
    yield sheet.grid(())


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)


def _separator(text: str) -> str:
    """The one that makes a heading of some line; failing that, the one that divides most lines."""
    return max(_SEPARATORS, key=lambda separator: _score(text, separator))


def _score(text: str, separator: str) -> tuple[int, int]:
    most, divided = 0, 0
    try:
        for number, cells in enumerate(_rows(text, separator)):
            if number == _LOOKED_AT:
                break
            most = max(most, sum(listed(cell) is not None for cell in cells))
            divided += len(cells) > 1
    except csv.Error:
        pass
    return most, divided
