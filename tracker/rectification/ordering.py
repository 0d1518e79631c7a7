"""Order a unit to put one problem right by a date (plan 四（三） “令其限期整改”)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused


@dataclass(frozen=True)
class Order:
    """One problem by name and in a sentence, what is required of the unit, the clause it rests on, and the records
    that it is about."""

    unit_id: int
    title: str
    problem: str
    requirement: str
    basis: str
    records: tuple[dict[str, Any], ...] = ()


def order(year: int, orders: list[Order], ordered_on: date, due_on: date, by: User | None) -> list[Rectification]:
    """Open a rectification for each problem. Raises Refused when the date is not after the order's."""
    if due_on <= ordered_on:
        raise Refused(f"整改期限 {due_on} 应在通报日期 {ordered_on} 之后，请改为更晚的日期。")
    opened = []
    for each in orders:
        rectification = Rectification(
            year=year,
            unit_id=each.unit_id,
            title=each.title[:200],
            problem=each.problem,
            records=list(each.records),
            requirement=each.requirement,
            basis=each.basis[:200],
            ordered_on=ordered_on,
            due_on=due_on,
            state=RectificationState.ORDERED,
        )
        text = f"责令于{due_on}前整改。"
        entry = RectificationEntry(state=RectificationState.ORDERED, text=text, by_id=by.id if by else None, at=now())
        rectification.entries.append(entry)
        opened.append(rectification)
    db.session.add_all(opened)
    db.session.flush()
    ids = [each.id for each in opened]
    journal.record("rectification.order", "rectification", None, f"责令整改{len(ids)}项", details={"ids": ids})
    return opened
