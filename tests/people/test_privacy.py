"""A person's own data, and accounts that nobody uses."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import User

SignIn = Callable[[str], Client]
Command = Callable[..., Result]


def cells(data: bytes) -> list[str]:
    book = load_workbook(BytesIO(data))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_own_data(sign_in: SignIn) -> None:
    user = factories.liaison()
    user.phone = "0919-1234567"
    factories.office()
    sign_in("office")
    found = cells(sign_in("liaison-fgj").get("/account/data.xlsx").data)
    assert {"liaison-fgj", "区发改局联络员", "0919-1234567", "区发展和改革局", "127.0.0.1"} <= set(found)
    assert "liaison-fgj 登录" in found
    assert "office 登录" not in found
    assert user.password_hash not in found
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "user.export")).one()
    assert entry.summary == "liaison-fgj 导出本人数据"


def test_no_column_asks_for_more_than_is_needed() -> None:
    personal = {"username", "name", "phone"}
    account = {column.name for column in User.__table__.columns}
    kept = {"id", "role", "unit_id", "is_demo", "created_at", "disabled_at", "version", "waits_since", "prepared_by_id"}
    signing_in = {"password_hash", "must_change_password", "password_until", "password_set_at"}
    assert account == personal | kept | signing_in


def test_the_operator_exports_for_a_person_who_left(app: Flask, command: Command, tmp_path: Path) -> None:
    factories.liaison().disabled_at = wall_now()
    answer = command("export-person", "liaison-fgj", tmp_path / "li.xlsx")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "liaison-fgj" in cells((tmp_path / "li.xlsx").read_bytes())
    assert command("export-person", "nobody", tmp_path / "x.xlsx").exit_code == 1
    assert not (tmp_path / "x.xlsx").exists()


@pytest.fixture
def long_ago(app: Flask, sign_in: SignIn) -> User:
    """An account of last year that nobody signed in with, beside one in daily use."""
    user, daily = factories.liaison(), factories.liaison("zjj")
    user.created_at = daily.created_at = wall_now() - timedelta(days=300)
    factories.admin().created_at = wall_now() - timedelta(days=300)
    sign_in("liaison-zjj")
    return user


def test_idle_accounts_are_listed(long_ago: User, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    assert "有1个账号90天没有登录" in admin.get("/users").text
    register = admin.get("/users?state=idle").text.split('id="register"')[1]
    assert "liaison-fgj" in register
    assert "liaison-zjj" not in register


def test_idle_accounts_are_disabled(long_ago: User, command: Command) -> None:
    dry = command("disable-idle", "--dry-run")
    assert "liaison-fgj" in dry.stdout
    assert "没有停用" in dry.stdout
    db.session.expire_all()
    assert long_ago.disabled_at is None
    assert command("disable-idle").stdout.endswith("已停用1个90天没有登录的账号。\n")
    db.session.expire_all()
    assert long_ago.disabled_at is not None
    assert factories.admin().disabled_at is None  # the last one
    assert command("disable-idle", "--days", "5").exit_code == 2


def test_passwords_and_accounts_by_command(app: Flask, command: Command, client: Client) -> None:
    factories.auditor()
    answer = command("reset-password", "auditor")
    password = answer.stdout.split()[2]
    assert client.post("/login", data={"username": "auditor", "password": password}).status_code == 303
    assert command("reset-password", "nobody").stderr == "没有登录名为“nobody”的账号，请核对。\n"
    assert "最后一位可用的审计员" in command("disable-user", "auditor").stderr
    factories.liaison()
    assert command("disable-user", "liaison-fgj").exit_code == 0
