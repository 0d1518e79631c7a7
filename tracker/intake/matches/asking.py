"""Rows of which a person must say, or has said, whether they continue a task: in the words of the preview (pure)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imports.problems import place as problem_place
from tracker.intake.checks import DOUBTS
from tracker.intake.duty import Duty, Standing
from tracker.intake.gist import likeness
from tracker.intake.preview import Preview, PreviewRow, PreviewTable

SAME, NEW = "same", "new"
SHOWN = 20  # rows of one group that are shown each; the others go with the choice for all
MOST_OFFERED = 100
SAID = "已经确定的"


@dataclass(frozen=True)
class RowWords:
    """``chosen`` is the value of its field; ``task`` what it continues or is thought to continue."""

    place: str
    where: str
    duty: Duty
    task: Standing | None
    chosen: str

    @property
    def name(self) -> str:
        return f"match-{self.place}"


@dataclass
class Group:
    """Rows that raise the same question, so that one answer may do for all of them."""

    name: str
    why: str
    new: str
    old: str
    rows: list[RowWords] = field(default_factory=list)

    @property
    def shown(self) -> list[RowWords]:
        return self.rows[:SHOWN]

    @property
    def is_open(self) -> bool:
        return self.why != SAID


def asked(preview: Preview) -> list[Group]:
    """What is open first, then what was decided."""
    found: dict[tuple[str, str, str], Group] = {}
    for part, each in rows_of(preview):
        result = each.result
        if not result.doubt and not result.said:
            continue
        new, old = _group(result.duty), _group(result.task.duty) if result.task else ""
        mark = (SAID, "", "") if result.said else (DOUBTS[result.doubt], new, old)
        name = f"all-{hashlib.sha256('|'.join(mark).encode()).hexdigest()[:12]}"
        chosen = "" if result.doubt else SAME if result.task else NEW
        words = RowWords(each.place, where(part, each), result.duty, result.task, chosen)
        found.setdefault(mark, Group(name, *mark)).rows.append(words)
    return sorted(found.values(), key=lambda group: not group.is_open)


def rows_of(preview: Preview) -> Iterable[tuple[PreviewTable, PreviewRow]]:
    return ((part, each) for part in preview.tables for each in part.rows)


def _group(duty: Duty) -> str:
    return duty.grouping or duty.category


def where(part: PreviewTable, each: PreviewRow) -> str:
    table = part.table
    return problem_place(table.file, table.sheet, each.row.row, None, table.within)


def decided(preview: Preview, before: Mapping[str, list[Any]], typed: Mapping[str, str]) -> dict[str, list[Any]]:
    """What is decided of each row, once a form was sent: a row's own choice, else that for its group.

    A row that the form did not show keeps what was decided before.
    """
    found = dict(before)
    for group in asked(preview):
        whole = typed.get(group.name, "")
        for row in group.rows:
            value = typed.get(row.name, "") or (whole if row.chosen == "" else "")
            if value == SAME and row.task is not None:
                found[row.place] = [row.task.id, row.where, row.duty.item]
            elif value == NEW:
                found[row.place] = [None, row.where, row.duty.item]
            elif row.name in typed:
                found.pop(row.place, None)
    return found


def candidates(preview: Preview, part: PreviewTable, each: PreviewRow) -> list[Standing]:
    """Tasks that the row may continue: its own, then the missing ones of its area, the most alike first."""
    missing = [task for table in preview.tables if table.area == part.area for task in table.removed]
    missing.sort(key=lambda task: -likeness(each.result.duty, task.duty))
    own = [each.result.task] if each.result.task else []
    return [*own, *missing][:MOST_OFFERED]
