"""From every released schema to the newest with data in it, and interrupted in the middle: the old state or the new."""

import contextvars
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from tests.databases import SETTINGS, Street
from tests.source import ROOT
from tracker.cli import newest_schema, schema_version
from tracker.db import db

NAME = "migrations"
UNIT = (
    "INSERT INTO unit (code, name, short_name, kind, position, version) "
    "VALUES ('fgj', '区发展和改革局', '区发改局', 'department', 1, 1)"
)
ENTRY = (
    "INSERT INTO audit_entry (at, actor_name, actor_role, address, request_id, action, object_type, result, summary, "
    "details, previous_hash, hash) VALUES ('2018-12-01 00:00:00', '甲', 'office', '', '', 'unit.load', 'unit', 'ok', "
    "'载入', '{}', 'x', 'y')"
)
PERSON = (
    'INSERT INTO "user" (username, name, phone, role, password_hash, must_change_password, is_demo, created_at, '
    "version) VALUES ('office', '乙', '', 'office', 'x', false, false, '2018-12-01 00:00:00', 1)"
)


class Interrupted(Exception):
    """The power cut of a test."""


@pytest.fixture
def empty(street: Street, database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database with nothing in it, apart from the one that other tests use."""
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    if database == "postgresql":
        cluster = street.house(database).database.url
        folder = cluster.partition("host=")[2]
        with psycopg.connect(host=folder, user="tracker", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
            connection.execute(f"CREATE DATABASE {NAME}")
        url = cluster.replace("/postgres?", f"/{NAME}?")
    app = create_app({**SETTINGS, "DATA_DIR": tmp_path, "SQLALCHEMY_DATABASE_URI": url}, mode="test")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def released(app: Flask) -> list[str]:
    """Every schema from the first to the newest."""
    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def fill() -> None:
    with db.engine.begin() as connection:
        for statement in (UNIT, ENTRY, PERSON):
            connection.execute(text(statement))


def kept() -> list[Any]:
    with db.engine.connect() as connection:
        counted = [
            connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in ("unit", "audit_entry", "user")
        ]
        return [*counted, connection.scalar(text("SELECT short_name FROM unit"))]


SHAPES = {
    "sqlite": "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' "
    "UNION ALL SELECT name, type FROM sqlite_master ORDER BY 1, 2",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
    "UNION ALL SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
}


def shape() -> list[tuple[Any, ...]]:
    """Tables with their columns and indexes."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(SHAPES[db.engine.dialect.name])]


def apart(act: Callable[..., None], *arguments: str) -> None:
    contextvars.copy_context().run(act, *arguments)


def test_every_released_schema_comes_up_with_its_data(empty: Flask) -> None:
    first, *later = released(empty)
    apart(lambda: upgrade(revision=first))
    fill()
    for revision in later:
        apart(lambda: upgrade(revision=revision))  # noqa: B023 - called at once
        assert (schema_version(), kept()) == (revision, [1, 1, 1, "区发改局"])
    assert schema_version() == newest_schema()
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))


def test_an_interrupted_migration_leaves_the_old_state(empty: Flask) -> None:
    """Cut off before the 1st, 4th, 16th … statement of each step: nothing of it stays, the next try gets through."""
    first, *later = released(empty)
    apart(lambda: upgrade(revision=first))
    fill()
    cut = 0
    for revision in later:
        before, at = (schema_version(), shape(), kept()), 1
        while cut_off(revision, at):
            cut, at = cut + 1, at * 4
            assert (schema_version(), shape(), kept()) == before, f"{revision} cut off at statement {at // 4}"
        assert schema_version() == revision
    assert cut > len(later)
    assert kept() == [1, 1, 1, "区发改局"]


def cut_off(revision: str, at: int) -> bool:
    """Whether the step was longer than ``at`` changing statements, and was therefore interrupted."""
    seen = 0

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal seen
        seen += statement.lstrip().split(" ")[0].upper() in {"CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE"}
        if seen >= at:
            raise Interrupted

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        apart(lambda: upgrade(revision=revision))
    except Interrupted:
        return True
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
        db.engine.dispose()
    return False


DIES = """
import os, signal, sys
from app import create_app
from flask_migrate import upgrade
from sqlalchemy import event
from tests.databases import SETTINGS
from tracker.db import db

folder, url, revision, at = sys.argv[1:]
seen = 0

def die(*_):
    global seen
    seen += 1
    if seen == int(at):
        os.kill(os.getpid(), signal.SIGKILL)

with create_app({**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url}, mode="test").app_context():
    event.listen(db.engine, "after_cursor_execute", die)
    upgrade(revision=revision)
"""
BEFORE, STEP, INSIDE = "0060", "0080", 25  # the step is 50 statements long


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_process_killed_in_the_middle_leaves_the_old_state(empty: Flask) -> None:
    """Killed outright, as by a power cut; who starts the migration again gets through with all data."""
    apart(lambda: upgrade(revision=BEFORE))
    fill()
    before = (schema_version(), shape(), kept())
    db.session.remove()
    db.engine.dispose()
    url = db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", DIES, str(empty.config["DATA_DIR"]), url, STEP, str(INSIDE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (schema_version(), shape(), kept()) == before
    apart(upgrade)
    assert (schema_version(), kept()) == (newest_schema(), [1, 1, 1, "区发改局"])


def test_down_and_up_again_keeps_the_rows(empty: Flask) -> None:
    apart(upgrade)
    fill()
    whole = shape()
    previous = released(empty)[-2]
    apart(lambda: downgrade(revision=previous))
    assert schema_version() == previous
    apart(upgrade)
    assert (kept(), shape()) == ([1, 1, 1, "区发改局"], whole)
