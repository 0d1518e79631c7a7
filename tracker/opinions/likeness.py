"""Which cases hold a text, or are likely to be meant by a title: by neighbouring characters in a table of our own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, insert, select, union_all

from tracker.db import db
from tracker.grams import ENOUGH, grams, likeness
from tracker.opinions.models import CaseGram, OpinionCase
from tracker.opinions.scope import own
from tracker.people.models import Unit, User

MOST_GRAMS, MOST_SOUGHT, NEWEST, CANDIDATES, SHOWN = 40, 6, 300, 60, 5
PAIR, MANY = 2, 3000


def index(case: OpinionCase) -> None:
    """Enter what the case can be found by, in place of what was entered before."""
    db.session.execute(delete(CaseGram).where(CaseGram.case_id == case.id))
    rows = [{"gram": gram, "case_id": case.id} for gram in sorted(grams(findable(case)))]
    if rows:
        db.session.execute(insert(CaseGram), rows)


def findable(case: OpinionCase) -> str:
    """Topic, place and body concerned, each on a line of its own so that they do not run into each other."""
    return "\n".join((case.topic, case.found_where, case.supervised_body))


def holding(text: str, *, few: bool) -> list[ColumnElement[bool]]:
    """What must be true of a case that holds the text; nothing of a text without two neighbouring letters.

    ``few`` says that few cases come into question anyway: then each is looked up, else all with the rarest pair are.
    """
    pairs = sorted(grams(text))[:MOST_SOUGHT]
    if not pairs:
        return []
    if few:
        return [_has(pair) for pair in pairs]
    return [OpinionCase.id.in_(select(CaseGram.case_id).where(CaseGram.gram == _rarest(pairs)))]


def pair_of(text: str) -> str | None:
    """The pair of characters that is all of the text: what has it holds the text, and nothing more need be asked."""
    pairs = grams(text)
    return next(iter(pairs)) if len(text) == PAIR and len(pairs) == 1 else None


def _has(pair: str) -> ColumnElement[bool]:
    return exists().where(CaseGram.gram == pair, CaseGram.case_id == OpinionCase.id).correlate(OpinionCase)


def _rarest(pairs: Sequence[str]) -> str:
    """The pair that the fewest cases have; of two that many have, either."""
    if len(pairs) == 1:
        return pairs[0]
    first = (select(CaseGram.gram).where(CaseGram.gram == pair).limit(MANY).subquery() for pair in pairs)
    counts = [select(func.count()).select_from(part).scalar_subquery() for part in first]
    numbers = db.session.execute(select(*counts)).one()
    return min(zip(numbers, pairs, strict=True))[1]


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
            select(CaseGram.case_id)
            .where(CaseGram.gram == gram)
            .order_by(CaseGram.case_id.desc())
            .limit(NEWEST)
            .subquery()
            .c.case_id
        )
        for gram in typed
    ]
    return db.session.scalars(union_all(*newest))
