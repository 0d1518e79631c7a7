"""Whatever is in a file, reading it gives problems and tables, never an exception."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.reader import read
from imports.rows import Problem, Reading
from tests.imports.samples.build import FOLDER, SAMPLES

WHOLE = {file: (FOLDER / file).read_bytes() for file in SAMPLES}
STEADY = settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
TAGS = (
    b"<row", b"<c ", b"</c>", b"<v>", b"</v>", b"<is>", b"<t>", b"<mergeCell ref=", b"<sheetData>", b"</sheetData>",
    b"r=", b"s=", b"t=", b"A1", b"B3:C3", b'"s"', b'"inlineStr"', b"<f>A1</f>", b"<sst", b"<si>", b"<sheet ", b"r:id=",
    b"<col ", b'hidden="1"', b"<Relationship ", b"Target=", b"PartName=", b"<cellXfs", b"numFmtId=", b'"1048577"',
    b'"-1"', b'"1e9"', b"&#0;", b"\xff\xfe",
)  # fmt: skip


def parts(file: str) -> dict[str, bytes]:
    with ZipFile(BytesIO(WHOLE[file])) as book:
        return {name: book.read(name) for name in book.namelist()}


PARTS = {file: parts(file) for file in SAMPLES}


def check_plain_words(found: Reading) -> None:
    assert found.tables or found.errors
    assert all(isinstance(problem, Problem) and problem.message for problem in found.errors + found.warnings)


@STEADY
@given(
    file=st.sampled_from(sorted(SAMPLES)), changes=st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8)
)
def test_changed_bytes(file: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE[file])
    for position, value in changes:
        data[position % len(data)] = value
    check_plain_words(read(bytes(data), file, year=2018))


@STEADY
@given(file=st.sampled_from(sorted(SAMPLES)), end=st.integers(0))
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


@settings(STEADY, max_examples=250)
@given(data=st.data(), file=st.sampled_from(sorted(SAMPLES)))
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
