"""A year's list as plain values: the document of ``year-end --json``, its page and its frozen form, byte for byte.

What only a unit's own page shows is most of it, so that part is kept packed, and written once: a list over a million
records fits into memory, and the fingerprint is that of the very bytes that can be downloaded and hashed by anyone.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from tracker.appraisal.facts import FACTS
from tracker.appraisal.indicators import KEPT
from tracker.appraisal.outlook import changes, gains, short_of
from tracker.appraisal.records import Record, Records
from tracker.appraisal.rules import Judgement, Line
from tracker.appraisal.scheme import Scheme

PUBLIC = ("unit", "score", "rank", "facts", "lines", "proposal", "reasons")
PUBLIC_LINE = ("indicator", "points", "of", "reason", "records")
PACKED = ("fact_records", "lines", "titles")


class UnitDocument(Mapping[str, Any]):
    """All that a unit's page shows, with what it takes most room for packed until somebody asks."""

    __slots__ = ("_open", "_packed")

    def __init__(self, shown: dict[str, Any], packed: dict[str, bytes]) -> None:
        self._open, self._packed = shown, packed

    def __getitem__(self, name: str) -> Any:
        return self._open[name] if name in self._open else json.loads(zlib.decompress(self._packed[name]))

    def __iter__(self) -> Iterator[str]:
        return iter((*self._open, *self._packed))

    def __len__(self) -> int:
        return len(self._open) + len(self._packed)

    def text(self, name: str) -> str:
        return canonical(self._open[name]) if name in self._open else zlib.decompress(self._packed[name]).decode()

    def placed(self, one: Judgement) -> "UnitDocument":
        """The same with the unit's place on the list."""
        place = {"rank": one.rank, "proposal": one.proposal.value, "reasons": list(one.reasons)}
        return UnitDocument(self._open | place, self._packed)


def of_unit(one: Judgement, scheme: Scheme) -> UnitDocument:
    """What ``public`` leaves out is for the unit's own page alone."""
    shown = {
        "unit": one.year.name,
        "code": one.year.code,
        "short_name": one.year.short_name,
        "kind": one.year.kind.value,
        "score": number(one.score),
        "rank": one.rank,
        "applicable": one.applicable,
        "facts": one.year.counts,
        "red_lines": [{"name": hit.name, "reason": hit.reason, "records": _refs(hit.records)} for hit in one.red_lines],
        "proposal": one.proposal.value,
        "reasons": list(one.reasons),
        "gains": [{"text": gain.text, "points": number(gain.points)} for gain in gains(one)],
        "changes": list(changes(one, scheme)),
        "short_of": list(short_of(one, scheme)),
    }
    packed = {
        "fact_records": {name: _ids(getattr(one.year, name)) for name in FACTS},
        "lines": [_line(line) for line in one.lines],
        "titles": _titles(one),
    }
    return UnitDocument(shown, {name: zlib.compress(canonical(part).encode(), 1) for name, part in packed.items()})


def public(moment_year: int, as_of: str, scheme: dict[str, Any], units: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The document that CONTRACT.md describes."""
    return head(moment_year, as_of, scheme) | {"units": [public_unit(unit) for unit in units]}


def head(year: int, as_of: str, scheme: dict[str, Any]) -> dict[str, Any]:
    return {"year": year, "as_of": as_of, "scheme": {"name": scheme["name"], "version": scheme["version"]}}


def public_unit(unit: Mapping[str, Any]) -> dict[str, Any]:
    records = unit["fact_records"]
    lines = [
        {name: line[name] for name in PUBLIC_LINE[:-1]} | {"records": line_records(line, records)}
        for line in unit["lines"]
    ]
    return {name: unit[name] for name in PUBLIC} | {"lines": lines}


def line_records(line: Mapping[str, Any], fact_records: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All that a line rests on, each once, what cost points first."""
    lost = [(each["type"], each["id"]) for each in line["lost"]]
    kept = [
        (kind, each) for name in KEPT.get(line["key"], ()) for kind, ids in fact_records[name].items() for each in ids
    ]
    return [{"type": kind, "id": each} for kind, each in dict.fromkeys(lost + kept)]


def written(unit: Mapping[str, Any]) -> bytes:
    """A unit's document in canonical JSON: the file that its fingerprint is the SHA-256 of."""
    if not isinstance(unit, UnitDocument):
        return canonical(unit).encode()
    return ("{" + ",".join(f'"{name}":{unit.text(name)}' for name in sorted(unit)) + "}").encode()


def unit_fingerprint(unit: Mapping[str, Any]) -> str:
    return hashlib.sha256(written(unit)).hexdigest()


def seal(year: int, as_of: str, scheme: dict[str, Any], prints: Iterable[tuple[str, str]]) -> bytes:
    """What the year's fingerprint is the SHA-256 of: the scheme and each unit's code with its own fingerprint."""
    return canonical({"year": year, "as_of": as_of, "scheme": scheme, "units": list(prints)}).encode()


def fingerprint(year: int, as_of: str, scheme: dict[str, Any], units: Iterable[Mapping[str, Any]]) -> str:
    prints = ((unit["code"], unit_fingerprint(unit)) for unit in units)
    return hashlib.sha256(seal(year, as_of, scheme, prints)).hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "indicator": line.indicator,
        "points": number(line.points),
        "of": line.of,
        "reason": line.reason,
        "basis": line.basis,
        "lost": [{"type": record.type, "id": record.id, "note": record.note} for record in line.lost],
        "kept": len(line.kept),
    }


def number(value: Decimal | None) -> float | int | None:
    """93.50 as 93.5 and 20.00 as 20: a JSON number in its shortest form."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _refs(records: Records) -> list[dict[str, Any]]:
    """Each record once, in the order in which it is first named."""
    return [{"type": kind, "id": each} for kind, each in dict.fromkeys((record.type, record.id) for record in records)]


def _ids(records: Iterable[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind, same in groupby(records, itemgetter(0)):
        found.setdefault(kind, []).extend(key for _, key, *_ in same)
    return found


def _titles(one: Judgement) -> dict[str, dict[str, str]]:
    """Type -> id -> title of every record that is named."""
    found: dict[str, dict[int, str]] = {}
    for name in FACTS:
        for kind, same in groupby(getattr(one.year, name), itemgetter(0)):
            found.setdefault(kind, {}).update((key, title) for _, key, title, *_ in same)
    return {kind: {str(key): title for key, title in titles.items()} for kind, titles in found.items()}
