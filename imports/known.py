"""Headings that a person has explained: what each column is, for every table whose heading has the same texts.

A table without any heading is known again by its sheet's name and by how many columns it fills.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from imports.columns import Columns
from imports.grid import Grid
from imports.headings import part
from imports.rows import Head
from imports.text import key

FIELDS = (
    "seq",
    "category",
    "item",
    "content",
    "units",
    "lead_units",
    "cooperating_units",
    "deadline",
    "channels",
    "basis",
)
# Several columns may be one of these: groups inside groups, and a column to tick for each channel.
REPEATABLE = frozenset({"category", "channels"})
MOST_ROWS = 4
LONGEST = 200
_LINES_ABOVE, _LINES_BELOW = 3, 8
_LINES_WITHOUT_HEADING = 15

Line = tuple[tuple[int, str], ...]
# In place of a column: the line stands for a table without heading.
_NO_HEADING = 0


@dataclass(frozen=True, slots=True)
class KnownHeading:
    """``lines`` are the heading's rows as (column, text for comparing); ``fields`` says of columns what they are."""

    lines: tuple[Line, ...]
    fields: tuple[tuple[int, str], ...]

    @property
    def is_headless(self) -> bool:
        return self.lines[0][:1] != () and self.lines[0][0][0] == _NO_HEADING


def is_title(cells: Mapping[int, str] | Line) -> bool:
    """A row of one text that no heading has: it is the same above quite different columns."""
    texts = list(dict(cells).values())
    return len(texts) < 2 and not (texts and part(texts[0]))


def headless_line(sheet: str | None, lines: Sequence[tuple[int, Mapping[int, str]]]) -> Line:
    """What stands for the heading of a table that has none, by the first rows of its sheet."""
    width = max((max(cells) for _, cells in lines if len(cells) > 1), default=0)
    return ((_NO_HEADING, f"{key(sheet or '')}|{width}"),)


def line_of(cells: Mapping[int, str]) -> Line:
    """A heading's row for comparing: blanks, width and case are layout."""
    return tuple((column, key(text[:LONGEST])) for column, text in sorted(cells.items()))


def shape_of(lines: Sequence[Line]) -> str:
    """One short text for a heading's texts and places."""
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def known_headings(grid: Grid, known: Sequence[KnownHeading]) -> dict[int, KnownHeading]:
    """Rows of a sheet at which an explained heading begins."""
    found: dict[int, KnownHeading] = {}
    for heading in known:
        if is_title(heading.lines[0]):
            continue
        columns = [column for column, _ in heading.lines[0]]
        for row, cells in grid.rows.items():
            if len(cells) == len(columns) and sorted(cells) == columns and _is_at(grid, row, heading):
                found.setdefault(row, heading)
    return found


def _is_at(grid: Grid, row: int, heading: KnownHeading) -> bool:
    return all(line_of(grid.own(row + below)) == line for below, line in enumerate(heading.lines))


def known_headless(grid: Grid, known: Sequence[KnownHeading]) -> KnownHeading | None:
    """What was said of a table like this sheet's, in which no heading is found."""
    line = headless_line(grid.sheet, _first_lines(grid))
    return next((heading for heading in known if heading.is_headless and heading.lines[0] == line), None)


def explained(heading: KnownHeading, paths: Mapping[int, list[str]]) -> Columns:
    """The columns as the person said, whatever their headings are called."""
    by: dict[str, list[int]] = {}
    for column, name in sorted(heading.fields):
        by.setdefault(name, []).append(column)
    columns = Columns(headings={column: "".join(path) for column, path in paths.items()})
    for name in FIELDS:
        setattr(columns, name, by[name][0] if name in by else None)
    columns.groups = tuple(by.get("category", ()))
    channels = by.get("channels", [])
    if len(channels) > 1:
        columns.channels = None
        columns.ticks = {column: (paths.get(column) or [""])[-1] for column in channels}
    columns.rightmost = max((column for column, _ in (*heading.fields, *heading.lines[0])), default=0)
    return columns


def head_of(grid: Grid, rows: Sequence[int], columns: Columns, *, said: bool) -> Head:
    """A heading with the rows around it, for a person to look at."""
    shown = range(max(1, rows[0] - _LINES_ABOVE), rows[-1] + _LINES_BELOW + 1)
    return Head(
        grid.sheet,
        tuple(rows),
        dict(_fields(columns)),
        said or _is_certain(columns),
        said,
        tuple((row, dict(grid.own(row))) for row in shown if row in rows or grid.own(row)),
    )


def headless(grid: Grid, columns: Columns | None = None) -> Head:
    """The first rows of a sheet in which no heading was found; `columns` where a person has said that it has none."""
    said = columns is not None
    fields = dict(_fields(columns)) if columns is not None else {}
    return Head(grid.sheet, (), fields, certain=said, said=said, lines=_first_lines(grid))


def _first_lines(grid: Grid) -> tuple[tuple[int, dict[int, str]], ...]:
    rows = sorted(row for row, cells in grid.rows.items() if cells)[:_LINES_WITHOUT_HEADING]
    return tuple((row, dict(grid.own(row))) for row in rows)


def _fields(columns: Columns) -> Iterator[tuple[int, str]]:
    yield from ((column, "category") for column in columns.groups)
    yield from ((column, "channels") for column in columns.ticks)
    yield from ((column, name) for name in FIELDS if (column := getattr(columns, name)))


def _is_certain(columns: Columns) -> bool:
    named = columns.item is not None or columns.content is not None
    return named and columns.has_units() and not columns.near and not columns.rivals
