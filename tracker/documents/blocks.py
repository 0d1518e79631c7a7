"""Pieces of a word-processing document, in the styles of `layout`: a paragraph, a run, a rule, a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents.layout import (
    BODY_WIDTH,
    DENSE_HEAD,
    DENSE_TEXT,
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


@dataclass(frozen=True)
class Cell:
    """A cell that reaches over several columns or rows."""

    text: str
    across: int = 1
    down: int = 1


def table(
    columns: Sequence[tuple[float, bool]],
    head: Sequence[Sequence[str | Cell]],
    rows: Sequence[Sequence[str | Cell]],
    across: int = BODY_WIDTH,
    *,
    is_dense: bool = False,
) -> BaseOxmlElement:
    """A ruled table as wide as the text, its head on each page. `columns`: share of the width, centred."""
    total = sum(share for share, _ in columns)
    widths = [round(across * share / total) for share, _ in columns]
    border = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    edges = [element(edge, **border) for edge in ("top", "left", "bottom", "right", "insideH", "insideV")]
    room = 10 if is_dense else 40
    inner = (("top", room), ("left", 50), ("bottom", room), ("right", 50))
    padding = [element(edge, w=width, type="dxa") for edge, width in inner]
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
    centred = [centre for _, centre in columns]
    reach: dict[int, tuple[int, int]] = {}
    for cells in head:
        style = DENSE_HEAD if is_dense else TABLE_HEAD
        made.append(_row(_placed(cells, len(widths), reach), widths, [True] * len(columns), style, heading=True))
    for cells in rows:
        style = DENSE_TEXT if is_dense else TABLE_TEXT
        made.append(_row(_placed(cells, len(widths), reach), widths, centred, style))
    return made


def _placed(cells: Sequence[str | Cell], width: int, reach: dict[int, tuple[int, int]]) -> list[tuple[int, Cell, bool]]:
    """Each cell with its first column, and whether it only goes on from the row above. `reach` keeps of every column
    how many rows more its cell takes, and over how many columns."""
    found: list[tuple[int, Cell, bool]] = []
    left, at = [each if isinstance(each, Cell) else Cell(each) for each in cells], 0
    while at < width:
        more, over = reach.pop(at, (0, 1))
        if more:
            found.append((at, Cell("", over), True))
            reach |= {at: (more - 1, over)} if more > 1 else {}
        else:
            if not left:
                raise ValueError(f"a row has cells for {at} of {width} columns")
            cell = left.pop(0)
            found.append((at, cell, False))
            over = cell.across
            reach |= {at: (cell.down - 1, over)} if cell.down > 1 else {}
        at += over
    if left or at > width:
        raise ValueError(f"a row has cells for more than {width} columns")
    return found


def _row(
    placed: Sequence[tuple[int, Cell, bool]],
    widths: list[int],
    centred: list[bool],
    style: Style,
    *,
    heading: bool = False,
) -> BaseOxmlElement:
    properties = element("trPr")
    if max(len(cell.text) for _, cell, _ in placed) <= _LONG_CELL:
        properties.append(element("cantSplit"))
    if heading:
        properties.append(element("tblHeader"))
    row = element("tr", properties)
    for at, cell, goes_on in placed:
        shape = element("tcPr", element("tcW", w=sum(widths[at : at + cell.across]), type="dxa"))
        if cell.across > 1:
            shape.append(element("gridSpan", val=cell.across))
        if goes_on or cell.down > 1:
            shape.append(element("vMerge", val=None if goes_on else "restart"))
        shape.append(element("vAlign", val="center"))
        text = paragraph(style, run(cell.text), direct=[element("jc", val="center")] if centred[at] else [])
        row.append(element("tc", shape, text))
    return row
