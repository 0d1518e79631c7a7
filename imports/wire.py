"""Values on their way between two processes: dataclasses as JSON lists and back, by their declared types. No pickle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Turn = Callable[[Any], Any]
T = TypeVar("T")
_PLAIN = (str, int, float, bool, NoneType, object)


def dumps(value: object) -> bytes:
    """A dataclass as JSON. Its fields hold plain values, dates, dataclasses, and tuples and mappings of them."""
    turn: Turn = _writer(cast(Any, type(value)))
    return json.dumps(turn(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def loads(kind: type[T], data: bytes) -> T:
    """The dataclass again. Raises ValueError, TypeError or KeyError for anything else."""
    found: T = _reader(cast(Any, kind))(json.loads(data))
    return found


@cache
def _writer(hint: Any) -> Turn:
    inner = _inner(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        parts = _parts(hint)
        turns = [(name, _writer(part)) for name, part in parts if not _is_plain(part)]
        names = [name for name, _ in parts]
        if not turns:
            return lambda value: [getattr(value, name) for name in names]
        return _dataclass_writer(names, dict(turns))
    if hint is date:
        return date.isoformat
    if _is_plain(hint):
        return _as_it_is
    if get_origin(hint) in (Union, UnionType):
        turn = _lazily(_writer, _only(inner))
        return lambda value: None if value is None else turn(value)
    if get_origin(hint) in (dict, Mapping):
        if inner[0] is str and _is_plain(inner[1]):
            return _as_it_is
        key, content = map(_writer, inner)
        return lambda value: [[key(k), content(v)] for k, v in value.items()]
    if _is_list(hint):
        if _is_plain(inner[0]):
            return _as_it_is
        turn = _writer(inner[0])
        return lambda value: [turn(part) for part in value]
    turns_in_order = [_writer(part) for part in inner]
    return lambda value: [turn(part) for turn, part in zip(turns_in_order, value, strict=True)]


def _dataclass_writer(names: list[str], turns: dict[str, Turn]) -> Turn:
    steps = [(name, turns.get(name)) for name in names]
    return lambda value: [getattr(value, name) if turn is None else turn(getattr(value, name)) for name, turn in steps]


@cache
def _reader(hint: Any) -> Turn:
    inner = _inner(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        parts = _parts(hint)
        turns = [(at, _reader(part)) for at, (_, part) in enumerate(parts) if not _is_plain(part)]
        return _dataclass_reader(hint, len(parts), turns)
    if hint is date:
        return date.fromisoformat
    if _is_plain(hint):
        return _as_it_is
    if get_origin(hint) in (Union, UnionType):
        turn = _lazily(_reader, _only(inner))
        return lambda value: None if value is None else turn(value)
    if get_origin(hint) in (dict, Mapping):
        if inner[0] is str and _is_plain(inner[1]):
            return dict
        key, content = map(_reader, inner)
        return lambda value: {key(k): content(v) for k, v in value}
    if _is_list(hint):
        if _is_plain(inner[0]):
            return tuple
        turn = _reader(inner[0])
        return lambda value: tuple([turn(part) for part in value])
    turns_in_order = [_reader(part) for part in inner]
    return lambda value: tuple([turn(part) for turn, part in zip(turns_in_order, value, strict=True)])


def _dataclass_reader(hint: Any, size: int, turns: list[tuple[int, Turn]]) -> Turn:
    def read(value: list[Any]) -> Any:
        if len(value) != size:
            raise ValueError(f"{hint.__name__} has {size} fields")
        for at, turn in turns:
            value[at] = turn(value[at])
        return hint(*value)

    return read


def _as_it_is(value: Any) -> Any:
    return value


def _lazily(of: Callable[[Any], Turn], hint: Any) -> Turn:
    """A type may hold itself, so the way to turn it is looked up when it is needed."""

    def turn(value: Any) -> Any:
        return of(hint)(value)

    return turn


def _parts(hint: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(hint)
    return [(part.name, hints[part.name]) for part in fields(hint)]


def _inner(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)


def _only(inner: tuple[Any, ...]) -> Any:
    (kind,) = (part for part in inner if part is not NoneType)
    return kind


def _is_plain(hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return all(_is_plain(part) for part in get_args(hint))
    return hint in _PLAIN or get_origin(hint) is Literal


def _is_list(hint: Any) -> bool:
    inner = get_args(hint)
    return get_origin(hint) in (list, Sequence) or (get_origin(hint) is tuple and inner[-1:] == (Ellipsis,))
