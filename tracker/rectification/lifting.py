"""Orders that no longer hold, because the notice that gave them was withdrawn."""

from collections.abc import Sequence

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.models import Rectification, RectificationEntry


def lift(orders: Sequence[Rectification], reason: str, by: User) -> None:
    """End them without a result: they count neither as kept nor as late."""
    for each in orders:
        each.state, each.lifted_on = RectificationState.CLOSED, today()
        each.closed_on = today()
        each.extension_until, each.extension_reason = None, ""
        text = f"整改要求撤销：{reason}。"
        entry = RectificationEntry(rectification_id=each.id, state=each.state, text=text, by_id=by.id, at=now())
        db.session.add(entry)
    db.session.flush()
    if orders:
        ids = [each.id for each in orders]
        details = {"ids": ids, "reason": reason}
        journal.record("rectification.lift", "rectification", None, f"撤销整改要求{len(ids)}项", details=details)
