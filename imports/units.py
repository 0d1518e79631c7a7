"""A cell of a unit column -> the units it names, each as written, with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from imports.rows import Role, UnitRef
from imports.vocabulary import (
    ENDINGS_OPEN,
    ENDINGS_PLAIN,
    GENERIC,
    LEVEL_START,
    NOTHING,
    OTHER_GROUP,
    TOWNS_GROUP,
    TOWNS_KIND,
    UNIT_ENDING,
    UNIT_LABEL,
)

_OPENING, _CLOSING = "(（[［〔﹝【「", ")）]］〕﹞】」"
_SEPARATORS = "、，,；;。/／|｜"
_PIECE = re.compile(r"([ \t]*\n?[ \t]*)(\S+)")  # what stands before it, and an unbroken piece of text
_ROLE_MARK = re.compile(r"[(（〔\[](牵头|主办|配合|协办|责任)(?:单位|部门)?[)）〕\]]")
_LABEL = re.compile(r"(牵头|主办|配合|协办|协助|责任)(?:责任)?(?:单位|部门)?[:：]")
_LEADS = re.compile(r"(?:单位|部门)?牵头(?:负责|落实|公开)*|主办|会同|会商|为主(?:负责)?")
_COOPERATES = re.compile(
    r"(?:等)?(?:按(?:照)?(?:职责|职能)分工)?(?:配合|协助|协办|参与|参加)(?:落实|做好|实施)?(?:公开|工作)?$"
)
_BRACKETED_END = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]$")
_BRANCH = re.compile(
    r"^(?![区市县])[\u4e00-\u9fff]{1,3}(?:分局|大队|支队)$|^(?:办事处|委员会|员会|人民政府|民政府|管委会|管理委员会|联合会)$"
)
# What is said about a unit in brackets behind its name, and is no part of it.
_REMARK = re.compile(r"[(（](?:按[^()（）]*(?:职责|职能|分工)|具体|由)[^()（）]*[)）]$")
_TRADES = re.compile(r"等(?:各|有关|相关)?(?:行业|业务)?(?:主管|监管|审批|管理)?部门$")
_BEFORE = re.compile(r"^(?:其中|由|和|及|以及|与|并?会同|会商|联合)(?=[区市县省各相有])")
_NUMBERED = re.compile(r"(?:^|(?<=[\s、，,；;。局委办院心处镇道]))(?:[(（]?\d{1,2}[.．、)）](?!\d)|[①-⑳])\s*")
_AND = re.compile(r"(?<=[局办委部会院心处门位府镇道])(?:以及|和|及|与)(?=[区市县各相有])")
_ROLES: dict[str, Role] = {
    "牵头": "lead",
    "主办": "lead",
    "配合": "cooperating",
    "协办": "cooperating",
    "协助": "cooperating",
    "责任": "responsible",
}


@lru_cache(maxsize=8192)
def units(text: str, role: Role = "responsible", column: str | None = None) -> tuple[UnitRef, ...]:
    """The units that a cell names, in order and without repetition; () for a blank or a dash.

    role: what the column says; words in the cell (牵头, 配合, 会同) override it.
    """
    found: dict[tuple[str, Role], UnitRef] = {}
    for part, part_role in _roles(_unwrapped(text.strip()), role):
        for ref in _named(part, part_role, column):
            found.setdefault((ref.as_written, ref.role), ref)
    return tuple(found.values())


def first_leads(refs: Sequence[UnitRef]) -> tuple[UnitRef, ...]:
    """Of several units that bear responsibility alike, the first one leads: some tables say so in a note."""
    if len(refs) < 2 or any(ref.role != "responsible" for ref in refs):
        return tuple(refs)
    return replace(refs[0], role="lead"), *refs[1:]


def _unwrapped(text: str) -> str:
    """（市府办牵头，各部门配合） -> without the brackets, where one pair holds everything."""
    while len(text) > 2 and text[0] in _OPENING and text[-1] in _CLOSING and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    depth = 0
    for index, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0:
            return index
    return -1


def _roles(text: str, role: Role) -> Iterator[tuple[str, Role]]:
    """Pieces of a cell with the role that its words give them."""
    labels = list(_LABEL.finditer(text))
    if labels and (len(labels) > 1 or labels[0].start() == 0):
        yield text[: labels[0].start()], role
        for label, after in zip(labels, [*labels[1:], None], strict=True):
            label_role: Role = _ROLES[label.group(1)]
            if label_role == "responsible":
                label_role = role
            yield text[label.end() : after.start() if after else len(text)], label_role
        return
    lead = next((match for match in _LEADS.finditer(text) if match.start() and not _depth(text[: match.start()])), None)
    if lead is None:
        yield from _cooperating_clauses(text, role)
        return
    yield text[: lead.start()], "lead"
    rest = text[lead.end() :].lstrip(_SEPARATORS + " ")
    yield rest, _role_beside_lead(rest, lead.group())


def _cooperating_clauses(text: str, role: Role) -> Iterator[tuple[str, Role]]:
    """区民政局负责，各镇办配合: without a word for the lead, only the clause that says so cooperates."""
    head, comma, tail = text, "", ""
    for match in re.finditer(r"[，；;]", text):
        if not _depth(text[: match.start()]):
            head, comma, tail = text[: match.start()], match.group(), text[match.end() :]
    if comma and _COOPERATES.search(tail.rstrip("。 ")):
        yield head, role
        yield tail, "cooperating"
    else:
        yield text, role


def _role_beside_lead(rest: str, word: str) -> Role:
    plain = rest.rstrip("。；; ")
    if word.startswith("会") or _COOPERATES.search(plain) or "负责" not in plain:
        return "cooperating"
    return "responsible"


def _depth(text: str) -> int:
    return sum(sign in _OPENING for sign in text) - sum(sign in _CLOSING for sign in text)


def _named(text: str, role: Role, column: str | None) -> Iterator[UnitRef]:
    refs: list[UnitRef] = []
    if _TRADES.search(text) and not all(UNIT_ENDING.search(token) for token in _tokens(_TRADES.sub("", text))):
        yield UnitRef(text, role, column, "", False, True)  # 建设、交通等行业主管部门 names trades, not units
        return
    for token in _tokens(text):
        token_role = role
        mark = _ROLE_MARK.search(token)
        if mark and mark.group(1) != "责任":
            token_role = _ROLES[mark.group(1)]
        written, open_ended = _without_ending(_ROLE_MARK.sub("", token, count=1))
        if written:
            group, generic = kind_of(written)
            refs.append(UnitRef(written, token_role, column, open_ended, group, generic))
        elif open_ended and refs:
            refs[-1] = replace(refs[-1], open_ended=open_ended)
    yield from refs


def _without_ending(token: str) -> tuple[str, str]:
    """The name without 负责, 配合, 等部门 …; and those of these words that leave the list open."""
    token = UNIT_LABEL.sub("", token).strip(" .:：。")
    token = _BEFORE.sub("", token)
    if token in NOTHING:
        return "", ""
    bare = _REMARK.sub("", _COOPERATES.sub("", token))
    opened = ENDINGS_OPEN.search(bare)
    if opened and opened.group():
        return bare[: opened.start()], opened.group()
    plain = ENDINGS_PLAIN.sub("", bare)
    return (plain or bare), ""


def kind_of(name: str) -> tuple[bool, bool]:
    """(stands for a group of units, is only a generic word)."""
    if TOWNS_GROUP.fullmatch(name) or TOWNS_KIND.match(name):
        return True, False
    if OTHER_GROUP.fullmatch(name):
        return True, True
    return False, GENERIC.search(name) is not None


def _tokens(text: str) -> Iterator[str]:
    """Split at separators outside brackets; a group that is written with separators stays whole."""
    for part in _split(_NUMBERED.sub("、", _AND.sub("、", text))):
        yield from (token for token in _unbroken(_PIECE.findall(part)) if token)


def _split(text: str) -> Iterator[str]:
    towns = {found.start(): found.end() for found in TOWNS_GROUP.finditer(text)}
    depth, start, index = 0, 0, 0
    while index < len(text):
        sign = text[index]
        if depth == 0 and index in towns:
            index = towns[index]
            continue
        depth = max(0, depth + (sign in _OPENING) - (sign in _CLOSING))
        if sign in _SEPARATORS and depth == 0:
            yield text[start:index]
            start = index + 1
        index += 1
    yield text[start:]


def _unbroken(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """Blanks and line breaks separate units or stand inside a name: a name that is not complete goes on."""
    name = ""
    for before, piece in pieces:
        if name and _is_complete(name, piece) and not ("\n" in before and _goes_on(name, piece)):
            yield name
            name = piece
        else:
            name += piece
    yield name


def _goes_on(name: str, following: str) -> bool:
    """A line that begins without 区 below one that began with it is the rest of a name: 区住房和城乡⏎建设局."""
    if not LEVEL_START.match(name) or LEVEL_START.match(following):
        return False
    return OTHER_GROUP.fullmatch(following) is None and GENERIC.search(following) is None


def _is_complete(name: str, following: str) -> bool:
    if _depth(name) > 0 or following[0] in _OPENING + _CLOSING:
        return False
    if not UNIT_ENDING.search(_BRACKETED_END.sub("", name)) or len(following) == 1 or _BRANCH.match(following):
        return False
    if name in {"区委", "市委", "县委", "区政府", "市政府"}:
        return LEVEL_START.match(following) is not None
    return LEVEL_START.match(following) is not None or UNIT_ENDING.search(following) is not None
