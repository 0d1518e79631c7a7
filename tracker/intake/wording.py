"""An old and a new text sign by sign: what stayed, what went and what came (pure).

Chinese has no blanks between words, so signs are compared, and numbers whole; a sign or two that two sentences share
by chance are no likeness, and where little stayed both texts are told whole.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

SAME, OLD, NEW = "same", "old", "new"
LONGEST = 1500
CHANCE = 2  # signs
LEAST_ALIKE = 0.4
_SIGNS = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)

Pieces = list[tuple[str, str]]


def pieces(old: str, new: str) -> Pieces:
    """Texts with whether they are of both, of the old one or of the new one alone, in the order of reading."""
    if old and new and max(len(old), len(new)) <= LONGEST:
        before, after = _SIGNS.findall(old), _SIGNS.findall(new)
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= LEAST_ALIKE:
            return list(_joined(_kept(matcher, before, after)))
    return [(kind, text) for kind, text in ((OLD, old), (NEW, new)) if text]


def _kept(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    for kind, first, last, start, end in matcher.get_opcodes():
        at_an_edge = first == 0 or last == len(old)
        stays = kind == "equal" and (at_an_edge or last - first > CHANCE)
        yield stays, "".join(old[first:last]), "".join(new[start:end])


def _joined(parts: Iterator[tuple[bool, str, str]]) -> Iterator[tuple[str, str]]:
    for stays, some in groupby(parts, key=lambda part: part[0]):
        olds, news = ("".join(texts) for texts in list(zip(*some, strict=True))[1:])
        if stays:
            yield SAME, olds
        else:
            yield from ((kind, text) for kind, text in ((OLD, olds), (NEW, news)) if text)
