"""Word tables (.docx) -> one grid for each table, its rows counted from 1; what stands above it has rows before that.

python-docx opens the file; the table is walked element by element, because its own way to a cell below a merged one
searches the whole table again for each cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from imports.areas import area_named
from imports.bounds import MAX_COLUMNS
from imports.grid import Grid, Span
from imports.headings import listed
from imports.layouts import is_page_mark
from imports.problems import Problems
from imports.readers.cells import Sheet, knows_sheet, shielded
from imports.readers.word_text import Words, is_on
from imports.text import clean, key, name

# Paragraphs above a table that can name it; running text is none of them.
_MOST_TITLES, _LONGEST_TITLE = 6, 80
_TABLE, _ROW, _CELL, _PARAGRAPH = qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:p")
_TRANSPARENT = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo")}
_VALUE = qn("w:val")


@dataclass(slots=True)
class _Drawn:
    """One table as cells: text by row and column, merged ranges, hidden rows. `place` names it in messages."""

    sheet: Sheet
    place: str
    titles: list[str] = field(default_factory=list)
    row: int = 0
    width: int = 0
    headings: list[tuple[int, int, str]] = field(default_factory=list)
    merges: list[Span] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    open: dict[int, Span] = field(default_factory=dict)

    def add(self, row: Any, words: Words) -> None:
        """Take the next row of a table."""
        properties = row.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:del")) is not None:
            return
        self.row += 1
        if properties is not None and is_on(properties.find(qn("w:hidden"))):
            self.hidden.add(self.row)
        column = 1 + _number(properties, "w:gridBefore", 0)
        going: dict[int, Span] = {}
        for cell in _children(row, _CELL):
            about = cell.find(qn("w:tcPr"))
            right = column + min(_number(about, "w:gridSpan", 1), MAX_COLUMNS) - 1
            self._cell(cell, about, Span(self.row, column, self.row, right), going, words)
            column = right + 1
        for span in self.open.values():
            self._close(span)
        self.open = going
        self.width = max(self.width, column - 1)

    def grid(self) -> Grid:
        """The finished table below its titles; no row follows that could go on with a merged block."""
        self.sheet.problems.within = self.place
        for span in self.open.values():
            self._close(span)
        for row, line in enumerate(self.titles, 1 - len(self.titles)):
            self.sheet.add(row, 1, line)
        grid = self.sheet.grid(self.merges)
        grid.hidden_rows = self.hidden
        return grid

    def _cell(self, cell: Any, about: Any, place: Span, going: dict[int, Span], words: Words) -> None:
        merged = about.find(qn("w:vMerge")) if about is not None else None
        above = self.open.get(place.left)
        if merged is not None and merged.get(_VALUE, "continue") == "continue" and above is not None:
            del self.open[place.left]
            going[place.left] = Span(above.top, above.left, self.row, max(above.right, place.right))
            return
        if merged is not None:
            going[place.left] = place
        elif place.width > 1:
            self.merges.append(place)
        text = "\n".join(_lines(cell, words))
        self.sheet.add(self.row, place.left, text)
        if self.row <= 2 and listed(name(clean(text)[0])):
            self.headings.append((self.row, place.left, key(text)))

    def _close(self, span: Span) -> None:
        if span.height > 1 or span.width > 1:
            self.merges.append(span)


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """Each table of a document as a grid without a name. The bytes must have passed the guard."""
    yield from shielded(lambda: _grids(data, problems, only), problems)


def _grids(data: bytes, problems: Problems, only: str | None) -> Iterator[Grid]:
    if not knows_sheet([], only, problems):
        return
    document = Document(BytesIO(data))
    words = Words(document)
    blocks = list(_blocks(document.element.body))
    is_alone = sum(element.tag == _TABLE for element in blocks) < 2
    number = 0
    above: list[str] = []
    titled: list[str] = []
    texts: dict[str, str] = {}
    last: _Drawn | None = None
    for element in blocks:
        if element.tag == _PARAGRAPH:
            above.append(words.paragraph(element).strip())
            continue
        number += 1
        problems.within = "" if is_alone else f"第{number}张表格"
        drawn = _Drawn(Sheet(None, problems, texts), problems.within)
        _draw(element, drawn, words)
        drawn.titles, above = _titles(above), []
        if last is not None and not drawn.titles and _goes_on(drawn, last):
            # The rest of a table, its heading repeated or not, is read as rows of the table that it goes on with.
            _draw(element, last, words)
            continue
        if last is not None:
            yield last.grid()
        if any(area_named(line) for line in drawn.titles):
            titled = drawn.titles
        else:
            drawn.titles = [*[line for line in titled if area_named(line)][:1], *drawn.titles]
        last = drawn
    if last is not None:
        yield last.grid()
    problems.within = ""
    if words.is_revised:
        problems.warn("文档中有没有接受的修订，已按全部接受后的内容读取。请核对。")


def _draw(table: Any, drawn: _Drawn, words: Words) -> None:
    for row in _children(table, _ROW):
        drawn.add(row, words)


def _goes_on(drawn: _Drawn, before: _Drawn) -> bool:
    """The rest of a table that was cut in two: as wide, without a heading or with the same, and nothing in between."""
    is_headed = len(before.headings) > 1
    return drawn.width == before.width and is_headed and (len(drawn.headings) < 2 or drawn.headings == before.headings)


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; a table that only frames another one gives way to what is inside it."""
    for element in _children(body, _PARAGRAPH, _TABLE):
        if element.tag == _TABLE and next(element.iterdescendants(_TABLE), None) is not None:
            yield from _framed(element)
        else:
            yield element


def _framed(table: Any) -> Iterator[Any]:
    cells = [cell for row in islice(_children(table, _ROW), 2) for cell in _children(row, _CELL)]
    if sum(listed(name(clean("".join(cell.itertext()))[0])) is not None for cell in cells) > 1:
        yield table  # the tables in its cells are contents of tasks
        return
    if len(cells) > 2:
        yield table
    for row in _children(table, _ROW):
        for cell in _children(row, _CELL):
            if next(cell.iterdescendants(_TABLE), None) is not None:
                yield from _blocks(cell)


def _lines(cell: Any, words: Words) -> Iterator[str]:
    """The paragraphs of a cell, and of the tables in it."""
    for part in _children(cell, _PARAGRAPH, _TABLE):
        if part.tag == _PARAGRAPH:
            yield words.paragraph(part)
        else:
            for row in _children(part, _ROW):
                yield " ".join("".join(_lines(inner, words)) for inner in _children(row, _CELL))


def _children(element: Any, *tags: str) -> Iterator[Any]:
    """Children with one of the tags, also inside content controls and accepted insertions."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _children(child, *tags)


def _titles(paragraphs: list[str]) -> list[str]:
    """The short lines just above a table, from the top down."""
    found: list[str] = []
    for line in reversed([line for line in paragraphs if line and not is_page_mark([line])]):
        if len(line) > _LONGEST_TITLE or line.endswith(("。", "；", "，", ";")) or len(found) == _MOST_TITLES:
            break
        found.insert(0, line)
    return found


def _number(properties: Any, tag: str, default: int) -> int:
    found = properties.find(qn(tag)) if properties is not None else None
    return max(0, int(found.get(_VALUE, default))) if found is not None else default
