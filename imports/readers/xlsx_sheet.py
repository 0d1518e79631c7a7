"""The XML of one worksheet -> its cells, merged ranges and hidden parts, in one pass.

Stands in for openpyxl's own parser of worksheets, which builds a tree for each cell and takes most of the time in
which a workbook is read. What the parts mean is openpyxl's affair all the same: strings, styles, dates, references.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from imports.bounds import MAX_COLUMNS
from imports.grid import Span
from imports.readers.cells import spelled
from imports.readers.plain_rows import MOST, plain

_CELL, _ROW, _VALUE, _FORMULA, _TEXT = (f"{SHEET_MAIN_NS} {tag}" for tag in ("c", "row", "v", "f", "t"))
_COLUMN, _MERGE, _PHONETIC = (f"{SHEET_MAIN_NS} {tag}" for tag in ("col", "mergeCell", "rPh"))
_DIGITS = "0123456789"
_PIECE = 64 * 1024
_TRUE = {"1", "true", "True"}

Attributes = dict[str, str]
Add = Callable[[int, int, object], None]


class Forbidden(Exception):
    """A declaration that the guard lets no file have."""


@dataclass(slots=True)
class Book:
    """What the cells of a workbook refer to.

    ``dates`` and ``spans`` are the styles that show a number as a date, ``endings`` those that show words behind it.
    """

    strings: list[str]
    epoch: datetime
    dates: set[int]
    spans: set[int]
    endings: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class SheetXml:
    """Walks one worksheet and hands each cell's value to ``add``. Raises what a damaged sheet deserves.

    ``formulas`` are the cells whose value is computed, and those that hold an error.
    """

    book: Book
    add: Add
    merges: list[Span] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    row: int = 0
    column: int = 0
    kind: str = "n"
    style: int = 0
    is_computed: bool = False
    listens: bool = False
    heard: list[str] = field(default_factory=list)
    value: str = ""

    def read(self, source: IO[bytes]) -> None:
        piece = source.read(MOST + 1)
        rows = plain(piece) if len(piece) <= MOST else None
        if rows is None:
            self._walk(piece, source)
            return
        self._walk(rows.rest, source)
        self.hidden_rows |= rows.hidden_rows
        self.is_computed = False
        for self.row, letters, self.kind, self.style, self.value in rows.cells:
            self.column = _column(letters)
            self._finish()

    def _walk(self, piece: bytes, source: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self.heard.append
        parser.StartDoctypeDeclHandler = _forbid
        while piece:
            parser.Parse(piece)
            piece = source.read(_PIECE)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: Attributes) -> None:
        """Called for every element, the commonest first; so is _end."""
        if tag == _CELL:
            self._place(attributes.get("r"))
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
            self.is_computed, self.listens, self.value = False, False, ""
        elif tag == _VALUE or (tag == _TEXT and self.kind == "inlineStr"):
            self.heard.clear()
            self.listens = True
        elif tag == _ROW:
            self._begin_row(attributes)
        elif tag == _FORMULA:
            self.is_computed = True
        elif tag == _PHONETIC:
            self.kind = "phonetic"
        elif tag == _MERGE:
            self._merge(attributes)
        elif tag == _COLUMN:
            self._hide_columns(attributes)

    def _end(self, tag: str) -> None:
        if tag == _CELL:
            self._finish()
        elif self.listens and tag in (_VALUE, _TEXT):
            self.value += "".join(self.heard)
            self.listens = False
        elif tag == _PHONETIC:
            self.kind = "inlineStr"

    def _finish(self) -> None:
        if self.is_computed or self.kind == "e":
            self.formulas.add((self.row, self.column))
        if self.value:
            self.add(self.row, self.column, self._meant(self.value))
        self.kind = "n"

    def _begin_row(self, attributes: Attributes) -> None:
        self.heard.clear()
        self.row = int(float(attributes["r"])) if "r" in attributes else self.row + 1
        self.column = 0
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.add(self.row)

    def _place(self, said: str | None) -> None:
        if said:
            letters = said.rstrip(_DIGITS)
            self.column = column_index_from_string(letters)
            self.row = int(said[len(letters) :])
        else:
            self.column += 1

    def _meant(self, value: str) -> object:
        kind = self.kind
        if kind == "s":
            return self.book.strings[int(value)]
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return bool(int(value))
        if kind == "d":
            day: object = from_ISO8601(value)  # type: ignore[no-untyped-call]
            return day
        return value

    def _number(self, value: str) -> object:
        number: Any = float(value) if "." in value or "e" in value or "E" in value else int(value)
        if self.style in self.book.endings:
            return f"{spelled(number)}{self.book.endings[self.style]}"
        if self.style not in self.book.dates:
            return number
        try:
            return from_excel(number, self.book.epoch, timedelta=self.style in self.book.spans)
        except (OverflowError, ValueError):
            self.formulas.add((self.row, self.column))
            return "#VALUE!"

    def _hide_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def _merge(self, attributes: Attributes) -> None:
        left, top, right, bottom = range_boundaries(attributes["ref"])
        if left is not None and top is not None and right is not None and bottom is not None:
            self.merges.append(Span(top, left, bottom, right))


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode())


def _forbid(*_: Any) -> None:
    raise Forbidden
