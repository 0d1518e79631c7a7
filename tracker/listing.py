"""Registers: every list is filtered, sorted and paged by its query string, and exports what is filtered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort, request
from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, func, or_, select

from tracker.db import db

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000

Sorts = Mapping[str, Sequence[SQLColumnExpression[Any]]]


@dataclass(frozen=True)
class Listing:
    """One page of a register. ``sort`` is a key of the register's sorts, with ``-`` before it for descending."""

    rows: Sequence[Row[Any]]
    total: int
    page: int
    sort: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    def url(self, **changes: object) -> str:
        """This list's address with some of the query changed; None takes a part out. Sorting starts at page 1."""
        query = {key: value for key, value in request.args.items() if value}
        query |= {key: str(value) for key, value in changes.items() if value is not None}
        if "page" not in changes:
            query.pop("page", None)
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
        return f"{request.path}?{urlencode(query)}" if query else request.path

    def sort_url(self, key: str) -> str:
        return self.url(sort=f"-{key}" if self.sort == key else key)

    def direction(self, key: str) -> str:
        """For ``aria-sort`` on a heading."""
        if self.sort.removeprefix("-") != key:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"


def listing(
    statement: Select[*tuple[Any, ...]],
    sorts: Sorts,
    default: str,
    *,
    count: Select[*tuple[Any, ...]] | None = None,
    keys: Select[int] | None = None,
) -> Listing:
    """Run the page that the query string asks for: a malformed part means the default, beyond the end a 404.

    ``count`` replaces the counting statement where one without joins gives the same number. Of a long register ``keys``
    says which rows are meant: they alone are filtered, counted and sorted, and what they join is read for one page.
    """
    sort = request.args.get("sort", default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    page = page_number()
    if count is None:
        count = (
            _counting(statement) if keys is None else keys.with_only_columns(func.count(), maintain_column_froms=True)
        )
    total = db.session.scalar(count) or 0
    if page > 1 and (page - 1) * PAGE_SIZE >= total:
        abort(404)
    part = ordered(statement if keys is None else keys, sorts, sort).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    if keys is not None:
        part = ordered(statement.where(keys.selected_columns[0].in_(part)), sorts, sort)
    return Listing(db.session.execute(part).all(), total, page, sort)


def slices(found: Sequence[Any]) -> Listing:
    """The page of a list that was put together in memory; it keeps the order it has."""
    page = page_number()
    if page > 1 and (page - 1) * PAGE_SIZE >= len(found):
        abort(404)
    return Listing(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(found), page, "")


def everything(statement: Select[*tuple[Any, ...]], sorts: Sorts, default: str) -> Sequence[Row[Any]]:
    """All filtered rows in the asked order, for an export; at most EXPORT_LIMIT."""
    sort = request.args.get("sort", default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    return db.session.execute(ordered(statement, sorts, sort).limit(EXPORT_LIMIT)).all()


def ordered(statement: Select[*tuple[Any, ...]], sorts: Sorts, sort: str) -> Select[*tuple[Any, ...]]:
    columns = sorts[sort.removeprefix("-")]
    return statement.order_by(*(_directed(column, down=sort.startswith("-")) for column in columns))


def _directed(column: SQLColumnExpression[Any], *, down: bool) -> ColumnElement[Any]:
    """Rows without a value come last both ways: SQLite and PostgreSQL would disagree on where they stand."""
    term = column.desc() if down else column.asc()
    return term.nulls_last() if getattr(column, "nullable", False) else term


def page_number(name: str = "page") -> int:
    text = request.args.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text) > 0 else 1


def _counting(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(statement.order_by(None).subquery())


def search_text(name: str = "q") -> str:
    """What was typed into the search field, without control characters, at most 100 characters."""
    return "".join(char for char in request.args.get(name, "") if char.isprintable()).strip()[:100]


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """Whether any of the columns holds the text as typed; ``%`` and ``_`` stand for themselves."""
    return or_(*(column.contains(text, autoescape=True) for column in columns))
