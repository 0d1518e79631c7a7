"""The database is held by another, full, or gone: a plain answer, nothing half stored, and it goes on afterwards."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.people.models import Unit
from tracker.tasks.models import ProgressUpdate

SignIn = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 300_000 + b"IEND"
NEW_UNIT = {
    "version": "0",
    "code": "xnj",
    "name": "区新能局",
    "short_name": "新能局",
    "kind": "department",
    "position": "9",
}


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


@contextmanager
def held() -> Iterator[Callable[[], None]]:
    """Another connection is in the middle of writing to the journal, until it is told to let go."""
    db.session.commit()
    engine = create_engine(db.engine.url)
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("UPDATE unit SET position = position")
        else:
            other.exec_driver_sql("LOCK TABLE unit IN ACCESS EXCLUSIVE MODE")
        yield other.rollback
    engine.dispose()


@contextmanager
def impatient() -> Iterator[None]:
    """SQLite's connections wait for a moment instead of five seconds, which are kept by `test_answers.py`."""

    def wait_less(connection: object, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA busy_timeout=100")

    event.listen(db.engine, "connect", wait_less)
    db.session.commit()
    db.engine.dispose()
    yield
    event.remove(db.engine, "connect", wait_less)
    db.session.rollback()
    db.engine.dispose()


def units() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Unit).where(Unit.code == "xnj")) or 0


def test_who_waits_in_vain_is_told_when_to_try_again(admin: Client) -> None:
    with impatient(), held() as let_go:
        answer = admin.post("/units/new", data=NEW_UNIT)
        let_go()
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    assert "没有保存" in answer.text
    assert units() == 0
    assert admin.post("/units/new", data=NEW_UNIT).status_code == 303
    assert units() == 1


def test_who_waits_a_moment_is_served(admin: Client) -> None:
    with held() as let_go:
        timer = threading.Timer(0.5, let_go)
        timer.start()
        answer = admin.post("/units/new", data=NEW_UNIT)
        timer.join()
    assert answer.status_code == 303


@pytest.mark.databases("sqlite")
def test_a_fault_at_any_statement_leaves_all_or_nothing(sign_in: SignIn) -> None:
    """The n-th statement of an act fails, for each n until it passes: nothing is there before, all of it afterwards."""
    share = factories.assignment(unit_=factories.liaison().unit)
    client, address, version = sign_in("liaison-fgj"), f"/assignments/{share.id}/progress", share.version
    tables = (ProgressUpdate, AuditEntry, StoredFile)
    count = select(*(select(func.count()).select_from(table).scalar_subquery() for table in tables))
    before, failed = tuple(db.session.execute(count).one()), 0
    for number in range(1, 200):
        with failing_at(number):
            evidence = (BytesIO(PNG[:40] + b"IEND"), "a.png")
            data = {"version": str(version), "percent": "40", "note": "x", "evidence": evidence}
            answer = client.post(address, data=data)
        db.session.rollback()
        after = tuple(db.session.execute(count).one())
        if after != before:  # at a statement after the act, which stands
            break
        assert (answer.status_code, "没有保存" in answer.text) == (500, True), number
        failed += 1
    assert failed > 8
    assert after == (before[0] + 1, before[1] + 1, before[2] + 1)
    assert "操作已经保存" in answer.text


@contextmanager
def failing_at(number: int) -> Iterator[None]:
    """The database fails at this statement of the next request that writes."""
    left = [number]

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OperationalError(statement, {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


@contextmanager
def full() -> Iterator[None]:
    """No page more for the database."""
    db.session.commit()
    db.engine.dispose()

    def limit(connection: object, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]

    event.listen(db.engine, "connect", limit)
    yield
    event.remove(db.engine, "connect", limit)
    db.session.rollback()
    db.engine.dispose()


@pytest.mark.databases("sqlite")
def test_a_full_disk_stores_all_or_nothing_and_goes_on_when_there_is_room(sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client = sign_in("liaison-fgj")
    data = {"version": share.version, "percent": "40", "note": "长" * 2000}
    address, statuses, done = f"/assignments/{share.id}/progress", [], 0
    with full():
        for _ in range(8):
            answer = client.post(address, data=data)
            statuses.append(answer.status_code)
            done += answer.status_code == 303
            data["version"] += answer.status_code == 303
        assert client.get("/tasks").status_code == 200
        assert "磁盘已满" in answer.text
    assert statuses[-1] == 507
    kept = db.session.scalar(select(func.count()).select_from(ProgressUpdate))
    noted = db.session.scalar(select(func.count()).where(AuditEntry.action == "task.update"))
    assert (kept, noted) == (done, done)
    assert client.post(address, data=data).status_code == 303


@pytest.mark.databases("sqlite")
def test_an_upload_without_room_leaves_neither_row_nor_file(app: Flask, sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client = sign_in("liaison-fgj")
    (app.config["DATA_DIR"] / "files").write_text("stands in the way")
    data = {"version": share.version, "percent": "40", "note": "x", "evidence": (BytesIO(PNG), "a.png")}
    assert client.post(f"/assignments/{share.id}/progress", data=data).status_code == 500
    (app.config["DATA_DIR"] / "files").unlink()
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert not list(app.config["DATA_DIR"].rglob("*.png"))
    data["evidence"] = (BytesIO(PNG), "a.png")
    assert client.post(f"/assignments/{share.id}/progress", data=data).status_code == 303
    kept = db.session.scalars(select(StoredFile)).one()
    assert store.read(kept) == PNG


@pytest.mark.databases("sqlite")
def test_a_lost_database_gives_a_page_with_a_number_that_finds_the_log_line(
    admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    db.session.execute(text("DROP TABLE import_file"))
    db.session.execute(text("DROP TABLE import_batch"))
    db.session.commit()
    with caplog.at_level(logging.ERROR):
        answer = admin.get("/imports")
    assert answer.status_code == 500
    number = answer.text.partition("编号 <code>")[2][:16]
    assert f"request {number} failed" in caplog.text
    assert "Traceback" not in answer.text
    assert "import_batch" not in answer.text
