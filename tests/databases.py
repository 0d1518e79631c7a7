"""The databases that the suite runs on: made once by the migrations, put back to that state before each test."""

import shutil
import threading
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import psycopg
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.postgresql import Cluster
from tracker.db import db

TODAY = date(2018, 12, 20)
SETTINGS: dict[str, Any] = {
    "TODAY": TODAY,
    "SECRET_KEY": "a key that only the tests know, nobody else",
    "ARGON2": {"time_cost": 1, "memory_cost": 64, "parallelism": 1},
}


class Database(Protocol):
    url: str

    def keep(self) -> None:
        """Take the present state, fresh from the migrations, as the one to come back to."""

    def reset(self) -> None:
        """Come back to it."""


class Sqlite:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file, self.template = folder / "tracker.db", folder / "template.db"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        shutil.copyfile(self.file, self.template)

    def reset(self) -> None:
        """A file of its own, not the same one written anew: a connection left open by a test before keeps the old one
        and whatever it still does there harms nobody."""
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)


class Postgresql(AbstractContextManager["Postgresql"]):
    """Deleting forty small tables is twenty times faster than TRUNCATE; as a replica no trigger forbids it."""

    def __init__(self, cluster: Cluster) -> None:
        self.url = cluster.url
        self.connection = psycopg.connect(host=str(cluster.folder), user="tracker", dbname="postgres", autocommit=True)
        self.connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def keep(self) -> None:
        tables = self._names("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        kept = [table for table in tables if self.connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()]
        self.connection.execute("CREATE SCHEMA kept")
        for table in kept:
            self.connection.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        sequences = self.connection.execute(
            "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()
        self._clean = "; ".join(
            [f'DELETE FROM public."{table}"' for table in tables]
            + [f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"' for table in kept]
            + [f"SELECT setval('public.\"{name}\"', {last or start}, {bool(last)})" for name, last, start in sequences]
        )

    def reset(self) -> None:
        self.connection.execute(self._clean)

    def _names(self, query: str) -> list[str]:
        return [name for (name,) in self.connection.execute(query)]


def join_readings() -> None:
    for thread in threading.enumerate():
        if thread.name == "import-reading":
            thread.join(30)


class House:
    """One application on one database. It is made once, so that its templates are compiled once."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self.database, self.data_dir = database, data_dir
        settings = {**SETTINGS, "DATA_DIR": data_dir, "SQLALCHEMY_DATABASE_URI": database.url}
        self.app = create_app(settings, mode="test")
        with self.app.app_context():
            upgrade()
            db.engine.dispose()
        database.keep()
        self.config = dict(self.app.config)

    def open(self) -> Flask:
        """The application as it was on the first day: settings, database and stored files."""
        shutil.rmtree(self.data_dir, ignore_errors=True)
        self.data_dir.mkdir(parents=True)
        self.app.config.clear()
        self.app.config.update(self.config)
        self.database.reset()
        return self.app

    def close(self) -> None:
        """No thread that reads files outlives its test, which takes the database away."""
        with self.app.app_context():
            db.session.remove()  # or the thread would wait for us to write
            join_readings()
            db.engine.dispose()


class Street:
    """The houses of this process, each built when a test first asks for it."""

    def __init__(self, folder: Path, postgresql: Path | None) -> None:
        self.folder, self.postgresql = folder, postgresql
        self.houses: dict[str, House] = {}
        self.stack = ExitStack()

    def house(self, kind: str) -> House:
        if kind not in self.houses:
            self.houses[kind] = House(self._database(kind), self.folder / kind / "data")
        return self.houses[kind]

    def _database(self, kind: str) -> Database:
        if kind == "sqlite":
            return Sqlite(self.folder / kind)
        assert self.postgresql is not None
        return self.stack.enter_context(Postgresql(self.stack.enter_context(Cluster(self.postgresql))))
