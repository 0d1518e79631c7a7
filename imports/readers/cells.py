"""What every reader does alike: clean a cell's text once, keep it in its place, and leave out what no program shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from imports.bounds import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SAVE_AS, too_many_cells
from imports.grid import MAX_MERGED_AREA, Grid, Span, letter
from imports.problems import Problems
from imports.text import MAX_LENGTH, clean


class TooLarge(Exception):
    """A sheet that grew past the limits while it was read."""


@dataclass(slots=True)
class Sheet:
    """One sheet on its way from a parser to a grid. Raises TooLarge when it passes the limits.

    `texts` remembers what was cleaned already; the sheets of one file share it.
    """

    name: str | None
    problems: Problems
    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    beyond: bool = False
    count: int = 0

    def add(self, row: int, column: int, value: object) -> None:
        """Keep a cell's value as text; None and blanks are no cells."""
        if value is None:
            return
        text = self.texts.get(value) if isinstance(value, str) else spelled(value)
        if text is None:
            text = self._cleaned(str(value), row, column)
        if not text:
            return
        if column > MAX_COLUMNS:
            self.beyond = True
            return
        self.count += 1
        if self.count > MAX_CELLS or len(self.rows) > MAX_ROWS:
            raise TooLarge
        self.rows.setdefault(row, {})[column] = text

    def grid(self, merges: Iterable[Span], formulas: set[tuple[int, int]] | None = None) -> Grid:
        """The finished grid, its merged ranges clipped to the used part."""
        if self.beyond:
            self.problems.warn(f"第 {MAX_COLUMNS} 列以后的内容没有读取。请核对表格右侧。", self.name)
        grid = Grid(self.name, self.rows, formulas=formulas or set())
        grid.merges = list(_clipped(merges, grid))
        if sum(span.height * span.width for span in grid.merges) > MAX_MERGED_AREA:
            self.problems.error("合并的单元格过多，无法读取。请取消表格以外的合并，另存后再上传。", self.name)
            return Grid(self.name, {})
        _drop_covered(grid)
        return grid

    def _cleaned(self, value: str, row: int, column: int) -> str:
        place = (self.name, row, letter(column))
        if len(value) > MAX_LENGTH:
            self.problems.error(f"单元格内容超过 {MAX_LENGTH} 字。请缩短后再上传。", *place)
            value = value[:MAX_LENGTH]
        text, turned = clean(value)
        if turned:
            self.problems.warn("内容含有改变文字显示方向的隐藏字符，已去除。请核对显示的文字。", *place)
        else:
            self.texts[value] = text
        return text


def _clipped(merges: Iterable[Span], grid: Grid) -> Iterator[Span]:
    for span in merges:
        bottom, right = min(span.bottom, grid.last_row), min(span.right, max(grid.last_column, span.left))
        is_range = span.top < span.bottom or span.left < span.right
        if is_range and span.top <= bottom and span.left <= right <= MAX_COLUMNS:
            yield Span(span.top, span.left, bottom, right)


def _drop_covered(grid: Grid) -> None:
    """Text underneath a merged range is not shown by any program; only its first cell counts."""
    for row, spans in grid.covered.items():
        own = grid.rows.get(row)
        if not own:
            continue
        for column in [column for column in own if column in spans]:
            if (spans[column].top, spans[column].left) != (row, column):
                del own[column]


def spelled(value: object) -> str:
    """A number, date or truth value as a person would have typed it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def sheet_name(raw: str | None) -> str:
    """A sheet's name as messages show it."""
    return clean(raw or "")[0].replace("\n", " ")[:60] or "未命名"


def knows_sheet(names: list[str], only: str | None, problems: Problems) -> bool:
    """Is the sheet that was asked for there? If not, an error says which ones are."""
    if only is None or only in names:
        return True
    listed = "、".join(f"“{name}”" for name in names[:20]) or "（无）"
    problems.error(f"没有名为“{only[:60]}”的工作表，文件中有：{listed}。请核对工作表名称。")
    return False


def warn_of_hidden(problems: Problems, name: str) -> None:
    problems.warn("这是隐藏的工作表，没有读取。如需导入，请取消隐藏后重新上传。", name)


def shielded(read: Callable[[], Iterator[Grid]], problems: Problems) -> Iterator[Grid]:
    """The grids of a reader; whatever a damaged file makes its parsers raise is the same news to its owner."""
    try:
        yield from read()
    except (TooLarge, MemoryError):
        problems.error(too_many_cells())
    except BaseException as error:
        # A panic inside a native library is no Exception; to its owner it is the same news.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        problems.error(f"文件内部已损坏，无法读取。{SAVE_AS}。")
