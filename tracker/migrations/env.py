"""Runs the migrations on the application's database.

Foreign keys stay off while SQLite rebuilds a table in batch mode: with them on, dropping the old table would cascade
and delete every child row. They are checked afterwards.
"""

import sqlite3

from alembic import context

from tracker.db import Instant, db

engine = db.engine


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write own column types as what they are in the database, so that old migrations need none of today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        is_sqlite = isinstance(raw, sqlite3.Connection)
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"foreign keys broken after migration: {broken[:3]}")
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


run()
