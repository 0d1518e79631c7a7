"""The district's chapter put together from the units' reports, and whether its totals agree with the records. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.appraisal.facts import FACTS
from tracker.progress_reports import annual, tables
from tracker.progress_reports.annual import Annual
from tracker.progress_reports.choices import Section
from tracker.progress_reports.sentences import drafted, heading
from tracker.requests.yearly.table import Table

CHECKED = (
    "tasks",
    "tasks_done",
    "tasks_nothing_arose",
    "tasks_waiting",
    "tasks_open",
    "disclosures",
    "disclosures_on_time",
    "disclosures_late",
    "disclosures_pending",
    "disclosures_withheld",
    "opinions_on_time",
    "opinions_late",
    "opinions_pending",
    "policies",
    "policies_on_time",
    "policies_late",
    "policies_missing",
    "policies_pending",
)  # every state, so that the states add up to their sum


@dataclass(frozen=True)
class Part:
    """One accepted report as it was handed in."""

    unit_id: int
    name: str
    figures: Mapping[str, int]
    table: Table
    problems: str = ""
    annual: Annual = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One total: what the reports add up to, and what the records of the same units say today."""

    name: str
    reported: int
    recorded: int
    whole: int

    @property
    def agrees(self) -> bool:
        return self.reported == self.recorded


@dataclass(frozen=True)
class Chapter:
    year: int
    as_of: date
    figures: Mapping[str, int]
    table: Table
    texts: tuple[str, ...]
    checks: tuple[Check, ...]
    table_agrees: bool
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    annual: Annual
    unfilled: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every unit reported and every total agrees."""
        agree = self.table_agrees and self.table.is_balanced and all(check.agrees for check in self.checks)
        return agree and not (self.missing or self.unfilled or self.remarks)


@dataclass(frozen=True)
class Records:
    """What the tracker's own records say today: unit -> its counts and its table of requests, and the units' names;
    the decisions on record and tables 2 and 4 of the year before."""

    as_of: date
    figures: Mapping[int, Mapping[str, int]]
    tables: Mapping[int, Table]
    names: Mapping[int, str]
    decisions: Mapping[int, Annual] = field(default_factory=dict)
    before: Mapping[int, Annual] = field(default_factory=dict)


def put_together(year: int, parts: Sequence[Part], records: Records) -> Chapter:
    """The numbers are those of the records; the reports give the text and are checked against them."""
    whole = _sum(records.figures.values())
    reported, there = _sum(part.figures for part in parts), {part.unit_id for part in parts}
    recorded = _sum(counts for unit, counts in records.figures.items() if unit in there)
    table = tables.total(year, records.tables.values())
    own = tables.total(year, (found for unit, found in records.tables.items() if unit in there))
    checks = tuple(Check(FACTS.get(name, name), reported[name], recorded[name], whole[name]) for name in CHECKED)
    differing = tuple(
        part.name
        for part in parts
        if any(part.figures.get(name, 0) != records.figures.get(part.unit_id, {}).get(name, 0) for name in CHECKED)
        or not tables.same(part.table, records.tables.get(part.unit_id, tables.total(year, ())))
    )
    missing = tuple(name for unit, name in records.names.items() if unit not in there)
    filled = annual.total(part.annual for part in parts)
    return Chapter(
        *(year, records.as_of, whole, table, _texts(year, whole, table, parts, filled), checks),
        tables.same(tables.total(year, (part.table for part in parts)), own),
        differing,
        missing,
        filled,
        tuple(part.name for part in parts if not part.annual),
        tuple(_remarks(parts, filled, records)),
    )


def _remarks(parts: Sequence[Part], filled: Annual, records: Records) -> Iterator[str]:
    """Where tables 2 and 4 do not agree: the sums among themselves, each unit with its records and its year before."""
    yield from annual.problems(filled).values()
    for part in parts:
        before, recorded = records.before.get(part.unit_id, {}), records.decisions.get(part.unit_id, {})
        if part.annual:
            yield from (f"{part.name}，{remark}" for remark in annual.remarks(before, part.annual, recorded))


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found = dict.fromkeys(FACTS, 0)
    for each in counts:
        for name, number in each.items():
            found[name] = found.get(name, 0) + number
    return found


def _texts(
    year: int, figures: Mapping[str, int], table: Table, parts: Sequence[Part], filled: Annual
) -> tuple[str, ...]:
    sentences = drafted("全区各镇办、各部门", year, figures, table)
    if any(part.annual for part in parts):
        sentences[Section.REQUESTS] += annual.sentence(filled)
    texts: list[str] = []
    for section in Section:
        if section is Section.OTHER:
            continue
        texts += [heading(section), sentences[section]]
    told = [part for part in parts if part.problems.strip()]
    for part in told:
        first = " ".join(part.problems.split())
        texts.append(f"{part.name}：{first.rstrip('。')}。")
    return tuple(texts)
