"""Which records hold a text in their title or document number: by neighbouring characters in a table of our own.

The table follows the records by itself, in the flush that writes them; ``rebuild`` makes it anew.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    event,
    exists,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapper

from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureGram
from tracker.grams import folded, grams
from tracker.listing import contains

MOST_SOUGHT, MANY, AT_ONCE = 6, 4_000, 2_000
GRAM = DisclosureGram.__table__
RECORD = Disclosure.__table__
FIRST, ALSO = GRAM.alias("first").c, GRAM.alias("also").c


def found_by(title: str, number: str) -> frozenset[str]:
    """What is entered of a record: both texts, each on a line of its own so that they do not run into each other."""
    return grams(f"{title}\n{number}")


def holding(text: str) -> ColumnElement[bool]:
    """What is true of a record that holds the text."""
    sought = sorted(grams(text))[:MOST_SOUGHT]
    as_typed = contains(text, Disclosure.title, Disclosure.document_number)
    if not sought:
        return as_typed
    listed = [Disclosure.id.in_(select(DisclosureGram.disclosure_id).where(DisclosureGram.gram == g)) for g in sought]
    return listed[0] if _is_one(text) else and_(*listed, as_typed)


def by_rarest(text: str, *conditions: ColumnElement[bool]) -> Select[int]:
    """The ids of the records that hold the text and meet the conditions, from the rarest pairs of characters on."""
    sought = _rarest(sorted(grams(text))[:MOST_SOUGHT])
    if not sought:
        as_typed = contains(text, RECORD.c.title, RECORD.c.document_number)
        return select(RECORD.c.id).where(as_typed, *conditions)
    found = select(FIRST.disclosure_id).where(FIRST.gram == sought[0])
    for gram in sought[1:2]:
        found = found.where(exists().where(ALSO.gram == gram, ALSO.disclosure_id == FIRST.disclosure_id))
    if not _is_one(text):
        conditions = (contains(text, RECORD.c.title, RECORD.c.document_number), *conditions)
    if not conditions:
        return found
    return found.join(RECORD, RECORD.c.id == FIRST.disclosure_id).where(*conditions)


def _is_one(text: str) -> bool:
    """Whether the text is no more than one pair of characters, so that the table alone answers."""
    return grams(text) == {folded(text)}


def _rarest(sought: Sequence[str]) -> list[str]:
    """The rarest first, as far as counting up to many tells."""
    if len(sought) < 2:
        return list(sought)
    weights = db.session.execute(_weighing(len(sought)), {f"gram{at}": gram for at, gram in enumerate(sought)}).one()
    return [gram for _, gram in sorted(zip(weights, sought, strict=True))]


@lru_cache(maxsize=MOST_SOUGHT)
def _weighing(number: int) -> Select[*tuple[Any, ...]]:
    return select(
        *(
            select(func.count())
            .select_from(select(GRAM.c.gram).where(GRAM.c.gram == bindparam(f"gram{at}")).limit(MANY).subquery())
            .scalar_subquery()
            for at in range(number)
        )
    )


def rebuild() -> None:
    """Enter all records anew."""
    db.session.execute(delete(DisclosureGram))
    texts = db.session.execute(select(Disclosure.id, Disclosure.title, Disclosure.document_number)).all()
    for first in range(0, len(texts), AT_ONCE):
        part = texts[first : first + AT_ONCE]
        rows = [_row(gram, number) for number, title, other in part for gram in sorted(found_by(title, other))]
        if rows:
            db.session.execute(insert(DisclosureGram), rows)


def _row(gram: str, number: int) -> dict[str, Any]:
    return {"gram": gram, "disclosure_id": number}


@event.listens_for(Disclosure, "after_insert")
def _enter(_mapper: Mapper[Disclosure], connection: Connection, record: Disclosure) -> None:
    _replace(connection, record.id, frozenset(), found_by(record.title, record.document_number))


@event.listens_for(Disclosure, "after_update")
def _follow(_mapper: Mapper[Disclosure], connection: Connection, record: Disclosure) -> None:
    state = inspect(record).attrs
    texts = (state.title, state.document_number)
    if any(text.history.has_changes() for text in texts):
        before = [text.history.deleted[0] if text.history.deleted else text.value for text in texts]
        _replace(connection, record.id, found_by(*before), found_by(record.title, record.document_number))


def _replace(connection: Connection, number: int, before: frozenset[str], now: frozenset[str]) -> None:
    table = DisclosureGram
    if gone := sorted(before - now):
        connection.execute(delete(table).where(table.gram.in_(gone), table.disclosure_id == number))
    if new := sorted(now - before):
        connection.execute(insert(table), [_row(gram, number) for gram in new])
