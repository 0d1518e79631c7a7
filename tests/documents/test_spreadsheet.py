import io
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tracker.documents.spreadsheet import Column, Kind, Sheet, Value, write_workbook

COLUMNS = [
    Column("序号", 6, Kind.NUMBER),
    Column("责任单位", 20),
    Column("公开内容", 40),
    Column("到期日", 12, Kind.DATE),
    Column("完成率", 10, Kind.PERCENT),
]
MOMENT = datetime.fromisoformat("2018-01-02T03:04")
ROW: list[Value] = [1, "区发展和改革局", "项目建议书审批结果", date(2018, 10, 24), 0.5]


def write(*rows: list[Value], title: str = "2018年度任务台账", name: str = "台账") -> bytes:
    return write_workbook([Sheet(name, title, COLUMNS, rows, ["依据：《实施方案》三（三）。"])])


def read(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def one_text(text: str) -> Cell:
    cell = read(write([1, text, "", None, 0]))["B3"]
    assert isinstance(cell, Cell)
    return cell


def test_it_works() -> None:
    sheet = read(write(ROW))
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "2018年度任务台账"
    assert rows[1] == ("序号", "责任单位", "公开内容", "到期日", "完成率")
    assert rows[2] == (1, "区发展和改革局", "项目建议书审批结果", datetime.fromisoformat("2018-10-24"), 0.5)
    assert rows[3][0] == "依据：《实施方案》三（三）。"


def test_values_keep_their_types() -> None:
    columns = [Column(str(n)) for n in range(6)]
    row: list[Value] = [-3, Decimal("-1.25"), True, None, date(2018, 1, 2), MOMENT]
    sheet = read(write_workbook([Sheet("a", "", columns, [row])]))
    assert [cell.value for cell in sheet[2]] == [
        -3,
        -1.25,
        "是",
        None,
        datetime.fromisoformat("2018-01-02"),
        MOMENT,
    ]
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "s", "n", "d", "d"]
    assert sheet["E2"].number_format == "yyyy-mm-dd"


def test_a_date_column_shows_iso_dates() -> None:
    assert read(write(ROW))["D3"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "　=", "\t", "\r", "\n="])
def test_text_never_becomes_a_formula(start: str) -> None:
    cell = one_text(start + "HYPERLINK(1)")
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == start.replace("\r", "\n") + "HYPERLINK(1)"


def test_headings_titles_and_notes_never_become_formulas() -> None:
    data = write_workbook([Sheet("a", "=1+1", [Column("=2+2")], [["x"]], ["=3+3"])])
    sheet = read(data)
    for place, text in (("A1", "=1+1"), ("A2", "=2+2"), ("A4", "=3+3")):
        assert (sheet[place].value, sheet[place].data_type) == (text, "s")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_ordinary_text_is_not_quoted() -> None:
    assert not one_text("区教育局-办公室").quotePrefix


def test_an_error_word_stays_text() -> None:
    assert one_text("#N/A").data_type == "s"


def test_control_and_bidi_characters_are_stripped() -> None:
    assert one_text("公\x00开\x1b局\x7f\ud800\ufffe\u202e").value == "公开局"


def test_text_beyond_the_limit_of_a_cell_is_cut_with_a_mark() -> None:
    value = one_text("长" * 40_000).value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("长…")


def test_it_is_ready_to_filter_and_to_print() -> None:
    sheet = read(write(ROW, ROW))
    assert sheet["A2"].font.b
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E4"
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [str(area) for area in sheet.merged_cells.ranges if area.min_row == 1] == ["A1:E1"]


def test_without_a_title_the_headings_come_first() -> None:
    sheet = read(write(ROW, title=""))
    assert sheet["A1"].value == "序号"
    assert sheet.freeze_panes == "A2"


def test_without_rows_headings_remain() -> None:
    assert read(write()).auto_filter.ref == "A2:E2"


def test_a_row_grows_with_its_longest_text() -> None:
    sheet = read(write(ROW, [2, "a\nb\nc", "长" * 60, None, 0]))
    assert sheet.row_dimensions[3].height is None
    assert sheet.row_dimensions[4].height == 64


def test_sheet_names_are_made_legal_and_unique() -> None:
    sheets = [Sheet(name, "", [Column("a")], []) for name in ("a/b:[c]?*", "A B C", "", "长" * 40)]
    names = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets))).sheetnames
    assert names == ["a b c", "A B C(2)", "Sheet", "长" * 31]


def test_same_input_gives_same_bytes() -> None:
    first = write(ROW)
    time.sleep(2.1)  # a zip counts in steps of two seconds
    assert write(ROW) == first


@pytest.mark.parametrize(
    "sheets",
    [
        [],
        [Sheet("a", "", [], [])],
        [Sheet("a", "", [Column("a")], [["x", "y"]])],
        [Sheet("a", "", [Column("a")], [[float("nan")]])],
        [Sheet("a", "", [Column("a")], [[Decimal("Infinity")]])],
        [Sheet("a", "", [Column("a")], [[datetime(2018, 1, 1, tzinfo=UTC)]])],
    ],
    ids=["no sheet", "no column", "long row", "nan", "infinity", "time zone"],
)
def test_what_no_sheet_can_hold_is_refused(sheets: list[Sheet]) -> None:
    with pytest.raises(ValueError):
        write_workbook(sheets)


def test_rows_may_come_from_a_generator() -> None:
    rows = ([n, "区财政局", "政府采购", None, 1] for n in range(2_000))
    sheet = read(write_workbook([Sheet("台账", "", COLUMNS, rows)]))
    assert sheet.max_row == 2_001


def test_a_failing_source_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> Iterator[list[Value]]:
        yield ROW
        raise RuntimeError("the database went away")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError):
        write_workbook([Sheet("台账", "", COLUMNS, rows())])
    assert list(tmp_path.iterdir()) == []
