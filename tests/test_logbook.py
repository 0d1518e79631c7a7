"""The log: one line an event, whatever is in it, and no secret in any."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.client import PASSWORD, Client, login
from tracker.db import db
from tracker.logbook import JsonLines

SignIn = Callable[[str], Client]


def line(message: str, *arguments: object, **extra: Any) -> dict[str, Any]:
    record = logging.LogRecord("tracker", logging.INFO, "x.py", 1, message, arguments, None)
    vars(record).update(extra)
    text = JsonLines().format(record)
    assert "\n" not in text
    assert text.isascii()
    return dict(json.loads(text))


@pytest.mark.parametrize("evil", ['a\nb {"at": 1}', "a\r\nb", "a\u2028b", "a\x1b[2Jb", 'a", "level": "x', "甲\u202e乙"])
def test_no_value_makes_a_line_of_its_own(evil: str) -> None:
    found = line("%s failed", evil, path=evil)
    assert (found["message"], found["path"], found["level"]) == (f"{evil} failed", evil, "INFO")


def test_an_error_with_its_traceback_is_one_line_too() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("tracker", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    text = JsonLines().format(record)
    assert "\n" not in text
    assert "ValueError: first\nsecond" in json.loads(text)["error"]


def requests_logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "tracker.requests"]


@pytest.mark.databases("sqlite")
def test_each_request_is_a_line_that_names_the_journal_entry(
    app: Flask, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user = factories.office()
    with caplog.at_level(logging.INFO, "tracker.requests"):
        login(client, "office")
        client.get("/tasks?q=secretword")
        client.get("/healthz")
    first, second = requests_logged(caplog)
    assert (first["method"], first["path"], first["status"], first["address"]) == ("POST", "/login", 303, "127.0.0.1")
    assert (second["path"], second["user"], second["status"]) == ("/tasks", user.id, 200)
    entry = db.session.execute(db.text("SELECT request_id FROM audit_entry WHERE action = 'session.begin'")).scalar()
    assert first["request"] == entry
    whole = "".join(JsonLines().format(record) for record in caplog.records)
    assert "secretword" not in whole
    assert PASSWORD not in whole


@pytest.mark.databases("sqlite")
def test_a_path_cannot_forge_a_line_and_a_feed_keeps_its_key(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tracker.requests"):
        client.get("/tasks/%0d%0a%7b%22level%22:%22forged%22%7d")
        client.get(f"/feeds/{'k' * 43}.ics")
    first, second = requests_logged(caplog)
    assert first["level"] == "WARNING"
    assert "\r\n" in first["path"]
    assert second["path"] == "/feeds/….ics"
