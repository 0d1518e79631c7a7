"""The same table says the same in every format that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from imports.reader import read
from imports.rows import Reading, TaskRow
from tests.imports.formats import Book, as_csv, as_docx, as_ods, ods
from tests.imports.samples.build import FOLDER, SAMPLES
from tests.imports.sheets import lines
from tests.imports.test_any_layout import LAYOUTS, Item, Layout, check, drawing, items

FIXTURES = Path(__file__).parent / "fixtures"
FILE = "重大建设项目.xlsx"
WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "docx": as_docx,
    "ods": as_ods,
    "csv": as_csv,
    "csv, semicolons, gb18030": lambda book: as_csv(book, ";", "gb18030"),
    "csv, tabs, utf-16": lambda book: as_csv(book, "\t", "utf-16"),
    "csv, no mark": lambda book: as_csv(book, ",", "utf-8"),
}


def said(found: Reading) -> tuple[tuple[TaskRow, ...], ...]:
    return tuple(table.tasks for table in found.tables)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("file", SAMPLES)
def test_the_samples(file: str, form: str) -> None:
    book = (FOLDER / file).read_bytes()
    found, wanted = read(WRITERS[form](book), file, year=2018), read(book, file, year=2018)
    assert found.errors == ()
    assert [table.title for table in found.tables] == [table.title for table in wanted.tables]
    assert [table.sheet for table in found.tables] == [wanted.tables[0].sheet if form == "ods" else None]
    if not form.startswith("csv"):
        assert said(found) == said(wanted)
    else:
        # A text file has no merged cells: what they cover is blank, and only groups go on.
        assert [len(tasks) for tasks in said(found)] == [len(tasks) for tasks in said(wanted)]


@pytest.mark.parametrize("write", [as_docx, as_ods])
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
@given(layout=LAYOUTS, wanted=items())
def test_any_layout(write: Callable[[Book], bytes], layout: Layout, wanted: list[Item]) -> None:
    of = drawing(layout, wanted)
    check(read(write(of.sheet), FILE, year=2018), of, wanted)


@settings(max_examples=40)
@given(layout=LAYOUTS, wanted=items())
def test_any_layout_without_merged_cells(layout: Layout, wanted: list[Item]) -> None:
    if layout.group == "merged":
        layout = replace(layout, group="repeated")
    of = drawing(replace(layout, merged_limits=False, two_rows=False, boxes="■□"), wanted)
    check(read(as_csv(of.sheet), FILE, year=2018), of, wanted)


@pytest.mark.parametrize("name", ["分解表.xls", "分解表.ods"])
def test_a_file_of_a_spreadsheet_program(name: str) -> None:
    found = read((FIXTURES / name).read_bytes(), name, year=2018)
    assert found.errors == ()
    (table,) = found.tables
    assert (table.sheet, table.area, table.header_rows) == ("分解表", "major_projects", (2, 3))
    assert lines(table, "seq", "category", "item", "content", "units", "deadline", "channels") == [
        ("1", "批准服务", "申报要求", "受理条件", "区发改局、区住建局", "20个工作日内", "政府网站"),
        ("2", "批准服务", "批准流程", "流程图", "区发改局、区住建局", "20个工作日内", "政府网站、公告栏"),
        ("3", "批准结果", "备案结果", "备案文号", "区审批局", "2018年6月30日", "政府网站、政务新媒体"),
    ]
    assert [(problem.sheet, problem.row, problem.column) for problem in found.warnings] == [
        ("分解表", 5, None),
        ("分解表", None, "G"),
        ("藏", None, None),
        ("公式", None, None),
    ]


@pytest.mark.parametrize("name", ["分解表.xls", "分解表.ods"])
def test_a_sheet_by_name(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    assert [table.sheet for table in read(data, name, year=2018, sheet="分解表").tables] == ["分解表"]
    (problem,) = read(data, name, year=2018, sheet="表九").errors
    assert "“分解表”、“公式”、“藏”" in problem.message


@pytest.mark.parametrize("name", ["分解表.xls", "分解表.ods"])
def test_formulas_are_known_as_such(name: str) -> None:
    found = read((FIXTURES / name).read_bytes(), name, year=2018, sheet="公式")
    assert found.tables == ()
    assert [problem.sheet for problem in found.errors] == ["公式"]


def row(*cells: str, about: str = "") -> str:
    return f"<table:table-row{about}>{''.join(cells)}</table:table-row>"


def cell(text: str, about: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{about}><text:p>{text}</text:p></table:table-cell>'


HEAD = row(*map(cell, ("序号", "公开事项", "公开内容", "责任单位")))


def of_ods(*rows: str, styles: str = "") -> Reading:
    sheet = f'<table:table table:name="表" table:style-name="ta1">{HEAD}{"".join(rows)}</table:table>'
    return read(ods(sheet, styles), FILE, year=2018)


def test_ods_blanks_and_breaks_inside_a_cell() -> None:
    found = of_ods(
        row(cell("1"), cell("申报<text:line-break/>要<text:span>求</text:span>"), cell("受理"), cell("区发改局"))
    )
    assert lines(found.tables[0], "item", "content") == [("申报要求", "受理")]


def test_ods_a_note_on_a_cell_is_not_its_text() -> None:
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    marked = f'<table:table-cell office:value-type="string">{note}<text:p>申报要求</text:p></table:table-cell>'
    assert lines(of_ods(row(cell("1"), marked, cell("受理"), cell("区发改局"))).tables[0], "item") == [("申报要求",)]


def test_ods_a_formula_in_place_of_a_value() -> None:
    found = of_ods(row(cell("1"), cell("申报要求"), cell("受理", ' table:formula="of:=[.A1]"'), cell("区发改局")))
    assert [(problem.row, problem.column) for problem in found.errors] == [(2, "C")]


def test_ods_a_hidden_sheet() -> None:
    look = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta1" style:family="table">{look}</style:style>'
    found = of_ods(row(*map(cell, ("1", "申报要求", "受理", "区发改局"))), styles=style)
    assert (found.tables, found.warnings[0].sheet) == ((), "表")


def test_ods_rows_and_columns_without_end() -> None:
    endless = cell("x", ' table:number-columns-repeated="16384"')
    (problem,) = of_ods(row(endless, about=' table:number-rows-repeated="1048576"')).errors
    assert "表格过大" in problem.message


def test_ods_empty_rows_are_counted() -> None:
    gap = '<table:table-row table:number-rows-repeated="7"><table:table-cell/></table:table-row>'
    found = of_ods(gap, row(*map(cell, ("1", "申报要求", "受理", "区发改局"))))
    assert [task.row for task in found.tables[0].tasks] == [9]
