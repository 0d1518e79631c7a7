"""`flask create-user` and `flask load-units`."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import Client, login
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import Unit, User

Command = Callable[..., Result]
GOOD = "Sunny-Harbour-42\n"


def test_it_works(app: Flask, command: Command, client: Client) -> None:
    factories.unit("fgj")
    answer = command(
        "create-user", "liaison-fgj", "--role", "liaison", "--unit", "fgj", "--full-name", "张三", input=GOOD
    )
    assert (answer.exit_code, answer.stderr) == (0, "")
    user = db.session.scalars(select(User)).one()
    assert (user.username, user.name, user.role, user.unit.code) == ("liaison-fgj", "张三", Role.LIAISON, "fgj")
    assert login(client, "liaison-fgj", GOOD.strip()).get("/password").status_code == 200
    assert "Sunny" not in str(db.session.execute(select(AuditEntry.summary, AuditEntry.details)).all())


def test_an_administrator_on_a_fresh_database(app: Flask, command: Command) -> None:
    assert command("create-user", "boss", "--role", "admin", input=GOOD).exit_code == 0
    assert db.session.scalars(select(User)).one().role is Role.ADMIN


def test_the_unit_may_be_given_by_name(app: Flask, command: Command) -> None:
    factories.unit("fgj")
    answer = command("create-user", "leader-fgj", "--role", "leader", "--unit", "区发展和改革局", input=GOOD)
    assert answer.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "password", "reason"),
    [
        (("Boss", "--role", "admin"), GOOD, "登录名“Boss”不合要求"),
        (("张三", "--role", "admin"), GOOD, "不合要求"),
        (("a b", "--role", "admin"), GOOD, "不合要求"),
        (("taken", "--role", "admin"), GOOD, "已经用过"),
        (("gone", "--role", "admin"), GOOD, "已经用过"),
        (("new", "--role", "admin"), "short\n", "密码应为10至128个字符"),
        (("new", "--role", "admin"), "", "密码应为10至128个字符"),
        (("new", "--role", "admin"), "Wangyi-2018-x\n", "过于常见"),
        (("new", "--role", "liaison"), GOOD, "要有所属单位"),
        (("new", "--role", "office", "--unit", "fgj"), GOOD, "不属于某个单位"),
        (("new", "--role", "liaison", "--unit", "xyz"), GOOD, "未找到单位“xyz”"),
        (("new", "--role", "liaison", "--unit", "区发展和改格局"), GOOD, "您要找的可能是：区发改局（fgj）"),
    ],
)
def test_a_refusal_changes_nothing(
    app: Flask, command: Command, arguments: tuple[str, ...], password: str, reason: str
) -> None:
    factories.unit("fgj")
    factories.user(Role.OFFICE, username="taken")
    factories.user(Role.OFFICE, username="gone", disabled_at=factories.now())
    answer = command("create-user", *arguments, input=password)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert reason in answer.stderr
    assert db.session.scalar(select(func.count()).select_from(User)) == 2


@pytest.mark.parametrize("arguments", [(), ("new",), ("new", "--role", "king"), ("new", "--role")])
def test_wrong_usage(app: Flask, command: Command, arguments: tuple[str, ...]) -> None:
    answer = command("create-user", *arguments, input=GOOD)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)


def test_loading_the_units_twice(app: Flask, command: Command) -> None:
    assert command("load-units").stdout == "新增44个单位。\n"
    assert command("load-units").stdout == "名单中的单位都已在册，没有改动。\n"
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 44
