"""Likeness of Chinese titles by their neighbouring characters: no dictionary, no blanks needed. Pure."""

import unicodedata

ENOUGH = 0.25


def folded(text: str) -> str:
    """The text with widths and cases made alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> frozenset[str]:
    """Each two neighbouring letters or digits of the text, widths and cases made alike; punctuation parts them."""
    found: set[str] = set()
    before = ""
    for char in folded(text):
        if not char.isalnum():
            before = ""
            continue
        if before:
            found.add(before + char)
        before = char
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter one is in the other, from 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
