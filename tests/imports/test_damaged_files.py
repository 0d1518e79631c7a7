"""Whatever is in a file, reading it gives problems and tables, never an exception."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.reader import read
from imports.rows import Problem, Reading
from tests.imports.formats import as_csv, as_docx
from tests.imports.samples.build import FOLDER, SAMPLES

FIXTURES = Path(__file__).parent / "fixtures"
BOOK = (FOLDER / "重大建设项目.xlsx").read_bytes()
WHOLE = {file: (FOLDER / file).read_bytes() for file in SAMPLES}
WHOLE |= {"表.docx": as_docx(BOOK), "表.csv": as_csv(BOOK), "表2.csv": as_csv(BOOK, ";", "gb18030")}
WHOLE |= {file: (FIXTURES / file).read_bytes() for file in ("分解表.xls", "分解表.ods")}
PACKED = [file for file in WHOLE if file.endswith(("x", "ods"))]
STEADY = settings(max_examples=80)
TAGS = (
    b"<row", b"<c ", b"</c>", b"<v>", b"</v>", b"<is>", b"<t>", b"<mergeCell ref=", b"<sheetData>", b"</sheetData>",
    b"r=", b"s=", b"t=", b"A1", b"B3:C3", b'"s"', b'"inlineStr"', b"<f>A1</f>", b"<sst", b"<si>", b"<sheet ", b"r:id=",
    b"<col ", b'hidden="1"', b"<Relationship ", b"Target=", b"PartName=", b"<cellXfs", b"numFmtId=", b'"1048577"',
    b'"-1"', b'"1e9"', b"&#0;", b"\xff\xfe",
    b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"</w:tr>", b"<w:tc>", b"</w:tc>", b"<w:vMerge/>", b"<w:p>", b"<w:sdt>",
    b'<w:gridSpan w:val="99999999"/>', b'w:val="-3"', b"<w:numPr>", b"<w:sym w:char='zz'/>", b"<w:tcPr>",
    b"<table:table-row ", b"</table:table-row>", b"<table:table-cell ", b"</table:table-cell>", b"<table:table ",
    b'table:number-rows-repeated="99999999"', b'table:number-columns-spanned="99999999"', b"office:value-type=",
    b'table:number-rows-spanned="-7"', b'"date"', b'"float"', b"<text:p>", b"</text:p>", b"<text:s text:c='9999999'/>",
)  # fmt: skip


def parts(file: str) -> dict[str, bytes]:
    with ZipFile(BytesIO(WHOLE[file])) as book:
        return {name: book.read(name) for name in book.namelist()}


PARTS = {file: parts(file) for file in PACKED}


def check_plain_words(found: Reading) -> None:
    assert found.tables or found.errors
    assert all(isinstance(problem, Problem) and problem.message for problem in found.errors + found.warnings)


@STEADY
@given(
    file=st.sampled_from(sorted(WHOLE)), changes=st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8)
)
def test_changed_bytes(file: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE[file])
    for position, value in changes:
        data[position % len(data)] = value
    check_plain_words(read(bytes(data), file, year=2018))


@STEADY
@given(file=st.sampled_from(sorted(WHOLE)), end=st.integers(0))
def test_cut_files(file: str, end: int) -> None:
    data = WHOLE[file]
    check_plain_words(read(data[: end % len(data)], file, year=2018))


@STEADY
@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml", b"\xef\xbb\xbf"]),
)
def test_other_bytes(data: bytes, start: bytes) -> None:
    check_plain_words(read(start + data, "表.xlsx", year=2018))


@settings(STEADY, max_examples=200)
@given(data=st.data(), file=st.sampled_from(sorted(PACKED)))
def test_changed_markup(data: st.DataObject, file: str) -> None:
    changed = dict(PARTS[file])
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(changed)))
        part = changed[name]
        old = data.draw(st.sampled_from([tag for tag in TAGS if tag in part] or [part[:20]]))
        new = data.draw(st.sampled_from(TAGS) | st.binary(max_size=6))
        changed[name] = part.replace(old, new, data.draw(st.integers(1, 3)))
    if data.draw(st.booleans()):
        del changed[data.draw(st.sampled_from(sorted(changed)))]
    out = BytesIO()
    with ZipFile(out, "w") as book:
        for name, part in changed.items():
            book.writestr(name, part)
    check_plain_words(read(out.getvalue(), file, year=2018))


@settings(STEADY, max_examples=200)
@given(
    changes=st.lists(
        st.tuples(st.integers(512, 7600), st.sampled_from([0, 1, 2, 4, 9, 127, 128, 253, 255])), max_size=6
    )
)
def test_changed_records_of_an_old_workbook(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE["分解表.xls"])
    for position, value in changes:
        data[position] = value
    check_plain_words(read(bytes(data), "分解表.xls", year=2018))
