"""What was built on an import, task by task: why it cannot be taken back as a whole any more."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from tracker.choices import AssignmentState, Change, ImportState
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.intake.diff import REVISED
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.interpretations.models import PolicyDocument
from tracker.opinions.models import OpinionCase
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Assignment, ProgressUpdate, Task

TOUCHED = (*REVISED, Change.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Built:
    """A task of the import with ``reasons`` in words; a ``new`` one may be withdrawn instead, unless it is already."""

    id: int
    title: str
    version: int
    change: Change
    withdrawn: bool
    reasons: tuple[str, ...]

    @property
    def may_be_withdrawn(self) -> bool:
        return self.change is Change.NEW and not self.withdrawn


@dataclass(frozen=True)
class Obstacles:
    """``later`` is an import after this one with the same tasks; ``free`` are new tasks with nothing built on them."""

    later: int | None
    built: tuple[Built, ...]
    free: tuple[int, ...]

    def __bool__(self) -> bool:
        return self.later is not None or bool(self.built)

    @property
    def digest(self) -> str:
        """Of what a page shows, so that nothing is withdrawn that was not seen."""
        seen = [(each.id, each.version, each.reasons) for each in self.built]
        return hashlib.sha256(repr((seen, self.free)).encode()).hexdigest()


def find(rows: Sequence[ImportedRow]) -> Obstacles:
    """Look at the entries of one import that was applied."""
    mine = {row.task_id: row for row in rows if row.task_id and row.change in (Change.NEW, *TOUCHED)}
    why = _reasons(mine)
    found = db.session.execute(
        select(Task.id, Task.category, Task.item, Task.version, Task.withdrawn_at)
        .where(Task.id.in_(mine))
        .order_by(Task.position, Task.id)
    )
    built, free = [], []
    for task in found:
        row = mine[task.id]
        reasons = list(why[task.id])
        # What was withdrawn instead of being undone differs by that alone.
        if task.version != version(row) and not (task.withdrawn_at and row.change is Change.NEW):
            reasons.append("导入之后又修改过")
        if task.withdrawn_at and row.change is Change.NEW:
            reasons.append("已经撤销")
        if reasons:
            title = f"{task.category} · {task.item}" if task.category else task.item
            withdrawn = task.withdrawn_at is not None
            built.append(Built(task.id, title, task.version, row.change, withdrawn, tuple(reasons)))
        elif row.change is Change.NEW:
            free.append(task.id)
    return Obstacles(_later(rows, mine), tuple(built), tuple(free))


def version(row: ImportedRow) -> int:
    """The version in which an import left a task."""
    left: int = (row.before or {}).get("version", 1)
    return left


def _reasons(mine: dict[int, ImportedRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    new = [task for task, row in mine.items() if row.change is Change.NEW]
    old = {task: row for task, row in mine.items() if row.change is not Change.NEW}
    updates = _count(
        select(Assignment.task_id, func.count())
        .join(ProgressUpdate, ProgressUpdate.assignment_id == Assignment.id)
        .where(Assignment.task_id.in_(mine))
        .group_by(Assignment.task_id)
    )
    published = _count(
        select(Disclosure.task_id, func.count()).where(Disclosure.task_id.in_(mine)).group_by(Disclosure.task_id)
    )
    for task, row in old.items():
        more = updates[task] + published[task] - (row.before or {}).get("entries", 0)
        if more:
            found[task].append(f"导入之后有{abs(more)}条办理或公开记录的变动")
    for task, number in _of(new, updates):
        found[task].append(f"办理记录{number}条")
    for task, number in _of(new, published):
        found[task].append(f"公开记录{number}条")
    for task in _taken_in_hand(new):
        if not updates[task]:
            found[task].append("已签收")
    others = ((OpinionCase, "政务舆情{}件"), (PolicyDocument, "政策文件解读{}件"), (InformationRequest, "公开申请{}件"))
    for model, words in others:
        column = model.__table__.c.task_id
        for task, number in _of(new, _count(select(column, func.count()).where(column.in_(new)).group_by(column))):
            found[task].append(words.format(number))
    return found


def _of(tasks: Iterable[int], counts: Counter[int]) -> Iterable[tuple[int, int]]:
    return ((task, counts[task]) for task in tasks if counts[task])


def _count(statement: Select[int, int]) -> Counter[int]:
    return Counter({row[0]: row[1] for row in db.session.execute(statement)})


def _taken_in_hand(new: Sequence[int]) -> Iterable[int]:
    statement = select(Assignment.task_id).where(
        Assignment.task_id.in_(new), Assignment.state != AssignmentState.PENDING
    )
    return db.session.scalars(statement.distinct())


def _later(rows: Sequence[ImportedRow], mine: Collection[int]) -> int | None:
    """An import after this one, by the order of its entries, that touched a task which this one made or changed."""
    last = max((row.id for row in rows), default=0)
    return db.session.scalar(
        select(ImportFile.batch_id)
        .join(ImportedRow, ImportedRow.file_id == ImportFile.id)
        .join(ImportBatch, ImportBatch.id == ImportFile.batch_id)
        .where(ImportedRow.task_id.in_(mine), ImportedRow.id > last, ImportBatch.state == ImportState.APPLIED)
        .order_by(ImportedRow.id.desc())
        .limit(1)
    )
