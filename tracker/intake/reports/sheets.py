"""An import's report as a workbook: its facts, a copy of each table with the problem cells marked, and what is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from imports.rows import Problem, Reading, Table, TaskRow
from tracker.documents.spreadsheet import Column, Kind, Marked, Sheet

FACTS = (Column("项目", 14), Column("内容", 100))
REST = (Column("文件", 30), Column("工作表", 16), Column("行", 6, Kind.NUMBER), Column("列", 6), Column("说明", 90))
FIELDS = ("seq", "category", "item", "content", "units", "deadline", "channels", "basis")
COLUMNS = (
    Column("行", 6),
    Column("结果", 8),
    Column("序号", 8),
    Column("公开类别", 18),
    Column("公开事项", 26),
    Column("公开内容", 50),
    Column("责任单位", 26),
    Column("公开时限", 22),
    Column("公开渠道", 20),
    Column("公开依据", 24),
    Column("问题说明", 60),
)
# A unit's problem may stand in any of the three columns that name units.
UNITS = ("units", "lead_units", "cooperating_units")

Place = tuple[str, str | None, int | None]


def workbook_of(
    title: str,
    facts: Sequence[tuple[str, str]],
    readings: Iterable[Reading],
    results: Mapping[Place, str],
    problems: Sequence[Problem],
) -> list[Sheet]:
    """``results`` says in words what became of a row; a problem that is of no row stands on the last sheet."""
    tables = [table for reading in readings for table in reading.tables]
    said: dict[Place, list[Problem]] = defaultdict(list)
    for problem in problems:
        said[problem.file, problem.sheet, problem.row].append(problem)
    rows = {(table.file, table.sheet, row.row) for table in tables for row in table.tasks}
    rest = [problem for problem in problems if (problem.file, problem.sheet, problem.row) not in rows]
    sheets = [Sheet("导入报告", title, FACTS, facts)]
    for number, table in enumerate(tables, 1):
        name = f"{number} {table.sheet or table.file}"
        sheets.append(Sheet(name, table.title or table.file, COLUMNS, _rows(table, results, said)))
    if rest:
        values = [(each.file, each.sheet or "", each.row, each.column or "", _sentence(each)) for each in rest]
        sheets.append(Sheet("其他问题", "不属于某一项任务的问题", REST, values))
    return sheets


def _rows(
    table: Table, results: Mapping[Place, str], said: Mapping[Place, Sequence[Problem]]
) -> Iterable[Sequence[str]]:
    for row in table.tasks:
        place = (table.file, table.sheet, row.row)
        problems = said.get(place, ())
        cells = [results.get(place, ""), *_texts(row)]
        marked = {_cell_of(table, row, problem.column) for problem in problems}
        number = str(row.row)
        yield (
            Marked(number) if None in marked else number,
            cells[0],
            *(Marked(text) if name in marked else text for name, text in zip(FIELDS, cells[1:], strict=True)),
            "\n".join(_sentence(problem) for problem in problems),
        )


def _texts(row: TaskRow) -> Iterable[str]:
    yield from (row.seq, row.category, row.item, row.content, row.units_text, row.deadline.text)
    yield "、".join(row.channels)
    yield row.basis


def _cell_of(table: Table, row: TaskRow, column: str | None) -> str | None:
    """The field that a problem's column is; None where the whole row is meant."""
    if column is None:
        return None
    for name in (*FIELDS, *UNITS):
        if column in (row.elsewhere.get(name, "").rstrip("0123456789"), table.columns.get(name)):
            return "units" if name in UNITS else name
    return None


def _sentence(problem: Problem) -> str:
    """What is wrong, without the place that the row itself shows."""
    return problem.message.partition("：")[2] or problem.message
