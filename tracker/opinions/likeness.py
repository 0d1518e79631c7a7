"""Which cases a typed title is likely to mean: found by neighbouring characters in a small table of our own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, union_all

from tracker.db import db
from tracker.opinions.grams import ENOUGH, grams, likeness
from tracker.opinions.models import OpinionCase, TopicGram
from tracker.opinions.scope import own
from tracker.people.models import Unit, User

MOST_GRAMS, NEWEST, CANDIDATES, SHOWN = 40, 300, 60, 5


def index(case: OpinionCase) -> None:
    """Enter the case's topic, in place of what was entered before."""
    db.session.execute(delete(TopicGram).where(TopicGram.case_id == case.id))
    rows = [{"gram": gram, "case_id": case.id} for gram in sorted(grams(case.topic))]
    if rows:
        db.session.execute(insert(TopicGram), rows)


def likely(text: str, user: User, *, but: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The cases that the person may see whose topics are most like the text, the likest first.

    Of each pair of characters only the newest cases are looked at, so that common words cost no more than rare ones.
    """
    typed = grams(text)
    weights: Counter[int] = Counter()
    for number in _candidates(sorted(typed)[:MOST_GRAMS]):
        weights[number] += 1
    weights.pop(but or 0, None)
    numbers = [number for number, _ in sorted(weights.items(), key=lambda each: (-each[1], -each[0]))[:CANDIDATES]]
    if not numbers:
        return []
    columns = (OpinionCase.id, OpinionCase.topic, OpinionCase.found_at, OpinionCase.closed_at, Unit.short_name)
    statement = select(*columns).join(Unit, OpinionCase.unit_id == Unit.id)
    rows = db.session.execute(statement.where(OpinionCase.id.in_(numbers), own(user))).all()
    alike = [(likeness(typed, grams(row.topic)), row) for row in rows]
    best = sorted((each for each in alike if each[0] >= ENOUGH), key=lambda each: (-each[0], -each[1].id))
    return [row for _, row in best[:SHOWN]]


def _candidates(typed: Sequence[str]) -> Iterable[int]:
    if not typed:
        return []
    newest = [
        select(
            select(TopicGram.case_id)
            .where(TopicGram.gram == gram)
            .order_by(TopicGram.case_id.desc())
            .limit(NEWEST)
            .subquery()
            .c.case_id
        )
        for gram in typed
    ]
    return db.session.scalars(union_all(*newest))
