"""A later date for a rectification: asked for by the unit with its reason, granted or not by the office."""

from collections.abc import Sequence
from datetime import date

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.choices import Step
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused


def ask(rectification: Rectification, until: date, reason: str, by: User) -> None:
    """Raises Refused unless it is the unit's turn, after the date has passed, or for a date that is no later."""
    if rectification.state is not RectificationState.ORDERED:
        raise Refused("这项整改已经上报或销号，不需要延期。")
    if today() > rectification.due_on:
        raise Refused(f"整改期限 {rectification.due_on} 已过，不能再申请延期，请尽快整改并上报。", "until")
    if rectification.extension_until is not None:
        raise Refused(f"延期至 {rectification.extension_until} 的申请还没有答复，请等公开办答复。", "until")
    if until <= rectification.due_on:
        raise Refused(f"延期后的日期应在现在的期限 {rectification.due_on} 之后。", "until")
    rectification.extension_until, rectification.extension_reason = until, reason
    _record(rectification, Step.ASKED, f"申请延期至{until}：{reason}", by)


def correct(orders: Sequence[Rectification], until: date, reason: str, by: User) -> None:
    """The date that the corrigendum of the notice names, for all that is still open; what was asked for lapses, and a
    later date that was granted stays."""
    for each in orders:
        granted = each.due_on if each.first_due_on is not None and each.due_on > until else None
        each.due_on, each.first_due_on = (granted, until) if granted else (until, None)
        each.extension_until, each.extension_reason = None, ""
        kept = f"已同意延期至{granted}的，仍以延期后的日期为准。" if granted else ""
        _record(each, Step.REDATED, f"整改期限更正为{until}：{reason}。{kept}", by)


def answer(rectification: Rectification, granted: bool, note: str, by: User) -> None:
    """The date moves, or stays. Raises Refused where nothing was asked, or without words."""
    until = rectification.extension_until
    if until is None:
        raise Refused("单位没有待答复的延期申请。")
    if not note.strip():
        raise Refused("请写明同意或不同意延期的理由。", "answer")
    if granted:
        rectification.first_due_on = rectification.first_due_on or rectification.due_on
        rectification.due_on = until
    rectification.extension_until, rectification.extension_reason = None, ""
    word = f"同意延期至{until}" if granted else f"不同意延期，期限仍为{rectification.due_on}"
    _record(rectification, Step.EXTENDED if granted else Step.NOT_EXTENDED, f"{word}：{note}", by)


def _record(rectification: Rectification, step: Step, text: str, by: User) -> None:
    entry = RectificationEntry(
        rectification_id=rectification.id, state=rectification.state, step=step, text=text, by_id=by.id, at=now()
    )
    db.session.add(entry)
    db.session.flush()
    journal.record(f"rectification.{step.value}", "rectification", rectification.id, text)
