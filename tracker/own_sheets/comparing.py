"""What a filled sheet would change, field by field; what the web changed meanwhile; what is on record already. Pure.

A row that nobody touched since the download says nothing, whatever the web did to its task. A row that was touched is
taken only where the saved progress is still what the sheet showed: what a person wrote on the web is never overwritten.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imports.problems import Problems
from imports.rows import Problem
from imports.text import clean, key
from tracker.disclosures.entry import NAMES, Entry
from tracker.disclosures.limits import TaskLimit, missing_decision
from tracker.own_sheets.columns import ASKED, DISCLOSURES, TASKS
from tracker.own_sheets.keys import fingerprint
from tracker.own_sheets.reading import DisclosureRow, Filled, ProgressRow

NO_LIMIT = TaskLimit()


@dataclass(frozen=True, slots=True)
class Share:
    """One of the unit's shares as it stands; ``refusal`` says why its progress cannot be updated now."""

    id: int
    task_id: int
    item: str
    percent: int
    note: str
    version: int
    refusal: str | None = None
    is_withdrawn: bool = False
    limit: TaskLimit = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Recorded:
    """One of the unit's disclosures as it stands."""

    id: int
    task_id: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Update:
    """A progress entry to be made, or, in a conflict, one that is not made."""

    row: ProgressRow
    share: Share

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Name, saved and filled-in text of each field that differs."""
        found = []
        if self.row.percent != self.share.percent:
            found.append(("进度", f"{self.share.percent}%", f"{self.row.percent}%"))
        if self.row.note != clean(self.share.note)[0]:
            found.append(("进展说明", self.share.note or "—", self.row.note or "—"))
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """A disclosure of the sheet that is on record; ``fields`` are those in which the sheet says something else."""

    row: int
    recorded: Recorded
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Addition:
    row: DisclosureRow
    item: str


@dataclass
class Preview:
    """What applying a sheet would do now. With any error in it nothing is applied."""

    updates: list[Update] = field(default_factory=list)
    conflicts: list[Update] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    untouched: int = 0
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def to_write(self) -> int:
        return len(self.updates) + len(self.additions)

    @property
    def differing(self) -> list[Known]:
        return [known for known in self.known if known.fields]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "updates": len(self.updates),
            "additions": len(self.additions),
            "conflicts": len(self.conflicts) + len(self.differing),
            "problems": len(self.errors),
        }

    @property
    def digest(self) -> str:
        """Stands for what a person saw: another digest means that something else would happen."""
        content: list[Any] = [
            [[each.share.id, each.share.version, each.fields] for each in (*self.updates, *self.conflicts)],
            [[each.row.task_id, each.row.entry.as_json()] for each in self.additions],
            [[each.recorded.id, each.fields] for each in self.known],
            [problem.message for problem in self.errors],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def compare(
    filled: Filled, shares: Iterable[Share], recorded: Sequence[Recorded], today: date, recorders: Collection[str] = ()
) -> Preview:
    """Hold a sheet against what stands; the problems found here are added to those of the reading.

    ``recorders`` are the names of the person who will record the rows and so cannot be their reviewer.
    """
    preview = Preview()
    by_id = {share.id: share for share in shares}
    problems = _Problems(filled)
    for row in filled.progress:
        _compare_progress(row, by_id.get(row.key.assignment_id), preview, problems)
    tasks = {share.task_id: share for share in by_id.values()}
    _compare_disclosures(
        filled, tasks, recorded, preview, problems, judge=lambda entry: entry.problems(today, recorders)
    )
    problems.check_units()
    preview.errors, preview.warnings = problems.of("error"), problems.of("warning")
    return preview


class _Problems(Problems):
    """The reading's problems and those of the comparing after them."""

    def __init__(self, filled: Filled) -> None:
        before = filled.problems
        super().__init__(before.file, list(before.found), dict(before.counts), before.within, before.placed)
        self.filled = filled

    def at(self, sheet: str, row: int, name: str | None, said: str) -> None:
        self.error(said, sheet, row, self.filled.at.get(sheet, {}).get(name) if name else None)

    def check_units(self) -> None:
        if len(self.filled.years) > 1:
            years = "、".join(str(year) for year in sorted(self.filled.years))
            self.error(f"表中混有{years}几个年度的任务。请按年度分别下载、填写和上传。", TASKS)


def _compare_progress(row: ProgressRow, share: Share | None, preview: Preview, problems: _Problems) -> None:
    if fingerprint(row.percent, row.note) == row.key.held:
        preview.untouched += 1
        return
    if share is None:
        said = "这项任务已不由本单位办理，填写的进展不能写入。请在上传的表中删去这一行。"
        problems.at(TASKS, row.row, None, said)
        return
    update = Update(row, share)
    if not update.fields:
        preview.untouched += 1
    elif fingerprint(share.percent, share.note) != row.key.held:
        preview.conflicts.append(update)
    elif share.refusal:
        said = f"《{share.item}》的进展不能写入：{share.refusal}办理后刷新本页，或把这一行改回原来的内容，再重新上传。"
        problems.at(TASKS, row.row, None, said)
    elif not row.note:
        problems.at(TASKS, row.row, "note", "请填写进展说明：做了什么、公开了什么、还差什么。")
    else:
        preview.updates.append(update)


def _compare_disclosures(
    filled: Filled,
    tasks: Mapping[int, Share],
    recorded: Sequence[Recorded],
    preview: Preview,
    problems: _Problems,
    *,
    judge: Callable[[Entry], dict[str, str]],
) -> None:
    on_record = {_mark(each.task_id, each.entry): each for each in recorded}
    seen: dict[tuple[Any, ...], int] = {}
    for row in filled.disclosures:
        task, mark = tasks.get(row.task_id), _mark(row.task_id, row.entry)
        if task is None or task.is_withdrawn:
            said = "这不是本单位的任务，或任务已撤销。请改为本单位在办的任务。"
            problems.at(DISCLOSURES, row.row, "task", said)
        elif mark in seen:
            said = f"与第{seen[mark]}行重复（任务、标题和日期都相同）。请只保留其中一行。"
            problems.at(DISCLOSURES, row.row, None, said)
        elif mark in on_record:
            preview.known.append(_known(row, on_record[mark]))
        else:
            wrong = judge(row.entry)
            if missing := missing_decision(task.limit, row.entry.decided_on):
                wrong["decided_on"] = missing
            for name, said in wrong.items():
                problems.at(DISCLOSURES, row.row, name, f"{said}。")
            if not wrong:
                preview.additions.append(Addition(row, task.item))
        seen.setdefault(mark, row.row)


COMPARED = [NAMES[name] for name in ASKED if name in NAMES]


def _mark(task_id: int, entry: Entry) -> tuple[Any, ...]:
    """By what a disclosure is known again: its task, its title however blanks stand in it, and its days."""
    return task_id, key(entry.title), entry.kind, entry.formed_on, entry.decided_on


def _known(row: DisclosureRow, recorded: Recorded) -> Known:
    saved, typed = recorded.entry.shown(), row.entry.shown()
    fields = tuple((name, saved[name], typed[name]) for name in COMPARED if key(saved[name]) != key(typed[name]))
    return Known(row.row, recorded, fields)
