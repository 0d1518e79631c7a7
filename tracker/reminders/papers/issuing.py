"""Issuing a paper: its number, its .docx and what it is about in one transaction; the next one only in its turn."""

from collections.abc import Collection, Mapping, Sequence
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
from tracker.rectification import urging
from tracker.refusals import Refused
from tracker.reminders import rules, upcoming
from tracker.reminders.choices import PaperStep, ReminderKind, ReminderLight
from tracker.reminders.dues import Due
from tracker.reminders.lights import light
from tracker.reminders.models import Paper, document_number
from tracker.reminders.papers.following import Standing, refusal
from tracker.reminders.papers.wording import NAMES, Earlier, Matter, Slip, paper

Limit = tuple[str, date]
"""A matter's key and the day of its limit."""


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


def running(unit_id: int) -> set[Limit]:
    """What is on a paper that still runs: not followed by another, and either not answered or one that another may
    follow. A matter whose limit moved since is another."""
    followed = select(Paper.previous_id).where(Paper.previous_id.is_not(None))
    goes_on = Paper.answered_at.is_(None) | (Paper.step != PaperStep.SUPERVISION)
    found = select(Paper.matters).where(Paper.unit_id == unit_id, goes_on, Paper.id.not_in(followed))
    return {_limit(each) for matters in db.session.scalars(found) for each in matters}


def offered(unit_id: int) -> list[Matter]:
    """What a first paper can be about today."""
    told = running(unit_id)
    return [each for each in owed(unit_id) if (each.key, each.due_on) not in told]


def _limit(kept: Mapping[str, Any]) -> Limit:
    return f"{kept['kind']}-{kept['id']}", date.fromisoformat(kept["due_on"])


def begin(unit: Unit, keys: Collection[str], by: User, order: Order) -> Paper:
    """Issue the first paper about some of what the unit owes.

    Raises Refused for what it does not owe (any more), and for what a running paper is about already.
    """
    found = {each.key: each for each in owed(unit.id)}
    if not keys:
        raise Refused("请至少选择一项。", "matters")
    if gone := [key for key in keys if key not in found]:
        raise Refused(f"所选事项有{len(gone)}项已办结或不在期限范围内，请重新选择。", "matters")
    matters = [matter for key, matter in found.items() if key in keys]
    told = running(unit.id)
    if any((each.key, each.due_on) in told for each in matters):
        raise Refused("所选事项中有的已经发过文，在原来的文件上逐级办理，不能重复发文。", "matters")
    return _issue(PaperStep.REMINDER, unit, matters, by, order)


def left(of: Paper) -> dict[str, Matter]:
    """What of a paper the unit owes today, by its key: neither done nor another's, with the limit that it had."""
    told = {_limit(each) for each in of.matters}
    return {each.key: each for each in owed(of.unit_id) if (each.key, each.due_on) in told}


def still_owed(previous: Paper) -> list[Matter]:
    """What the next paper would be about; once the unit answered, only what is late."""
    found = left(previous).values()
    return [each for each in found if previous.answered_at is None or each.due_on < today()]


def standing(of: Paper) -> Standing:
    following = db.session.scalar(select(Paper).where(Paper.previous_id == of.id))
    return Standing(of.step, of.answer_by, of.answered_on, following.number if following else "")


def follow(previous: Paper, by: User, order: Order) -> Paper:
    """Issue the next step about what is still owed. Raises Refused before its turn."""
    matters = still_owed(previous)
    if why := refusal(standing(previous), matters, today()):
        raise Refused(why)
    step = previous.step.next
    assert step is not None
    return _issue(step, previous.unit, matters, by, replace(order, previous=previous))


def rests(on: date) -> str:
    """Why nothing is sent on a rest day."""
    return "" if book.in_force().is_workday(on) else f"今天（{on}）是休息日，不发文，请在工作日办理。"


def _issue(step: PaperStep, unit: Unit, matters: Sequence[Matter], by: User, order: Order) -> Paper:
    day = today()
    if why := rests(day):
        raise Refused(why)
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
    orders = [matter.id for matter in matters if matter.kind is ReminderKind.RECTIFICATION]
    urging.note(orders, f"{step.label}：{number}，应于 {answer_by} 前反馈。", by)
    details = {"number": number, "matters": [matter.key for matter in matters], "sha256": stored.sha256}
    journal.record("paper.issue", "paper", made.id, f"向{unit.short_name}发出{number}", details=details)
    return made


def _chain(previous: Paper | None) -> tuple[Earlier, ...]:
    """The papers before, the first one first."""
    if previous is None:
        return ()
    own = Earlier(previous.step, previous.number, previous.issued_on, previous.answer_by, previous.answered_on)
    return (*_chain(previous.previous), own)


def as_json(matter: Matter) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(matter).items()}
