"""A database of the schema before cases had kinds of answers and acknowledgements, filled, then brought up to date."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import create_app
from tests.databases import SETTINGS, House
from tracker.db import db

BEFORE = "0010"
UNIT = (
    "INSERT INTO unit (id, code, name, short_name, kind, position, version) "
    "VALUES (:id, :c, :c, :c, 'department', 1, 1)"
)
PERSON = (
    'INSERT INTO "user" (id, username, name, phone, role, unit_id, password_hash, must_change_password, is_demo, '
    "created_at, version) VALUES (:id, :c, :c, '', :role, :unit, 'x', false, false, '2018-01-01 00:00:00+00:00', 1)"
)
CASE = (
    "INSERT INTO opinion_case (id, unit_id, area, topic, found_at, found_where, source, kind, severity, "
    "coordinated_with, answer_due_at, answered_at, closed_at, recorded_by_id, recorded_at, version) VALUES (:id, 1, "
    "'public_welfare', :topic, '2018-12-01 01:00:00+00:00', '', 'hotline', 'interests', :severity, '', "
    "'2018-12-01 06:00:00+00:00', :answered, :closed, :by, '2018-12-01 02:00:00+00:00', 3)"
)
ENTRY = (
    "INSERT INTO opinion_entry (id, case_id, stage, text, channel, address, happened_at, by_id, at) VALUES (:id, "
    ":case, :stage, :text, :channel, '', :at, :by, '2018-12-01 05:00:00+00:00')"
)
PAPER = (
    "INSERT INTO policy_document (id, unit_id, area, title, document_number, published_on, due_on, is_provisional, "
    "address, recorded_at, version) VALUES (1, 1, 'public_welfare', '救助办法', '', '2018-11-05', '2018-11-08', false, "
    "'', '2018-11-05 01:00:00+00:00', 1)"
)
READING = (
    "INSERT INTO interpretation (id, policy_document_id, form, title, summary, published_on, address, recorded_at) "
    "VALUES (1, 1, 'questions', '问答', '', '2018-11-07', '', '2018-11-07 01:00:00+00:00')"
)
EARLY, LATE = "2018-12-01 04:00:00+00:00", "2018-12-02 01:00:00+00:00"


@pytest.fixture
def old(house: House, database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own that stands at the schema before."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if database == "postgresql":
        url = house.database.url.replace("/postgres?", "/old?")
        with psycopg.connect(house.database.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS old WITH (FORCE)")
            connection.execute("CREATE DATABASE old")
    app = create_app({**SETTINGS, "DATA_DIR": tmp_path, "SQLALCHEMY_DATABASE_URI": url}, mode="test")
    with app.app_context():
        upgrade(revision=BEFORE)
        _fill()
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _fill() -> None:
    with db.engine.begin() as connection:

        def add(statement: str, **values: Any) -> None:
            connection.execute(text(statement), values)

        for number in (1, 2):
            add(UNIT, id=number, c=f"u{number}")
        add(PERSON, id=1, c="liaison", role="liaison", unit=1)
        add(PERSON, id=2, c="office", role="office", unit=None)
        cases = (
            (1, "小区停水", "other", EARLY, LATE, 1),
            (2, "施工扰民", "major", EARLY, None, 2),
            (3, "网传塌方", "major", None, None, 2),
            (4, "旧日大事", "major", EARLY, LATE, 2),
        )
        for number, topic, severity, answered, closed, by in cases:
            add(CASE, id=number, topic=topic, severity=severity, answered=answered, closed=closed, by=by)
        for number, (case, stage, channel, at, by) in enumerate(
            (
                (1, "response", "政府网站", EARLY, 1),
                (1, "closing", "", LATE, 1),
                (2, "tracking", "", EARLY, 1),
                (2, "response", "区政府新闻发布会", EARLY, 1),
                (4, "response", "政府网站", EARLY, 2),
            ),
            1,
        ):
            add(ENTRY, id=number, case=case, stage=stage, text=f"第{number}条", channel=channel, at=at, by=by)
        add(PAPER)
        add(READING)


def rows(statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(text(statement))]


@pytest.mark.usefixtures("old")
def test_nothing_is_lost_and_nothing_is_made_up() -> None:
    assert rows("SELECT id, topic, version FROM opinion_case ORDER BY id") == [
        (1, "小区停水", 3),
        (2, "施工扰民", 3),
        (3, "网传塌方", 3),
        (4, "旧日大事", 3),
    ]
    assert rows("SELECT id, text, response_kind, reads FROM opinion_entry ORDER BY id") == [
        (number, f"第{number}条", None, None) for number in range(1, 6)
    ]
    assert rows("SELECT due_on IS NOT NULL, waiver, drafted_with FROM policy_document") == [(True, None, None)]
    assert [str(row[0]).replace('"', "") for row in rows("SELECT aspects FROM interpretation")] == ["[]"]
    # Seen by the unit that recorded it, or by the first of its entries; nobody is late for what was never asked.
    assert rows("SELECT id, acknowledged_by_id FROM opinion_case ORDER BY id") == [(1, 1), (2, 1), (3, None), (4, None)]
    assert rows("SELECT count(acknowledge_due_at) FROM opinion_case") == [(0,)]
    # Only what is still open and grave owes a press conference; one was held where the channel says so.
    owed = "SELECT id, conference_due_at IS NOT NULL, conference_at IS NOT NULL FROM opinion_case ORDER BY id"
    assert [tuple(map(bool, row[1:])) for row in rows(owed)] == [
        (False, False),
        (True, True),
        (True, False),
        (False, False),
    ]
    assert rows("SELECT gram FROM opinion_case_gram WHERE case_id = 1 ORDER BY gram") == [
        (gram,) for gram in sorted(("小区", "区停", "停水"))
    ]


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    "statement", ["UPDATE opinion_entry SET text = 'x' WHERE id = 1", "DELETE FROM opinion_entry WHERE id = 1"]
)
def test_the_history_is_still_protected(statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
