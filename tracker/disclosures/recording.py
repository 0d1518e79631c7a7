"""Recording a disclosure and changing it: its limit is computed at entry and kept, the unit's share is told."""

from dataclasses import fields
from datetime import date
from typing import Any

from blinker import Namespace
from flask import current_app
from sqlalchemy import and_, select, update

from tracker import journal
from tracker.calendar import book
from tracker.choices import Area, CheckState, Role
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures import coverage, reviewed, shares
from tracker.disclosures.entry import LONGEST_LAW, NAMES, REVIEW, Entry
from tracker.disclosures.gaining import gains
from tracker.disclosures.limits import Due, Law, TaskLimit, due, is_late_entry, missing_decision
from tracker.disclosures.models import Disclosure, DisclosureChannel, DisclosureVersion, SecrecyReview
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.scope import own as projects_of
from tracker.refusals import Refused, Stale
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import has_open_share

CHANGED = Namespace().signal("record changed")  # app.py connects who keeps what rests on a record upstairs


TWICE = "本单位已在这项任务下登记过标题、文号和日期都相同的记录，不要重复登记；确是另一条信息的，请在标题中写出区别"


def row_of(task: Task) -> TaskLimit:
    """What the task's row says about time today; a record keeps it as it was when it was recorded."""
    return TaskLimit(task.deadline_kind, task.deadline_days, task.deadline_start, task.deadline_text)


def limit_of(row: TaskLimit, entry: Entry) -> Due | None:
    """By when the stated information must be public; None while the day from which it counts is missing."""
    days = entry.law_days if entry.law_days and 1 <= entry.law_days <= LONGEST_LAW else None
    law = Law(days, entry.law_counts, entry.law_source) if days else None
    return due(entry.kind, entry.formed_on, entry.decided_on, row, book.in_force(), law)


def record(task: Task, by: User, entry: Entry) -> Disclosure:
    """Record what the liaison's unit publishes, or must publish, under a task that it has a share in.

    Raises Refused for anyone but a liaison (the office may not state facts for a unit), for a task without a share
    of the unit or withdrawn, and for a statement that contradicts itself (plan 三（一）, 三（三）).
    """
    require_liaison(by)
    share = select(Assignment.id).where(Assignment.task_id == task.id, Assignment.unit_id == by.unit_id)
    if db.session.scalar(share) is None:
        raise Refused(f"《{task.item}》不是本单位的任务，不能登记公开记录。请从本单位的任务中选择。")
    if task.withdrawn_at is not None:
        raise Refused(f"《{task.item}》已撤销，不能再登记公开记录。如需恢复请联系区公开办。")
    if not has_open_share(by.unit_id, task):
        raise Refused(f"本单位已不再承担《{task.item}》，不能再登记公开记录。如需恢复请联系区公开办。")
    _require_sound(task, entry, by)
    if twin(task, by, entry) is not None:
        raise Refused(f"{TWICE}。")
    disclosure = Disclosure(
        task=task,
        unit_id=by.unit_id,
        recorded_by_id=by.id,
        recorded_at=now(),
        check_state=CheckState.UNCHECKED,
        returns=0,
        clock_changes=0,
        row_limit=row_of(task),
        version=1,
    )
    _put(disclosure, entry, limit_of(disclosure.row_limit, entry))
    db.session.add(disclosure)
    db.session.flush()
    _keep_version(disclosure, entry, by, "")
    _keep_review(disclosure, Entry(entry.title, entry.kind), entry, by)
    refresh_share(disclosure)
    journal.record(
        "disclosure.record", "disclosure", disclosure.id, f"登记公开记录《{entry.title}》", details=entry.as_json()
    )
    return disclosure


def twin(task: Task, by: User, entry: Entry) -> int | None:
    """The record of the unit that states the same piece of information already: by title, number and days."""
    of = Disclosure
    same = (of.task_id == task.id, of.unit_id == by.unit_id, of.title == entry.title, of.kind == entry.kind)
    number = of.document_number == entry.document_number
    days = (of.formed_on.is_not_distinct_from(entry.formed_on), of.decided_on.is_not_distinct_from(entry.decided_on))
    return db.session.scalar(select(of.id).where(*same, number, *days).limit(1))


class NeedsAgreement(Refused):
    """The change would better the record's verdict, which only the office can let count (``proposals``)."""

    def __init__(self, gained: list[str], changed: dict[str, list[Any]]) -> None:
        super().__init__(f"{'；'.join(gained)}，须经公开办同意。")
        self.gains, self.changed = gained, changed


def change(
    disclosure: Disclosure, by: User, entry: Entry, version: int, reason: str = "", *, is_agreed: bool = False
) -> None:
    """Complete or correct a record; its limit is computed again by the rule of its day, what was stated is kept.

    Raises Stale when it changed since the form was opened, Refused as ``record`` does and where a published fact is
    corrected without a reason, NeedsAgreement where it gains by the change and the office has not agreed.
    """
    require_own(disclosure, by)
    if disclosure.version != version:
        raise Stale("这条记录在您打开之后已被他人修改，请对照两个版本后再保存。")
    before = Entry.of(disclosure)
    _require_sound(disclosure.task, entry, by, disclosure)
    old, new = before.as_json(), entry.as_json()
    changed = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    if not changed:
        return
    limit = limit_of(disclosure.row_limit, entry)
    earlier = limit_of(disclosure.row_limit, before)
    moved = _moves_clock(before, entry, earlier, limit)
    if (why := _why_reason(before, entry, moved=moved)) and not reason:
        raise Refused(f"{why}。请填写更正理由，原内容保留在历次版本中。")
    if not is_agreed and (gained := gains(before, entry, _day(earlier), _day(limit))):
        raise NeedsAgreement(gained, changed)
    disclosure.is_review_stale = reviewed.is_stale(disclosure, before, entry)
    _put(disclosure, entry, limit)
    disclosure.clock_changes += moved
    if disclosure.check_state in (CheckState.RETURNED, CheckState.PASSED):
        disclosure.check_state = CheckState.CORRECTED
    db.session.flush()
    _keep_version(disclosure, entry, by, reason)
    _keep_review(disclosure, before, entry, by)
    refresh_share(disclosure)
    what = "、".join(NAMES[name] for name in changed)
    summary = f"{'更正' if reason else '修改'}公开记录《{entry.title}》：{what}"
    details = changed | ({"reason": reason} if reason else {})
    journal.record("disclosure.change", "disclosure", disclosure.id, summary, details=details)
    CHANGED.send(disclosure)


def why_reason(row: TaskLimit, before: Entry, after: Entry) -> str:
    """Why a change needs a reason; "" where it needs none."""
    return _why_reason(before, after, moved=_moves_clock(before, after, limit_of(row, before), limit_of(row, after)))


def _why_reason(before: Entry, after: Entry, *, moved: bool) -> str:
    if moved:
        return "这样修改会改变公开期限、公开方式或公开日期"
    return "已公开的内容不能直接改写" if _corrects(before, after) else ""


def _moves_clock(before: Entry, after: Entry, old: Due | None, new: Due | None) -> bool:
    """Whether a change lets the record be judged otherwise: by another limit or day, or no longer at all."""
    if before.mode is not after.mode or before.published_on not in (None, after.published_on):
        return True
    return (old and old.due_on) != (new and new.due_on)


def _day(limit: Due | None) -> date | None:
    return limit.due_on if limit else None


def _corrects(before: Entry, after: Entry) -> bool:
    """Whether a published fact is corrected: something stated then is stated otherwise, not only added to."""
    if before.published_on is None:
        return False
    blank = Entry("", before.kind)
    return any(
        getattr(before, field.name) not in (getattr(after, field.name), getattr(blank, field.name))
        for field in fields(Entry)
    )


def attach(disclosure: Disclosure, by: User, stored: StoredFile) -> None:
    """Add a file that proves the publication. Raises Refused for anyone but the unit's liaison."""
    require_own(disclosure, by)
    disclosure.evidence.append(stored)
    db.session.flush()
    details = {"file": stored.id, "name": stored.name, "sha256": stored.sha256}
    summary = f"为公开记录《{disclosure.title}》上传佐证材料“{stored.name}”"
    journal.record("disclosure.attach", "disclosure", disclosure.id, summary, details=details)


def follow_share(assignment: Assignment) -> None:
    """The share was handed in or given back: what handing in fulfils is owed no more, or owed again."""
    _refresh(assignment.task, assignment.unit_id)


def refresh_share(disclosure: Disclosure) -> None:
    """Keep the unit's share in step with what it published and what is still open: its next limit, its coverage."""
    _refresh(disclosure.task, disclosure.unit_id)
    coverage.refresh(disclosure.task_id, disclosure.unit_id)


def _refresh(task: Task, unit_id: int | None) -> None:
    share = and_(Assignment.task_id == task.id, Assignment.unit_id == unit_id)
    # Two records at once: one waits.
    own = db.session.execute(select(Assignment.id, Assignment.outcome).where(share).with_for_update()).first()
    found = db.session.execute(
        select(*shares.RECORD).where(Disclosure.task_id == task.id, Disclosure.unit_id == unit_id)
    )
    if own is None:
        return
    due_on, is_provisional = shares.limit(task, found, own.outcome)
    # Not through the object: its version would rise, and a liaison's open progress form would turn stale for nothing.
    limit = {"due_on": due_on, "due_is_provisional": is_provisional}
    change = update(Assignment).where(Assignment.id == own.id).values(limit)
    db.session.execute(change, execution_options={"synchronize_session": False})
    loaded = db.session.identity_map.get(db.session.identity_key(Assignment, own.id))
    if loaded is not None:
        db.session.expire(loaded, list(limit))


def _put(disclosure: Disclosure, entry: Entry, limit: Due | None) -> None:
    # The limit was reckoned before: a read in between would flush half a change.
    project = db.session.get(Project, entry.project.id) if entry.project else None
    published_before = disclosure.published_on
    for field in fields(entry):
        if field.name not in ("channels", "project"):
            setattr(disclosure, field.name, getattr(entry, field.name))
    disclosure.project = project
    kept = {(each.name, each.address): each for each in disclosure.channels}
    disclosure.channels = [
        kept.get((channel.name, channel.address)) or DisclosureChannel(name=channel.name, address=channel.address)
        for channel in entry.channels
    ]
    for position, channel in enumerate(disclosure.channels):
        channel.position = position
    disclosure.is_on_website = entry.is_on_website(current_app.config["WEBSITE_HOSTS"])
    _put_publication(disclosure, published_before, entry.published_on)
    disclosure.due_on = limit.due_on if limit else None
    disclosure.rule = limit.rule.label if limit else ""
    disclosure.explanation = limit.sentence if limit else ""
    disclosure.is_provisional = limit.is_provisional if limit else False


def _put_publication(disclosure: Disclosure, before: date | None, published_on: date | None) -> None:
    """The day on which this day of publication was stated stays when the rest of the record is corrected."""
    if published_on is None:
        disclosure.publication_recorded_on, disclosure.is_late_entry = None, False
        return
    stated_on = disclosure.publication_recorded_on if before == published_on else None
    stated_on = stated_on or today()
    disclosure.publication_recorded_on = stated_on
    disclosure.is_late_entry = is_late_entry(published_on, stated_on, book.in_force())


def _keep_version(disclosure: Disclosure, entry: Entry, by: User, reason: str) -> None:
    number = len(disclosure.versions) + 1
    version = DisclosureVersion(number=number, stated=entry.as_json(), reason=reason, by_id=by.id, at=now())
    disclosure.versions.insert(0, version)
    db.session.flush()


def _keep_review(disclosure: Disclosure, before: Entry, after: Entry, by: User) -> None:
    """A review that the liaison states enters the record's reviews once it is whole and new."""
    new = tuple(getattr(after, name) for name in REVIEW)
    if after.secrecy_result is None or new == tuple(getattr(before, name) for name in REVIEW):
        return
    reviewer, on, result, basis = new
    review = SecrecyReview(
        disclosure_id=disclosure.id,
        reviewer=reviewer,
        on=on,
        result=result,
        basis=basis,
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    disclosure.reviews.insert(0, review)
    db.session.flush()


def require_liaison(by: User) -> None:
    if by.role is not Role.LIAISON or by.unit_id is None:
        raise Refused("公开记录由责任单位联络员登记和修改，其他人员只能查看。")


def require_own(disclosure: Disclosure, by: User) -> None:
    require_liaison(by)
    if disclosure.unit_id != by.unit_id:
        raise Refused("这是其他单位的公开记录，只能由该单位联络员修改。")


def recorders(by: User, disclosure: Disclosure | None = None) -> set[str]:
    """The names of those who record, and so cannot be the reviewer."""
    people = {by} | ({disclosure.recorded_by} if disclosure is not None and disclosure.recorded_by else set())
    return {name for person in people for name in (person.name, person.username)}


def _require_sound(task: Task, entry: Entry, by: User, disclosure: Disclosure | None = None) -> None:
    before = Entry.of(disclosure) if disclosure is not None else None
    problems = entry.problems(today(), recorders(by, disclosure), before)
    project = before.project if before else None
    row = row_of(task) if disclosure is None else disclosure.row_limit
    if missing := missing_decision(row, entry.decided_on):
        problems["decided_on"] = missing
    if disclosure is not None and (wrong := reviewed.problem(disclosure, entry)):
        problems["secrecy_result"] = wrong
    if entry.is_blacklisting and task.area is not Area.PUBLIC_RESOURCES:
        problems["is_blacklisting"] = "失信“黑名单”只用于公共资源配置领域（实施方案三（二））"
    if entry.project is not None and entry.project != project:
        seen = select(Project.id).where(projects_of(by), Project.id == entry.project.id)
        if db.session.scalar(seen) is None:
            problems["project"] = "没有这个项目或交易，或与本单位无关，请重新选择"
    if problems:
        name, message = next(iter(problems.items()))
        raise Refused(f"{NAMES.get(name, '公开网址')}：{message}")
