"""One heading cell -> the concept it names, exactly or nearly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from imports.text import key
from imports.vocabulary import CHANNEL_NAMES, HEADING_PIECES, HEADINGS, SUBHEADINGS

# Longer than any heading with its legend (“■”表示必选项，“□”表示可选项).
LONGEST = 90
_LONGEST_WORD = 30  # with a blank after each sign
# A row made only of these is no heading of a task table.
CORE = frozenset({"group", "item", "content", "task", "units", "office", "lead"})

_BRACKETS = re.compile(r"[(（〔﹝\[【][^()（）〔〕﹝﹞\[\]【】]*[)）〕﹞\]】]")
_MARKS = re.compile(r"[\s:：*＊.．。、，,;；/／_\-—“”\"'·|()（）\[\]【】〔〕]+")

_WORDS = {word: concept for concept, words in HEADINGS.items() for word in words.split()}
_SUBWORDS = {word: concept for concept, words in SUBHEADINGS.items() for word in words.split()}
# Most cells of a sheet are told from a heading by their first sign.
_FIRST_SIGNS = frozenset(word[0] for word in _WORDS)
_CHANNELS = frozenset(key(channel) for channel in CHANNEL_NAMES)


@dataclass(frozen=True, slots=True)
class Heading:
    """concept: a key of vocabulary.HEADINGS or "channel_name"; exact: the words are listed as they stand."""

    text: str
    concept: str
    exact: bool


@lru_cache(maxsize=8192)
def listed(text: str) -> str | None:
    """The concept of a heading that is written as the vocabulary has it; None for any other text."""
    if text[:1].isdecimal() or ("\u4e00" <= text[:1] <= "\u9fff" and text[0] not in _FIRST_SIGNS):
        return None
    if len(text) > LONGEST or (len(text) > _LONGEST_WORD and "（" not in text and "(" not in text):
        return None
    return next((_WORDS[word] for word in _spellings(text) if word in _WORDS), None)


@lru_cache(maxsize=2048)
def part(text: str) -> str | None:
    """The concept of a second-row heading, which may be a word too common to stand alone, or a channel's name."""
    if len(text) > LONGEST:
        return None
    for word in _spellings(text):
        if word in _SUBWORDS:
            return _SUBWORDS[word]
        if word in _CHANNELS:
            return "channel_name"
    return listed(text)


@lru_cache(maxsize=2048)
def nearly(text: str) -> str | None:
    """The concept of a heading with a sign lost or mistaken, or of one composed in a way no one has listed."""
    if len(text) > LONGEST:
        return None
    for word in _spellings(text):
        if len(word) > 14:
            continue
        close = {concept for known, concept in _WORDS.items() if len(known) >= 4 and _differs_by_one(word, known)}
        if len(close) == 1:
            return close.pop()
        for piece, concept in HEADING_PIECES:
            if piece in word:
                return concept
        if len(close) > 1:
            return None
    return None


def heading(text: str) -> Heading | None:
    """What a cell of a heading row names; None if nothing comes near."""
    concept = part(text)
    if concept:
        return Heading(text, concept, True)
    concept = nearly(text)
    return Heading(text, concept, False) if concept else None


def _spellings(text: str) -> list[str]:
    """The heading without its bracketed legend, then with it: 公开内容(要素), 公开领域(编码), （公开渠道）."""
    whole = key(text)
    short = _MARKS.sub("", _BRACKETS.sub("", whole))
    full = _MARKS.sub("", whole)
    return [word for word in dict.fromkeys((short, full)) if word]


def _differs_by_one(word: str, known: str) -> bool:
    """One sign lost, added or replaced; at least three signs must agree."""
    if abs(len(word) - len(known)) > 1 or len(word) < 3:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    if len(word) == len(known):
        return word[start + 1 :] == known[start + 1 :]
    if len(word) < len(known):
        return word[start:] == known[start + 1 :]
    return word[start + 1 :] == known[start:]
