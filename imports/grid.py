"""A sheet as text in cells: what every format is read into and all recognition works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from imports.value import value

MAX_MERGED_AREA = 400_000


@lru_cache(maxsize=1024)
def letter(column: int) -> str:
    """1 -> A, 27 -> AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@value
class Span:
    """A merged range; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1


@dataclass
class Grid:
    """Cleaned text by row and column, both from 1; a cell that is not there is blank.

    `merges` are clipped to the used part of the sheet and cover at most MAX_MERGED_AREA cells. `formulas` are cells
    whose value was computed: their text is the value last stored, "" if none was.
    """

    sheet: str | None
    rows: dict[int, dict[int, str]]
    merges: list[Span] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @cached_property
    def covered(self) -> dict[int, dict[int, Span]]:
        """For each row, the merged range that covers a column. The anchor of a range is covered by it too."""
        covered: dict[int, dict[int, Span]] = {}
        for span in self.merges:
            for row in range(span.top, span.bottom + 1):
                covered.setdefault(row, {}).update(dict.fromkeys(range(span.left, span.right + 1), span))
        return covered

    @cached_property
    def last_row(self) -> int:
        return max(self.rows, default=0)

    @cached_property
    def last_column(self) -> int:
        return max((max(cells) for cells in self.rows.values() if cells), default=0)

    def span(self, row: int, column: int) -> Span | None:
        """The merged range over a cell, if any."""
        covered = self.covered.get(row)
        return covered.get(column) if covered else None

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value shown at this place."""
        span = self.span(row, column)
        return (span.top, span.left) if span else (row, column)

    def text(self, row: int, column: int) -> str:
        """The text shown at this place: a merged range shows its value in every cell that it covers."""
        row, column = self.anchor(row, column)
        cells = self.rows.get(row)
        return cells.get(column, "") if cells else ""

    def own(self, row: int) -> dict[int, str]:
        """The cells that begin in this row and hold text, by column."""
        return self.rows.get(row, {})
