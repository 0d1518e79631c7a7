"""A cell of the channel column -> the channels in which the information is to be published."""

from __future__ import annotations

import re
from functools import lru_cache

from imports.text import key, name
from imports.vocabulary import (
    CHANNEL_NAMES,
    CHANNEL_STARTS,
    EMPTY_BOXES,
    NO_TICKS,
    NOTHING,
    TICKED_BOXES,
    TICKS,
)

_YES, _NO = "■", "□"
_TICKED_BRACKETS = re.compile(r"[\[【(（]\s*[√✓✔vV■☑]\s*[\]】)）]|[□☐]\s*[√✓✔]")
_EMPTY_BRACKETS = re.compile(r"[\[【(（][\s\u3000]+[\]】)）]|\[\]|【】")
# A box whose font was lost in conversion. 口 is also the last sign of 窗口, 路口 …; R and t only count before Chinese.
_LOST_EMPTY = re.compile(
    rf"(?:(?<=两微一端)|(?<![窗出入港路人户端接进门关]))口(?=\s*(?:{CHANNEL_STARTS}))|×(?=\s*(?:{CHANNEL_STARTS}))"
)
_LOST_TICK = re.compile(rf"(?<![A-Za-z0-9./:])[Rt](?=\s*(?:{CHANNEL_STARTS}))")
_LOST_BULLET = re.compile(rf"(?:(?<=^)|(?<=[\s、，,；;]))[on](?=\s*(?:{CHANNEL_STARTS}))")
_ALL_TICKED = re.compile(f"[{TICKED_BOXES}]")
_ALL_EMPTY = re.compile(f"[{EMPTY_BOXES}]")
_BOX = re.compile(f"[{_YES}{_NO}]")

_NUMBERED = re.compile(
    r"(?:^|(?<=[^\d.]))\s*(?:[(（][一二三四五六七八九十]{1,2}[)）]|[(（]?\d{1,2}[)）]|\d{1,2}[.、．](?!\d)|[①-⑳])\s*"
)
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff)）]{2})\s+(?=[\u4e00-\u9fff]{3})|\s{2,}")
_OPENING, _CLOSING = "(（[［〔【“", ")）]］〕】”"
_EDGES = " \t\n、，,；;。.：:_＿"
# 区政府网站和公告栏: between the last sign of one channel and the first of another.
_AND = re.compile(rf"(?<=[站栏微博信端屏台报视册告会体馆厅点网报号])(?:以及|和|及|与)(?={CHANNEL_STARTS})")
_BEFORE = re.compile(r"^(?:通过|利用|依托|运用|借助|在|经|由)(?=.{2})")
_ENDING = re.compile(r"(?:等(?:渠道|载体|方式|平台)?|等.{0,4}公开|公开|发布)$")


@lru_cache(maxsize=4096)
def channels(text: str) -> tuple[str, ...]:
    """The channels of a cell, as written, in order: with boxes only the ticked ones, otherwise all that are listed."""
    if key(text) in NOTHING:
        return ()
    boxed = _normalised(text)
    found = _chosen(boxed) if _BOX.search(boxed) else _listed(text)
    return tuple(dict.fromkeys(channel for channel in found if channel))


def has_boxes(text: str) -> bool:
    """Does the cell choose by boxes? Then an empty result means that none is ticked."""
    return _BOX.search(_normalised(text)) is not None


def is_tick(text: str) -> bool | None:
    """True for √ and its like, False for a blank or a cross, None for a word in place of a tick."""
    mark = key(text)
    if mark in NO_TICKS:
        return False
    return True if mark in TICKS else None


def _normalised(text: str) -> str:
    """Every spelling of a box as ■ or □."""
    text = _EMPTY_BRACKETS.sub(_NO, _TICKED_BRACKETS.sub(_YES, text))
    has_true_boxes = _ALL_TICKED.search(text) or _ALL_EMPTY.search(text)
    text = _LOST_TICK.sub(_YES, _LOST_EMPTY.sub(_NO, text))
    if has_true_boxes:
        text = _LOST_BULLET.sub(lambda found: _NO if found.group() == "o" else _YES, text)
    return _ALL_EMPTY.sub(_NO, _ALL_TICKED.sub(_YES, text))


def _chosen(boxed: str) -> list[str]:
    pieces = _BOX.split(boxed)
    marks = _BOX.findall(boxed)
    if not pieces[-1].strip(_EDGES) and pieces[0].strip(_EDGES) and len(pieces[0].strip(_EDGES)) <= 20:
        # 政府网站■ 公告栏□: the box stands behind the name.
        names = pieces[:-1]
    else:
        names = pieces[1:]
    return [_tidy(piece) for mark, piece in zip(marks, names, strict=True) if mark == _YES]


def _listed(text: str) -> list[str]:
    found: list[str] = []
    for line in text.split("\n"):
        first, *others = _split(_AND.sub("、", _BLANK.sub("、", _NUMBERED.sub("、", line))))
        if found and first and (first[0] in _OPENING or (len(first) <= 2 and first not in CHANNEL_NAMES)):
            found[-1] += first  # a word that the cell's width broke, or a remark on the line above
        else:
            found.append(first)
        found += others
    tidy = [_BEFORE.sub("", _tidy(part)) for part in found]
    return [each for part in tidy for each in _alternatives(_ENDING.sub("", part) or part)]


def _alternatives(part: str) -> list[str]:
    """政府网站/公示栏 are two channels, 发布会/听证会 is one kind of occasion."""
    parts = part.split("/")
    return parts if len(parts) > 1 and all(each in CHANNEL_NAMES for each in parts) else [part]


def _split(line: str) -> list[str]:
    depth, start, parts = 0, 0, []
    for index, sign in enumerate(line):
        depth = max(0, depth + (sign in _OPENING) - (sign in _CLOSING))
        if depth == 0 and sign in "、，,；;。":
            parts.append(line[start:index])
            start = index + 1
    return [*parts, line[start:]]


def _tidy(piece: str) -> str:
    return name(piece.strip().strip(_EDGES)).strip().strip(_EDGES)
