"""What a list of projects would do to the register, as data. Pure."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from imports.problems import place
from imports.rows import Problem
from tracker.projects.importing.understanding import Stated
from tracker.projects.particulars import Particulars
from tracker.projects.stages import Step

Fate = Literal["new", "changed", "unchanged", "wrong"]
ORDER: tuple[Fate, ...] = ("wrong", "changed", "new", "unchanged")


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands and as the list has it; ``cell`` is the cell that says so, "" for none."""

    name: str
    was: str
    becomes: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as it stands."""

    id: int
    version: int
    particulars: Particulars
    step: Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one line. ``step`` is an entry to be made; ``fields`` are what is new or differs."""

    stated: Stated
    particulars: Particulars
    step: Step | None
    standing: Standing | None
    fields: tuple[Field, ...]

    @property
    def fate(self) -> Fate:
        if self.standing is None:
            return "new"
        return "changed" if self.fields else "unchanged"


@dataclass(frozen=True, slots=True)
class Row:
    """One line as people see it: what becomes of it, or what is wrong with it, each with its cell."""

    stated: Stated
    outcome: Outcome | None
    told: tuple[tuple[str, str], ...]

    @property
    def fate(self) -> Fate:
        return "wrong" if self.told or self.outcome is None else self.outcome.fate


@dataclass
class Preview:
    """What applying a list would do now. With any error in it nothing is applied."""

    stated: list[Stated] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    error_count: int = 0

    def of(self, fate: Fate) -> list[Outcome]:
        return [each for each in self.outcomes if each.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        fates = [each.fate for each in self.outcomes]
        return {**{fate: fates.count(fate) for fate in ("new", "changed", "unchanged")}, "problems": self.error_count}

    @property
    def to_write(self) -> int:
        return len(self.outcomes) - self.counts["unchanged"]

    @property
    def rows(self) -> list[Row]:
        """Every line: first those with a problem, then what changes, what is new, what stays."""
        told: dict[tuple[str | None, int | None], list[tuple[str, str]]] = {}
        for problem in self.errors:
            text = problem.message.removeprefix(f"{place(problem.file, problem.sheet, problem.row, problem.column)}：")
            cell = f"{problem.column or ''}{problem.row or ''}"
            told.setdefault((problem.sheet, problem.row), []).append((cell, text))
        outcomes = {id(each.stated): each for each in self.outcomes}
        rows = [
            Row(each, outcomes.get(id(each)), tuple(sorted(told.get((each.line.sheet, each.line.row), ()))))
            for each in self.stated
        ]
        return sorted(rows, key=lambda row: ORDER.index(row.fate))

    @property
    def digest(self) -> str:
        """Stands for what a person saw: another digest means that something else would happen."""
        content: list[Any] = [
            [
                each.fate,
                each.standing.id if each.standing else each.particulars.as_json(),
                each.standing.version if each.standing and each.fields else None,
                [[one.name, one.was, one.becomes] for one in each.fields],
                str(each.step),
            ]
            for each in self.outcomes
        ]
        content.append([problem.message for problem in self.errors])
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
