"""What every answer carries, whatever it is; what is left behind after a logout; how the database is opened."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests import factories
from tests.client import PASSWORD, Client, login
from tracker.db import db
from tracker.people import access, passwords
from tracker.web import POLICY, SANDBOX

SignIn = Callable[[str], Client]


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> Client:
    factories.office()
    return sign_in("office")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/tasks", 200),
        ("GET", "/tasks?q=1", 200),
        ("GET", "/tasks?export=xlsx", 200),
        ("GET", "/no/such/page", 404),
        ("GET", "/users", 404),
        ("GET", "/tasks/99999999999999999999", 404),
        ("GET", "/healthz", 200),
        ("GET", "/year-end", 303),
        ("POST", "/tasks", 405),
        ("PUT", "/tasks", 405),
        ("DELETE", "/tasks/1", 405),
        ("TRACE", "/tasks", 405),
        ("GET", "/tasks?q=%00", 404),
    ],
)
def test_headers(office: Client, method: str, address: str, status: int) -> None:
    answer = office.open(address, method=method)
    headers = answer.headers
    assert answer.status_code == status
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] in (POLICY, SANDBOX)
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in headers
    assert "charset=utf-8" in headers["Content-Type"] or not headers["Content-Type"].startswith("text/")
    assert "X-Powered-By" not in headers


def test_the_policy_lets_nothing_foreign_run() -> None:
    said = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))
    assert {said[name] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert said["script-src"] == said["style-src"] == said["form-action"] == "'self'"
    assert "unsafe" not in POLICY


@pytest.mark.databases("sqlite")
def test_htmx_is_held_short(office: Client) -> None:
    page = office.get("/tasks").text
    wanted = ('"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true', '"historyCacheSize":0')
    assert [word for word in wanted if word not in page] == []
    assert 'hx-history="false"' in page
    assert page.count('action="/logout"') == 1


@pytest.mark.databases("sqlite")
def test_a_download_is_no_page(office: Client) -> None:
    headers = office.get("/tasks?export=xlsx").headers
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''" in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"] == SANDBOX


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("host", "status"), [("tracker.example.gov.cn", 200), ("evil.example", 400)])
def test_only_the_own_hosts_are_answered(app: Flask, client: Client, host: str, status: int) -> None:
    app.config["TRUSTED_HOSTS"] = ["tracker.example.gov.cn"]
    assert client.get("/login", headers={"Host": host}).status_code == status


@pytest.mark.databases("sqlite")
def test_a_repeated_part_of_a_query_is_harmless(office: Client) -> None:
    assert office.get("/tasks?unit=1&unit=2&q=a&q=b&q[]=c&page=1&page=x").status_code == 200


@pytest.mark.databases("sqlite")
def test_a_percent_sign_is_searched_for_as_it_is(office: Client) -> None:
    factories.assignment(factories.task(item="完成率100%的事"))
    factories.assignment(factories.task(item="完成率100分的事"))
    page = office.get("/tasks?q=100%25").text
    assert ("100%的事" in page, "100分的事" in page) == (True, False)


@pytest.mark.databases("sqlite")
def test_what_is_typed_is_kept_as_typed_and_decoded_once(sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    typed = "%2527 &amp;lt;b&gt; <i>\"'"
    data = {"version": share.version, "percent": "40", "note": typed}
    assert sign_in("liaison-fgj").post(f"/assignments/{share.id}/progress", data=data).status_code == 303
    db.session.refresh(share)
    assert share.note == typed


@pytest.mark.databases("sqlite")
def test_the_application_s_own_connection_is_safe(app: Flask) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    connection = db.session.connection()
    assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted


@pytest.mark.databases("sqlite")
def test_after_a_logout_the_token_is_in_no_file(app: Flask, client: Client) -> None:
    factories.office()
    login(client, "office")
    with client.session_transaction() as session:
        token = session[access.TOKEN]
    assert access.digest(token) in on_disk(app)
    client.post("/logout")
    file = db.engine.url.database or ""
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = on_disk(app)
    assert access.digest(token) not in found
    assert token not in found


@pytest.mark.databases("sqlite")
def test_no_plain_password_lies_on_the_disk(app: Flask, client: Client) -> None:
    factories.user(factories.Role.OFFICE, password_hash=passwords.hashed(PASSWORD))
    login(client, "office")
    assert PASSWORD not in on_disk(app)


def on_disk(app: Flask) -> str:
    db.session.commit()
    file = Path(db.engine.url.database or "")
    files = [*file.parent.glob(f"{file.name}*"), *app.config["DATA_DIR"].rglob("*")]
    return "".join(path.read_bytes().decode("latin-1") for path in files if path.is_file())
