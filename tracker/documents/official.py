"""An official document (党政机关公文) as plain values, and its .docx in the layout of GB/T 9704-2012."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents import layout
from tracker.documents.blocks import Cell, bottom_rule, keep_with_next, paragraph, run, table
from tracker.documents.colophon import colophon
from tracker.documents.layout import CHARACTER, element, indent
from tracker.documents.package import properties, repack
from tracker.documents.titles import break_title, ems

__all__ = ["Attachment", "Cell", "Lines", "OfficialDocument", "Paragraph", "Table", "TableColumn", "write_official"]

_LEVELS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"（[一二三四五六七八九十百]+）"),
    re.compile(r"[0-9]{1,2}[.．](?![0-9])"),
    re.compile(r"（[0-9]{1,2}）"),
)
_HEADINGS = {1: layout.HEADING_1, 2: layout.HEADING_2}
_TITLE_CHARACTERS = 19  # of 22 pt in 156 mm; a 20th would fit, but some programs set space round digits
_SHORT = 224  # characters, eight lines
_KEPT_WITH_COLOPHON = 2  # blocks that come along where 版记 would stand on a page of its own
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
    """`head` stands in place of the columns' own headings where some of them are merged. A dense table is set in small
    type, so that what belongs on one page stays on it."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    head: tuple[tuple[str | Cell, ...], ...] = ()
    is_dense: bool = False


@dataclass(frozen=True)
class Lines:
    """Entries numbered from 1, set closely, under a heading of their own."""

    heading: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Attachment:
    """附件: its parts in their order; a wide one is printed on turned pages."""

    title: str
    parts: tuple[Paragraph | Table | Lines, ...] = ()
    is_wide: bool = False


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
    body = paper.element.body
    end = body.sectPr
    *earlier, (is_wide, last) = _sections(document)
    for wide, blocks in earlier:
        _end_section(blocks, layout.section(paper, is_wide=wide))
        for block in blocks:
            end.addprevious(block)
    for block in last:
        end.addprevious(block)
    body.replace(end, layout.section(paper, is_wide=is_wide))
    out = io.BytesIO()
    paper.save(out)
    parts = properties(document.title.replace("\n", ""), document.signature, document.dated_on)
    return repack(out.getvalue(), {**parts, "word/fontTable.xml": layout.font_table()})


def _sections(document: OfficialDocument) -> list[tuple[bool, list[BaseOxmlElement]]]:
    """The blocks in runs of upright and of turned pages, each with whether it is turned; 版记 ends the last."""
    sections = [(False, [*_head(document), *_body(document), *_closing(document)])]
    for number, attachment in enumerate(document.attachments, 1):
        turns = attachment.is_wide is not sections[-1][0]
        if turns:
            sections.append((attachment.is_wide, []))
        mark = f"附件{number}" if len(document.attachments) > 1 else "附件"
        sections[-1][1].extend(_attachment(attachment, mark, on_new_page=not turns))
    if document.copy_to or document.printed_by:
        is_wide, last = sections[-1]
        for block in last[-_KEPT_WITH_COLOPHON:]:
            keep_with_next(block)
        copied = "，".join(document.copy_to) + "。" if document.copy_to else ""
        printed = f"{_day(document.printed_on or document.dated_on)}印发"
        last.append(colophon(copied, document.printed_by, printed, _across(is_wide)))
    return sections


def _end_section(blocks: list[BaseOxmlElement], properties_: BaseOxmlElement) -> None:
    """A section's properties stand in its last paragraph, for which a table needs one more."""
    if blocks[-1].tag != qn("w:p"):
        blocks.append(paragraph(layout.PLACE))
    blocks[-1].find(qn("w:pPr")).append(properties_)


def _across(is_wide: bool) -> int:
    return layout.WIDE_WIDTH if is_wide else layout.BODY_WIDTH


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


def _attachment(attachment: Attachment, mark: str, *, on_new_page: bool) -> Iterator[BaseOxmlElement]:
    """附件 (7.3.8): on a new page, its mark in the first line and its title in the third."""
    new_page = [element("pageBreakBefore")] if on_new_page else []
    yield paragraph(layout.ATTACHMENT_MARK, run(mark), direct=[*new_page, element("keepNext")])
    lines = break_title(attachment.title, _TITLE_CHARACTERS)
    yield paragraph(layout.ATTACHMENT_TITLE, run("\n".join(lines)), direct=[element("keepNext")])
    for part in attachment.parts:
        if isinstance(part, Table):
            columns = [(column.width, column.centred) for column in part.columns]
            head = part.head or (tuple(column.heading for column in part.columns),)
            yield table(columns, head, part.rows, _across(attachment.is_wide), is_dense=part.is_dense)
        elif isinstance(part, Lines):
            yield from _lines(part)
        else:
            yield _paragraph(part, direct=[element("keepNext")] if part.level in _HEADINGS else [])


def _lines(part: Lines) -> Iterator[BaseOxmlElement]:
    yield paragraph(layout.LIST_HEAD, run(part.heading), direct=[element("keepNext")])
    for number, entry in enumerate(part.entries, 1):
        mark = f"（{number}）"
        shape = indent(layout.LIST_TEXT.size, left=2 + ems(mark), first_line=-ems(mark))
        yield paragraph(layout.LIST_TEXT, run(mark + entry), direct=[shape])


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "××××年××月××日"
