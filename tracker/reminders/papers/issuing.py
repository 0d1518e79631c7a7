"""Issuing a paper: its number, its .docx and what it is about in one transaction; the next one only in its turn."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker import journal, numbers
from tracker.calendar import book
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import write_official
from tracker.files import store
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.reminders import rules, upcoming
from tracker.reminders.choices import PaperStep, ReminderKind, ReminderLight
from tracker.reminders.dues import Due
from tracker.reminders.lights import light
from tracker.reminders.models import Paper, document_number
from tracker.reminders.papers.following import Standing, refusal
from tracker.reminders.papers.wording import NAMES, Earlier, Matter, Slip, paper


@dataclass(frozen=True)
class Order:
    """Who signs, what is asked besides, and which paper went before."""

    signed_by: str
    requirement: str = ""
    previous: Paper | None = None


def owed(unit_id: int) -> list[Matter]:
    """What of the unit is red or yellow today and still its turn: what a paper can be about."""
    rule, calendar, day = rules.in_force(today()), book.in_force(), today()
    dues = (due for due in upcoming.of_unit(unit_id, None) if not due.is_handed_in)
    return [_matter(due) for due in dues if light(due.on, day, rule, calendar) is not ReminderLight.GREEN]


def _matter(due: Due) -> Matter:
    days = book.in_force().workdays_between(due.on, today())
    standing = f"逾期{max(days, 1)}个工作日" if today() > due.on else "即将到期"
    return Matter(ReminderKind(due.kind), due.id, due.title, due.on, standing, due.task_id)


def open_keys(unit_id: int) -> set[str]:
    """The matters that are on a paper which still runs: not answered and not followed by another."""
    followed = select(Paper.previous_id).where(Paper.previous_id.is_not(None))
    running = select(Paper.matters).where(
        Paper.unit_id == unit_id, Paper.answered_at.is_(None), Paper.id.not_in(followed)
    )
    return {f"{each['kind']}-{each['id']}" for matters in db.session.scalars(running) for each in matters}


def begin(unit: Unit, keys: Collection[str], by: User, order: Order) -> Paper:
    """Issue the first paper about some of what the unit owes.

    Raises Refused for what it does not owe (any more), and for what a running paper is about already.
    """
    offered = {each.key: each for each in owed(unit.id)}
    gone = [key for key in keys if key not in offered]
    if not keys:
        raise Refused("请至少选择一项。")
    if gone:
        raise Refused(f"所选事项有{len(gone)}项已办结或不在期限范围内，请重新选择。")
    if set(keys) & open_keys(unit.id):
        raise Refused("所选事项中有的已经发过提醒，正在等单位反馈，不能重复发文。")
    matters = [matter for key, matter in offered.items() if key in keys]
    return _issue(PaperStep.REMINDER, unit, matters, by, order)


def still_owed(previous: Paper) -> list[Matter]:
    """What of an earlier paper the unit still owes today."""
    keys = {f"{each['kind']}-{each['id']}" for each in previous.matters}
    return [matter for matter in owed(previous.unit_id) if matter.key in keys]


def standing(of: Paper) -> Standing:
    following = db.session.scalar(select(Paper).where(Paper.previous_id == of.id))
    return Standing(of.step, of.answer_by, of.answered_at is not None, following.number if following else "")


def follow(previous: Paper, by: User, order: Order) -> Paper:
    """Issue the next step about what is still owed. Raises Refused before its turn."""
    matters = still_owed(previous)
    if why := refusal(standing(previous), matters, today()):
        raise Refused(why)
    step = previous.step.next
    assert step is not None
    return _issue(step, previous.unit, matters, by, replace(order, previous=previous))


def _issue(step: PaperStep, unit: Unit, matters: Sequence[Matter], by: User, order: Order) -> Paper:
    day = today()
    wait = rules.in_force(day).waits[step]
    answer_by = book.in_force().nth_workday(day, wait)
    last = select(func.max(Paper.serial)).where(Paper.step == step, Paper.year == day.year)
    serial = 1 + (db.session.scalar(last) or 0)
    number = document_number(step, day.year, serial)
    numbers.take(number, f"{NAMES[step]}（{unit.short_name}）")
    slip = Slip(step, number, unit.name, day, answer_by, tuple(matters), _chain(order.previous), order.requirement)
    stored = store.keep(write_official(paper(slip)), f"{NAMES[step]}（{number}）.docx")
    made = Paper(
        step=step,
        year=day.year,
        serial=serial,
        unit_id=unit.id,
        previous_id=order.previous.id if order.previous else None,
        matters=[as_json(matter) for matter in matters],
        requirement=order.requirement,
        issued_on=day,
        answer_by=answer_by,
        signed_by=order.signed_by,
        stored_file_id=stored.id,
        issued_by_id=by.id,
        issued_at=now(),
        version=1,
    )
    db.session.add(made)
    db.session.flush()
    details = {"number": number, "matters": [matter.key for matter in matters], "sha256": stored.sha256}
    journal.record("paper.issue", "paper", made.id, f"向{unit.short_name}发出{number}", details=details)
    return made


def _chain(previous: Paper | None) -> tuple[Earlier, ...]:
    """The papers before, the first one first."""
    if previous is None:
        return ()
    own = Earlier(previous.step, previous.number, previous.issued_on, previous.answer_by)
    return (*_chain(previous.previous), own)


def as_json(matter: Matter) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(matter).items()}
