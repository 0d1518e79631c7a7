"""What is done to a cell's text before anyone looks at its meaning."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 8_000

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Marks that no one sees and that come from copying out of web pages; the braille dot is a converter's blank.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufffe\uffff]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2802\u3000]+")
# What only the slow way cleans although all of it can be printed.
_SPECIAL = re.compile("_x|  |\u2802")
_BREAKS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_CJK = "\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f“”‘’—…·"
_ENUMERATOR = re.compile(
    r"(?:\d{1,2}\s*[.、．)）](?!\d)|[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_BLANK_IN_CHINESE = re.compile(f"(?<=[{_CJK}]) +(?=[{_CJK}])")


def clean(raw: str) -> tuple[str, bool]:
    """Text without control and invisible characters, blanks made plain; and whether direction marks were removed."""
    if raw.isprintable() and not _SPECIAL.search(raw):
        return raw.strip(), False
    if "_x" in raw:
        raw = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), raw)
        raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    turned = False
    if not raw.isascii():
        plain = _DIRECTION.sub("", raw)
        turned = plain != raw
        raw = plain
    raw = _INVISIBLE.sub("", _BREAKS.sub("\n", raw))
    raw = _BLANKS.sub(" ", raw)
    if "\n" in raw:
        raw = "\n".join(line.strip() for line in raw.split("\n") if line.strip())
    return raw.strip(), turned


def key(text: str) -> str:
    """The text for comparing: one width, no blanks at all, lower case."""
    if not text.isascii():
        # The commonest wide marks are taken by hand: a text without any is soon found to be normal.
        text = text.replace("，", ",").replace("；", ";").replace("：", ":").replace("（", "(").replace("）", ")")
        text = unicodedata.normalize("NFKC", text).replace("\u2802", "")
    return "".join(text.split()).lower()


def paragraph(text: str) -> str:
    """A cell's lines as running text: a break inside a sentence goes, one before a numbered point stays."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        if _ENUMERATOR.match(line) or line[0] in "●○〇■□☑☐◆▲★" or joined[-1] in "。；;：:":
            joined += "\n" + line
        elif joined[-1].isascii() and line[0].isascii() and joined[-1].isalnum() and line[0].isalnum():
            joined += " " + line
        else:
            joined += line
    return joined


def name(text: str) -> str:
    """A short name on one line: breaks and blanks between Chinese characters are layout, not meaning."""
    return _BLANK_IN_CHINESE.sub("", paragraph(text).replace("\n", ""))
