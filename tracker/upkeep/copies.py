"""One consistent copy of the database in a file, taken while others write; and such a copy put back.

SQLite: its backup API, which also puts a copy back into a database that a server has open, as one transaction.
PostgreSQL: ``pg_dump`` from an exported snapshot, and ``pg_restore`` in a single transaction.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from tracker.db import db
from tracker.refusals import Refused

SQLITE, POSTGRESQL = "sqlite", "postgresql"
POSTGRESQL_FOLDERS = "usr/lib/postgresql/*/bin"


def dialect() -> str:
    return db.engine.dialect.name


@contextmanager
def snapshot(target: Path) -> Iterator[Connection]:
    """Copy the database into the file and give a connection that sees exactly what the copy holds."""
    if dialect() == SQLITE:
        _copy(_database_file(), target)
        with opened(target) as connection:
            yield connection
        return
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        number = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={number}", f"--file={target}")
        yield connection


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A connection to an SQLite copy."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def keep_aside(target: Path) -> None:
    """Copy the database as it is, whatever its version, before something is put over it."""
    if dialect() == SQLITE:
        _copy(_database_file(), target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def put_back(copy: Path) -> None:
    """Make the database what the copy is, wholly or not at all."""
    db.session.remove()
    db.engine.dispose()
    if dialect() == SQLITE:
        _copy(copy, _database_file())
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *options, f"--dbname={_settings()['PGDATABASE']}", str(copy))


def _database_file() -> Path:
    name = db.engine.url.database
    if not name or name == ":memory:":
        raise Refused("内存中的数据库不能备份或恢复。")
    return Path(name)


def _copy(source: Path, target: Path) -> None:
    """Page by page in one step: a reader's view of the source, one transaction in the target."""
    with closing(sqlite3.connect(source, timeout=30)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


def _settings() -> dict[str, str]:
    """How to reach the server, in the environment of the programs and not on their command line."""
    url = db.engine.url
    host = url.host or url.query.get("host")
    parts = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database or "postgres",
    }
    return {name: value for name, value in parts.items() if value}


def _run(program: str, *arguments: str) -> None:
    found = _program(program)
    done = subprocess.run(  # noqa: S603 - a fixed program, arguments of our own
        [found, *arguments], env={**os.environ, **_settings()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program} 没有成功：{done.stderr.strip()[:400]}")


def _program(name: str) -> str:
    """The newest installed version, else the one on the path: an older one cannot read a newer server."""
    folders = Path("/").glob(POSTGRESQL_FOLDERS)
    versions = sorted((folder / name for folder in folders if (folder / name).exists()), key=_version)
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise Refused(f"未找到 {name}：请安装 PostgreSQL 客户端程序后再试。")
    return found


def _version(program: Path) -> float:
    number = program.parent.parent.name
    return float(number) if number.replace(".", "", 1).isdigit() else 0
