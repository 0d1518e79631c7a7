"""How an official document comes out on paper: LibreOffice sets it, and the pages are measured in millimetres."""

import subprocess
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from defusedxml.ElementTree import parse

from tests import machine
from tracker.documents.official import (
    Attachment,
    Lines,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    write_official,
)

MILLIMETRE = 72 / 25.4
LAST_LINE = 297 - 35
ENDS = range(15, 28)  # paragraphs of one line: the text ends anywhere in the lower half of a page
HANZI = "一丁七万丈三上下"
NOTICE = OfficialDocument(
    issuer_mark="铜川市王益区人民政府办公室文件",
    title="关于测试的通报",
    recipients="各镇人民政府",
    paragraphs=(Paragraph(0, HANZI * 200),),
    signature="铜川市王益区人民政府办公室",
    document_number="王政办发〔2019〕3号",
    dated_on=date(2019, 1, 18),
    copy_to=tuple(f"区委第{number}办公室" for number in range(8)),
    printed_by="铜川市王益区人民政府办公室",
)
PROBLEMS = Table(
    (TableColumn("序号", 1), TableColumn("失分原因", 6)), tuple((f"问{n}", "未按期公开。" * 20) for n in range(30))
)


@dataclass(frozen=True)
class Line:
    """A line of a page with its edges in millimetres from the left and the upper edge of the paper."""

    text: str
    left: float
    right: float
    upper: float
    lower: float


def printed(folder: Path, **documents: OfficialDocument) -> dict[str, list[list[Line]]]:
    """The lines of each page of each document, as set by LibreOffice."""
    if not machine.has_office():
        machine.unavailable("LibreOffice with pdftotext")
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(write_official(document))
    files = [str(folder / f"{name}.docx") for name in documents]
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=180)
    return {name: measured(folder / f"{name}.pdf") for name in documents}


def measured(pdf: Path) -> list[list[Line]]:
    boxes = pdf.with_suffix(".xml")
    subprocess.run(["pdftotext", "-bbox", str(pdf), str(boxes)], check=True, timeout=60)
    pages = []
    for page in parse(boxes).findall(".//{*}page"):
        rows = defaultdict(list)
        for word in page.findall(".//{*}word"):
            rows[round(float(word.get("yMin")) / 3)].append(word)
        pages.append([line_of(words) for _, words in sorted(rows.items())])
    return pages


def line_of(words: list) -> Line:  # type: ignore[type-arg]
    words.sort(key=lambda word: float(word.get("xMin")))
    sides = {side: [float(word.get(side)) / MILLIMETRE for word in words] for side in ("xMin", "xMax", "yMin", "yMax")}
    edges = (min(sides["xMin"]), max(sides["xMax"]), min(sides["yMin"]), max(sides["yMax"]))
    return Line("".join(word.text for word in words), *edges)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Line]]]:
    listed = replace(NOTICE, paragraphs=NOTICE.paragraphs[:0], attachments=(Attachment("问题清单", (PROBLEMS,)),))
    ends = {
        f"end{count}": replace(NOTICE, paragraphs=tuple(Paragraph(0, f"第{n}段") for n in range(count)))
        for count in ENDS
    }
    wide = Attachment("问题清单", (PROBLEMS, Lines("1. 逾期公开", ("《批复》未按期公开。",) * 30)), is_wide=True)
    turned = replace(listed, attachments=(wide,))
    return printed(tmp_path_factory.mktemp("printed"), full=NOTICE, listed=listed, turned=turned, **ends)


def test_turned_pages_hold_225_by_156_millimetres(pages: dict[str, list[list[Line]]]) -> None:
    _, *turned = pages["turned"]
    for number, page in enumerate(turned, 2):
        *body, mark = page
        assert mark.text == f"—{number}—"
        assert (mark.upper + mark.lower) / 2 == pytest.approx(210 - 26 + 7, abs=1)
        assert min(line.left for line in body) > 35 - 1
        assert max(line.right for line in body) < 297 - 37 + 1
        assert body[0].upper > 28 - 1
        assert body[-1].lower < 210 - 26 + 2
    assert max(line.right for page in turned for line in page) > 250


def test_a_page_holds_22_lines_of_28_characters(pages: dict[str, list[list[Line]]]) -> None:
    assert len(pages["full"]) == 4
    for page in pages["full"][1:3]:
        *body, _ = page
        assert len(body) == 22
        assert {len(line.text) for line in body} == {28}


def test_the_text_fills_156_by_225_millimetres_at_the_right_place(pages: dict[str, list[list[Line]]]) -> None:
    *body, _ = pages["full"][1]
    assert min(line.left for line in body) == pytest.approx(28, abs=0.5)
    assert max(line.right for line in body) == pytest.approx(210 - 26, abs=0.5)
    assert 37 <= body[0].upper < 40
    assert LAST_LINE - 3 < body[-1].lower <= LAST_LINE + 1
    pitch = [(lower.upper - upper.upper) * MILLIMETRE for upper, lower in pairwise(body)]
    assert sum(pitch) / len(pitch) == pytest.approx(28.95, abs=0.05)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(pages: dict[str, list[list[Line]]]) -> None:
    for number, page in enumerate(pages["full"], 1):
        mark = page[-1]
        assert mark.text == f"—{number}—"
        assert (mark.upper + mark.lower) / 2 == pytest.approx(LAST_LINE + 7, abs=1)
        edge, wanted = (mark.right, 184 - 4.9) if number % 2 else (mark.left, 28 + 4.9)
        assert edge == pytest.approx(wanted, abs=1)


def test_the_date_stands_four_characters_from_the_right(pages: dict[str, list[list[Line]]]) -> None:
    day = next(line for page in pages["full"] for line in page if line.text == "2019年1月18日")
    assert (184 - day.right) * MILLIMETRE / 15.75 == pytest.approx(4, abs=0.3)


def test_a_long_table_goes_on_under_its_headings(pages: dict[str, list[list[Line]]]) -> None:
    tables = [page for page in pages["listed"] if any(line.text.startswith("序号") for line in page)]
    assert len(tables) > 1
    assert all(page[0].text.startswith("序号") for page in tables[1:])
    found = [line.text[:4] for page in tables for line in page if "问" in line.text and "清单" not in line.text]
    assert [sum(f"问{n}" in text.replace("未", " ").split() for text in found) for n in range(30)] == [1] * 30


@pytest.mark.parametrize("count", ENDS)
def test_the_colophon_ends_the_last_page_and_covers_nothing(pages: dict[str, list[list[Line]]], count: int) -> None:
    *earlier, (*body, _) = pages[f"end{count}"]
    copied = next(at for at, line in enumerate(body) if line.text.startswith("抄送"))
    assert body[-1].text.endswith("印发")
    assert body[-1].lower == pytest.approx(LAST_LINE, abs=2)
    assert all(line.lower < body[copied].upper for line in body[:copied])
    assert not any(line.text.startswith("抄送") for page in earlier for line in page)
    assert copied > 0, "the colophon stands alone"


@pytest.mark.parametrize("count", ENDS)
def test_the_signature_never_stands_on_a_page_without_text(pages: dict[str, list[list[Line]]], count: int) -> None:
    page = next(page for page in pages[f"end{count}"] if any(line.text == "2019年1月18日" for line in page))
    assert any(line.text.startswith("第") for line in page)
