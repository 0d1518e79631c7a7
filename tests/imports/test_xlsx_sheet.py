"""A worksheet's XML means to us what it means to openpyxl, cell by cell."""

import warnings
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from imports.problems import Problems
from imports.readers import xlsx
from imports.readers.cells import spelled
from imports.readers.plain_rows import plain
from imports.text import clean
from tests.imports.samples.build import FOLDER
from tests.imports.sheets import book, saved
from tests.imports.test_file_guard import rebuilt

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = (
    f"<sst {NAMESPACE}><si><t>申报要求</t></si>"
    "<si><r><t>受理</t></r><r><rPr><b/></rPr><t>条件</t></r><rPh sb='0' eb='1'><t>shou</t></rPh></si><si/></sst>"
)
CELLS = (
    '<c r="{at}" t="s"><v>0</v></c>',
    '<c r="{at}" t="s"><v>1</v></c>',
    '<c r="{at}" t="s"><v>2</v></c>',
    '<c r="{at}" t="inlineStr"><is><t>区发改局</t></is></c>',
    '<c r="{at}" t="inlineStr"><is><r><t>区发</t></r><r><t>改局</t></r><rPh sb="0" eb="1"><t>qu</t></rPh></is></c>',
    '<c r="{at}" t="inlineStr"><is><t xml:space="preserve"> 一 &amp; 二&#10;三 </t></is></c>',
    '<c r="{at}" t="inlineStr"/>',
    '<c r="{at}"><v>20</v></c>',
    '<c r="{at}"><v>2.50</v></c>',
    '<c r="{at}"><v>1E3</v></c>',
    '<c r="{at}" s="1"><v>43363</v></c>',
    '<c r="{at}" s="1"><v>99999999999</v></c>',
    '<c r="{at}" t="d"><v>2018-09-20T00:00:00</v></c>',
    '<c r="{at}" t="b"><v>1</v></c>',
    '<c r="{at}" t="e"><v>#N/A</v></c>',
    '<c r="{at}" t="str"><f>A1&amp;"局"</f><v>区发改局</v></c>',
    '<c r="{at}"><f>A1</f></c>',
    '<c r="{at}" s="1"/>',
    "<c><v>7</v></c>",
)


def workbook(rows: list[list[str]], *, tail: str = "", head: str = "") -> bytes:
    lines = (
        f'<row r="{row}">' + "".join(cell.format(at=f"{'ABCDEF'[column]}{row}") for column, cell in enumerate(cells))
        for row, cells in enumerate(rows, 1)
    )
    sheet = f"<worksheet {NAMESPACE}>{head}<sheetData>{''.join(f'{line}</row>' for line in lines)}</sheetData>{tail}"
    return with_sheet(f"{sheet}</worksheet>")


def with_sheet(sheet: str) -> bytes:
    """A workbook with this sheet, two strings to share, and a second cell style that shows dates."""
    plain = book("甲 | 乙")
    with ZipFile(BytesIO(plain)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    parts = {
        SHEET: sheet,
        "xl/sharedStrings.xml": STRINGS,
        "xl/styles.xml": STYLES,
        "[Content_Types].xml": types.replace("</Types>", f"{OVERRIDE}</Types>"),
    }
    return rebuilt(plain, {name: text.encode() for name, text in parts.items()})


OVERRIDE = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
STYLES = (
    f'<styleSheet {NAMESPACE}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0"/></cellXfs></styleSheet>'
)


def ours(data: bytes) -> dict[tuple[int, int], str]:
    (grid,) = xlsx.grids(data, Problems("表.xlsx"))
    return {(row, column): text for row, cells in grid.rows.items() for column, text in cells.items()}


def theirs(data: bytes) -> dict[tuple[int, int], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says aloud that a date is out of range
        sheet = load_workbook(BytesIO(data), data_only=True).worksheets[0]
    texts = {
        (cell.row, cell.column): clean(cell.value if isinstance(cell.value, str) else spelled(cell.value))[0]
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.row is not None and cell.column is not None
    }
    return {at: text for at, text in texts.items() if text}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.xlsx")), ids=lambda file: file.stem)
def test_the_samples(file: Path) -> None:
    data = file.read_bytes()
    assert ours(data) == theirs(data) != {}


@pytest.mark.parametrize("cell", CELLS)
def test_one_kind_of_cell(cell: str) -> None:
    data = workbook([[CELLS[0]], [CELLS[0], cell, CELLS[3]]])
    assert ours(data) == theirs(data)


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(CELLS), max_size=6), min_size=1, max_size=5))
def test_any_cells(rows: list[list[str]]) -> None:
    data = workbook(rows)
    assert ours(data) == theirs(data)


PLAIN = (*CELLS[:4], *CELLS[5:15], *CELLS[17:18])
ODD = (
    CELLS[4],
    *CELLS[15:17],
    CELLS[18],
    '<c r="{at}" t="inlineStr"><is><t><![CDATA[甲]]></t></is></c>',
    '<c r="{at}"><!-- 甲 --><v>1</v></c>',
    '<c r="{at}" t="str"><v>\uf8ff</v></c>',
    "<c r='{at}'><v>1</v></c>",
)


def xml(cell: str) -> str:
    line = f'<row r="2" spans="1:3">{CELLS[0]}{cell}{CELLS[3]}</row><row r="4" ht="20"/>'.format(at="B2")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet {NAMESPACE}><sheetData>{line}</sheetData></worksheet>'


@pytest.mark.parametrize("cell", PLAIN)
def test_a_cell_that_is_taken_at_once(cell: str) -> None:
    assert plain(xml(cell).encode()) is not None
    assert ours(with_sheet(xml(cell))) == theirs(with_sheet(xml(cell)))


@pytest.mark.parametrize("cell", ODD)
def test_a_cell_for_which_the_whole_sheet_is_walked(cell: str) -> None:
    assert plain(xml(cell).encode()) is None
    assert ours(with_sheet(xml(cell))) == theirs(with_sheet(xml(cell)))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('encoding="UTF-8"', 'encoding="US-ASCII"'),
        ("<sheetData>", "<!-- <sheetData> --><sheetData>"),
        ("<sheetData>", '<x xmlns="urn:other"/><sheetData>'),
        ("<worksheet xmlns=", "<x:worksheet xmlns:x="),
        ("</row>", '</row><row r="3">'),
        ('<row r="2"', '<row r="2" hidden="&quot;"'),
    ],
)
def test_a_sheet_that_is_walked(said: str, instead: str) -> None:
    assert plain(xml(CELLS[7]).replace(said, instead).encode()) is None


def test_a_text_that_is_no_xml_is_no_sheet() -> None:
    problems = Problems("表.xlsx")
    assert list(xlsx.grids(with_sheet(xml('<c r="B2" t="str"><v>&nobody;</v></c>')), problems)) == []
    assert "已损坏" in problems.of("error")[0].message


def test_cells_and_rows_that_do_not_say_where_they_stand() -> None:
    row = "<row><c><v>1</v></c><c r='D2'><v>2</v></c><c><v>3</v></c></row>"
    data = with_sheet(f"<worksheet {NAMESPACE}><sheetData><row/>{row}</sheetData></worksheet>")
    assert ours(data) == theirs(data) == {(2, 1): "1", (2, 4): "2", (2, 5): "3"}


def test_names_with_a_prefix() -> None:
    cells = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    sheet = f"<x:worksheet {NAMESPACE.replace('xmlns', 'xmlns:x')}><x:sheetData>{cells}</x:sheetData></x:worksheet>"
    assert ours(with_sheet(sheet)) == theirs(with_sheet(sheet)) == {(1, 1): "1"}


def test_what_is_hidden_merged_or_computed() -> None:
    head = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>'
    tail = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    plain, computed, broken, far_off = CELLS[3], CELLS[15], CELLS[14], CELLS[11]
    data = workbook([[plain] * 4, [computed, computed, broken, far_off]], head=head, tail=tail)
    (grid,) = xlsx.grids(data, Problems("表.xlsx"))
    assert grid.hidden_columns == {2, 3}
    assert [(span.top, span.left, span.bottom, span.right) for span in grid.merges] == [(1, 1, 2, 2)]
    assert grid.formulas == {(2, 1), (2, 2), (2, 3), (2, 4)}


def test_words_that_a_format_shows_behind_a_number() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, (value, code) in enumerate(((20, '0"个工作日内"'), (7, 'General"天"'), (0.5, "0%"), (3, '0.0"年"')), 1):
        sheet.cell(row, 1, value).number_format = code
    assert list(ours(saved(workbook)).values()) == ["20个工作日内", "7天", "0.5", "3"]


def test_a_hidden_row() -> None:
    row = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="0"/>'
    data = with_sheet(f"<worksheet {NAMESPACE}><sheetData>{row}</sheetData></worksheet>")
    (grid,) = xlsx.grids(data, Problems("表.xlsx"))
    assert grid.hidden_rows == {1}


def test_a_declaration_is_never_followed() -> None:
    """The guard refuses it before; the reader must not depend on that."""
    cell = '<row r="1"><c r="A1"><v>&a;</v></c></row>'
    sheet = f'<!DOCTYPE x [<!ENTITY a "9">]><worksheet {NAMESPACE}><sheetData>{cell}</sheetData></worksheet>'
    problems = Problems("表.xlsx")
    assert list(xlsx.grids(with_sheet(sheet), problems)) == []
    assert "已损坏" in problems.of("error")[0].message
