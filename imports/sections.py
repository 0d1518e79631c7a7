"""Rows that are no tasks: the names of sections, and notes."""

from __future__ import annotations

from imports.areas import area_named
from imports.columns import Columns
from imports.grid import Grid
from imports.layouts import Region
from imports.text import key, name
from imports.vocabulary import BARE_NUMERAL, GOES_ON, NOTE, OUTER_MARK, SECTION_MARK, TITLE_ENDINGS, TOTAL


class Sections:
    """The sections that are open at a row: 一、 outside, （一） inside it."""

    def __init__(self, lines: list[str]) -> None:
        self.names: list[str] = []
        for line in lines:
            self.enter(line)

    def enter(self, line: str) -> None:
        """Open a section at the level that its mark says; one without a mark stands alone."""
        title = GOES_ON.sub("", SECTION_MARK.sub("", line).strip(" ：:")) or line
        if OUTER_MARK.match(line) or not SECTION_MARK.match(line):
            self.names = [title]
        else:
            self.names = [*self.names[:1], title] if self.names and self._has_outer else [title]
        self._has_outer = bool(OUTER_MARK.match(line)) or (self._has_outer and len(self.names) > 1)

    _has_outer = False

    @property
    def innermost(self) -> str:
        return self.names[-1] if self.names else ""


def title_sections(region: Region) -> list[str]:
    """Lines between a title and its heading that name a section rather than the table."""
    lines = [line for line in region.titles if SECTION_MARK.match(line) and not area_named(line)]
    return lines if len(region.titles) > len(lines) else []


def is_note(own: dict[int, str]) -> bool:
    """注：…, 填报人：…, 合计 …, or the numbers of the columns below a heading."""
    text = next(iter(own.values()))
    if not text[0].isdecimal():
        first = key(text)
        if NOTE.match(first) or TOTAL.match(first):
            return True
    return len(own) > 2 and _counts_columns(list(own.values()))


def _counts_columns(texts: list[str]) -> bool:
    return texts[0] in {"1", "（1）", "(1)"} and [text.strip("（）()") for text in texts] == [
        str(number) for number in range(1, len(texts) + 1)
    ]


def section_text(grid: Grid, row: int, own: dict[int, str], columns: Columns) -> str | None:
    """The text of a row that only names what follows it; None for any other row."""
    if len(own) > 2:
        return None
    texts = list(own.items())
    if len(texts) == 2:
        if not BARE_NUMERAL.match(key(texts[0][1])) or texts[1][0] in (columns.units, columns.deadline):
            return None
        texts = [(texts[0][0], f"{texts[0][1].rstrip('、.．')}、{texts[1][1]}")]
        return texts[0][1]
    if any(span.top < row for span in grid.covered.get(row, {}).values()):
        return None
    column, text = texts[0]
    span = grid.span(row, column)
    width = span.width if span else 1
    if width >= 3 or (width > 1 and width * 2 > columns.rightmost):
        return text
    naming = (columns.seq, *columns.groups, columns.item, 1)
    if SECTION_MARK.match(text) and column in naming:
        return text
    # Nothing but a name, where every task has at least its number and a unit: it names what follows.
    alone = column == columns.item and columns.seq and columns.content and columns.has_units()
    return text if (column == columns.seq or alone) and not text.rstrip(".、．").isdecimal() else None


def names_other_area(line: str, area: str | None) -> bool:
    """Does a section's line begin the table of another area? Beside a titled area only a full title does."""
    named = area_named(name(line))
    if named is None or named == area:
        return False
    return line.endswith(TITLE_ENDINGS) or (area is None and "领域" in line)
