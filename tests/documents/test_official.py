"""What the file says, read back with python-docx; how it looks on paper is in test_printed.py."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import docx
import pytest
from defusedxml.ElementTree import fromstring
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from tracker.documents.official import (
    Attachment,
    Lines,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    write_official,
)

ISSUER = "铜川市王益区人民政府办公室"
LIST = Table((TableColumn("序号", 1, centred=True), TableColumn("问题", 6)), (("1", "逾期公开"), ("2", "=1+1")))
NOTICE = OfficialDocument(
    issuer_mark=f"{ISSUER}文件",
    title=f"{ISSUER}关于重点领域政府信息公开工作情况的通报",
    recipients="各镇人民政府、街道办事处",
    paragraphs=tuple(
        Paragraph.of(text) for text in ("现通报如下：", "一、总体情况", "（一）镇办。两个。", "1.按期公开", "（1）三条")
    ),
    signature=ISSUER,
    document_number="王政办发〔2019〕3号",
    dated_on=date(2019, 1, 8),
    attachments=(Attachment("问题清单", (LIST,)),),
    copy_to=("区委办公室", "区政协办公室"),
    printed_by=ISSUER,
    note="此件公开发布",
)
RUN_ORDER = ["rStyle", "rFonts", "b", "i", "color", "spacing", "w", "kern", "position", "sz", "szCs", "lang"]
PARAGRAPH_ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "tabs", "kinsoku",
    "wordWrap", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc",
]  # fmt: skip


def read(document: OfficialDocument) -> Document:
    return docx.Document(io.BytesIO(write_official(document)))


def parts(document: OfficialDocument) -> dict[str, Element]:
    with zipfile.ZipFile(io.BytesIO(write_official(document))) as package:
        return {name: fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}


def line(document: Document, text: str) -> Line:
    return next(each for each in document.paragraphs if each.text.startswith(text))


def font(of: Line, run: int = 0) -> str | None:
    own = of.runs[run]._element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    style = of.style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    found: str | None = own.get(qn("w:eastAsia")) or style.get(qn("w:eastAsia"))
    return found


def test_the_elements_come_in_the_order_of_the_standard() -> None:
    texts = [each.text for each in read(NOTICE).paragraphs if each.text]
    assert texts == [
        f"{ISSUER}文件",
        "王政办发〔2019〕3号",
        f"{ISSUER}\n关于重点领域政府信息公开工作情况的通报",
        "各镇人民政府、街道办事处：",
        "现通报如下：",
        "一、总体情况",
        "（一）镇办。两个。",
        "1.按期公开",
        "（1）三条",
        "附件：问题清单",
        ISSUER,
        "2019年1月8日",
        "（此件公开发布）",
        "附件",
        "问题清单",
    ]


def test_the_page_is_that_of_the_standard() -> None:
    section = read(NOTICE).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    measures = (section.page_width, section.page_height, *margins)
    for measured, wanted in zip(measures, (210, 297, 37, 35, 28, 26), strict=True):
        assert measured is not None
        assert measured / Mm(1) == pytest.approx(wanted, abs=0.02)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


@pytest.mark.parametrize(
    ("text", "wanted", "size"),
    [
        (ISSUER, "方正小标宋简体", 45),
        ("王政办发", "仿宋_GB2312", 16),
        (f"{ISSUER}\n", "方正小标宋简体", 22),
        ("现通报", "仿宋_GB2312", 16),
        ("一、", "黑体", 16),
        ("（一）", "楷体_GB2312", 16),
        ("1.", "仿宋_GB2312", 16),
        ("（1）", "仿宋_GB2312", 16),
    ],
)
def test_every_part_has_its_font_and_size(text: str, wanted: str, size: int) -> None:
    found = line(read(NOTICE), text)
    assert font(found) == wanted
    assert found.style is not None
    assert found.style.font.size == Pt(size)


def test_body_lines_are_28_95_points_and_characters_set_closer() -> None:
    body = line(read(NOTICE), "现通报").style
    assert body is not None
    assert body.paragraph_format.line_spacing == Pt(28.95)
    assert body.element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"
    indent = body.element.pPr.find(qn("w:ind"))
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "630")


def test_text_after_a_heading_in_the_same_paragraph_is_body_text() -> None:
    found = line(read(NOTICE), "（一）镇办")
    assert [(run.text, font(found, at)) for at, run in enumerate(found.runs)] == [
        ("（一）镇办。", "楷体_GB2312"),
        ("两个。", "仿宋_GB2312"),
    ]


def test_the_mark_is_red_and_a_red_line_stands_under_the_number() -> None:
    paper = read(NOTICE)
    mark = line(paper, ISSUER).style
    assert mark is not None
    assert str(mark.font.color.rgb) == "FF0000"
    border = line(paper, "王政办发")._element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
    assert border.get(qn("w:color")) == "FF0000"


def test_page_numbers_stand_outside_on_both_sides() -> None:
    paper = read(NOTICE)
    assert paper.settings.odd_and_even_pages_header_footer
    footers = (paper.sections[0].footer, paper.sections[0].even_page_footer)
    assert [footer.paragraphs[0].alignment.name for footer in footers] == ["RIGHT", "LEFT"]
    for footer in footers:
        text = footer.paragraphs[0]._element
        assert "".join(each.text for each in text.iter(qn("w:t"))) == "— 1 —"
        assert [field.get(qn("w:instr")) for field in text.iter(qn("w:fldSimple"))] == [" PAGE "]


def test_a_draft_says_that_it_is_one() -> None:
    texts = [each.text for each in read(replace(NOTICE, document_number=None, dated_on=None)).paragraphs]
    assert "（草稿，未编号）" in texts
    assert "××××年××月××日" in texts


def test_the_table_fits_the_page_repeats_its_headings_and_tears_no_row() -> None:
    table = read(NOTICE).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["序号", "问题"], *map(list, LIST.rows)]
    assert [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows] == [True, False, False]
    assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)
    assert sum(column.width for column in table.columns) / Mm(156) == pytest.approx(1, abs=0.001)


def test_a_row_taller_than_a_page_may_be_split() -> None:
    tall = replace(LIST, rows=(("1", "长" * 2000),))
    row = read(replace(NOTICE, attachments=(Attachment("清单", (tall,)),))).tables[0].rows[1]
    assert row._tr.trPr.findall(qn("w:cantSplit")) == []


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="cells for 1 of 2 columns"):
        write_official(replace(NOTICE, attachments=(Attachment("清单", (replace(LIST, rows=(("1",),)),)),)))


def test_attachments_begin_new_pages_and_are_numbered_when_several() -> None:
    second = Attachment("说明", (Paragraph(0, "说明文字"),))
    paper = read(replace(NOTICE, attachments=(*NOTICE.attachments, second)))
    texts = [each.text for each in paper.paragraphs]
    assert [text for text in texts if text.startswith(("附件", "2."))] == [
        "附件：1.问题清单",
        "2.说明",
        "附件1",
        "附件2",
    ]
    marks = [line(paper, text) for text in ("附件1", "附件2")]
    assert [mark.paragraph_format.page_break_before for mark in marks] == [True, True]
    assert [font(mark) for mark in marks] == ["黑体", "黑体"]


def test_a_wide_attachment_stands_on_turned_pages_with_the_same_text_area() -> None:
    wide = Attachment("问题清单", (Paragraph(1, "一、甲单位"), LIST, Lines("1. 逾期", ("《批复》逾期",))), is_wide=True)
    paper = read(replace(NOTICE, attachments=(wide,)))
    upright, turned = paper.sections
    assert (upright.orientation, turned.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    for section, sides in ((upright, (156, 225)), (turned, (225, 156))):
        found = (
            section.page_width - section.left_margin - section.right_margin,  # type: ignore[operator]
            section.page_height - section.top_margin - section.bottom_margin,  # type: ignore[operator]
        )
        assert [measured / Mm(1) for measured in found] == pytest.approx(sides, abs=0.05)
        assert [footer.paragraphs[0].text for footer in (section.footer, section.even_page_footer)] == ["—  —"] * 2
    assert sum(column.width for column in paper.tables[0].columns) / Mm(225) == pytest.approx(1, abs=0.001)
    assert not line(paper, "附件").paragraph_format.page_break_before
    assert [line(paper, text).style.name for text in ("1. 逾期", "（1）《")] == ["附件条目标题", "附件条目"]


def test_after_a_wide_attachment_the_pages_turn_back() -> None:
    wide, upright = Attachment("清单", (LIST,), is_wide=True), Attachment("说明", (Paragraph(0, "说明文字"),))
    paper = read(replace(NOTICE, attachments=(wide, wide, upright)))
    assert [section.orientation for section in paper.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    breaks = [line(paper, text).paragraph_format.page_break_before for text in ("附件1", "附件2", "附件3")]
    assert breaks == [None, True, None]


def test_the_colophon_names_copies_printer_and_day() -> None:
    def colophon(document: OfficialDocument) -> list[str]:
        paper = read(document)
        boxes = paper.element.body.iter(qn("w:txbxContent"))
        return [text for box in boxes for each in box if (text := Line(each, paper._body).text)]

    copies = "抄送：区委办公室，区政协办公室。"
    assert colophon(NOTICE) == [copies, f"{ISSUER}\t2019年1月8日印发"]
    printed = replace(NOTICE, printed_on=date(2019, 1, 10), copy_to=())
    assert colophon(printed) == [f"{ISSUER}\t2019年1月10日印发"]
    assert colophon(replace(NOTICE, copy_to=(), printed_by="")) == []


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_official(NOTICE) == write_official(replace(NOTICE))
    assert write_official(NOTICE) != write_official(replace(NOTICE, note="此件不予公开"))


def test_the_file_names_its_author_and_no_program_or_clock() -> None:
    core = read(NOTICE).core_properties
    assert (core.author, core.last_modified_by, core.title) == (ISSUER, "", NOTICE.title)
    assert core.created is not None
    assert core.created.date() == NOTICE.dated_on
    with zipfile.ZipFile(io.BytesIO(write_official(NOTICE))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(b"python" in package.read(name) for name in package.namelist())


@pytest.mark.parametrize(("tag", "order"), [("w:rPr", RUN_ORDER), ("w:pPr", PARAGRAPH_ORDER)])
def test_properties_come_in_the_order_of_the_schema(tag: str, order: list[str]) -> None:
    met = 0
    for root in parts(NOTICE).values():
        for properties in root.iter(qn(tag)):
            names = [child.tag.rpartition("}")[2] for child in properties]
            assert names == sorted(names, key=order.index)
            met += 1
    assert met > 20


def test_control_characters_and_markup_stay_text() -> None:
    texts = [each.text for each in read(replace(NOTICE, recipients="甲\x00乙<w:p>&\u202e丙")).paragraphs]
    assert "甲乙<w:p>&丙：" in texts


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、甲", 1),
        ("十二、甲", 1),
        ("（三）甲", 2),
        ("1.甲", 3),
        ("（2）甲", 4),
        ("2018年", 0),
        ("1.5万元", 0),
        ("", 0),
    ],
)
def test_the_level_of_a_paragraph_is_read_from_its_number(text: str, level: int) -> None:
    assert Paragraph.of(text) == Paragraph(level, text)
