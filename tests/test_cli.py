"""What all commands share: an empty database is set up, another version's is refused, errors are one line."""

import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.exc import OperationalError

from app import create_app
from tests.client import apart
from tests.databases import SETTINGS
from tracker.cli import house_command, newest_schema
from tracker.db import db
from tracker.refusals import Refused

DUE = ("due", "--from", "2018-09-20", "--workdays", "20")


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    return create_app({**SETTINGS, "DATA_DIR": tmp_path, "SQLALCHEMY_DATABASE_URI": url}, mode="test")


def run(app: Flask, *arguments: str) -> Result:
    answer: Result = apart(FlaskCliRunner(app).invoke, args=list(arguments))
    with app.app_context():
        db.engine.dispose()
    return answer


def revision(folder: Path) -> str:
    connection = sqlite3.connect(folder / "tracker.db")
    found = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    connection.close()
    return found


def write(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "tracker.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_empty_database_is_set_up_silently(fresh: Flask, tmp_path: Path) -> None:
    answer = run(fresh, *DUE, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith('{"due_on": "2018-10-24"')
    with fresh.app_context():
        assert revision(tmp_path) == newest_schema()


def test_an_older_schema_is_refused_and_left_alone(fresh: Flask, tmp_path: Path) -> None:
    run(fresh, *DUE)
    write(tmp_path, "UPDATE alembic_version SET version_num = '0001'")
    answer = run(fresh, *DUE)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.count("\n") == 1
    assert "flask db upgrade" in answer.stderr
    assert revision(tmp_path) == "0001"


def test_somebody_elses_database_is_refused(fresh: Flask, tmp_path: Path) -> None:
    write(tmp_path, "CREATE TABLE theirs (id INTEGER)")
    answer = run(fresh, *DUE)
    assert answer.exit_code == 1
    assert "未标明" in answer.stderr


def test_a_file_that_is_no_database_is_told_in_one_line(fresh: Flask, tmp_path: Path) -> None:
    (tmp_path / "tracker.db").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    answer = run(fresh, *DUE)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert "Traceback" not in answer.stderr


def command_that(fault: Exception) -> click.Command:
    @house_command("try", example="flask try")
    def act() -> None:
        """Fails."""
        raise fault

    return act


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Refused("不行：\n先做别的。"), "不行： 先做别的。\n"),
        (OperationalError("", {}, Exception("disk full")), "数据库没有完成操作，未作任何改动：disk full\n"),
    ],
)
@pytest.mark.databases("sqlite")
def test_a_refusal_is_one_line_and_exit_code_1(app: Flask, fault: Exception, line: str) -> None:
    answer = apart(FlaskCliRunner(app).invoke, command_that(fault), [])
    assert (answer.exit_code, answer.stdout, answer.stderr) == (1, "", line)


@pytest.mark.databases("sqlite")
def test_every_command_of_the_house_has_help_with_an_example(app: Flask) -> None:
    foreign = {"db", "run", "routes", "shell"}
    for name, command in app.cli.commands.items():
        if name not in foreign:
            answer = apart(FlaskCliRunner(app).invoke, args=[name, "--help"])
            assert command.help, name
            assert f"flask {name}" in answer.stdout.split("例：")[-1], name
