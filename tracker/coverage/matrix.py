"""Coverage as a matrix: how much of what should be public is, where the gaps are (plan 三（二）, 三（四）). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tracker.choices import Area, Phase
from tracker.disclosures.channels import Channel
from tracker.disclosures.phases import suggested

FIRST_PLATFORM = "政府网站"
UNSPECIFIED = None  # the column of tasks whose phase neither their words nor a record tells


class Duty(NamedTuple):
    """One task with the units that must publish under it, those apart that found nothing to publish."""

    task_id: int
    area: Area
    category: str
    item: str
    channels: tuple[str, ...] = ()
    units: frozenset[int] = frozenset()

    @property
    def phase(self) -> Phase | None:
        return suggested(self.item, self.category)


class Covered(NamedTuple):
    """That a unit published under a task something of a phase (None: not stated) through a channel."""

    task_id: int
    unit_id: int
    phase: Phase | None
    channel: str


@dataclass(frozen=True)
class Cell:
    """So many shares should be covered, so many are."""

    total: int = 0
    covered: int = 0

    @property
    def gaps(self) -> int:
        return self.total - self.covered

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is whole is called whole."""
        return self.covered * 100 // self.total if self.total else 0

    @property
    def tone(self) -> str:
        if not self.total:
            return "none"
        return "done" if not self.gaps else "late" if not self.covered else "soon"

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.total + other.total, self.covered + other.covered)


@lru_cache(maxsize=1024)
def standard(channel: str) -> str:
    """The name under which a channel counts: the government's website has several."""
    return FIRST_PLATFORM if Channel(channel).is_first_platform else channel


def phases(duties: Iterable[Duty], covered: Iterable[Covered]) -> dict[tuple[Area, Phase | None], Cell]:
    """Area and phase -> shares that belong there, and those with something published.

    A share belongs to the phase that its task's words suggest, and to any in which it published. A record without a
    phase counts for the suggested one.
    """
    total: dict[tuple[Area, Phase | None], int] = defaultdict(int)
    done: dict[tuple[Area, Phase | None], int] = defaultdict(int)
    published = by_task(covered)
    for duty in duties:
        own, area, owing = duty.phase, duty.area, duty.units
        reached: dict[Phase | None, set[int]] = defaultdict(set)
        for _, unit, phase, _ in published.get(duty.task_id, ()):
            if unit in owing:
                reached[phase or own].add(unit)
        total[area, own] += len(owing)
        done[area, own] += len(reached.pop(own, ()))
        for phase, units in reached.items():
            total[area, phase] += len(units)
            done[area, phase] += len(units)
    return {place: Cell(total[place], done[place]) for place in total}


def phase_gaps(duties: Iterable[Duty], covered: Iterable[Covered], phase: Phase | None) -> list[tuple[Duty, int]]:
    """Each share, task with unit, that should have published in the phase and has not."""
    published = by_task(covered)
    return [
        (duty, unit)
        for duty in duties
        if duty.phase is phase
        for unit in sorted(
            duty.units - {e.unit_id for e in published.get(duty.task_id, ()) if (e.phase or phase) is phase}
        )
    ]


def channels(duty: Duty, covered: Iterable[Covered]) -> dict[str, Cell]:
    """Channel -> units that should use it under one task and those that did, its own channels first.

    One that the task does not name is there with a total of what was used, and so without gaps.
    """
    used: dict[str, set[int]] = defaultdict(set)
    for each in covered:
        if each.task_id == duty.task_id and each.unit_id in duty.units:
            used[standard(each.channel)].add(each.unit_id)
    asked = list(dict.fromkeys(standard(name) for name in duty.channels))
    found = {name: Cell(len(duty.units), len(used.pop(name, ()))) for name in asked}
    return found | {name: Cell(len(units), len(units)) for name, units in used.items()}


def channel_gaps(duties: Iterable[Duty], covered: Iterable[Covered], channel: str) -> list[tuple[Duty, int]]:
    """Each share that should have published through the channel and has not."""
    published = by_task(covered)
    gaps = []
    for duty in duties:
        if channel in {standard(name) for name in duty.channels}:
            reached = {each.unit_id for each in published.get(duty.task_id, ()) if standard(each.channel) == channel}
            gaps += [(duty, unit) for unit in sorted(duty.units - reached)]
    return gaps


def columns(cells: Sequence[Mapping[str, Cell]], most: int) -> list[str]:
    """The channels that stand as columns, the most asked for first."""
    weight: dict[str, int] = defaultdict(int)
    for row in cells:
        for name, cell in row.items():
            weight[name] += cell.total
    return sorted(weight, key=lambda name: (name != FIRST_PLATFORM, -weight[name], name))[:most]


def by_task(covered: Iterable[Covered]) -> dict[int, list[Covered]]:
    """Task -> what was published under it."""
    found: dict[int, list[Covered]] = defaultdict(list)
    for each in covered:
        found[each.task_id].append(each)
    return found
