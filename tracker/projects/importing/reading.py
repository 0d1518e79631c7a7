"""The bytes of a workbook -> the lines of its lists of projects, each cell with its address, and every problem (pure).

Nothing is opened that the importer's guard refuses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from imports.grid import Grid, letter
from imports.guard import refusal
from imports.problems import Problems, listed_rows, shown_name
from imports.readers import xlsx
from imports.rows import Problem
from imports.text import key, paragraph
from imports.vocabulary import NOT_READ
from tracker.choices import ProjectKind
from tracker.projects.importing import values
from tracker.projects.importing.headings import Head, find_head

MOST_UNPACKED = 24 * 1024 * 1024
MOST_LINES = 2000  # written in one transaction, for which others wait
TOO_FULL = "文件的内容过多，不像是项目清单。请新建工作簿，只粘贴项目清单的内容，另存为 .xlsx 再上传。"
NO_LIST = "没有找到项目清单：表头中应有“项目名称”，以及“项目代码”“责任单位”“阶段”等栏目。可以下载空白表填写。"
TOTALS = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what its cells say by field, blank ones left out, and the letter of each column that is read."""

    sheet: str
    row: int
    texts: Mapping[str, str]
    at: Mapping[str, str]
    factor: int
    kind: ProjectKind | None = None


@dataclass(frozen=True)
class Found:
    """All that could be read."""

    lines: tuple[Line, ...] = ()
    problems: Problems = field(default_factory=lambda: Problems("未命名"))

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.problems.of("error")


def read(data: bytes, name: str) -> Found:
    """Read a list of projects; bad content never raises, it comes back as errors."""
    problems = Problems(shown_name(name))
    refused = refusal(data) or _too_full(data)
    if refused is not None:
        problems.error(refused)
        return Found(problems=problems)
    lines: list[Line] = []
    seen = 0
    for grid in xlsx.grids(data, problems):
        head = find_head(grid) if grid.sheet not in NOT_READ else None
        if head is not None:
            seen += 1
            lines.extend(_lines(grid, head, problems))
    if not seen and not problems.found:
        problems.error(NO_LIST)
    if len(lines) > MOST_LINES:
        problems.error(f"表中有{len(lines)}项，一次最多导入{MOST_LINES}项。请拆成几个文件。")
        lines = []
    elif seen and not lines and not problems.of("error"):
        problems.error("表头下面没有项目。请填写后再上传。")
    return Found(tuple(lines), problems)


def _too_full(data: bytes) -> str | None:
    """A list of projects is small, so less may be unpacked than for a breakdown table."""
    with ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    return TOO_FULL if unpacked > MOST_UNPACKED else None


def _lines(grid: Grid, head: Head, problems: Problems) -> Iterator[Line]:
    sheet = grid.sheet or ""
    at = {name: letter(column) for name, column in head.columns.items()}
    kind = values.kind_within(_title(grid, head)) or values.kind_within(sheet)
    if head.unread:
        problems.warn(f"没有读取这些栏目：{'、'.join(head.unread[:20])}。", sheet)
    merged: list[int] = []
    for row in sorted({*grid.rows, *(row for row, _ in grid.formulas)}):
        if row < head.first_row:
            continue
        texts = {name: _text(grid, row, column) for name, column in head.columns.items()}
        if _is_section(grid, row, head):
            kind = values.kind(grid.text(row, 1) or next(iter(grid.own(row).values()), "")) or kind
        elif grid.anchor(row, head.columns["name"])[0] != row:
            merged.append(row)
        elif not _is_total(grid, row) and _has_words(texts, grid, row, head):
            _tell_formulas(grid, row, head, problems)
            yield Line(sheet, row, {name: text for name, text in texts.items() if text}, at, head.factor, kind)
    if merged:
        problems.warn(f"{listed_rows(merged)}与上一行同属一个项目（名称已合并），没有读取。", sheet)


def _title(grid: Grid, head: Head) -> str:
    rows = (grid.own(row) for row in sorted(grid.rows) if row < head.first_row - 1)
    return " ".join(text for cells in rows for text in cells.values())


def _text(grid: Grid, row: int, column: int) -> str:
    return paragraph(grid.text(row, column)).replace("\n", " ")


def _is_section(grid: Grid, row: int, head: Head) -> bool:
    """One text alone, over several columns or in a column that is no field: it heads the rows below."""
    own = grid.own(row)
    if len(own) != 1:
        return False
    column = next(iter(own))
    span = grid.span(row, column)
    return (span is not None and span.width > 2) or column not in head.columns.values()


def _is_total(grid: Grid, row: int) -> bool:
    first = [key(text) for _, text in sorted(grid.own(row).items())[:2]]
    return any(text.startswith(TOTALS) for text in first)


def _has_words(texts: Mapping[str, str], grid: Grid, row: int, head: Head) -> bool:
    """A row that only repeats what is merged down from above, or the headings, is none of a project's."""
    own = set(grid.own(row)) | {column for at, column in grid.formulas if at == row}
    repeats = key(texts["name"]) == key(grid.text(head.first_row - 1, head.columns["name"]))
    return bool(own & set(head.columns.values())) and not repeats


def _tell_formulas(grid: Grid, row: int, head: Head, problems: Problems) -> None:
    for column in head.columns.values():
        if (row, column) in grid.formulas and not grid.text(row, column):
            said = "这里的公式没有保存计算结果，不能读取。请复制后选择性粘贴为数值。"
            problems.error(said, grid.sheet, row, letter(column))
