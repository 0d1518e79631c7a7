"""The journal's end as noted outside it: by each check, and in each issued notice."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests import factories
from tracker import journal
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, NoticeState
from tracker.clock import now
from tracker.db import db
from tracker.notices.models import Notice
from tracker.upkeep.anchors import NOTES

Command = Callable[..., Result]
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def filled(app: Flask) -> Flask:
    for number in range(6):
        journal.record("task.update", "assignment", number, f"更新进展{number}")
    return app


def notice(audit: dict[str, Any] | None, state: NoticeState = NoticeState.ISSUED) -> None:
    year = factories.add(
        Appraisal(year=2018, as_of=date(2018, 12, 20), scheme={}, fingerprint="x" * 64, confirmed_at=now())
    )
    content = {"audit": audit} if audit else {}
    factories.add(
        Notice(
            appraisal_id=year.id,
            kind=NoticeKind.CRITICISM,
            state=state,
            document_number="王政办发〔2018〕42号",
            content=content,
            drafted_at=now(),
        )
    )


def cut_off() -> None:
    connection = db.session.connection()
    for act in ("update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER audit_entry_no_{act}")
    connection.exec_driver_sql("DELETE FROM audit_entry WHERE id > 4")
    for act in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
    db.session.commit()


def test_a_notice_bears_the_journal_s_end(filled: Flask, command: Command) -> None:
    notice(journal.head())
    cut_off()
    answer = command("verify")
    said = "审计记录 6 与签发通报 王政办发〔2018〕42号 时抄录的不一致：其后的记录可能被截去或重写\n"
    assert (answer.exit_code, answer.stderr) == (1, said)


@pytest.mark.parametrize("state", list(NoticeState))
def test_a_notice_without_a_note_says_nothing(filled: Flask, command: Command, state: NoticeState) -> None:
    notice(None, state)
    assert command("verify").exit_code == 0


def test_each_clean_check_notes_the_end(filled: Flask, command: Command) -> None:
    assert command("verify").exit_code == 0
    journal.record("task.update", "assignment", 7, "更新进展7")
    assert command("verify").exit_code == 0
    notes = (filled.config["DATA_DIR"] / NOTES).read_text().splitlines()
    assert len(notes) == 2
    assert journal.head()["head"] in notes[1]  # type: ignore[index]


def test_a_torn_note_is_passed_over(filled: Flask, command: Command) -> None:
    (filled.config["DATA_DIR"] / NOTES).write_text('{"at": "2018-12-01", "last_id"\n{"at": 1}\n[]\n')
    assert command("verify").exit_code == 0


def test_the_head_of_an_empty_journal(app: Flask) -> None:
    assert journal.head() is None
