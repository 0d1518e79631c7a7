"""Where on a sheet the tables are: heading blocks, what stands above them, and the rows that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from imports.areas import area_named
from imports.columns import Columns, resolve
from imports.grid import Grid
from imports.headings import CORE, listed, nearly, part
from imports.known import KnownHeading, explained, known_headings, known_headless
from imports.text import key, name
from imports.vocabulary import NOT_A_TITLE, PAGE_MARK, TITLE_ENDINGS

# How far down a sheet a heading is looked for whose words are all damaged.
_NEAR_ROWS = 60
_SAMPLE_ROWS = 40
_MOST_HEADING_ROWS = 4
# A row with so many different headings is one, however many others it has that no one knows.
_ENOUGH_HEADINGS = 4


@dataclass(slots=True)
class Block:
    """A heading: its rows, and the fields of the columns below it; `known` where a person has said what they are.

    Of a table without heading `top` is the first row, and there are no `rows`.
    """

    top: int
    bottom: int
    columns: Columns = field(default_factory=Columns)
    known: KnownHeading | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(range(self.top, self.bottom + 1))


@dataclass(slots=True)
class Region:
    """One table: its heading, the lines above it, and its rows in order; `breaks` are rows just after a repetition."""

    block: Block
    titles: list[str]
    rows: list[int]
    breaks: set[int] = field(default_factory=set)


def regions(grid: Grid, known: Sequence[KnownHeading] = ()) -> list[Region]:
    """The tables of a sheet from the top down, a repeated heading joined to the table that it interrupts."""
    order = sorted(grid.rows)
    found: list[Region] = []
    waiting: list[int] = []
    blocks = {block.top: block for block in _blocks(grid, order, known)}
    skip_to = order[0] if order else 0
    for row in order:
        if row < skip_to or is_page_mark(grid.own(row).values()):
            continue
        block = blocks.get(row)
        if block is None:
            (found[-1].rows if found else waiting).append(row)
            continue
        skip_to = block.bottom + 1
        above = found[-1].rows if found else waiting
        titles = _titles_above(grid, above, row)
        if found and _continues(found[-1], block, titles, grid):
            # A title that is printed again on every page says nothing new; a section's name does.
            again = {key(text) for text in found[-1].titles}
            _take_back(above, [line for line in titles if key(grid_line(grid, line)) in again])
            found[-1].breaks.add(skip_to)
            continue
        _take_back(above, titles)
        found.append(Region(block, [grid_line(grid, line) for line in titles], [] if block.rows else [row]))
    return found


def is_page_mark(texts: Collection[str]) -> bool:
    """第1页 共4页, （续上表）: what printing adds belongs to no table."""
    return 0 < len(texts) < 3 and all(PAGE_MARK.match(key(text)) for text in texts)


def _take_back(rows: list[int], lines: list[int]) -> None:
    for line in lines:
        rows.remove(line)


def _blocks(grid: Grid, order: list[int], known: Sequence[KnownHeading]) -> list[Block]:
    blocks: list[Block] = []
    said = known_headings(grid, known) if known else {}
    for row in order:
        if blocks and row <= blocks[-1].bottom:
            continue
        if row in said:
            blocks.append(Block(row, row + len(said[row].lines) - 1, known=said[row]))
        elif _is_heading(grid, row):
            block = _block(grid, row)
            if not said.keys() & block.rows:
                blocks.append(block)
    if not blocks:
        rows = [row for row in order[:_NEAR_ROWS] if _is_nearly_heading(grid, row)]
        blocks = [_block(grid, row) for row in rows[:1]] or list(_headless(grid, order, known))
    ends = [*(block.top for block in blocks[1:]), grid.last_row + 1]
    for block, end in zip(blocks, ends, strict=False):
        _resolve(grid, block, order, end)
    return blocks


def _headless(grid: Grid, order: list[int], known: Sequence[KnownHeading]) -> Iterator[Block]:
    said = known_headless(grid, known) if known else None
    first = next((row for row in order if not _is_line(grid, row)), None)
    if said is not None and first is not None:
        yield Block(first, first - 1, known=said)


def _is_heading(grid: Grid, row: int) -> bool:
    cells = grid.own(row)
    needed = max(2, min((len(cells) + 1) // 2, _ENOUGH_HEADINGS))
    missed, hits = 0, []
    for text in cells.values():
        concept = listed(text)
        if concept:
            hits.append(concept)
        elif (missed := missed + 1) > len(cells) - needed:
            return False
    kinds = set(hits)
    enough = len(hits) * 2 >= len(cells) or len(kinds) >= _ENOUGH_HEADINGS
    return enough and len(kinds) >= 2 and bool(kinds & CORE)


def _is_nearly_heading(grid: Grid, row: int) -> bool:
    texts = [text for text in grid.own(row).values() if len(text) <= 40]
    hits = [concept for text in texts if (concept := listed(text) or nearly(text))]
    return len(set(hits)) >= 3 and bool(set(hits) & CORE) and len(hits) * 5 >= len(grid.own(row)) * 3


def _block(grid: Grid, row: int) -> Block:
    top = bottom = row
    for column in grid.own(row):
        span = grid.span(row, column)
        if span and span.height <= _MOST_HEADING_ROWS:
            bottom = max(bottom, span.bottom)
    while bottom - top + 1 < _MOST_HEADING_ROWS and _is_second_row(grid, bottom, bottom + 1):
        bottom += 1
    if _is_parent_row(grid, top - 1, row):
        top -= 1
    return Block(top, bottom)


def _is_second_row(grid: Grid, above: int, row: int) -> bool:
    """Parts of the headings above: all stand under merged ones, or all are words that headings use."""
    cells = grid.own(row)
    if not cells:
        return False
    spans = [grid.span(above, column) for column in cells]
    if all(span is not None and span.width > 1 and span.bottom == above for span in spans):
        return any(span is None or span.width == 1 for span in (grid.span(above, c) for c in grid.own(above)))
    if all(part(text) for text in cells.values()):
        return len(cells) > 1 or not grid.own(above).keys() & cells.keys()
    return False


def _is_parent_row(grid: Grid, above: int, row: int) -> bool:
    cells = grid.own(above)
    if not cells or not all(listed(text) for text in cells.values()):
        return False
    spans = [grid.span(above, column) for column in cells]
    return any(span is not None and 1 < span.width < len(grid.own(row)) for span in spans)


def _resolve(grid: Grid, block: Block, order: list[int], end: int) -> None:
    below = [row for row in order if block.bottom < row < end][:_SAMPLE_ROWS]
    paths = {column: _path(grid, block, column) for column in range(1, grid.last_column + 1)}
    if block.known is not None:
        block.columns = explained(block.known, paths)
        return
    paths = {column: path for column, path in paths.items() if path and not _is_copy(grid, block, column, below)}
    block.columns = resolve(paths, lambda column: [grid.text(row, column) for row in below])
    if block.columns.seq is None:
        block.columns.seq = _bare_number_column(grid, paths, below)


def _path(grid: Grid, block: Block, column: int) -> list[str]:
    path: list[str] = []
    anchors: set[tuple[int, int]] = set()
    for row in block.rows:
        anchor = grid.anchor(row, column)
        text = name(grid.text(row, column))
        if text and anchor not in anchors:
            path.append(text)
        anchors.add(anchor)
    return path


def _is_copy(grid: Grid, block: Block, column: int, below: list[int]) -> bool:
    """Is this the second half of a column that is merged from two, in the heading and in every row?"""
    span = grid.span(block.bottom, column)
    if span is None or span.left == column or grid.anchor(block.bottom, column)[0] < block.top:
        return False
    for row in below:
        inner = grid.span(row, column)
        if grid.text(row, column) and not (inner and inner.left < column):
            return False
    return True


def _bare_number_column(grid: Grid, paths: dict[int, list[str]], below: list[int]) -> int | None:
    """A column without a heading that counts is the number column."""
    for column in range(1, min(paths, default=1) + 2):
        values = [grid.text(row, column) for row in below if len(grid.own(row)) > 1]
        numbers = [value for value in values if value.rstrip(".、．").isdecimal()]
        if column not in paths and numbers and len(numbers) * 2 > len([value for value in values if value]):
            return column
    return None


def grid_line(grid: Grid, row: int) -> str:
    """A title row as one line."""
    return name(" ".join(grid.own(row).values()))


def _titles_above(grid: Grid, rows: list[int], heading_row: int) -> list[int]:
    """The unbroken run of single-text rows that ends at a heading."""
    lines: list[int] = []
    for row in reversed(rows):
        if row >= heading_row:
            continue
        if not _is_line(grid, row):
            break
        lines.insert(0, row)
    return lines


def _is_line(grid: Grid, row: int) -> bool:
    """A row that holds one text, or a form's line such as 填报单位：… 填报时间：…"""
    cells = grid.own(row)
    if any(span.top < row for span in grid.covered.get(row, {}).values()):
        return False
    if len(cells) == 1:
        column = next(iter(cells))
        span = grid.span(row, column)
        return span is None or span.height == 1 or span.width > 1
    return all(NOT_A_TITLE.match(text) or (len(text) < 30 and "：" in text) for text in cells.values())


def _continues(region: Region, block: Block, titles: list[int], grid: Grid) -> bool:
    """Is this heading the last one again, after a page break or above the next section?"""
    if not block.columns.repeats(region.block.columns):
        return False
    known = {key(text) for text in region.titles}
    for text in (grid_line(grid, row) for row in titles):
        if key(text) in known:
            continue
        if area_named(text) or text.endswith(TITLE_ENDINGS):
            return False
    return True


def title_of(lines: list[str]) -> str:
    """Of the lines above a heading, the one that names the table; two lines are joined where one runs into the next."""
    lines = [line for line in lines if not NOT_A_TITLE.match(line)]
    if not lines:
        return ""
    best = max(range(len(lines)), key=lambda index: _title_rank(lines[index], index))
    title = lines[best]
    if not title.endswith(TITLE_ENDINGS) and best + 1 < len(lines) and lines[best + 1].endswith(TITLE_ENDINGS):
        title += lines[best + 1]
    return title


def _title_rank(line: str, index: int) -> tuple[int, int, int]:
    """Of several that could be the title the nearest one, of several that could not the longest."""
    rank = 2 * bool(area_named(line)) + line.endswith(TITLE_ENDINGS)
    return rank, index if rank else 0, len(line)
