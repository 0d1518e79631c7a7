"""The page about backups."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests import factories
from tests.client import Client
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.upkeep.backing import LastBackup

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def test_it_works(admin: Client, command: Callable[..., Result], tmp_path: Path) -> None:
    assert "还没有核验过的备份" in admin.get("/backup").text
    command("backup", tmp_path / "x.tar.gz")
    page = admin.get("/backup").text
    assert "刚刚备份并核验" in page
    assert "x.tar.gz" in page
    assert "<html" not in admin.get("/backup", headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.OFFICE, Role.AUDITOR])
def test_others_find_no_such_page(app: Flask, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    assert (
        sign_in(factories.user(role, factories.unit() if in_unit else None).username).get("/backup").status_code == 404
    )


def test_a_damaged_note_is_no_backup(app: Flask, admin: Client) -> None:
    (app.config["DATA_DIR"] / "last_backup.json").write_text('{"name": 1}')
    assert "还没有核验过的备份" in admin.get("/backup").text


def backup(made_at: datetime, *missing: str) -> LastBackup:
    return LastBackup("x.tar.gz", made_at, 1, {}, 0, list(missing), {})


@pytest.mark.parametrize(
    ("hours", "missing", "tone", "word"),
    [
        (0, (), "done", "刚刚备份并核验"),
        (25, (), "done", "25小时前已备份并核验"),
        (26.5, (), "late", "上次备份已过去26小时"),
        (200, ("x",), "late", "上次备份已过去200小时"),
        (1, ("x", "y"), "soon", "已备份，但缺2个文件"),
        (-0.05, (), "done", "刚刚备份并核验"),
        (-3, (), "late", "上次备份的时间在当前时间之后，请核对服务器时钟"),
    ],
)
def test_the_light(hours: float, missing: tuple[str, ...], tone: str, word: str) -> None:
    moment = wall_now()
    light = backup(moment - timedelta(hours=hours), *missing).light(moment)
    assert (light.tone, light.word) == (tone, word)
