"""What a cell means in its row: merged values shown everywhere, blanks that go on, 同上."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from imports.columns import Columns
from imports.grid import Grid, letter
from imports.layouts import Region
from imports.problems import Problems
from imports.text import key
from imports.vocabulary import SAME_AS_ABOVE

NAMES = {
    "seq": "序号",
    "category": "类别",
    "item": "公开事项",
    "content": "公开内容",
    "basis": "公开依据",
    "units": "责任单位",
    "lead_units": "牵头单位",
    "cooperating_units": "配合单位",
    "deadline": "公开时限",
    "channels": "公开渠道",
}
UNIT_FIELDS = frozenset({"units", "lead_units", "cooperating_units"})
# A blank block of these is blank, unless a page break has cut it off from its value.
_NEVER_ASSUMED = frozenset({"basis", "seq"})

# A text and the row and column of the cell that holds it.
Placed = tuple[str, int, int]
_NOTHING: Placed = ("", 0, 0)


class Filling:
    """Reads the fields of one region's rows from the top down; every row must be read, in order."""

    def __init__(self, grid: Grid, region: Region, problems: Problems) -> None:
        self.grid = grid
        self.breaks = region.breaks
        self.problems = problems
        columns = region.block.columns
        self.fields = [(name, column) for name in NAMES if (column := getattr(columns, name))]
        self.fields += [("group", column) for column in columns.groups if column != columns.category]
        self.grouping = frozenset(_grouping(grid, region, columns))
        self.above: dict[int, Placed] = {}
        self.since_section: set[int] = set()
        self.last_row = 0

    def start_section(self) -> None:
        """What stood above a section's name says nothing about the blanks below it."""
        self.since_section.clear()

    def group(self, column: int) -> str:
        """The value of a grouping column in the row read last."""
        return self.above.get(column, _NOTHING)[0]

    def row(self, row: int) -> tuple[dict[str, str], dict[str, str]]:
        """Texts by field, where it says something; and for those that come from another cell, from which."""
        texts: dict[str, str] = {}
        elsewhere: dict[str, str] = {}
        own, covered = self.grid.rows.get(row, {}), self.grid.covered.get(row)
        for name, column in self.fields:
            if covered and column in covered:
                found = self._merged(row, column, name)
            elif text := own.get(column, ""):
                found = (text, row, column)
            elif column in self.since_section and (column in self.grouping or self.was_cut(row, column)):
                found = self.above.get(column, _NOTHING)
            else:
                found = _NOTHING
            if found[0] and len(found[0]) <= 6 and _is_same_as_above(found[0]):
                found = self._same_as_above(row, column, name, found)
            if self.grid.formulas:
                self._formula(row, column, name)
            self.above[column] = found
            self.since_section.add(column)
            text, from_row, from_column = found
            if text:
                texts[name] = text
                if from_row != row or from_column != column:
                    elsewhere[name] = f"{letter(from_column)}{from_row}"
        if row in self.breaks and any(self.was_cut(row, column) for _, column in self.fields if column not in own):
            said = "本行在重复的表头之后，空白处按上一页合并单元格的内容读取。请核对。"
            self.problems.warn(said, self.grid.sheet, row, None)
        self.last_row = row
        return texts, elsewhere

    def was_cut(self, row: int, column: int) -> bool:
        """Did a page break cut a merged block so that a single row of it was left, which no one merges?"""
        if row not in self.breaks or self.grid.span(row, column):
            return False
        span = self.grid.span(self.last_row, column)
        return span is not None and span.height > 1

    def _merged(self, row: int, column: int, name: str) -> Placed:
        span = self.grid.covered[row][column]
        text = self.grid.rows.get(span.top, {}).get(span.left, "")
        if text:
            return text, span.top, span.left
        goes_on = column in self.grouping or (
            span.height > 1 and (name not in _NEVER_ASSUMED or span.top in self.breaks)
        )
        return self.above.get(column, _NOTHING) if goes_on and column in self.since_section else _NOTHING

    def _same_as_above(self, row: int, column: int, name: str, found: Placed) -> Placed:
        known = self.above.get(column)
        if known and known[0]:
            return known
        said = f"“{found[0]}”上方没有可以引用的内容（所指的行可能已删除）。请补充完整。"
        self.problems.warn(said, self.grid.sheet, row, letter(column))
        return _NOTHING if name in UNIT_FIELDS else found

    def _formula(self, row: int, column: int, name: str) -> None:
        if name in {"seq", "group"} or self.grid.anchor(row, column) not in self.grid.formulas:
            return
        said = f"{NAMES[name]}是公式，不是文字。请把公式改为文字（复制后“选择性粘贴—数值”），再重新上传。"
        self.problems.error(said, self.grid.sheet, row, letter(column))


@lru_cache(maxsize=1024)
def _is_same_as_above(text: str) -> bool:
    return key(text) in SAME_AS_ABOVE


def _grouping(grid: Grid, region: Region, columns: Columns) -> Iterator[int]:
    """Columns whose blanks go on from above: the groups always, the item where it is seen to group contents."""
    yield from columns.groups
    item, content = columns.item, columns.content
    if item is None or content is None:
        return
    if any(
        span.left <= item <= span.right and span.height > 1 for span in grid.merges if span.top > region.block.bottom
    ):
        yield item
        return
    told = [row for row in region.rows if content in grid.own(row) and not grid.text(row, item)]
    if told and columns.seq and not any(grid.text(row, columns.seq) for row in told):
        yield item
