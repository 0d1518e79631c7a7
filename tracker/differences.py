"""What a transaction changes in rows that were there before it, column by column, so that no verb has to tell.

Rows that it makes are not listed: they are there to be read, and what they said at first is the ``before`` of their
first change. Of an act upon very many rows the first ones are kept and the others counted.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any
from weakref import WeakSet

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState, Mapper, Session

MOST_ROWS, LONGEST_TEXT = 40, 300
SECRET = re.compile(r"hash|nonce|password_hash|secret")
UNTOLD = frozenset({"version", "counts"})  # what an act would do is no act
MASKED, UNREAD, CUT = ("（不予记录）", "（已更换）"), "（未读取）", "…"
Changes = dict[str, dict[str, list[Any]]]
_NOTED, _FRESH, _MORE = "tracker.changes", "tracker.fresh", "tracker.more"
OTHERS = "others"


def note(session: Session) -> None:
    """To be called after each flush, while it can still be told what was there before."""
    fresh: WeakSet[Any] = session.info.setdefault(_FRESH, WeakSet())
    fresh.update(session.new)
    for row in (*session.dirty, *session.deleted):
        state: InstanceState[Any] = inspect(row)
        if row in fresh or getattr(state.class_, "needs_no_record", False):
            continue
        is_gone, name, noted = row in session.deleted, _name(state), session.info.setdefault(_NOTED, {})
        if name not in noted and len(noted) >= MOST_ROWS:
            session.info[_MORE] = session.info.get(_MORE, 0) + bool(is_gone or state.committed_state)
        elif found := dict(_deleted(state) if is_gone else _changed(state)):
            _keep(noted.setdefault(name, {}), found)


def _keep(columns: dict[str, list[Any]], found: dict[str, list[Any]]) -> None:
    """What several flushes change is one change, from the first ``before`` to the last ``after``."""
    for column, (before, after) in found.items():
        columns[column] = [columns[column][0] if column in columns else before, after]


def take(session: Session) -> dict[str, Any]:
    """What was noted since the last time: ``{"assignment 5": {"percent": [30, 40]}}``; a deleted row ends in None."""
    noted: Changes = session.info.pop(_NOTED, {})
    told: dict[str, Any] = {}
    for name, columns in noted.items():
        kept = {column: pair for column, pair in columns.items() if pair[0] != pair[1]}
        if kept:
            told[name] = kept
    more = session.info.pop(_MORE, 0)
    return told | ({OTHERS: more} if more else {})


def are_left(session: Session) -> bool:
    """Whether something was noted that no entry tells yet."""
    noted: Changes = session.info.get(_NOTED, {})
    return any(before != after for columns in noted.values() for before, after in columns.values())


def forget(session: Session) -> None:
    for key in (_NOTED, _FRESH, _MORE):
        session.info.pop(key, None)


def _name(state: InstanceState[Any]) -> str:
    key = "-".join(str(part) for part in state.identity or ())
    return f"{state.mapper.local_table.name} {key}"  # type: ignore[attr-defined]


def columns_of(mapper: Mapper[Any]) -> Iterator[tuple[str, str]]:
    """Attribute and column of each, the keys left out."""
    for each in mapper.column_attrs:
        column = each.columns[0]
        if not column.primary_key and column.name not in UNTOLD:
            yield each.key, column.name


def _changed(state: InstanceState[Any]) -> Iterator[tuple[str, list[Any]]]:
    for key, column in columns_of(state.mapper):
        history = state.attrs[key].history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else UNREAD  # set without having been looked at
            after = history.added[0] if history.added else None
            if before != after:
                yield column, _shown(column, before, after)
    for each in state.mapper.relationships:
        if each.secondary is not None:
            history = state.attrs[each.key].history
            if history.has_changes():
                kept = [_key(row) for row in history.unchanged]
                sides = (history.deleted, history.added)
                yield each.key, [sorted([*kept, *map(_key, side)]) for side in sides]


def _deleted(state: InstanceState[Any]) -> Iterator[tuple[str, list[Any]]]:
    for key, column in columns_of(state.mapper):
        value = state.dict.get(key)
        if value is not None:
            yield column, _shown(column, value, None)


def _key(row: Any) -> Any:
    return inspect(row).identity[0] if inspect(row).identity else 0


def _shown(column: str, *values: Any) -> list[Any]:
    secret = SECRET.search(column)
    return [mask if secret and value else _plain(value) for mask, value in zip(MASKED, values, strict=True)]


def _plain(value: Any) -> Any:
    """A value that JSON knows, long texts cut."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + CUT
