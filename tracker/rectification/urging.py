"""That a late order was followed up by a numbered paper (提醒、催办、督办), noted in the order's own history."""

from collections.abc import Collection

from sqlalchemy import ScalarSelect, select

from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.choices import Step
from tracker.rectification.models import Rectification, RectificationEntry


def note(order_ids: Collection[int], text: str, by: User) -> None:
    """Add the step to each order; the paper itself stands in the journal."""
    if not order_ids:
        return
    for order in db.session.scalars(select(Rectification).where(Rectification.id.in_(order_ids))):
        db.session.add(
            RectificationEntry(
                rectification_id=order.id, state=order.state, step=Step.URGED, text=text, by_id=by.id, at=now()
            )
        )
    db.session.flush()


def last_step() -> ScalarSelect[str]:
    """What was last written to the unit about an order, as a column of a select on orders."""
    entry = RectificationEntry
    of_order = (entry.rectification_id == Rectification.id, entry.step == Step.URGED)
    found = select(entry.text).where(*of_order).order_by(entry.id.desc()).limit(1)
    return found.correlate(Rectification).scalar_subquery()
