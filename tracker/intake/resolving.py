"""The units that a row names, as units of this district: what is known, what waits, and what a person must decide."""

from collections.abc import Iterable, Mapping
from typing import Literal

from imports.rows import TaskRow, UnitRef
from imports.value import value
from tracker.choices import Area, AssignmentRole
from tracker.intake.duty import Share, merged
from tracker.people import directory

Fate = Literal["known", "waiting", "asked"]
AND_OTHERS = "等部门"
ROLES = {role.value: role for role in AssignmentRole}


@value
class Named:
    """One unit of a row as people see it. ``via`` is how it was found; a group gives one entry for each member."""

    name: str
    short_name: str
    as_written: str
    role: AssignmentRole
    unit_id: int | None
    via: directory.Via
    column: str | None
    open_ended: str = ""

    @property
    def known(self) -> bool:
        return self.unit_id is not None

    @property
    def fate(self) -> Fate:
        """known: the unit's own; waiting: the office will say whose; asked: the administrator must say now."""
        if self.known:
            return "known"
        return "waiting" if self.via == "generic" else "asked"


@value
class Question:
    """A name that nobody may take for a unit unseen, with the units that it may mean."""

    as_written: str
    area: Area | None
    via: directory.Via
    candidates: tuple[directory.UnitRef, ...]

    @property
    def key(self) -> str:
        """What a decision is kept under; an old name with several successors is decided for each area."""
        return f"{self.as_written}@{self.area.value}" if self.via == "ambiguous" and self.area else self.as_written


Decisions = Mapping[str, int | None]


class Resolver:
    """Names -> units, each name once. ``settled`` are names that stand in the register as text, waiting or assigned."""

    def __init__(
        self, of: directory.Directory, decisions: Decisions | None = None, settled: Iterable[str] = ()
    ) -> None:
        self._directory = of
        self._by_id = {unit.id: unit for unit in of.units}
        self._decisions = decisions or {}
        self._settled = frozenset(settled)
        self._found: dict[tuple[str, bool, Area | None], directory.Match] = {}
        self.questions: dict[str, Question] = {}

    def named(self, row: TaskRow, area: Area | None) -> tuple[Named, ...]:
        return tuple(named for ref in row.units for named in self._one(ref, area))

    def _one(self, ref: UnitRef, area: Area | None) -> Iterable[Named]:
        role = ROLES[ref.role]
        match = self._match(ref, area)
        if not match.units:
            yield Named(
                ref.as_written, ref.as_written, ref.as_written, role, None, match.via, ref.column, ref.open_ended
            )
        for unit in match.units:
            yield Named(
                unit.name, unit.short_name, ref.as_written, role, unit.id, match.via, ref.column, ref.open_ended
            )

    def _match(self, ref: UnitRef, area: Area | None) -> directory.Match:
        asked = ref.as_written, ref.generic, area
        if asked not in self._found:
            self._found[asked] = self._decided(self._directory.resolve(ref.as_written, area), ref, area)
        return self._found[asked]

    def _decided(self, match: directory.Match, ref: UnitRef, area: Area | None) -> directory.Match:
        if match.units or match.via == "generic":
            return match
        waiting = directory.Match(ref.as_written, (), "generic")
        if match.via == "unknown" and ref.generic:
            return waiting
        question = Question(ref.as_written, area, match.via, match.candidates)
        if question.key not in self._decisions:
            if ref.as_written in self._settled:
                return waiting
            self.questions[question.key] = question
            return match
        self.questions[question.key] = question
        chosen = self._by_id.get(self._decisions[question.key] or 0)
        return directory.Match(ref.as_written, (chosen,), "alias") if chosen else waiting


def shares(named: Iterable[Named]) -> tuple[Share, ...]:
    """One share for each unit; generic names, and what 等部门 leaves open, wait for the office to assign them."""
    found = []
    for one in named:
        found.append(Share(one.unit_id, one.role, one.as_written))
        if one.open_ended.startswith("等") and one.known:
            found.append(Share(None, one.role, one.as_written + AND_OTHERS))
    return merged(found)
