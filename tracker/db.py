"""The database: base class, column types and how a transaction begins.

SQLite runs in WAL with ``synchronous=FULL`` so that an acknowledged entry survives a power cut, and every writing
transaction begins IMMEDIATE: a deferred one that turns from reading to writing fails at once when another writer
came in between, and no busy timeout helps it.
"""

import errno
import sqlite3
from datetime import UTC, datetime
from enum import Enum as PyEnum
from typing import TYPE_CHECKING, Any

from flask import g, has_app_context, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 5000
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def choice(kind: type[PyEnum]) -> Enum:
    """A column type that stores an enumeration's value as text, checked by the application."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


def begin_writing() -> None:
    """Let the current request write although its method only reads (an export's audit row, a login session's touch).

    Ends the read transaction that may have begun: what was loaded before is reloaded when next touched.
    """
    db.session.rollback()
    if has_app_context():
        g.writing = True


def begin_reading() -> None:
    """Give up what was begun and only read from here on.

    To answer when another writer did not let go, or to compute for long while others write.
    """
    db.session.rollback()
    if has_app_context():
        g.writing = False


def _is_writing() -> bool:
    if has_request_context():
        return bool(g.get("writing", request.method not in READING))
    return not has_app_context() or bool(g.get("writing", True))


LOCKED = frozenset({"55P03", "40P01", "40001"})  # lock timeout, deadlock, serialization: another one was first
FULL = frozenset({"53100", "53200"})


def is_busy(error: BaseException) -> bool:
    """Whether the database could not do it because of another writer: worth trying again soon."""
    if isinstance(error, PoolTimeout):
        return True
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) in LOCKED or " is locked" in str(cause)


def is_full(error: BaseException) -> bool:
    """Whether the disk has no room left, for the database or for a file."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) in FULL or "disk is full" in str(cause)


@event.listens_for(Engine, "connect")
def _configure(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")  # as on SQLite: then a 503, never an endless wait
        connection.autocommit = False
    else:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing() else "BEGIN")
