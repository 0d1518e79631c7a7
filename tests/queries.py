"""How many statements a page or a function sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tracker.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile: `with counted() as statements: client.get("/units")`."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
