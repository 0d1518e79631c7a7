"""What is linked with a record, and what could be: of the same task, or by words of the title."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from tracker.db import db
from tracker.guidance.related.linking import KINDS, Kind, Ref
from tracker.listing import contains
from tracker.people.models import Unit, User

MOST, LIKELY = 100, 6


@dataclass(frozen=True)
class Found:
    """Records of one kind, each with its title and unit."""

    kind: Kind
    rows: Sequence[Row[*tuple[Any, ...]]]


def linked(ref: Ref, user: User) -> list[Found]:
    """What is linked with the record, of what the person may see."""
    found = []
    for kind in KINDS.values():
        if kind is not ref.kind:
            statement = _rows(kind, user).where(kind.model.id.in_(_others(ref, kind)))
            found.append(Found(kind, db.session.execute(statement.order_by(kind.model.id).limit(MOST)).all()))
    return found


def likely(ref: Ref, user: User, text: str) -> list[Found]:
    """What is not linked yet and holds the text; without a text, what belongs to the same task."""
    task = db.session.scalar(select(ref.kind.model.task_id).where(ref.kind.model.id == ref.id))
    if not text and task is None:
        return []
    found = []
    for kind in KINDS.values():
        if kind is ref.kind:
            continue
        wanted = contains(text, kind.title) if text else kind.model.task_id == task
        statement = _rows(kind, user).where(wanted, kind.model.id.not_in(_others(ref, kind)))
        rows = db.session.execute(statement.order_by(kind.model.id.desc()).limit(LIKELY)).all()
        found.append(Found(kind, rows))
    return [each for each in found if each.rows]


def _rows(kind: Kind, user: User) -> Any:
    columns = (kind.model.id, kind.title.label("title"), Unit.short_name.label("unit"))
    return kind.visible(user).with_only_columns(*columns).join(Unit, kind.model.unit_id == Unit.id)


def _others(ref: Ref, kind: Kind) -> Any:
    return select(kind.column).where(ref.kind.column == ref.id, kind.column.is_not(None))
