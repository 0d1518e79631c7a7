"""Tables -> resolved units -> difference -> preview: one pipeline for looking and for doing (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from imports.apart import Tell, read_apart
from imports.known import KnownHeading
from imports.rows import Problem, Reading, Table, TaskRow, TimeLimit
from tracker.choices import Area, Change, ClockStart, DeadlineKind, Period
from tracker.intake import checks
from tracker.intake.diff import compare
from tracker.intake.duty import LEVELS, Duty, Limit, Standing
from tracker.intake.preview import NOTHING_TICKED, Preview, PreviewRow, PreviewTable, Selection, place_mark
from tracker.intake.resolving import Decisions, Named, Resolver, shares
from tracker.people.directory import Directory

COUNTED = (Change.NEW, Change.CHANGED, Change.MINOR, Change.UNCHANGED)
PERIODS = frozenset(period.value for period in Period)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it came, with what was said about it."""

    name: str
    data: bytes
    area: Area | None = None
    sheet: str | None = None


def read_files(
    sources: Iterable[Source], year: int, known: Sequence[KnownHeading] = (), progress: Tell | None = None
) -> list[Reading]:
    """The tables in some files; ``known`` are headings whose columns a person has explained.

    progress: told rows understood and rows known of, over all files opened so far; an exception of it ends the reading.
    """
    steps: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        steps[-1] = (done, total)
        if progress is not None:
            progress(sum(step[0] for step in steps), sum(step[1] for step in steps))

    readings = []
    for source in sources:
        steps.append((0, 0))
        area, sheet = source.area.value if source.area else None, source.sheet
        found = read_apart(source.data, source.name, year=year, area=area, sheet=sheet, known=known, progress=tell)
        readings.append(found)
    return readings


@dataclass(frozen=True)
class Known:
    """What the district knows when an import is looked at. ``is_trial``: a district without any unit is no error."""

    directory: Directory = field(default_factory=lambda: Directory(()))
    standing: Mapping[Area, Sequence[Standing]] = field(default_factory=dict)
    is_trial: bool = False

    @property
    def has_units(self) -> bool:
        return bool(self.directory.units)


def areas_of(readings: Iterable[Reading]) -> list[Area]:
    return list(dict.fromkeys(Area(table.area) for reading in readings for table in reading.tables if table.area))


def build(
    readings: Sequence[Reading],
    year: int,
    known: Known,
    decisions: Decisions | None = None,
    selection: Selection = NOTHING_TICKED,
) -> Preview:
    """Resolve the units, compare with what stands, and collect every problem with its place."""
    resolver = Resolver(known.directory, decisions, _settled(known.standing))
    parts: list[PreviewTable] = []
    problems: list[Problem] = []
    for area, tables in _by_area(readings).items():
        named = [[resolver.named(row, area) for row in table.tasks] for _, table in tables]
        duties = [
            duty_of(row, units, silent)
            for (_, table), units_of_rows in zip(tables, named, strict=True)
            for silent in (silent_fields(table),)
            for row, units in zip(table.tasks, units_of_rows, strict=True)
        ]
        places = [
            f"{mark}{row.row}" for file, table in tables for mark in (place_mark(file, table),) for row in table.tasks
        ]
        said = {row: selection.matches[place] for row, place in enumerate(places) if place in selection.matches}
        diff = compare(duties, known.standing.get(area, ()) if area else (), selection.revivals, said, selection.drops)
        results = zip(diff.rows, places, strict=True)
        for number, ((file, table), units_of_rows) in enumerate(zip(tables, named, strict=True)):
            rows = tuple(
                PreviewRow(row, units, *next(results)) for row, units in zip(table.tasks, units_of_rows, strict=True)
            )
            parts.append(PreviewTable(file, table, area, rows, () if number else tuple(diff.removed)))
    parts.sort(key=lambda part: part.file)
    for part in parts:
        problems += checks.of_table(part, checks_units=known.has_units)
        problems += checks.leaving(part, selection.withdrawals)
    problems += checks.repeated(parts)
    if parts and not known.has_units:
        problems.append(checks.no_units(parts[0].table.file, is_trial=known.is_trial))
    found = [*(p for reading in readings for p in (*reading.errors, *reading.warnings)), *problems]
    errors = tuple(p for p in found if p.severity == "error")
    warnings = tuple(p for p in found if p.severity == "warning")
    questions = tuple(resolver.questions.values()) if known.has_units else ()
    heads = tuple((file, number, h) for file, reading in enumerate(readings) for number, h in enumerate(reading.heads))
    counts = _counts(parts, errors, selection)
    return Preview(year, tuple(parts), errors, warnings, questions, counts, heads, selection)


def _counts(parts: Iterable[PreviewTable], errors: Sequence[Problem], selection: Selection) -> dict[str, int]:
    """``removed`` are the missing tasks that stay as they are."""
    changes = Counter(row.change for part in parts for row in part.rows)
    leaves = Counter(task.id in selection.withdrawals for part in parts for task in part.removed)
    ends = {"removed": leaves[False], "withdrawn": leaves[True], "problems": len(errors)}
    return {change.value: changes[change] for change in COUNTED} | ends


def _settled(standing: Mapping[Area, Sequence[Standing]]) -> set[str]:
    """Names that the register keeps as text, or that the office gave to a unit itself: nobody is asked again."""
    every = (share for tasks in standing.values() for task in tasks for share in task.shares)
    return {share.as_written for share in every if share.as_written and (share.unit_id is None or share.by_hand)}


def _by_area(readings: Sequence[Reading]) -> dict[Area | None, list[tuple[int, Table]]]:
    tables: dict[Area | None, list[tuple[int, Table]]] = defaultdict(list)
    for file, reading in enumerate(readings):
        for table in reading.tables:
            tables[Area(table.area) if table.area else None].append((file, table))
    return tables


def silent_fields(table: Table) -> frozenset[str]:
    """The fields about which the table says nothing: no column, nor anything typed inside other columns."""
    said = {name for name in ("seq", "category", "basis") if any(getattr(task, name) for task in table.tasks)}
    said |= {"grouping" for task in table.tasks if task.groups}
    said |= {name for name in ("deadline", "channels") if table.columns.get(name) is not None}
    return frozenset({"seq", "category", "grouping", "basis", "deadline", "channels"} - said)


def duty_of(row: TaskRow, named: Sequence[Named], silent: frozenset[str] = frozenset()) -> Duty:
    """The row as a task would say it. A row without an item goes by the beginning of its content."""
    return Duty(
        row.seq,
        row.category,
        row.item or row.content[: checks.ITEM_LENGTH] or row.category,
        row.content,
        row.basis,
        row.units_text,
        limit_of(row.deadline),
        row.channels,
        shares(named),
        silent,
        LEVELS.join(row.groups) if len(row.groups) > 1 else "",
    )


@lru_cache(maxsize=1024)
def limit_of(limit: TimeLimit) -> Limit:
    """The limit as a task keeps it: calendar days, and what is written for every day or week, stay text."""
    workdays = limit.kind == "workdays"
    return Limit(
        limit.text,
        DeadlineKind(limit.kind),
        limit.days if workdays else None,
        ClockStart(limit.start) if limit.start and workdays else None,
        limit.date if limit.kind == "date" else None,
        Period(limit.period) if limit.period in PERIODS and limit.kind == "periodic" else None,
    )
