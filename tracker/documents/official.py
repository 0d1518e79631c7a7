"""An official document (党政机关公文) as plain values, and its .docx in the layout of GB/T 9704-2012."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import docx
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents import layout
from tracker.documents.blocks import bottom_rule, paragraph, run, table
from tracker.documents.colophon import colophon
from tracker.documents.layout import CHARACTER, element, indent
from tracker.documents.package import properties, repack
from tracker.documents.titles import break_title, ems

_LEVELS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"（[一二三四五六七八九十百]+）"),
    re.compile(r"[0-9]{1,2}[.．](?![0-9])"),
    re.compile(r"（[0-9]{1,2}）"),
)
_HEADINGS = {1: layout.HEADING_1, 2: layout.HEADING_2}
_TITLE_CHARACTERS = 19  # of 22 pt in 156 mm; a 20th would fit, but some programs set space round digits
_SHORT = 224  # characters, eight lines
_MARK_WIDTH = 432  # points, a little less than the 442 of the text area


@dataclass(frozen=True)
class Paragraph:
    """`level` 0 is plain text, 1 to 4 the headings 一、 （一） 1. （1）, whose number is part of `text`."""

    level: int
    text: str

    @classmethod
    def of(cls, text: str) -> "Paragraph":
        """A paragraph whose level is read from the number at its beginning."""
        level = next((level for level, number in enumerate(_LEVELS, 1) if number.match(text)), 0)
        return cls(level, text)


@dataclass(frozen=True)
class TableColumn:
    """`width` is a share: a column of 2 is twice as wide as one of 1."""

    heading: str
    width: float = 1
    centred: bool = False


@dataclass(frozen=True)
class Table:
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Attachment:
    """附件: paragraphs, then a table; either may be missing."""

    title: str
    table: Table | None = None
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class OfficialDocument:
    """`issuer_mark` is the red 发文机关标志 as printed; `recipients` is the 主送机关 line without its colon.

    `document_number` and `dated_on` are None in a draft, which prints placeholders for them.
    `copy_to` are the 抄送机关; without them and `printed_by` there is no 版记; `printed_on` is the
    day of issue unless told. `note` is the 附注 without brackets.
    """

    issuer_mark: str
    title: str
    recipients: str
    paragraphs: tuple[Paragraph, ...]
    signature: str
    document_number: str | None = None
    dated_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    note: str = ""


def write_official(document: OfficialDocument) -> bytes:
    """`document` as .docx; the same document gives the same bytes.

    Raises ValueError when a row of a table has not as many cells as the table has columns.
    """
    paper = docx.Document()
    layout.set_up(paper)
    end = paper.element.body.sectPr
    for block in _blocks(document):
        end.addprevious(block)
    out = io.BytesIO()
    paper.save(out)
    parts = properties(document.title.replace("\n", ""), document.signature, document.dated_on)
    return repack(out.getvalue(), {**parts, "word/fontTable.xml": layout.font_table()})


def _blocks(document: OfficialDocument) -> Iterator[BaseOxmlElement]:
    yield from _head(document)
    yield from _body(document)
    yield from _closing(document)
    for number, attachment in enumerate(document.attachments, 1):
        yield from _attachment(attachment, f"附件{number}" if len(document.attachments) > 1 else "附件")
    if document.copy_to or document.printed_by:
        copied = "，".join(document.copy_to) + "。" if document.copy_to else ""
        yield colophon(copied, document.printed_by, f"{_day(document.printed_on or document.dated_on)}印发")


def _head(document: OfficialDocument) -> Iterator[BaseOxmlElement]:
    """版头 (7.2): the upper edge of the mark stands 35 mm below that of the text area."""
    yield paragraph(layout.MARK_SPACE)
    scale = min(100, int(100 * _MARK_WIDTH / (layout.MARK.size * ems(document.issuer_mark) or 1)))
    yield paragraph(layout.MARK, run(document.issuer_mark, scale=scale))
    number = document.document_number or "（草稿，未编号）"
    yield paragraph(layout.NUMBER, run(number), direct=[bottom_rule(layout.RED)])
    lines = break_title(document.title, _TITLE_CHARACTERS)
    yield paragraph(layout.TITLE, run("\n".join(lines)))


def _body(document: OfficialDocument) -> Iterator[BaseOxmlElement]:
    yield paragraph(layout.RECIPIENTS, run(f"{document.recipients}："))
    for number, each in enumerate(document.paragraphs, 1):
        heading_alone = each.level in _HEADINGS and not _head_and_rest(each.text)[1]
        # A page with the signature alone is not allowed (7.3.5); a long paragraph would leave half a page empty.
        last_and_short = number == len(document.paragraphs) and len(each.text) <= _SHORT
        yield _paragraph(each, direct=[element("keepNext")] if heading_alone or last_and_short else [])


def _paragraph(each: Paragraph, direct: Sequence[BaseOxmlElement] = ()) -> BaseOxmlElement:
    """A heading followed by text in the same paragraph ends at its first full stop; the text after it is body text."""
    style = _HEADINGS.get(each.level, layout.BODY)
    head, rest = _head_and_rest(each.text)
    if style is layout.BODY or not rest:
        return paragraph(style, run(each.text), direct=direct)
    return paragraph(layout.BODY, run(head, font=style.font), run(rest), direct=direct)


def _head_and_rest(text: str) -> tuple[str, str]:
    head, stop, rest = text.partition("。")
    return head + stop, rest


def _closing(document: OfficialDocument) -> Iterator[BaseOxmlElement]:
    """附件说明, 署名, 成文日期, 附注 (7.3.4 to 7.3.7): kept on one page with the end of the text."""
    several = len(document.attachments) > 1
    for number, attachment in enumerate(document.attachments, 1):
        mark = f"{number}." if several else ""
        before = "附件：" if number == 1 else ""
        hang = ems(before + mark)
        shape = indent(CHARACTER, left=5 + ems(mark), first_line=-hang)
        space = [element("spacing", before=layout.twips(layout.LINE))] if number == 1 else []
        title = attachment.title.replace("\n", "")
        yield paragraph(layout.ATTACHMENT_LIST, run(before + mark + title), direct=[element("keepNext"), shape, *space])
    day = _day(document.dated_on)
    right = max(0, layout.DATE.right + (ems(day) - ems(document.signature)) / 2)
    place = indent(CHARACTER, right=right)
    yield paragraph(layout.SIGNATURE, run(document.signature), direct=[element("keepNext"), place])
    yield paragraph(layout.DATE, run(day), direct=[element("keepNext")] if document.note else [])
    if document.note:
        yield paragraph(layout.REMARK, run(f"（{document.note}）"))


def _attachment(attachment: Attachment, mark: str) -> Iterator[BaseOxmlElement]:
    """附件 (7.3.8): on a new page, its mark in the first line and its title in the third."""
    yield paragraph(layout.ATTACHMENT_MARK, run(mark), direct=[element("pageBreakBefore"), element("keepNext")])
    lines = break_title(attachment.title, _TITLE_CHARACTERS)
    yield paragraph(layout.ATTACHMENT_TITLE, run("\n".join(lines)), direct=[element("keepNext")])
    for each in attachment.paragraphs:
        yield _paragraph(each)
    if attachment.table:
        columns = [(column.heading, column.width, column.centred) for column in attachment.table.columns]
        yield table(columns, attachment.table.rows)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "××××年××月××日"
