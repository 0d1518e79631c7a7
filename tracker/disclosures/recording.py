"""Recording a disclosure and changing it: its limit is computed at entry and kept, the unit's share is told."""

from dataclasses import fields

from sqlalchemy import and_, select, update

from tracker import journal
from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures import shares
from tracker.disclosures.entry import NAMES, Entry
from tracker.disclosures.limits import Due, TaskLimit, due
from tracker.disclosures.models import Disclosure
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused, Stale
from tracker.tasks.models import Assignment, Task


def limit_of(task: Task, entry: Entry) -> Due | None:
    """By when the stated information must be public; None while the day from which it counts is missing."""
    row = TaskLimit(task.deadline_kind, task.deadline_days, task.deadline_start, task.deadline_text)
    return due(entry.kind, entry.formed_on, entry.decided_on, row, book.in_force())


def record(task: Task, by: User, entry: Entry) -> Disclosure:
    """Record what the liaison's unit publishes, or must publish, under a task that it has a share in.

    Raises Refused for anyone but a liaison (the office may not state facts for a unit), for a task without a share
    of the unit or withdrawn, and for a statement that contradicts itself (plan 三（一）, 三（三）).
    """
    _require_liaison(by)
    share = select(Assignment.id).where(Assignment.task_id == task.id, Assignment.unit_id == by.unit_id)
    if db.session.scalar(share) is None:
        raise Refused(f"《{task.item}》不是本单位的任务，不能登记公开记录。请从本单位的任务中选择。")
    if task.withdrawn_at is not None:
        raise Refused(f"《{task.item}》已撤销，不能再登记公开记录。如需恢复请联系区公开办。")
    _require_sound(entry)
    disclosure = Disclosure(task=task, unit_id=by.unit_id, recorded_by_id=by.id, recorded_at=now(), version=1)
    _put(disclosure, entry)
    db.session.add(disclosure)
    db.session.flush()
    refresh_share(disclosure)
    journal.record(
        "disclosure.record", "disclosure", disclosure.id, f"登记公开记录《{entry.title}》", details=entry.as_json()
    )
    return disclosure


def change(disclosure: Disclosure, by: User, entry: Entry, version: int) -> None:
    """Correct or complete a record; its limit is computed again by the rule of its day.

    Raises Stale when it changed since the form was opened, Refused as ``record`` does.
    """
    _require_liaison(by)
    if disclosure.unit_id != by.unit_id:
        raise Refused("这是其他单位的公开记录，只能由该单位联络员修改。")
    if disclosure.version != version:
        raise Stale("这条记录在您打开之后已被他人修改，请对照两个版本后再保存。")
    _require_sound(entry)
    before, after = Entry.of(disclosure).as_json(), entry.as_json()
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return
    _put(disclosure, entry)
    db.session.flush()
    refresh_share(disclosure)
    what = "、".join(NAMES[name] for name in changed)
    journal.record(
        "disclosure.change", "disclosure", disclosure.id, f"修改公开记录《{entry.title}》：{what}", details=changed
    )


def attach(disclosure: Disclosure, by: User, stored: StoredFile) -> None:
    """Add a file that proves the publication. Raises Refused for anyone but the unit's liaison."""
    _require_liaison(by)
    if disclosure.unit_id != by.unit_id:
        raise Refused("这是其他单位的公开记录，只能由该单位联络员上传佐证材料。")
    disclosure.evidence.append(stored)
    db.session.flush()
    details = {"file": stored.id, "name": stored.name, "sha256": stored.sha256}
    summary = f"为公开记录《{disclosure.title}》上传佐证材料“{stored.name}”"
    journal.record("disclosure.attach", "disclosure", disclosure.id, summary, details=details)


def follow_share(assignment: Assignment) -> None:
    """The share was handed in or given back: what handing in fulfils is owed no more, or owed again."""
    _refresh(assignment.task, assignment.unit_id)


def refresh_share(disclosure: Disclosure) -> None:
    """Keep the next limit of the unit's share in step with what it published and what is still open."""
    _refresh(disclosure.task, disclosure.unit_id)


def _refresh(task: Task, unit_id: int | None) -> None:
    share = and_(Assignment.task_id == task.id, Assignment.unit_id == unit_id)
    # Two records at once: one waits.
    own = db.session.execute(select(Assignment.outcome).where(share).with_for_update()).first()
    found = db.session.execute(
        select(*shares.RECORD).where(Disclosure.task_id == task.id, Disclosure.unit_id == unit_id)
    )
    due_on, is_provisional = shares.limit(task, found, own.outcome if own else None)
    # Not through the object: its version would rise, and a liaison's open progress form would turn stale for nothing.
    db.session.execute(update(Assignment).where(share).values(due_on=due_on, due_is_provisional=is_provisional))


def _put(disclosure: Disclosure, entry: Entry) -> None:
    limit = limit_of(disclosure.task, entry)  # reads first: a read in between would flush half a change
    for field in fields(entry):
        setattr(disclosure, field.name, getattr(entry, field.name))
    disclosure.channels = list(entry.channels)
    disclosure.due_on = limit.due_on if limit else None
    disclosure.rule = limit.rule.label if limit else ""
    disclosure.explanation = limit.sentence if limit else ""
    disclosure.is_provisional = limit.is_provisional if limit else False


def _require_liaison(by: User) -> None:
    if by.role is not Role.LIAISON or by.unit_id is None:
        raise Refused("公开记录由责任单位联络员登记和修改，其他人员只能查看。")


def _require_sound(entry: Entry) -> None:
    problems = entry.problems(today())
    if problems:
        name, message = next(iter(problems.items()))
        raise Refused(f"{NAMES[name]}：{message}")
