"""Which of the three key areas a table belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from imports.text import key
from imports.vocabulary import AREA_CONTENTS, AREA_WORDS


@lru_cache(maxsize=1024)
def area_named(text: str) -> str | None:
    """The one area that a title, sheet or file is named after; None if it names none, or more than one."""
    plain = key(text)
    named = [area for area, words in AREA_WORDS.items() if any(word in plain for word in words)]
    return named[0] if len(named) == 1 else None


def area_of_contents(texts: Iterable[str]) -> str | None:
    """The area whose own words clearly prevail in the rows of a table."""
    counts = dict.fromkeys(AREA_CONTENTS, 0)
    rows = 0
    for text in texts:
        rows += 1
        for area, words in AREA_CONTENTS.items():
            counts[area] += any(word in text for word in words)
    first, second = sorted(counts, key=lambda area: -counts[area])[:2]
    if counts[first] >= max(2, rows * 0.2) and counts[first] >= 2 * counts[second]:
        return first
    return None
