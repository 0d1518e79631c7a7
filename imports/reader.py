"""The pipe: bytes of a file -> recognised tables and problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from imports.areas import area_named, area_of_contents
from imports.filling import NAMES
from imports.grid import Grid, letter
from imports.guard import examine
from imports.known import KnownHeading, head_of, headless
from imports.layouts import Region, regions, title_of
from imports.pace import Pace
from imports.problems import Problems, listed_rows, shown_name
from imports.readers import csv, docx, ods, xls, xlsx
from imports.records import Part, Records
from imports.rows import AREA_NAMES, AREAS, Head, Reading, Table, TaskRow
from imports.text import key
from imports.vocabulary import CONCEPT_NAMES, NOT_READ

READERS = {"xlsx": xlsx.grids, "docx": docx.grids, "ods": ods.grids, "xls": xls.grids, "csv": csv.grids}


def read(
    data: bytes,
    file: str,
    *,
    year: int,
    area: str | None = None,
    sheet: str | None = None,
    known: Sequence[KnownHeading] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Recognise the breakdown tables in a file.

    data: the whole file; file: its name as shown in messages; year: completes dates written without one;
    area: one of AREAS, used when given whatever the table says (ValueError for any other); sheet: read this sheet only;
    known: headings whose columns a person has explained; progress: told now and then how many rows are understood, of
    how many in the sheets opened so far.
    Bad content never raises: it comes back as errors and warnings, each with its place.
    """
    if area is not None and area not in AREAS:
        raise ValueError(f"area must be one of {', '.join(AREAS)}")
    problems = Problems(shown_name(file))
    kind, refused = examine(data)
    tables: list[Table] = []
    heads: list[Head] = []
    pace = Pace(progress)
    if kind is None:
        problems.error(refused or "")
    else:
        blank: list[_Blank] = []
        for grid in READERS[kind](data, problems, sheet):
            if sheet is None and _is_ours(grid.sheet or ""):
                continue
            pace.expect(len(grid.rows))
            page = _Sheet(grid, problems, year, area, known=known, pace=pace)
            found = page.tables()
            tables += found
            heads += page.heads
            if not found and grid.rows:
                blank.append(_Blank(grid.sheet, problems.within, page.reasons, _is_titled(grid)))
        _report_sheets_without_table(problems, tables, blank)
    _report_duplicates(problems, tables)
    return Reading(tuple(tables), problems.of("error"), problems.of("warning"), tuple(heads))


class _Sheet:
    """One sheet on its way from a grid to tables."""

    def __init__(
        self,
        grid: Grid,
        problems: Problems,
        year: int,
        area: str | None,
        *,
        known: Sequence[KnownHeading],
        pace: Pace,
    ) -> None:
        self.grid = grid
        self.problems = problems
        self.year = year
        self.area = area
        self.known = known
        self.pace = pace
        self.heads: list[Head] = []
        self.reasons: list[tuple[str, int]] = []

    def tables(self) -> list[Table]:
        found: list[Table] = []
        for region in regions(self.grid, self.known):
            block = region.block
            self.heads.append(
                head_of(self.grid, block.rows, block.columns, said=block.known is not None)
                if block.rows
                else headless(self.grid, block.columns)
            )
            found += self._region(region)
        if not self.heads and self.grid.rows:
            self.heads.append(headless(self.grid))
        self._report_hidden(found)
        return found

    def _region(self, region: Region) -> list[Table]:
        columns = region.block.columns
        if columns.item is None and columns.content is None and columns.category is None:
            self.reasons.append(("没有找到公开事项列和公开内容列", region.block.top))
            return []
        self._report_headings(region)
        title = title_of(region.titles)
        known = self.area or area_named(title)
        is_said = self.area is not None
        records = Records(self.grid, region, self.problems, year=self.year, area=known, is_said=is_said, title=title)
        parts = records.read(self.pace)
        if not parts:
            self._error("表头下面没有任务。请核对表格内容。", region.block.bottom, None)
        return [self._table(region, part) for part in parts]

    def _table(self, region: Region, part: Part) -> Table:
        return Table(
            file=self.problems.file,
            sheet=self.grid.sheet,
            title=part.title,
            area=self._area(region, part),
            header_rows=region.block.rows,
            columns=region.block.columns.letters(),
            tasks=tuple(part.tasks),
            within=self.problems.within,
        )

    def _area(self, region: Region, part: Part) -> str | None:
        title = part.title
        titles = region.titles if title == title_of(region.titles) else []
        lines = (title, *titles, self.grid.sheet or "", self.problems.file)
        named = next((area for area in map(area_named, lines) if area), None)
        if self.area is not None:
            titled = area_named(title)
            if titled and titled != self.area:
                said = f"标题写的是“{AREA_NAMES[titled]}”，按指定的“{AREA_NAMES[self.area]}”领域读取。请核对。"
                self._warn(said, region.block.top, None)
            return self.area
        if part.area is not None:
            return part.area
        sheet = area_named(self.grid.sheet or "")
        if named is not None and sheet not in (None, named):
            said = f"标题写的是“{AREA_NAMES[named]}”，工作表名写的是“{AREA_NAMES[sheet]}”，按标题读取。请核对。"
            self._warn(said, region.block.top, None)
        if named is None:
            named = area_of_contents(f"{title}{task.category}{task.item}{task.content}" for task in part.tasks)
            if named:
                said = f"标题、工作表名和文件名都没有写明领域，按内容识别为“{AREA_NAMES[named]}”。请核对。"
                self._warn(said, region.block.top, None)
        if named is None:
            said = "看不出这张表属于哪个重点领域。请在标题中写明领域，或在上传时选择领域。"
            self._error(said, region.block.top, None)
        return named

    def _report_headings(self, region: Region) -> None:
        columns, row = region.block.columns, region.block.top
        if region.block.known is not None:
            self._warn("按上次指定的列读取。", row, None)
        told: set[str] = set()
        for column, found in columns.near:
            if found.text in told or not columns.is_read(column):
                continue
            told.add(found.text)
            meaning = NAMES.get(columns.field_of(column), CONCEPT_NAMES.get(found.concept, found.text))
            self._warn(f"表头“{found.text[:40]}”按“{meaning}”识别。请核对。", row, column)
        for column in columns.rivals:
            said = f"表头“{columns.headings[column][:40]}”与另一列的含义相同，这一列没有读取。请核对，需要时指定各列。"
            self._warn(said, row, column)
        for column in columns.unknown:
            self._warn(f"表头“{columns.headings[column][:40]}”没有认出，这一列没有读取。请核对。", row, column)
        if not columns.has_units():
            said = "没有找到责任单位列。请补上“责任单位”（或“牵头单位”“配合单位”）一列后再上传；已有的请指定各列。"
            self._error(said, row, None)

    def _report_hidden(self, tables: list[Table]) -> None:
        read = {task.row for table in tables for task in table.tasks} & self.grid.hidden_rows
        if read:
            first, *others = sorted(read)
            also = f"和{listed_rows(others)}" if others else ""
            self._warn(f"本行{also}是隐藏的，已一并读取。请核对是否需要。", first, None)
        used = {letters for table in tables for letters in table.columns.values() if letters}
        for column in sorted(self.grid.hidden_columns):
            if letter(column) in used:
                self._warn("这一列是隐藏的，已一并读取。请核对是否需要。", None, column)

    def _error(self, text: str, row: int | None, column: int | None) -> None:
        self.problems.error(text, self.grid.sheet, row, letter(column) if column else None)

    def _warn(self, text: str, row: int | None, column: int | None) -> None:
        self.problems.warn(text, self.grid.sheet, row, letter(column) if column else None)


@dataclass(frozen=True, slots=True)
class _Blank:
    """A sheet, or a table in a document, in which no task was found, and why; `is_titled` like a breakdown table."""

    sheet: str | None
    within: str
    reasons: list[tuple[str, int]]
    is_titled: bool


def _is_ours(sheet: str) -> bool:
    """What one of our own workbooks says beside its table: 导入报告, 导入报告-其他问题."""
    return sheet.partition("-")[0] in NOT_READ


def _is_titled(grid: Grid) -> bool:
    """A sheet that calls itself a breakdown table and holds one, whatever its heading says."""
    first = (text for row in sorted(grid.rows)[:5] if len(own := grid.own(row)) == 1 for text in own.values())
    rows = sum(len(cells) > 2 for cells in grid.rows.values())
    return grid.sheet is not None and rows > 2 and any("任务分解表" in line for line in map(key, first))


def _report_sheets_without_table(problems: Problems, tables: list[Table], blank: list[_Blank]) -> None:
    told = {problem.sheet for problem in problems.found if problem.severity == "error"}
    for each in blank:
        problems.within = each.within
        if tables and (each.reasons or not each.is_titled):
            why = f"（{each.reasons[0][0]}）" if each.reasons else ""
            problems.warn(f"不是任务分解表{why}，已跳过。如有需要请核对表头。", each.sheet)
        elif each.reasons:
            problems.error(f"{each.reasons[0][0]}。请核对表头。", each.sheet, each.reasons[0][1])
        elif each.sheet not in told:
            said = "没有找到表头。表头应有“公开事项”或“公开内容”以及“责任单位”等名称，请补上，或指定各列。"
            problems.error(said, each.sheet)
    problems.within = ""
    if not tables and not blank and not any(problem.severity == "error" for problem in problems.found):
        problems.error("文件中没有任何内容。请检查是否上传了正确的文件。")


def _report_duplicates(problems: Problems, tables: list[Table]) -> None:
    """The same task twice in one area. Cells merged over several rows make one statement, however many rows it has."""
    seen: dict[tuple[object, ...], tuple[Table, TaskRow]] = {}
    for table in tables:
        for task in table.tasks:
            words = key(f"{task.category}|{task.groups}|{task.item}|{task.content}")
            same = (table.area, words, frozenset((unit.as_written, unit.role) for unit in task.units))
            first_table, first = seen.setdefault(same, (table, task))
            if first is task or (first_table is table and _is_one_statement(table, first, task)):
                continue
            at = f"第{first.row}行"
            if first_table.sheet != table.sheet:
                at = f"工作表“{first_table.sheet}”{at}"
            elif first_table is not table and table.sheet is None:
                at = f"前面一张表格的{at}"
            said = f"与{at}重复（类别、公开事项、公开内容和责任单位都相同）。请删去其中一行。"
            problems.error(said, table.sheet, task.row, None)


def _is_one_statement(table: Table, first: TaskRow, second: TaskRow) -> bool:
    main = "content" if first.content else "item"
    there = first.elsewhere.get(main) or f"{table.columns[main]}{first.row}"
    return second.elsewhere.get(main) == there
