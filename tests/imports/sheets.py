"""Sheets drawn as text, so that a test reads as the table that it is about.

One line a row, cells divided by |. < continues the cell to the left, ^ the cell above (merged cells), ⏎ is a line break
inside a cell. A line of only | is an empty row.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.reader import read
from imports.rows import Reading, Table, TaskRow

YEAR = 2018
FILE = "重大建设项目.xlsx"


def book(*drawings: str, names: tuple[str, ...] = ("分解表", "表二", "表三")) -> bytes:
    """A workbook with one sheet for each drawing."""
    workbook = Workbook()
    for number, drawing in enumerate(drawings):
        sheet = workbook.active if number == 0 else workbook.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = names[number]
        draw(sheet, drawing)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def draw(sheet: Worksheet, drawing: str, top: int = 1) -> None:
    cells = [[cell.strip() for cell in line.split("|")] for line in drawing.strip("\n").split("\n")]
    for number, row in enumerate(cells, top):
        for column, text in enumerate(row, 1):
            if text and text not in "<^":
                sheet.cell(number, column, int(text) if text.isdecimal() else text.replace("⏎", "\n"))
    for first_row, first_column, last_row, last_column in merges(cells):
        sheet.merge_cells(
            start_row=first_row + top, start_column=first_column + 1, end_row=last_row + top, end_column=last_column + 1
        )


def merges(cells: list[list[str]]) -> Iterator[tuple[int, int, int, int]]:
    def at(row: int, column: int) -> str:
        return cells[row][column] if row < len(cells) and column < len(cells[row]) else ""

    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            if text and text in "<^":
                continue
            right, bottom = column, row
            while at(row, right + 1) == "<":
                right += 1
            while at(bottom + 1, column) == "^":
                bottom += 1
            if (right, bottom) != (column, row):
                yield row, column, bottom, right


def reading(*drawings: str, file: str = FILE, area: str | None = None) -> Reading:
    return read(book(*drawings), file, year=YEAR, area=area)


def table(drawing: str, file: str = FILE) -> Table:
    """The one table of a drawing that reads without an error."""
    found = reading(drawing, file=file)
    assert found.errors == ()
    (only,) = found.tables
    return only


def tasks(drawing: str, file: str = FILE) -> tuple[TaskRow, ...]:
    return table(drawing, file).tasks


def lines(found: Table | tuple[TaskRow, ...], *fields: str) -> list[tuple[str, ...]]:
    """Some fields of each task, as a table; units and channels are joined by 、."""
    rows = found.tasks if isinstance(found, Table) else found
    return [tuple(_plain(task, field) for field in fields) for task in rows]


def _plain(task: TaskRow, field: str) -> str:
    if field == "units":
        return "、".join(unit.as_written for unit in task.units)
    if field == "channels":
        return "、".join(task.channels)
    if field == "deadline":
        return task.deadline.text
    return str(getattr(task, field))
