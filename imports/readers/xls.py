"""Old workbook (.xls) -> grids. The only reader that knows python-calamine."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from imports import old_workbook
from imports.grid import Grid, Span
from imports.old_workbook import SheetFacts
from imports.problems import Problems
from imports.readers.cells import Sheet, knows_sheet, sheet_name, shielded, warn_of_hidden


def grids(data: bytes, problems: Problems, only: str | None = None) -> Iterator[Grid]:
    """Each visible sheet as a grid; `only` names the one sheet wanted, hidden or not. The bytes passed the guard."""
    yield from shielded(lambda: _grids(data, problems, only), problems)


def _grids(data: bytes, problems: Problems, only: str | None) -> Iterator[Grid]:
    facts = old_workbook.facts(data).sheets
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    found = [
        sheet for sheet in zip(book.sheets_metadata, facts, strict=True) if sheet[0].typ is SheetTypeEnum.WorkSheet
    ]
    if not knows_sheet([sheet_name(about.name) for about, _ in found], only, problems):
        return
    texts: dict[str, str] = {}
    for about, known in found:
        title = sheet_name(about.name)
        if only is not None and title != only:
            continue
        if only is None and about.visible is not SheetVisibleEnum.Visible:
            warn_of_hidden(problems, title)
        else:
            yield _read_sheet(book, about.name, Sheet(title, problems, texts), known)


def _read_sheet(book: CalamineWorkbook, name: str, sheet: Sheet, known: SheetFacts) -> Grid:
    source = book.get_sheet_by_name(name)
    for row, values in enumerate(source.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(values, 1):
            if value != "":
                sheet.add(row, column, value)
    ranges = source.merged_cell_ranges or []
    merges = (Span(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
    grid = sheet.grid(merges, known.formulas)
    grid.hidden_rows = known.hidden_rows
    grid.hidden_columns = known.hidden_columns
    return grid
