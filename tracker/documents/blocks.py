"""Pieces of a word-processing document: a paragraph, a table, a 版记, in the styles of `layout`."""

from collections.abc import Iterable, Sequence

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents.layout import (
    BODY_WIDTH,
    COLOPHON,
    RULE,
    TABLE_HEAD,
    TABLE_TEXT,
    Style,
    element,
    indent,
    text_run,
    twips,
)
from tracker.documents.package import printable

# Children of w:pPr must come in the order of the schema, or Word calls the file damaged.
_PROPERTY_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "pBdr",
    "tabs",
    "spacing",
    "ind",
    "jc",
)
_LONG_CELL = 300  # characters: such a row may be taller than what is left of a page, so it may be split


def paragraph(style: Style, *runs: BaseOxmlElement, direct: Iterable[BaseOxmlElement] = ()) -> BaseOxmlElement:
    """A paragraph in `style`; `direct` are properties of its own, in any order."""
    own = sorted(direct, key=lambda each: [qn(f"w:{name}") for name in _PROPERTY_ORDER].index(each.tag))
    return element("p", element("pPr", element("pStyle", val=style.id), *own), *runs)


def run(text: str, *, font: str | None = None, size: float | None = None, scale: int | None = None) -> BaseOxmlElement:
    """Text with its line feeds and tabs; `size` in points, `scale` is the width of the characters in percent."""
    properties = element("rPr", element("rFonts", hint="eastAsia", eastAsia=font))
    if scale and scale != 100:
        properties.append(element("w", val=scale))
    if size:
        properties.extend([element("sz", val=round(size * 2)), element("szCs", val=round(size * 2))])
    return text_run(printable(text), properties)


def bottom_rule(colour: str) -> BaseOxmlElement:
    """The line under 发文字号, 4 mm below it (7.2.7)."""
    return element("pBdr", element("bottom", val="single", sz=12, space=6, color=colour))


def table(columns: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]]) -> BaseOxmlElement:
    """A ruled table as wide as the text, headings on each page. `columns`: heading, share of the width, centred."""
    total = sum(share for _, share, _ in columns)
    widths = [round(BODY_WIDTH * share / total) for _, share, _ in columns]
    border = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    edges = [element(edge, **border) for edge in ("top", "left", "bottom", "right", "insideH", "insideV")]
    margins = element("tblCellMar", element("left", w=50, type="dxa"), element("right", w=50, type="dxa"))
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=BODY_WIDTH, type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *edges),
            element("tblLayout", type="fixed"),
            margins,
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    made.append(_row([heading for heading, _, _ in columns], widths, [True] * len(columns), heading=True))
    for cells in rows:
        made.append(_row(cells, widths, [centred for _, _, centred in columns]))
    return made


def _row(cells: Sequence[str], widths: list[int], centred: list[bool], *, heading: bool = False) -> BaseOxmlElement:
    properties = element("trPr")
    if max(map(len, cells)) <= _LONG_CELL:
        properties.append(element("cantSplit"))
    if heading:
        properties.append(element("tblHeader"))
    row = element("tr", properties)
    style = TABLE_HEAD if heading else TABLE_TEXT
    for cell, width, centre in zip(cells, widths, centred, strict=True):
        shape = element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center"))
        text = paragraph(style, run(cell), direct=[element("jc", val="center")] if centre else [])
        row.append(element("tc", shape, text))
    return row


def colophon(copied: str, printer: str, printed: str) -> list[BaseOxmlElement]:
    """版记 (7.4): at the foot of the page on which it stands, thick rules outside and thin ones between.

    A frame stands where its anchor, the next paragraph, stands: hence the empty last paragraph.
    """
    left, tab = COLOPHON.left, BODY_WIDTH - twips(COLOPHON.right * COLOPHON.size)
    lines = [paragraph(COLOPHON, run(f"{printer}\t{printed}"), direct=[_frame(), _right_tab(tab)])]
    if copied:
        hanging = indent(COLOPHON.size, left=left + 3, right=COLOPHON.right, first_line=-3)
        lines = [paragraph(COLOPHON, run(f"抄送：{copied}"), direct=[_frame(), hanging]), _rule(thick=False), *lines]
    return [_rule(thick=True), *lines, _rule(thick=True), paragraph(RULE)]


def _frame() -> BaseOxmlElement:
    where = {"hAnchor": "margin", "vAnchor": "margin", "xAlign": "left", "yAlign": "bottom"}
    return element("framePr", w=BODY_WIDTH, wrap="notBeside", **where)


def _rule(*, thick: bool) -> BaseOxmlElement:
    """0.35 mm or 0.25 mm across the whole width, which no border of an indented line of text would be."""
    line = element("top", val="single", sz=8 if thick else 6, space=0, color="000000")
    return paragraph(RULE, direct=[_frame(), element("pBdr", line)])


def _right_tab(at: int) -> BaseOxmlElement:
    return element("tabs", element("tab", val="right", pos=at))
