"""A year's list as plain values: the document of ``year-end --json``, its page and its frozen form, byte for byte."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tracker.appraisal.facts import FACTS, Moment
from tracker.appraisal.outlook import changes, gains
from tracker.appraisal.records import Record, Records
from tracker.appraisal.rules import Judgement, Line
from tracker.appraisal.scheme import Scheme

PUBLIC = ("unit", "score", "rank", "facts", "lines", "proposal", "reasons")
PUBLIC_LINE = ("indicator", "points", "of", "reason", "records")


def of_unit(one: Judgement, scheme: Scheme) -> dict[str, Any]:
    """All that a unit's page shows; what ``public`` leaves out is for that page alone."""
    return {
        "unit": one.year.name,
        "code": one.year.code,
        "short_name": one.year.short_name,
        "kind": one.year.kind.value,
        "score": _number(one.score),
        "rank": one.rank,
        "applicable": one.applicable,
        "facts": one.year.counts,
        "fact_records": {name: [_key(record) for record in getattr(one.year, name)] for name in FACTS},
        "lines": [_line(line) for line in one.lines],
        "red_lines": [{"name": hit.name, "reason": hit.reason, "records": _refs(hit.records)} for hit in one.red_lines],
        "proposal": one.proposal.value,
        "reasons": list(one.reasons),
        "gains": [{"text": gain.text, "points": _number(gain.points)} for gain in gains(one)],
        "changes": list(changes(one, scheme)),
        "titles": {_key(record): record.title for record in _all_records(one)},
    }


def public(moment_year: int, as_of: str, scheme: dict[str, Any], units: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The document that CONTRACT.md describes."""
    return {
        "year": moment_year,
        "as_of": as_of,
        "scheme": {"name": scheme["name"], "version": scheme["version"]},
        "units": [
            {name: unit[name] for name in PUBLIC}
            | {"lines": [{name: line[name] for name in PUBLIC_LINE} for line in unit["lines"]]}
            for unit in units
        ],
    }


def fingerprint(moment: Moment, scheme: dict[str, Any], units: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over the canonical JSON of everything that is frozen."""
    frozen = {"year": moment.year, "as_of": moment.as_of.isoformat(), "scheme": scheme, "units": list(units)}
    return hashlib.sha256(canonical(frozen).encode()).hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "indicator": line.indicator,
        "points": _number(line.points),
        "of": line.of,
        "reason": line.reason,
        "basis": line.basis,
        "records": _refs(line.records),
        "lost": [{"type": record.type, "id": record.id, "note": record.note} for record in line.lost],
        "kept": len(line.kept),
    }


def _number(value: Decimal | None) -> float | int | None:
    """93.50 as 93.5 and 20.00 as 20: a JSON number in its shortest form."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _refs(records: Records) -> list[dict[str, Any]]:
    """Each record once, in the order in which it is first named."""
    return [{"type": kind, "id": number} for kind, number in dict.fromkeys((each.type, each.id) for each in records)]


def _key(record: Record) -> str:
    return f"{record.type}:{record.id}"


def _all_records(one: Judgement) -> Iterable[Record]:
    return (record for name in FACTS for record in getattr(one.year, name))
