"""The harness itself: each test meets the database as the migrations left it, whichever database that is."""

import sqlite3
from contextlib import closing
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from playwright.sync_api import Error, Page
from sqlalchemy import select

from tests.__main__ import arguments
from tests.browsing import Live, Watch
from tests.client import Client
from tests.databases import TODAY, Sqlite
from tests.source import ROOT
from tracker.choices import UnitKind
from tracker.db import db
from tracker.people.models import Unit

UNIT = {"name": "区测试局", "short_name": "区测试局", "code": "csj", "kind": UnitKind.DEPARTMENT}


def units() -> list[str]:
    return list(db.session.scalars(select(Unit.name)))


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_finds_the_house_empty(app: Flask, time: str) -> None:
    assert units() == []
    assert app.config["TODAY"] == TODAY
    app.config["TODAY"] = date(2030, 1, 1)
    unit = Unit(**UNIT)
    db.session.add(unit)
    db.session.commit()
    assert unit.id == 1


def test_a_connection_left_open_by_one_test_is_no_harm_to_the_next(tmp_path: Path) -> None:
    database = Sqlite(tmp_path)
    with closing(sqlite3.connect(database.file)) as first:
        first.executescript("PRAGMA journal_mode = wal; CREATE TABLE note (said TEXT)")
    database.keep()
    database.reset()
    with closing(sqlite3.connect(database.file)) as left_open:
        left_open.execute("INSERT INTO note VALUES ('before')")
        left_open.commit()
        database.reset()
        with closing(sqlite3.connect(database.file)) as fresh:
            fresh.execute("INSERT INTO note VALUES ('after')")
            fresh.commit()
            assert fresh.execute("SELECT said FROM note").fetchall() == [("after",)]


def test_models_and_migrations_agree(app: Flask) -> None:
    for path in (ROOT / "tracker").glob("*/models.py"):
        import_module(f"tracker.{path.parent.name}.models")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_a_request_sees_what_the_test_wrote_and_leaves_no_context(client: Client) -> None:
    db.session.add(Unit(**UNIT))
    assert client.get("/healthz").status_code == 200
    assert units() == ["区测试局"]


def test_a_write_without_the_token_is_refused(client: Client) -> None:
    client.sends_token = False
    assert client.post("/login", data={"username": "x", "password": "y"}).status_code == 400


def test_the_browser_meets_the_same_database(live: Live, page: Page) -> None:
    answer = page.goto("/login")
    assert answer is not None
    assert answer.status == 200


def test_a_request_to_another_host_is_stopped_and_noted(page: Page, watch: Watch) -> None:
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://elsewhere.invalid/library.js")
    with pytest.raises(AssertionError, match="other hosts"):
        watch.check()
    watch.strangers.clear()
    watch.errors.clear()


def test_an_error_on_the_console_is_noted(page: Page, watch: Watch) -> None:
    page.goto("/no-such-page")
    with pytest.raises(AssertionError, match="console"):
        watch.check()
    watch.errors.clear()


@pytest.mark.parametrize(
    ("given", "spread"),
    [
        ([], True),
        (["-k", "due"], True),
        (["--color=no"], True),
        (["-n0"], False),
        (["--numprocesses=4"], False),
        (["--pdb"], False),
        (["-p", "no:xdist"], False),
    ],
)
def test_the_suite_uses_both_cores_unless_told(given: list[str], spread: bool) -> None:
    assert ("--dist" in arguments(given)) is spread
    assert [argument for argument in arguments(given) if argument in given] == given
