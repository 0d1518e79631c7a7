"""Separated administrators: who makes an account of weight does not put it into use."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import PASSWORD, Client
from tests.people.test_users import shown_password
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import access, accounts, activation, passwords
from tracker.people.factor import keeping
from tracker.people.models import LoginFailure, User
from tracker.refusals import Refused

SignIn = Callable[[str], Client]
KEEPERS = {Role.ADMIN, Role.SECURITY, Role.AUDITOR}


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin(), factories.user(Role.ADMIN, username="admin2")
    return sign_in("admin")


def make(client: Client, role: str, manner: dict[str, str] | None = None) -> tuple[User, str]:
    """A new account by the page, and that page."""
    unit = factories.unit().id if role in ("liaison", "leader") else 0
    data = {"version": "0", "username": "xin", "name": "新人", "role": role, "unit_id": unit, "phone": ""}
    page = client.post("/users/new", data=data, headers=manner).text
    db.session.rollback()
    return db.session.scalars(select(User).where(User.username == "xin")).one(), page


def is_let_in(app: Flask, username: str, password: str = PASSWORD) -> bool:
    answer = Client(app).post("/login", data={"username": username, "password": password})
    return answer.status_code == 303


@pytest.mark.parametrize("role", ["office", "leader", "admin"])
def test_it_works(app: Flask, admin: Client, sign_in: SignIn, role: str, manner: dict[str, str]) -> None:
    user, page = make(admin, role, manner)
    assert ("待启用" in page or "由另一人启用" in page, "secret" in page) == (True, False)
    address = f"/users/{user.id}/activation"
    assert admin.post(address, headers=manner).status_code == 409
    assert "待启用" in admin.get(f"/users/{user.id}").text
    answer = sign_in("admin2").post(address, headers=manner)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert is_let_in(app, "xin", shown_password(answer.text))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "user.activate")).one()
    assert (entry.actor_name, entry.object_id) == (factories.user(username="admin2").name, user.id)


def test_a_liaison_needs_no_second_word(app: Flask, admin: Client) -> None:
    _, page = make(admin, "liaison")
    assert is_let_in(app, "xin", shown_password(page))


def test_where_there_is_a_security_administrator_nobody_else_grants(
    app: Flask, admin: Client, sign_in: SignIn, manner: dict[str, str]
) -> None:
    factories.security()
    user, _ = make(admin, "office")
    address = f"/users/{user.id}/activation"
    for name in ("admin", "admin2"):
        assert sign_in(name).post(address, headers=manner).status_code == 409
    guard = sign_in("security")
    assert "启用 xin" in guard.get("/").text
    assert is_let_in(app, "xin", shown_password(guard.post(address, headers=manner).text))


def test_a_new_role_and_a_new_password_wait_as_well(app: Flask, admin: Client, sign_in: SignIn) -> None:
    factories.security()
    liaison, office = factories.liaison(), factories.office()
    db.session.commit()
    data = {"version": str(liaison.version), "name": "甲", "role": "office", "unit_id": "0", "phone": ""}
    assert admin.post(f"/users/{liaison.id}/edit", data=data).status_code == 303
    assert "secret" not in admin.post(f"/users/{office.id}/password").text
    db.session.rollback()
    assert [user.id for user in activation.waiting()] == [liaison.id, office.id]
    assert not is_let_in(app, "office")
    assert not is_let_in(app, "liaison-fgj")
    guard = sign_in("security")
    for user in (liaison, office):
        page = guard.post(f"/users/{user.id}/activation").text
        assert not is_let_in(app, user.username)  # the administrator may have set it
        assert is_let_in(app, user.username, shown_password(page))


def test_a_disabled_account_of_weight_comes_back_by_two(admin: Client, sign_in: SignIn) -> None:
    factories.security()
    office = factories.user(Role.OFFICE, disabled_at=wall_now())
    db.session.commit()
    assert admin.post(f"/users/{office.id}/enable").status_code == 303
    db.session.rollback()
    assert not office.is_usable
    sign_in("security").post(f"/users/{office.id}/activation")
    db.session.refresh(office)
    assert office.is_usable


def test_an_account_that_waits_has_no_session(app: Flask, sign_in: SignIn) -> None:
    office = factories.office()
    client = sign_in("office")
    office.waits_since = wall_now()
    assert client.get("/tasks").status_code == 302


@pytest.mark.parametrize("role", ["auditor", "security"])
def test_those_who_watch_are_made_on_the_server_alone(app: Flask, admin: Client, role: str) -> None:
    data = {"version": "0", "username": "xin", "name": "新人", "role": role, "unit_id": "0"}
    answer = admin.post("/users/new", data=data)
    assert (answer.status_code, f"--role {role}" in answer.text) == (422, True)
    watcher, by = factories.user(Role(role)), factories.admin()
    for act in (accounts.reset_password, accounts.disable_user):
        with pytest.raises(Refused, match="不由管理员办理"):
            act(watcher, by)
    with pytest.raises(Refused, match="不能由原有账号改任"):
        accounts.change_user(factories.office(), name="x", phone="", role=Role(role), unit=None, by=by)
    with pytest.raises(Refused, match="最后一位可用"):
        accounts.disable_user(watcher, None)


def test_the_security_administrator_grants_and_does_nothing_else(app: Flask, admin: Client, sign_in: SignIn) -> None:
    factories.security(), factories.auditor()
    office, guard = factories.office(), sign_in("security")
    acts = ("edit", "disable", "enable", "sessions", "password")
    assert {guard.post(f"/users/{office.id}/{act}").status_code for act in acts} == {404}
    assert {guard.get(page).status_code for page in ("/tasks", "/audit", "/users/new", "/imports", "/backup")} == {404}
    assert {guard.get(page).status_code for page in ("/", "/users", f"/users/{office.id}", "/help", "/factor")} == {200}
    own = factories.security()
    assert guard.post(f"/users/{own.id}/unlocking").status_code == 409
    assert sign_in("auditor").post(f"/users/{office.id}/activation").status_code == 404


@pytest.mark.databases("sqlite")
def test_no_act_of_weight_belongs_to_two_kinds_of_administrator(app: Flask) -> None:
    """The three accounts × all routes that write; which of two keepers may grant is asked inside (`may_grant`)."""
    acts = [right for right in access.rights(app) if right.method == "POST" and right.roles not in (None, set(Role))]
    table = {role: {right.address for right in acts if role in (right.roles or ())} for role in KEEPERS}
    granting = {f"/users/<int:user_id>/{act}" for act in ("activation", "unlocking", "factor")}
    assert table[Role.SECURITY] == table[Role.SECURITY] & table[Role.ADMIN] == granting
    assert table[Role.AUDITOR] == {"/supervision/reminders/rule"}  # the view itself answers a POST with 404


def test_waits_after_wrong_passwords_are_ended_by_who_grants(app: Flask, admin: Client, sign_in: SignIn) -> None:
    factories.security()
    office, guard = factories.office(), sign_in("security")
    for _ in range(5):
        assert not is_let_in(app, "office", "wrong")
    assert not is_let_in(app, "office")
    assert admin.post(f"/users/{office.id}/unlocking").status_code == 409
    assert "解除 office 的登录等待" in guard.get(f"/users/{office.id}").text
    assert guard.post(f"/users/{office.id}/unlocking").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 0
    assert is_let_in(app, "office")


def test_a_lost_factor_is_taken_away_by_who_grants(app: Flask, admin: Client, sign_in: SignIn) -> None:
    factories.security()
    office = factories.office()
    keeping.prepare(office).confirmed_at = wall_now()
    db.session.commit()
    assert admin.post(f"/users/{office.id}/factor").status_code == 409
    assert sign_in("security").post(f"/users/{office.id}/factor").status_code == 303
    assert not keeping.is_on(office)


def test_the_operator_activates_on_the_server(app: Flask, admin: Client, command: Callable[..., Result]) -> None:
    make(admin, "office")
    answer = command("activate-user", "xin")
    assert (answer.exit_code, answer.stdout.startswith("已启用 xin，初始密码是 ")) == (0, True)
    assert is_let_in(app, "xin", answer.stdout.split(" ")[2])
    assert command("activate-user", "nobody").exit_code == 1


def test_what_a_command_makes_is_in_use_at_once(app: Flask, command: Callable[..., Result]) -> None:
    for role in ("admin", "security", "auditor", "office"):
        answer = command("create-user", f"{role}1", "--role", role, input="lan-Tian-7-bai-yun\n")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert is_let_in(app, f"{role}1", "lan-Tian-7-bai-yun")


def test_the_auditor_sees_who_came_to_what(admin: Client, sign_in: SignIn) -> None:
    factories.auditor()
    make(admin, "office")
    page = sign_in("auditor").get("/").text
    assert "新建账号 xin（公开办）" in page
    assert "近7天" in page


def test_a_pending_account_is_told_nothing_else_than_a_wrong_password(
    app: Flask, admin: Client, client: Client
) -> None:
    user, _ = make(admin, "office")
    user.password_hash = passwords.hashed(PASSWORD)
    db.session.commit()
    said: list[Any] = []
    for typed in (PASSWORD, "wrong"):
        answer = client.post("/login", data={"username": "xin", "password": typed})
        said.append((answer.status_code, answer.text.count("登录名或密码不正确")))
    assert said == [(422, said[0][1])] * 2
