"""Heading paths of a table's columns -> which column is which field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from imports.channels import is_tick
from imports.grid import letter
from imports.headings import Heading, heading
from imports.vocabulary import NOTHING, SUBHEADINGS

# Of several columns for one field, the first of these words wins, then the leftmost column.
_UNIT_WORDS = ("责任单位", "责任部门", "公开责任", "责任", "公开主体", "主体")
_LIMIT_WORDS = ("公开时限", "时限", "期限", "频次", "周期", "时间")
_CHANNEL_WORDS = ("渠道", "载体", "途径", "平台")

# Two columns for one of these, and one of them goes unread.
_SINGLE = ("content", "task", "units", "lead", "cooperating", "deadline")
_METHOD_WORDS = ("主动公开", "依申请公开", "依申请", "主动", "不予公开")


@dataclass(slots=True)
class Columns:
    """Column numbers by field; None where the table has no such column.

    groups: every grouping column from left to right, `category` is one of them. ticks: columns that stand for one
    channel each. other: columns that are understood and not needed. near: headings matched only approximately. rivals:
    columns that could be a field which another column took.
    """

    seq: int | None = None
    category: int | None = None
    item: int | None = None
    content: int | None = None
    basis: int | None = None
    units: int | None = None
    lead_units: int | None = None
    cooperating_units: int | None = None
    deadline: int | None = None
    channels: int | None = None
    groups: tuple[int, ...] = ()
    ticks: dict[int, str] = field(default_factory=dict)
    other: tuple[int, ...] = ()
    headings: dict[int, str] = field(default_factory=dict)
    near: tuple[tuple[int, Heading], ...] = ()
    unknown: tuple[int, ...] = ()
    rivals: tuple[int, ...] = ()
    rightmost: int = 0

    def letters(self) -> dict[str, str | None]:
        """The published form: field -> letter. Tick columns are represented by the first of them."""
        numbers = {
            "seq": self.seq,
            "category": self.category,
            "item": self.item,
            "content": self.content,
            "units": self.units,
            "lead_units": self.lead_units,
            "cooperating_units": self.cooperating_units,
            "deadline": self.deadline,
            "channels": self.channels or min(self.ticks, default=None),
        }
        return {name: letter(number) if number else None for name, number in numbers.items()}

    def field_of(self, column: int) -> str:
        """The field of a column, "category" for every grouping one; "" for a column that is none."""
        fields = ("seq", "item", "content", "basis", "units", "lead_units", "cooperating_units", "deadline", "channels")
        found = next((name for name in fields if getattr(self, name) == column), "")
        return found or ("category" if column in self.groups else "channels" if column in self.ticks else "")

    def is_read(self, column: int) -> bool:
        return bool(self.field_of(column))

    def has_units(self) -> bool:
        return bool(self.units or self.lead_units or self.cooperating_units)

    def repeats(self, first: Columns) -> bool:
        """Is this the heading of the same columns again, at most with some of its words lost?"""
        pairs = list(zip(self.letters().values(), first.letters().values(), strict=True))
        same = sum(own is not None and own == before for own, before in pairs)
        other = sum(own is not None and own != before for own, before in pairs)
        return other == 0 and same * 2 > sum(before is not None for _, before in pairs)


Sample = Callable[[int], list[str]]


def resolve(paths: dict[int, list[str]], sample: Sample) -> Columns:
    """Decide the fields of a table.

    paths: column -> its heading texts from the top down; sample: column -> the texts of its first rows.
    """
    concepts = {column: _concept(path) for column, path in paths.items() if path}
    columns = Columns(headings={column: "".join(path) for column, path in paths.items()})
    columns.rightmost = max(concepts, default=0)
    columns.near = tuple((c, found) for c, found in concepts.items() if found is not None and not found.exact)
    by: dict[str, list[int]] = {}
    for column, found in sorted(concepts.items()):
        by.setdefault(found.concept if found else "", []).append(column)
    columns.unknown = tuple(by.get("", ()))
    _names(columns, by)
    columns.seq = _first(by, "seq")
    columns.basis = _first(by, "basis")
    columns.lead_units = _first(by, "lead")
    columns.cooperating_units = _first(by, "cooperating")
    columns.units = _preferred(by.get("units", []), paths, _UNIT_WORDS) or _first(by, "office")
    columns.deadline = _preferred(by.get("deadline", []), paths, _LIMIT_WORDS)
    _channels(columns, by, paths, sample)
    _office(columns, by)
    columns.other = tuple(c for name in ("audience", "method", "level", "phase", "other") for c in by.get(name, ()))
    taken = {*columns.groups, columns.item, columns.content, columns.units, columns.deadline}
    taken |= {columns.lead_units, columns.cooperating_units}
    columns.rivals = tuple(c for name in _SINGLE for c in by.get(name, ()) if c not in taken)
    return columns


def _concept(path: list[str]) -> Heading | None:
    """The last heading of a column decides, unless the one above it says what kind of thing its parts are."""
    top, last = heading(path[0]), heading(path[-1])
    if len(path) == 1 or top is None:
        return last
    if top.concept in {"audience", "method", "level", "phase", "other"}:
        return top
    if top.concept in {"channels", "manner"}:
        kind = last.concept if last else ""
        if kind in SUBHEADINGS:
            return Heading(path[-1], "method", True)
        return last if kind == "channels" else Heading(path[-1], "channel_name", True)
    if last is None or last.concept == "channel_name" or (last.concept in SUBHEADINGS and top.exact):
        return top
    if top.concept in {"units", "lead", "cooperating", "deadline", "basis"} and last.concept in {"other", "item"}:
        return top
    return last


def _first(by: dict[str, list[int]], concept: str) -> int | None:
    return by[concept][0] if by.get(concept) else None


def _preferred(candidates: list[int], paths: dict[int, list[str]], words: tuple[str, ...]) -> int | None:
    for word in words:
        for column in candidates:
            if word in "".join(paths[column]):
                return column
    return candidates[0] if candidates else None


def _names(columns: Columns, by: dict[str, list[int]]) -> None:
    """Category, item and content from the columns that group, name and describe."""
    outer = by.get("outer", [])
    groups, items = sorted(by.get("group", []) + outer), by.get("item", [])
    contents, tasks = by.get("content", []), by.get("task", [])
    naming = sorted(groups + items)
    if items:
        item = items[-1]
        inner = [column for column in groups if column > item and "事项" in columns.headings[column]]
        columns.item = inner[-1] if inner else item
    describing = sorted(contents + tasks)
    if not items and groups and (len(groups) > 1 or not describing or "业务事项" in columns.headings[groups[0]]):
        columns.item = groups[-1]
    if columns.item is None and len(describing) > 1:
        columns.item = describing[0]
        contents = [column for column in contents if column != columns.item]
        describing = describing[1:]
    columns.content = contents[0] if contents else (describing[0] if describing else None)
    columns.groups = tuple(column for column in naming if column != columns.item)
    columns.category = next((c for c in columns.groups if c not in outer), min(columns.groups, default=None))


def _channels(columns: Columns, by: dict[str, list[int]], paths: dict[int, list[str]], sample: Sample) -> None:
    named = [c for c in by.get("channel_name", []) if len(paths[c]) > 1 or any(is_tick(text) for text in sample(c))]
    columns.ticks = {column: paths[column][-1] for column in named}
    candidates = by.get("channels", [])
    # 公开方式 is the channel in older tables, 主动 or 依申请 in the catalogues since 2019: the values tell.
    manner = [column for column in by.get("manner", []) if not _says_method(sample(column))]
    columns.channels = _preferred(candidates, paths, _CHANNEL_WORDS) or (manner[0] if manner else None)
    if columns.ticks and columns.channels in candidates and not any(sample(columns.channels or 0)):
        columns.channels = None


def _says_method(values: list[str]) -> bool:
    said = [value for value in values if value not in NOTHING]
    return bool(said) and sum(value.startswith(_METHOD_WORDS) for value in said) * 2 > len(said)


def _office(columns: Columns, by: dict[str, list[int]]) -> None:
    """A 科室 inside a unit is not the unit, when the table names both."""
    if columns.units in by.get("office", []) and (columns.lead_units or columns.cooperating_units):
        columns.units = None
