"""What one text says otherwise than another: paragraph by paragraph, and where within a paragraph. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

SAME, GONE, NEW, CHANGED = "same", "gone", "new", "changed"
ALIKE = 0.5  # paragraphs that share less are told as one gone and one new
_PIECES = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)  # a number is changed as a whole


@dataclass(frozen=True)
class Change:
    """A paragraph with how it stands; ``pieces`` are its parts, each the same, gone or new."""

    state: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def is_same(self) -> bool:
        return self.state == SAME


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Every paragraph of both, in the order of the newer text."""
    found: list[Change] = []
    for kind, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Change(SAME, ((SAME, text),)) for text in after[begin:end]]
        else:
            found += _replaced(before[first:last], after[begin:end])
    return found


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for one, other in zip_longest(old, new):
        if one is not None and other is not None and SequenceMatcher(None, one, other).ratio() >= ALIKE:
            yield Change(CHANGED, tuple(_pieces(one, other)))
            continue
        if one is not None:
            yield Change(GONE, ((GONE, one),))
        if other is not None:
            yield Change(NEW, ((NEW, other),))


def _pieces(one: str, other: str) -> Iterator[tuple[str, str]]:
    old, new = _PIECES.findall(one), _PIECES.findall(other)
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield SAME, "".join(new[begin:end])
            continue
        if first < last:
            yield GONE, "".join(old[first:last])
        if begin < end:
            yield NEW, "".join(new[begin:end])
