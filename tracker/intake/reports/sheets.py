"""An import's report as a workbook: its facts, a copy of each table with the problem cells marked, and what is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.rows import Problem, Reading, Table, TaskRow
from imports.vocabulary import REPORT, REPORT_COLUMNS
from tracker.documents.spreadsheet import Column, Kind, Marked, Sheet
from tracker.intake.reports.copies import Shown, shown, titled

FACTS = (Column("项目", 14), Column("内容", 100))
PLACE = (Column("文件", 30), Column("工作表", 16), Column("行", 6, Kind.NUMBER))
REST = (*PLACE, Column("列", 6), Column("种类", 8), Column("说明", 90))
CHANGES = (*PLACE, Column("公开事项", 30), Column("栏目", 12), Column("原来", 50), Column("现在", 50))
MISSING = (Column("序号", 8), Column("任务", 50), Column("责任单位", 30), Column("结果", 40))
NUMBER, RESULT, SAID = REPORT_COLUMNS
KINDS = {"error": "错误", "warning": "提示"}
# A unit's problem may stand in any of the three columns that name units.
UNITS = ("units", "lead_units", "cooperating_units")

Place = tuple[str, str | None, int | None]


@dataclass(frozen=True)
class Told:
    """What an import did or would do: for each row, field by field where it changes a task, and what is missing.

    ``changes``: place, item, field, old, new; ``missing``: number, title, units, what becomes of it.
    """

    results: Mapping[Place, str]
    changes: Sequence[tuple[Place, str, str, str, str]] = ()
    missing: Sequence[tuple[str, str, str, str]] = ()


def workbook_of(
    title: str,
    facts: Sequence[tuple[str, str]],
    readings: Iterable[Reading],
    told: Told,
    problems: Sequence[Problem],
) -> list[Sheet]:
    """A problem that is of no row stands on the last sheet."""
    tables = [table for reading in readings for table in reading.tables]
    said: dict[Place, list[Problem]] = defaultdict(list)
    for problem in problems:
        said[problem.file, problem.sheet, problem.row].append(problem)
    rows = {(table.file, table.sheet, row.row) for table in tables for row in table.tasks}
    rest = [problem for problem in problems if (problem.file, problem.sheet, problem.row) not in rows]
    sheets = [Sheet(REPORT, title, FACTS, facts)]
    for number, table in enumerate(tables, 1):
        columns = shown(table)
        headings = (Column(NUMBER, 8), Column(RESULT, 10), *(each.column for each in columns), Column(SAID, 60))
        name = f"{number} {table.sheet or table.file}"
        sheets.append(Sheet(name, titled(table), headings, _rows(table, columns, told.results, said)))
    changes = [(file, sheet or "", row, *texts) for (file, sheet, row), *texts in told.changes]
    left = [
        (each.file, each.sheet or "", each.row, each.column or "", KINDS[each.severity], _sentence(each))
        for each in rest
    ]
    more = (
        ("变更内容", "变更的任务原来和现在的内容", CHANGES, changes),
        ("本次未列", "系统中有、这次没有列出的任务", MISSING, told.missing),
        ("其他问题", "不属于某一项任务的问题", REST, left),
    )
    return sheets + [Sheet(f"{REPORT}-{name}", about, columns, rows) for name, about, columns, rows in more if rows]


def _rows(
    table: Table, columns: Sequence[Shown], results: Mapping[Place, str], said: Mapping[Place, Sequence[Problem]]
) -> Iterable[Sequence[str]]:
    for row in table.tasks:
        place = (table.file, table.sheet, row.row)
        problems = said.get(place, ())
        marked = {_cell_of(table, row, problem.column) for problem in problems}
        number = str(row.row)
        yield (
            Marked(number) if None in marked else number,
            results.get(place, ""),
            *(Marked(each.cell(row)) if _field(each.field) in marked else each.cell(row) for each in columns),
            "\n".join(f"{KINDS[problem.severity]}：{_sentence(problem)}" for problem in problems),
        )


def _cell_of(table: Table, row: TaskRow, column: str | None) -> str | None:
    """The field that a problem's column is; None where the whole row is meant."""
    if column is None:
        return None
    for name in ("seq", "category", "item", "content", *UNITS, "deadline", "channels", "basis"):
        if column in (row.elsewhere.get(name, "").rstrip("0123456789"), table.columns.get(name)):
            return _field(name)
    return None


def _field(name: str) -> str:
    return "units" if name in UNITS else name


def _sentence(problem: Problem) -> str:
    """What is wrong, without the place that the row itself shows."""
    return problem.message.partition("：")[2] or problem.message
