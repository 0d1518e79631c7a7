"""The rows of a worksheet as nearly every program writes them, taken without a call for each of their tags.

Formulas, texts in pieces, comments, tags with a prefix and the like are not for here: then the whole sheet is walked
tag by tag. What is taken here means the same there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

MOST = 4 * 1024 * 1024  # a larger sheet is better walked than held several times over

_HEAD = re.compile(
    rb"(?:<\?xml [^<>?]*\?>\s*)?"
    rb'<worksheet xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"[^<>]*>'
)
_ENCODED = re.compile(rb"encoding=[\"'](?!(?i:utf-8)[\"'])")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_CELL = (
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d{1,5})")?(?: t="([A-Za-z]{1,9})")?'
    rb'(?:/>|><v>([^<]*)</v></c>|><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)
_ROW = rb'<row r="([1-9]\d{0,6})"((?: [\w:]+="[ !#-%\'-;=?-~]*")*)'
_ROWS = re.compile(b"(?:" + _ROW + b"(?:/>|>(?:" + _CELL + b")*+</row>))*+")
_TOKEN = re.compile(_CELL + b"|" + _ROW)
_HIDDEN = re.compile(rb' hidden="(?:1|true|True)"')
_BETWEEN = "\uf8ff"  # between two texts; a sheet that uses it is walked

Cell = tuple[int, bytes, str, int, str]  # row, letters of the column, kind, style, value


class Plain(NamedTuple):
    """``rest`` is the sheet without its rows."""

    rest: bytes
    cells: Iterator[Cell]
    hidden_rows: set[int]


def plain(sheet: bytes) -> Plain | None:
    """The rows apart from the sheet, if all of them are plain. Raises ExpatError for a text that is no XML."""
    start, end = sheet.find(_OPEN) + len(_OPEN), sheet.rfind(_CLOSE)
    head = _HEAD.match(sheet)
    if head is None or not head.end() <= start <= end or _ENCODED.search(head.group()):
        return None
    rest = sheet[:start] + sheet[end:]
    if b"<!" in rest or rest.count(b"xmlns=") > 1 or rest.count(b"<?") > 1 or not _ROWS.fullmatch(sheet, start, end):
        return None
    found = _TOKEN.findall(sheet, start, end)
    texts = _texts(list({value or text for _, _, _, _, value, text, _, _ in found}))
    if texts is None:
        return None
    hidden = {int(row) for *_, row, said in found if said and _HIDDEN.search(said)}
    return Plain(rest, _cells(found, texts), hidden)


def _cells(found: list[tuple[bytes, ...]], texts: dict[bytes, str]) -> Iterator[Cell]:
    within, number = b"", 0
    for letters, place, style, kind, value, text, row, _ in found:
        if row:
            within, number = row, int(row)
        elif value or text:
            told = texts[value or text] if value or kind == b"inlineStr" else ""
            at = number if place == within else int(place)
            yield at, letters, kind.decode() or "n", int(style) if style else 0, told
        elif kind == b"e":
            yield int(place), letters, "e", 0, ""


def _texts(raw: list[bytes]) -> dict[bytes, str] | None:
    """What the parser makes of each text, all of them in one go."""
    heard: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = heard.append
    parser.Parse(b"<x>" + _BETWEEN.encode().join(raw) + b"</x>", True)
    texts = "".join(heard).split(_BETWEEN)
    return dict(zip(raw, texts, strict=True)) if len(texts) == len(raw) else None
