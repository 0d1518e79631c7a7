"""The units that a register can be filtered by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from tracker.db import db
from tracker.people.models import Unit, User


def units_for(user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    """Id, code and short name of the units in force, in the order of their register; none for a unit's own people."""
    return units_in_force() if user.sees_all_units else []


def units_in_force() -> Sequence[Row[*tuple[Any, ...]]]:
    """Id, code and short name of every unit that was not closed, in the order of the register."""
    statement = select(Unit.id, Unit.code, Unit.short_name).where(Unit.closed_on.is_(None))
    return db.session.execute(statement.order_by(Unit.position, Unit.id)).all()
