"""The measures of GB/T 9704-2012 (党政机关公文格式) as styles of a word-processing document.

A4; 版心 156 x 225 mm; 22 lines of 28 characters of 3号 (16 pt) 仿宋. 28 characters of 16 pt are wider than 156 mm,
so each is set 0.25 pt closer to the next.
"""

import re
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

FANG_SONG = "仿宋_GB2312"
KAI = "楷体_GB2312"
HEI = "黑体"
BIAO_SONG = "方正小标宋简体"
SONG = "宋体"
LATIN = "Times New Roman"
# What a reader without the left font sees: w:altName, read by Word and WPS.
FALLBACKS = {FANG_SONG: "仿宋", KAI: "楷体", HEI: "SimHei", BIAO_SONG: "小标宋,华文中宋,宋体", SONG: "SimSun"}

LINE = 28.95  # points: 225 mm / 22 lines, rounded down so that the 22nd fits
CHARACTER = 15.75  # points: 156 mm / 28 characters
BODY_WIDTH = 8844  # twips: 156 mm
WIDE_WIDTH = 12756  # twips: 225 mm, the text area turned by a quarter
RED = "FF0000"


@dataclass(frozen=True)
class Style:
    """`size` and `line` in points, `before` and `after` in lines, indents in characters of the style's own size."""

    id: str
    name: str
    font: str = FANG_SONG
    size: float = 16
    line: float = LINE
    before: float = 0
    after: float = 0
    align: str = "both"
    first_line: int = 0
    left: float = 0
    right: float = 0
    closer: bool = True
    colour: str | None = None


MARK_SPACE = Style("IssuerMarkSpace", "发文机关标志上方空白", line=92)
MARK = Style("IssuerMark", "发文机关标志", BIAO_SONG, 45, 60, align="center", closer=False, colour=RED)
NUMBER = Style("DocumentNumber", "发文字号", before=2, align="center")
TITLE = Style("DocumentTitle", "公文标题", BIAO_SONG, 22, 33, before=2, align="center", closer=False)
RECIPIENTS = Style("Recipients", "主送机关", before=1)
BODY = Style("DocumentBody", "公文正文", first_line=2)
HEADING_1 = Style("HeadingOne", "公文一级标题", HEI, first_line=2)
HEADING_2 = Style("HeadingTwo", "公文二级标题", KAI, first_line=2)
ATTACHMENT_LIST = Style("AttachmentList", "附件说明")
SIGNATURE = Style("Signature", "发文机关署名", before=2, align="right")
DATE = Style("IssueDate", "成文日期", align="right", right=4)
REMARK = Style("Remark", "附注", left=2)
ATTACHMENT_MARK = Style("AttachmentMark", "附件标识", HEI, align="left")
ATTACHMENT_TITLE = Style("AttachmentTitle", "附件标题", BIAO_SONG, 22, 33, 1, 0.5, align="center", closer=False)
TABLE_HEAD = Style("TableHead", "附件表头", HEI, 10.5, 15, align="center", closer=False)
TABLE_TEXT = Style("TableText", "附件表格", FANG_SONG, 10.5, 15, align="left", closer=False)
DENSE_HEAD = Style("DenseHead", "附件密排表头", HEI, 7.5, 9.5, align="center", closer=False)
DENSE_TEXT = Style("DenseText", "附件密排表格", FANG_SONG, 7.5, 9.5, align="left", closer=False)
LIST_HEAD = Style("ListHead", "附件条目标题", HEI, 12, 20, 0.3, align="left", closer=False)
LIST_TEXT = Style("ListText", "附件条目", FANG_SONG, 12, 18, align="left", closer=False)
COLOPHON = Style("Colophon", "版记", size=14, line=24, align="left", left=1, right=1, closer=False)
RULE = Style("Rule", "分隔线", size=1, line=1.5, closer=False)
PLACE = Style("ColophonPlace", "版记位置", size=1, line=1.5, closer=False)
PAGE_NUMBER = Style("PageNumber", "页码", SONG, 14, 14, closer=False)

STYLES = (
    MARK_SPACE, MARK, NUMBER, TITLE, RECIPIENTS, BODY, HEADING_1, HEADING_2, ATTACHMENT_LIST, SIGNATURE, DATE, REMARK,
    ATTACHMENT_MARK, ATTACHMENT_TITLE, TABLE_HEAD, TABLE_TEXT, DENSE_HEAD, DENSE_TEXT, LIST_HEAD, LIST_TEXT, COLOPHON,
    RULE, PLACE, PAGE_NUMBER,
)  # fmt: skip


def element(name: str, /, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """`<w:name w:attribute="…">children</w:name>`; `None` attributes are left out."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        if value is not None:
            made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def twips(points: float) -> int:
    return round(points * 20)


def set_up(document: Document) -> None:
    """Give a new document the standard's page, styles, fonts and page numbers, and nothing else."""
    _drop_template_parts(document)
    _define_styles(document)
    _set_page(document)
    _number_pages(document)


def _drop_template_parts(document: Document) -> None:
    part = document.part
    for rel in list(part.rels.values()):
        if rel.reltype.rsplit("/", 1)[-1] in {"stylesWithEffects", "customXml", "numbering", "webSettings"}:
            del part.rels[rel.rId]
    package = part.package
    for rel in list(package.rels.values()):
        if rel.reltype.endswith("/thumbnail"):
            del package.rels[rel.rId]


def _define_styles(document: Document) -> None:
    styles = document.styles.element
    for old in list(styles):
        if old.tag in (qn("w:style"), qn("w:docDefaults"), qn("w:latentStyles")):
            styles.remove(old)
    language = element("lang", val="en-US", eastAsia="zh-CN")
    normal = element("rPr", _fonts(FANG_SONG), element("sz", val=32), element("szCs", val=32), language)
    styles.append(element("docDefaults", element("rPrDefault", normal), element("pPrDefault")))
    name = element("name", val="Normal")
    styles.append(element("style", name, element("qFormat"), type="paragraph", default=1, styleId="Normal"))
    for style in STYLES:
        styles.append(_style(style))


def _style(style: Style) -> BaseOxmlElement:
    em = CHARACTER if style.closer else style.size
    paragraph = element(
        "pPr",
        element("widowControl", val=0),
        element("wordWrap", val=0),
        element("overflowPunct", val=1),  # as Word does by itself; LibreOffice 7 reads it the other way round and loses
        # a mark that it hangs after the 28th character
        element("autoSpaceDE", val=0),
        element("autoSpaceDN", val=0),
        element("snapToGrid", val=0),
        element(
            "spacing",
            before=twips(style.before * LINE),
            after=twips(style.after * LINE),
            line=twips(style.line),
            lineRule="exact",
        ),
        indent(em, left=style.left, right=style.right, first_line=style.first_line),
        element("jc", val=style.align),
    )
    run = element("rPr", _fonts(style.font))
    if style.colour:
        run.append(element("color", val=style.colour))
    if style.closer:
        run.append(element("spacing", val=-5))
    half_points = round(style.size * 2)
    run.extend([element("sz", val=half_points), element("szCs", val=half_points)])
    made = element("style", element("name", val=style.name), type="paragraph", customStyle=1, styleId=style.id)
    made.extend([element("basedOn", val="Normal"), element("qFormat"), paragraph, run])
    return made


def _fonts(font: str) -> BaseOxmlElement:
    latin = SONG if font == SONG else LATIN
    return element("rFonts", ascii=latin, hAnsi=latin, eastAsia=font, cs=LATIN)


def indent(em: float, *, left: float = 0, right: float = 0, first_line: float = 0) -> BaseOxmlElement:
    """Indents given in characters of `em` points; a negative first line hangs."""
    made = element("ind")
    first = "hanging" if first_line < 0 else "firstLine"
    for name, characters in (("left", left), ("right", right), (first, first_line)):
        made.set(qn(f"w:{name}Chars"), str(round(abs(characters) * 100)))
        made.set(qn(f"w:{name}"), str(twips(abs(characters) * em)))
    return made


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(15)
    # The dash of the page number stands 7 mm below the text area, in the middle of a line of 14 pt.
    section.footer_distance = Mm(25.5)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("docGrid", type="lines", linePitch=twips(LINE)))


def section(document: Document, *, is_wide: bool) -> BaseOxmlElement:
    """The properties of a section; a wide one is the page of the standard turned by a quarter for a wide table.

    Its margins are those of the turned sheet, so that the text area is the same and the binding edge is the upper one.
    """
    made = deepcopy(document.sections[0]._sectPr)
    if is_wide:
        size, margins = made.find(qn("w:pgSz")), made.find(qn("w:pgMar"))
        for name, value in {"w": Mm(297).twips, "h": Mm(210).twips, "orient": "landscape"}.items():
            size.set(qn(f"w:{name}"), str(value))
        turned = {"top": 28, "bottom": 26, "left": 35, "right": 37, "footer": 16.5}
        for name, millimetres in turned.items():
            margins.set(qn(f"w:{name}"), str(Mm(millimetres).twips))
    return made


def _number_pages(document: Document) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align, side in ((section.footer, "right", "right"), (section.even_page_footer, "left", "left")):
        field = element("fldSimple", text_run("1"), instr=" PAGE ")
        properties = element("pPr", element("pStyle", val=PAGE_NUMBER.id), indent(14, **{side: 1}))
        properties.append(element("jc", val=align))
        paragraph = element("p", properties, text_run("— "), field, text_run(" —"))
        footer.is_linked_to_previous = False
        root = footer._element
        for old in list(root):
            root.remove(old)
        root.append(paragraph)


def text_run(text: str, properties: BaseOxmlElement | None = None) -> BaseOxmlElement:
    """A run of text, its line feeds and tabs as the elements that stand for them."""
    run = element("r", *([] if properties is None else [properties]))
    for piece in re.split(r"([\n\t])", text):
        if piece in ("\n", "\t"):
            run.append(element("br" if piece == "\n" else "tab"))
        elif piece:
            words = element("t")
            words.text = piece
            words.set(qn("xml:space"), "preserve")
            run.append(words)
    return run


def font_table() -> bytes:
    """The part that tells which installed font stands in for one that is missing."""
    fonts = element("fonts")
    for name, other in FALLBACKS.items():
        fonts.append(element("font", element("altName", val=other), element("charset", val="86"), name=name))
    return serialize_part_xml(fonts)
