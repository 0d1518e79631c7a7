"""Compound files, the container of old Office documents: the names in one, a stream, and a workbook's records.

Only what a guard needs. Every chain of sectors is followed at most once around, whatever the file claims.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_MINI_LIMIT, _MINI_SIZE, _ENTRY_SIZE = 4096, 64, 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Damaged(Exception):
    """The container does not hold together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A storage or a stream of the container."""

    number: int
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file. Raises Damaged for one whose tables cannot be followed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if len(data) < 512 or not data.startswith(MAGIC):
            raise Damaged
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise Damaged
        self.sector_size = 1 << shift
        self.fat = self._fat()
        (first,) = struct.unpack_from("<I", data, 48)
        self.entries = list(self._entries(self._chain(first)))

    @cached_property
    def names(self) -> set[str]:
        """The names of all storages and streams, in lower case."""
        return {entry.name.lower() for entry in self.entries}

    @cached_property
    def top(self) -> set[str]:
        """The names at the top level only, in lower case: what lies deeper belongs to embedded documents."""
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [entry.child for entry in self.entries if entry.kind == _ROOT]
        by_number = {entry.number: entry for entry in self.entries}
        while waiting:
            entry = by_number.get(number := waiting.pop())
            if entry is not None and number not in seen:
                seen.add(number)
                found.add(entry.name.lower())
                waiting += [entry.left, entry.right]
        return found

    def stream(self, *names: str) -> bytes | None:
        """The content of the first stream that has one of these names; None if there is none."""
        for entry in self.entries:
            if entry.kind == _STREAM and entry.name.lower() in names:
                whole = self._chain(entry.start) if entry.size >= _MINI_LIMIT else self._small(entry)
                if len(whole) < entry.size:
                    raise Damaged
                return whole[: entry.size]
        return None

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_size
        if start >= len(self.data):
            raise Damaged
        return self.data[start : start + self.sector_size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        raw = self._sector(sector)
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _fat(self) -> list[int]:
        tables = [number for number in struct.unpack_from("<109I", self.data, 76) if number < _LAST_SECTOR]
        (more,) = struct.unpack_from("<I", self.data, 68)
        most = len(self.data) // self.sector_size + 1
        seen = 0
        while more < _LAST_SECTOR:
            *found, more = self._numbers(more)
            tables += [number for number in found if number < _LAST_SECTOR]
            seen += 1
            if seen > most or len(tables) > most:
                raise Damaged
        if len(tables) > most:
            raise Damaged
        return [number for table in tables for number in self._numbers(table)]

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        most = len(self.data) // self.sector_size + 1
        while sector < _LAST_SECTOR:
            if sector >= len(self.fat) or len(parts) > most:
                raise Damaged
            parts.append(self._sector(sector))
            sector = self.fat[sector]
        return b"".join(parts)

    def _small(self, entry: Entry) -> bytes:
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        (first,) = struct.unpack_from("<I", self.data, 60)
        if root is None:
            raise Damaged
        store, raw = self._chain(root.start), self._chain(first)
        fat = struct.unpack(f"<{len(raw) // 4}I", raw)
        parts: list[bytes] = []
        sector = entry.start
        while sector < _LAST_SECTOR:
            if sector >= len(fat) or len(parts) > len(fat):
                raise Damaged
            parts.append(store[sector * _MINI_SIZE : (sector + 1) * _MINI_SIZE])
            sector = fat[sector]
        return b"".join(parts)

    def _entries(self, directory: bytes) -> Iterator[Entry]:
        for at in range(0, len(directory) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            kind = directory[at + 66]
            if kind in (_STORAGE, _STREAM, _ROOT) and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                left, right, child = struct.unpack_from("<III", directory, at + 68)
                start, size = struct.unpack_from("<II", directory, at + 116)
                yield Entry(at // _ENTRY_SIZE, name, kind, left, right, child, start, size)


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of a workbook's stream: where each begins, its type, its content."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
