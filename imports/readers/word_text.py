"""The text that a paragraph of a Word document shows: numbers that Word counts itself, symbols, no deleted words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

_VALUE = qn("w:val")
_TEXT, _RUN, _SYMBOL, _TAB = qn("w:t"), qn("w:r"), qn("w:sym"), qn("w:tab")
_FIELD = qn("w:fldChar")
_BREAKS = {qn("w:br"), qn("w:cr")}
_NOT_SHOWN = {
    qn(f"w:{tag}")
    for tag in ("del", "moveFrom", "pPr", "rPr", "txbxContent", "instrText", "delText", "drawing", "pict")
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_REVISIONS = tuple(qn(f"w:{tag}") for tag in ("ins", "del", "moveFrom", "moveTo"))
_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
} | {
    "taiwaneseCountingThousand",
    "chineseLegalSimplified",
    "japaneseDigitalTenThousand",
}
_MOST_LEVELS = 9


class Words:
    """Reads the paragraphs of one document, in order, because Word's own numbers count from one to the next."""

    def __init__(self, document: Document) -> None:
        body = document.element.body
        self.is_revised = next(body.iter(*_REVISIONS), None) is not None
        self.levels = _levels(document)
        self.styles = _numbered_styles(document)
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0] * _MOST_LEVELS)

    def paragraph(self, element: Any) -> str:
        """What the paragraph shows, a break inside it as a line break."""
        found: list[str] = []
        self._collect(element, found)
        text = "".join(found)
        return self._number(element) + text

    def _collect(self, element: Any, found: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == _TEXT:
                found.append(child.text or "")
            elif tag == _SYMBOL:
                found.append(chr(int(child.get(qn("w:char"), "20"), 16)))
            elif tag in _BREAKS:
                found.append("\n")
            elif tag == _FIELD:
                found.append(_old_box(child))
            elif tag == _TAB:
                found.append(" ")
            elif tag in _NOT_SHOWN or not isinstance(tag, str) or (tag == _RUN and self._is_hidden(child)):
                continue
            else:
                self._collect(child, found)

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(qn("w:rPr"))
        return properties is not None and is_on(properties.find(qn("w:vanish")))

    def _number(self, element: Any) -> str:
        properties = element.find(qn("w:pPr"))
        if properties is None:
            return ""
        numbering = properties.find(qn("w:numPr"))
        if numbering is None:
            style = properties.find(qn("w:pStyle"))
            numbering = self.styles.get(style.get(_VALUE)) if style is not None else None
        if numbering is None:
            return ""
        number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
        key = number.get(_VALUE, "0") if number is not None else "0"
        depth = min(max(int(level.get(_VALUE, "0")), 0), _MOST_LEVELS - 1) if level is not None else 0
        known = self.levels.get(key, {})
        if depth not in known:
            return ""
        counts = self.counts[key]
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (_MOST_LEVELS - depth - 1)
        text = known[depth][1]
        for place in range(depth + 1):
            kind, _, start = known.get(place, ("decimal", "", 1))
            text = text.replace(f"%{place + 1}", _spelled(kind, start + max(counts[place], 1) - 1))
        return text


def _old_box(field: Any) -> str:
    """A check box of an old form, which is no text but a field."""
    box = field.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is None:
        return ""
    state = box.find(qn("w:checked"))
    if state is None:
        state = box.find(qn("w:default"))
    return "☑" if is_on(state) else "☐"


def is_on(switch: Any) -> bool:
    """Is a property such as w:hidden there, and not switched off?"""
    return switch is not None and switch.get(_VALUE, "1") not in ("0", "false", "off")


def _numbered_styles(document: Document) -> dict[str, Any]:
    """For each paragraph style that counts, itself or through the one that it is based on, how it does."""
    styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
    found: dict[str, Any] = {}
    for name, style in styles.items():
        seen: set[str] = set()
        current: Any = style
        while current is not None and current.get(qn("w:styleId")) not in seen:
            seen.add(current.get(qn("w:styleId")))
            numbering = current.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbering is not None:
                found[name] = numbering
                break
            base = current.find(qn("w:basedOn"))
            current = styles.get(base.get(_VALUE)) if base is not None else None
    return found


def _levels(document: Document) -> dict[str, dict[int, tuple[str, str, int]]]:
    """For each list, its levels that count: kind of number, pattern, first number. Bullets say nothing."""
    part = next(
        (rel.target_part for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING), None
    )
    if part is None:
        return {}
    root: Any = parse_xml(part.blob)
    patterns = {
        kind.get(qn("w:abstractNumId")): dict(filter(None, map(_level, kind.findall(qn("w:lvl")))))
        for kind in root.findall(qn("w:abstractNum"))
    }
    found: dict[str, dict[int, tuple[str, str, int]]] = {}
    for number in root.findall(qn("w:num")):
        kind = number.find(qn("w:abstractNumId"))
        if kind is not None:
            found[number.get(qn("w:numId"))] = patterns.get(kind.get(_VALUE), {})
    return found


def _level(element: Any) -> tuple[int, tuple[str, str, int]] | None:
    def value(tag: str, default: str) -> str:
        found = element.find(qn(tag))
        return str(found.get(_VALUE, default)) if found is not None else default

    kind = value("w:numFmt", "decimal")
    if kind in ("bullet", "none"):
        return None
    return int(element.get(qn("w:ilvl"), "0")), (kind, value("w:lvlText", ""), int(value("w:start", "1")))


def _spelled(kind: str, number: int) -> str:
    if kind not in _CHINESE or not 0 < number < 100:
        return f"{number:02}" if kind == "decimalZero" else str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
