"""Pieces of a word-processing document, in the styles of `layout`: a paragraph, a run, a rule, a table."""

from collections.abc import Iterable, Sequence

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents.layout import (
    BODY_WIDTH,
    TABLE_HEAD,
    TABLE_TEXT,
    Style,
    element,
    text_run,
)
from tracker.documents.package import printable

# Children of w:pPr must come in the order of the schema, or Word calls the file damaged.
_PROPERTY_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
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


def keep_with_next(block: BaseOxmlElement) -> None:
    """Keep a paragraph, or the last row of a table, on the page of what follows."""
    for each in (block,) if block.tag == qn("w:p") else list(block.iter(qn("w:tr")))[-1].iter(qn("w:p")):
        shape = each.find(qn("w:pPr"))
        if shape.find(qn("w:keepNext")) is None:
            shape.insert(1, element("keepNext"))


def table(
    columns: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]], across: int = BODY_WIDTH
) -> BaseOxmlElement:
    """A ruled table as wide as the text, headings on each page. `columns`: heading, share of the width, centred."""
    total = sum(share for _, share, _ in columns)
    widths = [round(across * share / total) for _, share, _ in columns]
    border = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    edges = [element(edge, **border) for edge in ("top", "left", "bottom", "right", "insideH", "insideV")]
    padding = [element(edge, w=w, type="dxa") for edge, w in (("top", 40), ("left", 50), ("bottom", 40), ("right", 50))]
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=across, type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *edges),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *padding),
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
