"""What an import would do, as a value: the same for the page, the command and the act itself (pure)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from imports.rows import Head, Problem, Table, TaskRow
from imports.value import value
from tracker.choices import Area, Change
from tracker.intake.diff import RowChange
from tracker.intake.duty import Standing, StandingShare
from tracker.intake.resolving import Named, Question


@value
class PreviewRow:
    """``place`` names the row among all rows of the import's files, whatever is decided about them."""

    row: TaskRow
    named: tuple[Named, ...]
    result: RowChange
    place: str = ""

    @property
    def change(self) -> Change:
        return self.result.change

    @property
    def is_undecided(self) -> bool:
        """Whether a person must say first whom one of its names means: it may be a unit that seems to be missing."""
        return any(one.fate == "asked" for one in self.named)


@value
class PreviewTable:
    """``file`` counts the uploaded files from 0; ``removed`` stands at the first table of its area."""

    file: int
    table: Table
    area: Area | None
    rows: tuple[PreviewRow, ...]
    removed: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What was ticked and said: tasks to withdraw by id with the reason, which may be empty; withdrawn tasks to revive;
    for rows by their place the task that each continues, or None where it is a new one; and shares to withdraw, by id
    with the reason, where their units are no longer named."""

    withdrawals: Mapping[int, str] = field(default_factory=dict)
    revivals: frozenset[int] = frozenset()
    matches: Mapping[str, int | None] = field(default_factory=dict)
    drops: Mapping[int, str] = field(default_factory=dict)


NOTHING_TICKED = Selection()


def place_mark(file: int, table: Table) -> str:
    """The beginning of every place of a table: its file, and its sheet or where in the file it stands."""
    return f"{file}-{hashlib.sha256(f'{table.sheet}|{table.within}'.encode()).hexdigest()[:8]}-"


@dataclass(frozen=True)
class Preview:
    """``questions`` are the names that a person must decide or has decided; with an error nothing may be applied.

    ``heads`` are the headings of all files, each with its file's number and its own number in that file.
    """

    year: int
    tables: tuple[PreviewTable, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    heads: tuple[tuple[int, int, Head], ...] = ()
    selection: Selection = NOTHING_TICKED

    @property
    def missing(self) -> list[Standing]:
        """Open tasks that the tables no longer list."""
        return [task for table in self.tables for task in table.removed]

    @property
    def leaving(self) -> list[Standing]:
        """Those of them that are withdrawn."""
        return [task for task in self.missing if task.id in self.selection.withdrawals]

    @property
    def unnamed(self) -> list[tuple[Standing, StandingShare]]:
        """Units with entries that the rows no longer name, kept or ticked to be withdrawn, each with its task."""
        results = (row.result for table in self.tables for row in table.rows if not row.is_undecided)
        return [
            (result.task, share)
            for result in results
            if result.task and not result.task.withdrawn
            for share in (*result.shares.kept, *result.shares.left)
        ]

    @property
    def again(self) -> list[Standing]:
        """Withdrawn tasks that the tables list again."""
        tasks = (row.result.task for table in self.tables for row in table.rows)
        return [task for task in tasks if task is not None and task.withdrawn]

    @property
    def to_write(self) -> int:
        """How many tasks applying would make, change or withdraw."""
        return sum(self.counts[name] for name in ("new", "changed", "minor", "withdrawn"))

    @property
    def in_words(self) -> str:
        """What applying does, in figures; what there is none of is left out but for new, changed and unchanged."""
        counts, always = self.counts, ("new", "changed", "unchanged")
        names = [("new", "新增"), ("changed", "变更"), ("minor", "仅序号或写法变化"), ("unchanged", "未变")]
        names.append(("withdrawn", "撤销"))
        return "，".join(f"{word}{counts[name]}项" for name, word in names if counts[name] or name in always)

    @property
    def nothing_in_words(self) -> str:
        """Why applying would do nothing."""
        rows, again, missing = sum(len(table.rows) for table in self.tables), len(self.again), len(self.missing)
        said = f"没有需要导入的内容：表中的{rows}项任务系统中都有，内容一致"
        if again:
            said += f"（其中{again}项已经撤销，需要恢复办理的请在下面勾选）"
        return f"{said}。{f'系统中另有{missing}项这次没有列出，保持原样。' if missing else ''}"

    @cached_property
    def digest(self) -> str:
        """Of everything that applying would do: when it differs, the page that was confirmed showed something else."""
        outcome = [
            [
                table.file,
                table.table.sheet,
                table.area,
                [[row.row.row, _outcome(row.result)] for row in table.rows],
                [self._leaving(task) for task in table.removed],
                [self.selection.drops[old.id] for row in table.rows for old in row.result.shares.left],
            ]
            for table in self.tables
        ]
        text = json.dumps([self.year, outcome, [p.message for p in self.errors]], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _leaving(self, task: Standing) -> list[object]:
        reason = self.selection.withdrawals.get(task.id)
        return [task.id] if reason is None else [task.id, task.version, task.in_use, reason]


def _outcome(result: RowChange) -> list[object]:
    changes, task = result.shares, result.task
    return [
        result.change,
        task and [task.id, task.version],
        [[share.unit_id, share.role, share.as_written] for share in (result.duty.shares if task is None else ())],
        [[share.unit_id, share.role, share.as_written] for share in changes.added],
        [[old.id, role] for old, role in changes.new_roles],
        [[old.id for old in some] for some in (changes.dropped, changes.kept, changes.left, changes.back)],
    ]
