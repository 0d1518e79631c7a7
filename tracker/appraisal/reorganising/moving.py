"""Units merged or split in the middle of a year: open work passes to the successor, what was over stays.

One rule for all: what was due before the day, or done, stays with the unit that had it then, and counts there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker import journal
from tracker.appraisal import lists
from tracker.appraisal.models import MovedShare, Reorganisation
from tracker.choices import Area, AssignmentState, ProgressKind, RectificationState
from tracker.clock import SHANGHAI, now, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.opinions.models import OpinionCase
from tracker.people.models import Unit, User
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused
from tracker.tasks.models import CARRIED, Assignment, Task
from tracker.tasks.progress import enter

WORDS = {"shares": "任务", "records": "未到期的公开记录", "cases": "未办结的舆情", "orders": "未销号的整改"}


@dataclass(frozen=True)
class Move:
    """What passes from one unit to another, from which day on, in which areas and why."""

    source: Unit
    target: Unit
    on: date
    areas: tuple[Area, ...]
    reason: str = ""


@dataclass(frozen=True)
class Work:
    """The open work of a unit; ``kept`` are shares of tasks in which the successor has a share of its own, in which
    the work goes on: they count with the old unit as they stand, and nobody has to do anything more under them.
    ``overdue`` stays as well: kind of work -> titles."""

    shares: Sequence[Assignment]
    kept: Sequence[Assignment]
    records: Sequence[Disclosure]
    cases: Sequence[OpinionCase]
    orders: Sequence[Rectification]
    overdue: Mapping[str, list[str]]

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in WORDS}


def work_of(move: Move) -> Work:
    """What would pass: what is open, in the areas named; opinions and rectifications only when all areas pass."""
    held = select(Assignment.task_id).where(Assignment.unit_id == move.target.id)
    of = (Task.year == move.on.year, Task.area.in_(move.areas), Task.withdrawn_at.is_(None))
    is_open = (Assignment.state != AssignmentState.ACCEPTED) & Assignment.withdrawn_at.is_(None)
    mine = (Assignment.unit_id == move.source.id, is_open)
    shares = db.session.scalars(
        select(Assignment).join(Task).where(*of, *mine).order_by(Assignment.id).with_for_update(of=Assignment)
    ).all()
    both = set(db.session.scalars(held.where(Assignment.task_id.in_([each.task_id for each in shares]))))
    passing = [each for each in shares if each.task_id not in both]
    of_shares = Disclosure.task_id.in_([each.task_id for each in passing]), Disclosure.published_on.is_(None)
    records = _held(Disclosure, Disclosure.unit_id == move.source.id, *of_shares)
    of_cases = OpinionCase.closed_at.is_(None), OpinionCase.area.in_(move.areas)
    cases = _held(OpinionCase, OpinionCase.unit_id == move.source.id, *of_cases)
    of_orders = Rectification.unit_id == move.source.id, Rectification.state != RectificationState.CLOSED
    orders = _held(Rectification, *of_orders) if set(move.areas) == set(Area) else []
    start = datetime.combine(move.on, time(), SHANGHAI)
    late_records = [each for each in records if each.due_on is not None and each.due_on < move.on]
    late_orders = [each for each in orders if each.due_on < move.on]
    over = [
        each for each in cases if each.answered_at or (each.answer_due_at is not None and each.answer_due_at < start)
    ]
    return Work(
        passing,
        [each for each in shares if each.task_id in both],
        [each for each in records if each not in late_records],
        [each for each in cases if each not in over],
        [each for each in orders if each not in late_orders],
        {
            "已经到期的公开记录": [each.title for each in late_records],
            "已经到期或者已经回应的舆情": [each.topic for each in over],
            "已经到期的整改": [each.title for each in late_orders],
        },
    )


def _held(kind: Any, *conditions: Any) -> Sequence[Any]:
    return db.session.scalars(select(kind).where(*conditions).order_by(kind.id)).all()


def move_work(move: Move, by: User) -> Reorganisation:
    """All of it in one transaction, for good. Raises Refused for a day or units that do not fit, or where nothing is
    open."""
    _check(move)
    work = work_of(move)
    if not any(work.counts.values()):
        raise Refused(f"{move.source.short_name}在所选领域没有未办结的工作，不需要划转。", "source")
    made = Reorganisation(
        from_unit_id=move.source.id, to_unit_id=move.target.id, on=move.on, reason=move.reason,
        areas=[area.value for area in move.areas], moved=work.counts, by_id=by.id, at=now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    note = f"自{move.on}起由{move.source.short_name}划转至{move.target.short_name}：{move.reason}"
    for share in work.shares:
        share.unit_id = move.target.id
        if db.session.get(MovedShare, share.id) is None:
            db.session.add(_mark(share, made))
        enter(share, by, ProgressKind.REASSIGNED, note=note)
    for share in work.kept:
        db.session.add(_mark(share, made))
        share.withdrawn_at, share.withdrawn_reason, share.due_on = now(), f"{CARRIED}{move.target.short_name}", None
        enter(share, by, ProgressKind.REASSIGNED, note=note)
    for record in work.records:
        record.unit_id = move.target.id
    for case in work.cases:
        case.unit_id = move.target.id
    for order in work.orders:
        order.unit_id = move.target.id
        db.session.add(
            RectificationEntry(rectification_id=order.id, state=order.state, text=note, by_id=by.id, at=now())
        )
    db.session.flush()
    details: dict[str, Any] = {
        "from": move.source.code,
        "to": move.target.code,
        "on": move.on.isoformat(),
        "moved": work.counts,
    }
    details["areas"], details["shares"] = made.areas, [each.id for each in work.shares]
    summary = f"{move.source.short_name}的工作自{move.on}起划转至{move.target.short_name}"
    journal.record("unit.reorganise", "reorganisation", made.id, summary, details=details)
    return made


def _mark(share: Assignment, made: Reorganisation) -> MovedShare:
    """That the unit is done with the share from that day on, whoever has it now."""
    return MovedShare(assignment_id=share.id, from_unit_id=made.from_unit_id, reorganisation_id=made.id, on=made.on)


def _check(move: Move) -> None:
    if move.source.id == move.target.id:
        raise Refused("划出和承接的单位不能是同一个。", "target")
    if move.target.closed_on is not None:
        raise Refused(f"{move.target.short_name}已经撤销，不能承接。", "target")
    if not move.areas:
        raise Refused("请至少选择一个领域。", "areas")
    if move.on > today():
        raise Refused(f"划转日期 {move.on} 还没有到，请到那一天再办理。", "on")
    if move.on.year != today().year:
        raise Refused(f"划转日期应在{today().year}年之内；以前年度的结果已成事实，不再变动。", "on")
    if lists.confirmed(move.on.year) is not None:
        raise Refused(f"{move.on.year}年度名单已经确认，请以下一年度的日期办理划转。", "on")
