"""Registers: every list is filtered, sorted and paged by its query string, and exports what is filtered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import abort, request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    or_,
    select,
    union_all,
)

from tracker.db import db

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
GOOD_PART = 8
LONGEST_NUMBER = 9
PAGE_IDS: BindParameter[Sequence[int]] = bindparam("page_ids", expanding=True)

Sorts = Mapping[str, Sequence[SQLColumnExpression[Any]]]


@dataclass(frozen=True)
class Keys:
    """Which rows of a long register are meant, by their ids alone: what they join is read for one page.

    ``ids`` makes a select of them for any order. ``parts`` are the same in selects that have none in common and that
    the database reads in the order of the ids: rows are counted by them, and paged where nothing else sorts them.
    ``rows`` reads the rows of ``PAGE_IDS``, their id first; made once, since making a long statement costs more than
    running it. ``walked`` are the same ids with conditions that no index answers, for filters whose index knows nothing
    of the order: where a good part of all is meant, walking through them finds a page sooner than sorting. Up to
    ``few`` ids are fetched whole instead of being counted first.
    """

    ids: Callable[[], Select[int]]
    parts: Sequence[Select[int]]
    rows: Select[*tuple[Any, ...]]
    walked: Select[int] | None = None
    few: int = 0

    def total(self) -> int:
        if self._all is not None:
            return len(self._all)
        counts = [select(func.count()).select_from(part.subquery()).scalar_subquery() for part in self.parts]
        return db.session.scalar(select(sum(counts[1:], counts[0]))) or 0

    def page(self, sorts: Sorts, sort: str, number: int, total: int) -> Sequence[Row[Any]]:
        columns = sorts[sort.removeprefix("-")]
        is_by_id = len(columns) == 1 and columns[0] is self.rows.selected_columns[0]
        first, down = (number - 1) * PAGE_SIZE, sort.startswith("-")
        if is_by_id and self._all is not None:
            ids: Sequence[int] = (self._all[::-1] if down else self._all)[first : first + PAGE_SIZE]
        else:
            found = self._by_id(total, down=down) if is_by_id else ordered(self.ids(), sorts, sort)
            ids = db.session.scalars(found.limit(PAGE_SIZE).offset(first)).all()
        rows = {row[0]: row for row in db.session.execute(self.rows, {PAGE_IDS.key: ids})}
        return [rows[number] for number in ids if number in rows]

    @cached_property
    def _all(self) -> Sequence[int] | None:
        """Every id in its order, where they are few."""
        if not self.few:
            return None
        ids = db.session.scalars(self._by_id(0, down=False).limit(self.few + 1)).all()
        return ids if len(ids) <= self.few else None

    def _by_id(self, total: int, *, down: bool) -> Select[int]:
        found = self.parts[0]
        column = found.selected_columns[0]
        if self.walked is not None and total * GOOD_PART > (db.session.scalar(select(func.max(column))) or 0):
            found = self.walked
        elif len(self.parts) > 1:
            column = union_all(*self.parts).subquery().c[0]
            found = select(column)
        return found.order_by(column.desc() if down else column)


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

    @cached_property
    def _asked(self) -> dict[str, str]:
        return {key: value for key, value in request.args.items() if value}

    def url(self, **changes: object) -> str:
        """This list's address with some of the query changed; None takes a part out. Sorting starts at page 1."""
        query = self._asked | {key: str(value) for key, value in changes.items() if value is not None}
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
    asked: Select[*tuple[Any, ...]] | Keys,
    sorts: Sorts,
    default: str,
    *,
    count: Select[*tuple[Any, ...]] | None = None,
) -> Listing:
    """Run the page that the query string asks for: a malformed part means the default, beyond the end a 404.

    ``count`` replaces the counting statement where one without joins gives the same number.
    """
    sort = request.args.get("sort", default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    page = page_number()
    if isinstance(asked, Keys):
        total = asked.total()
    else:
        total = db.session.scalar(_counting(asked) if count is None else count) or 0
    if page > 1 and (page - 1) * PAGE_SIZE >= total:
        abort(404)
    if isinstance(asked, Keys):
        return Listing(asked.page(sorts, sort, page, total), total, page, sort)
    part = ordered(asked, sorts, sort).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
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
    return number_of(request.args.get(name)) or 1


def _counting(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(statement.order_by(None).subquery())


def search_text(name: str = "q") -> str:
    """What was typed into the search field, without control characters, at most 100 characters."""
    return "".join(char for char in request.args.get(name, "") if char.isprintable()).strip()[:100]


def number_of(text: str | None) -> int | None:
    """A whole number of at most nine digits, as identifiers and years are; what is none asks for nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def day_of(text: str | None) -> date | None:
    """A day, written 2018-12-20; what is none asks for nothing."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """Whether any of the columns holds the text as typed; ``%`` and ``_`` stand for themselves."""
    return or_(*(column.contains(text, autoescape=True) for column in columns))
