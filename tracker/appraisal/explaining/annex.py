"""The records of a unit's year, each once under a number, by which its lines and facts name it on paper. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker.appraisal.facts import FACTS

Key = tuple[str, int]


@dataclass(frozen=True)
class Numbered:
    """One record with what is said of it where it cost points."""

    number: int
    type: str
    id: int
    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    entries: tuple[Numbered, ...]

    @cached_property
    def _known(self) -> dict[Key, int]:
        return {(each.type, each.id): each.number for each in self.entries}

    def numbers(self, records: Iterable[Mapping[str, Any]]) -> str:
        """The numbers of some records in short: 1—3、7."""
        return "、".join(_spans(sorted({self._known[each["type"], each["id"]] for each in records})))

    def of_keys(self, keys: Iterable[Key]) -> str:
        return self.numbers({"type": kind, "id": number} for kind, number in keys)


def of(unit: Mapping[str, Any]) -> Annex:
    """What cost points in the order of the lines, then what touched red lines, then the rest fact by fact."""
    notes: dict[Key, dict[str, None]] = {}
    for line in unit["lines"]:
        for each in line["lost"]:
            notes.setdefault((each["type"], each["id"]), {})[each["note"]] = None
    for key in _others(unit):
        notes.setdefault(key, {})
    titles = unit["titles"]
    return Annex(
        tuple(
            Numbered(number, kind, of_kind, titles[kind][str(of_kind)], tuple(filter(None, said)))
            for number, ((kind, of_kind), said) in enumerate(notes.items(), 1)
        )
    )


def _others(unit: Mapping[str, Any]) -> Iterator[Key]:
    for hit in unit["red_lines"]:
        yield from ((each["type"], each["id"]) for each in hit["records"])
    for name in FACTS:
        for kind, ids in unit["fact_records"].get(name, {}).items():
            yield from ((kind, each) for each in ids)


def _spans(numbers: list[int]) -> Iterator[str]:
    first = last = None
    for number in [*numbers, None]:
        if first is not None and last is not None and number != last + 1:
            yield str(first) if first == last else f"{first}—{last}"
            first = None
        first, last = (number if first is None else first), number
