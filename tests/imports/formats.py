"""A workbook's first sheet written again in other formats, as their programs would write it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
EMPTY = '<table:table-cell table:number-columns-repeated="9999"/>'
ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text")
)


Book = bytes | Worksheet


def sheet_of(book: Book) -> Worksheet:
    sheet = book if isinstance(book, Worksheet) else load_workbook(BytesIO(book)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def shown(value: object) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value or "")


def as_csv(book: Book, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=separator)
    for row in sheet_of(book).iter_rows(values_only=True):
        writer.writerow([shown(value) for value in row])
    return out.getvalue().encode(encoding)


def word(*blocks: str, numbering: str = "") -> bytes:
    """A document whose body consists of these pieces of markup: see paragraph() and word_table()."""
    out = BytesIO()
    body = f"<w:document {W}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name, empty in _empty_document().items():
            part = body.encode() if name == "word/document.xml" else empty
            if name == "word/numbering.xml" and numbering:
                part = f"<w:numbering {W}>{numbering}</w:numbering>".encode()
            new.writestr(name, part)
    return out.getvalue()


@cache
def _empty_document() -> dict[str, bytes]:
    document = BytesIO()
    Document().save(document)
    with ZipFile(document) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def paragraph(text: str, properties: str = "") -> str:
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in text.split("\n")
    )
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs if text else ''}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def rows(*cells: list[str], row_properties: str = "") -> str:
    start = f"<w:tr>{f'<w:trPr>{row_properties}</w:trPr>' if row_properties else ''}"
    return "".join(f"{start}{''.join(row)}</w:tr>" for row in cells)


def word_table(book: Book) -> str:
    """The sheet as a Word table: cells merged to the right are left out, cells merged downwards stay and say so."""
    sheet = sheet_of(book)
    spans = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                spans[row, column] = merged
    found = []
    height, width = sheet.max_row, sheet.max_column
    for row in range(1, height + 1):
        cells = []
        for column in range(1, width + 1):
            span = spans.get((row, column))
            if span is not None and column > span.min_col:
                continue
            about = ""
            if span is not None and span.max_col > span.min_col:
                about += f'<w:gridSpan w:val="{min(span.max_col, width) - span.min_col + 1}"/>'
            if span is not None and span.max_row > span.min_row:
                about += '<w:vMerge w:val="restart"/>' if row == span.min_row else "<w:vMerge/>"
            cells.append(cell(shown(sheet.cell(row, column).value), about))
        found.append(cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows(*found)}</w:tbl>"


def as_docx(book: Book) -> bytes:
    return word(word_table(book))


def as_ods(book: Book) -> bytes:
    sheet = sheet_of(book)
    return ods(f'<table:table table:name="{escape(sheet.title)}">{"".join(_ods_rows(sheet))}</table:table>')


def ods(body: str, styles: str = "") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_SPACES}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def _ods_rows(sheet: Worksheet) -> Iterator[str]:
    yield '<table:table-column table:number-columns-repeated="16384"/>'
    anchors = {(merged.min_row, merged.min_col): merged for merged in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
    } - anchors.keys()
    height, width = sheet.max_row, sheet.max_column
    for row in range(1, height + 1):
        cells = []
        for column in range(1, width + 1):
            if (row, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            span = anchors.get((row, column))
            about = ""
            if span is not None:
                about = (
                    f' table:number-columns-spanned="{span.max_col - span.min_col + 1}"'
                    f' table:number-rows-spanned="{span.max_row - span.min_row + 1}"'
                )
            cells.append(f"<table:table-cell{about}{_ods_value(sheet.cell(row, column).value)}</table:table-cell>")
        yield f"<table:table-row>{''.join(cells)}{EMPTY}</table:table-row>"
    yield f'<table:table-row table:number-rows-repeated="1048000">{EMPTY}</table:table-row>'


def _ods_value(value: object) -> str:
    if isinstance(value, int):
        return f' office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown(value).split("\n"))
    return f' office:value-type="string">{lines}' if value else ">"
