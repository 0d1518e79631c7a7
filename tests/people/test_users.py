"""Accounts: made with a one-time password, changed, disabled; who may not touch what."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.client import PASSWORD, Client, login
from tests.queries import counted
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import accounts, passwords
from tracker.people.models import LoginSession, User

SignIn = Callable[[str], Client]
Manner = dict[str, str]


@pytest.fixture
def liaison(app: Flask) -> User:
    return factories.liaison("fgj")


@pytest.fixture
def admin(liaison: User, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def typed(user: User | None = None, **changes: Any) -> dict[str, Any]:
    data = {
        "version": user.version if user else 0,
        "name": user.name if user else "李四",
        "role": (user.role if user else Role.LIAISON).value,
        "unit_id": (user.unit_id or 0) if user else factories.unit("fgj").id,
        "phone": user.phone if user else "",
    }
    return data | ({} if user else {"username": "li.si"}) | changes


def fresh(user: User) -> User:
    db.session.rollback()
    db.session.expire_all()
    return user


def shown_password(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found
    return found[1]


def sessions(user: User) -> int:
    return db.session.scalar(select(func.count()).where(LoginSession.user_id == user.id)) or 0


def test_the_register(admin: Client) -> None:
    page = admin.get("/users").text
    assert "liaison-fgj" in page
    assert "区发改局：缺分管领导" in page
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", page)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.OFFICE, Role.AUDITOR])
def test_others_find_no_such_page(liaison: User, sign_in: SignIn, role: Role) -> None:
    person = factories.user(role, liaison.unit if role in accounts.UNIT_ROLES else None)
    client = sign_in(person.username)
    paths = ("", "/new", f"/{liaison.id}", f"/{liaison.id}/edit")
    assert {client.get(f"/users{path}").status_code for path in paths} == {404}
    acts = ("disable", "enable", "password", "sessions", "edit")
    assert {client.post(f"/users/{liaison.id}/{act}").status_code for act in acts} == {404}
    assert fresh(liaison).disabled_at is None


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=fgj", True),
        ("q=区发改", True),
        ("q=_", False),
        ("role=liaison", True),
        ("role=admin", False),
        ("state=in_use", True),
        ("state=disabled", False),
        ("state=initial", False),
        ("unit=%C2%B2", True),
    ],
)
def test_filters(admin: Client, query: str, seen: bool) -> None:
    assert ("liaison-fgj" in admin.get(f"/users?{query}").text.split('id="register"')[1]) is seen


def test_the_register_needs_the_same_queries_for_many_accounts(admin: Client) -> None:
    with counted() as few:
        admin.get("/users")
    for number in range(30):
        factories.user(Role.OFFICE, username=f"person{number}")
    db.session.commit()
    with counted() as many:
        assert "person7" in admin.get("/users").text
    assert len(many) == len(few)


def test_the_export_is_on_record(admin: Client) -> None:
    sheet = load_workbook(BytesIO(admin.get("/users?export=xlsx").data)).active
    assert "liaison-fgj" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "user.export")) == 1


def test_a_new_account_gets_a_password_once(admin: Client, client: Client, manner: Manner) -> None:
    answer = admin.post("/users/new", data=typed(), headers=manner)
    assert answer.status_code == 200
    password = shown_password(answer.text)
    user = db.session.scalars(select(User).where(User.username == "li.si")).one()
    assert (user.must_change_password, user.unit.code) == (True, "fgj")
    assert password not in admin.get(f"/users/{user.id}").text
    assert password not in str(db.session.execute(select(AuditEntry.summary, AuditEntry.details)).all())
    login(client, "li.si", password)
    assert client.get("/units").headers["Location"] == "/password"
    change = {"current": password, "new": "Sunny-Harbour-42", "again": "Sunny-Harbour-42"}
    assert client.post("/password", data=change).status_code == 303
    assert fresh(user).must_change_password is False
    assert user.password_until is None


def test_an_initial_password_lasts_a_week(admin: Client, client: Client) -> None:
    password = shown_password(admin.post("/users/new", data=typed()).text)
    user = db.session.scalars(select(User).where(User.username == "li.si")).one()
    assert user.password_until > wall_now() + timedelta(days=6)
    user.password_until = wall_now() - timedelta(minutes=1)
    db.session.commit()
    assert client.post("/login", data={"username": "li.si", "password": password}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": ""}, "请填写登录名"),
        ({"username": "Li.Si"}, "小写字母"),
        ({"username": "liaison-fgj"}, "已经用过"),
        ({"username": "former"}, "已经用过"),
        ({"name": ""}, "请填写此项"),
        ({"name": "长" * 41}, "不能超过40个字"),
        ({"name": "李\u202e四"}, "控制字符"),
        ({"role": "king"}, "角色"),
        ({"unit_id": "0"}, "联络员要有所属单位"),
        ({"unit_id": "4711"}, "单位"),
        ({"unit_id": "²"}, "单位"),
        ({"role": "office"}, "不属于某个单位"),
    ],
)
def test_bad_input_keeps_what_was_typed(admin: Client, manner: Manner, changes: dict[str, str], message: str) -> None:
    factories.user(Role.OFFICE, username="former", disabled_at=wall_now())
    before = db.session.scalar(select(func.count()).select_from(User))
    answer = admin.post("/users/new", data=typed(phone="0919-1") | changes, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert "0919-1" in answer.text
    assert db.session.scalar(select(func.count()).select_from(User)) == before


def test_changing_works(liaison: User, admin: Client, manner: Manner) -> None:
    answer = admin.post(
        f"/users/{liaison.id}/edit", data=typed(liaison, name="王五", username="evil", is_demo="1"), headers=manner
    )
    assert answer.status_code == (200 if manner else 303)
    assert (fresh(liaison).name, liaison.username, liaison.is_demo) == ("王五", "liaison-fgj", False)


def test_a_new_role_ends_the_sessions(liaison: User, admin: Client, sign_in: SignIn) -> None:
    sign_in("liaison-fgj")
    admin.post(f"/users/{liaison.id}/edit", data=typed(liaison, role="leader"))
    assert (fresh(liaison).role, sessions(liaison)) == (Role.LEADER, 0)


def test_a_stale_copy_comes_back_with_both_versions(liaison: User, admin: Client, manner: Manner) -> None:
    data = typed(liaison, name="甲")
    admin.post(f"/users/{liaison.id}/edit", data=data | {"name": "乙乙乙"})
    answer = admin.post(f"/users/{liaison.id}/edit", data=data | {"name": "丙丙丙"}, headers=manner)
    assert answer.status_code == 409
    assert "乙乙乙" in answer.text
    assert "丙丙丙" in answer.text
    assert f'name="version" type="hidden" value="{fresh(liaison).version}"' in answer.text
    assert liaison.name == "乙乙乙"


def test_nobody_changes_the_own_role(admin: Client, manner: Manner) -> None:
    factories.user(Role.ADMIN, username="admin2")
    own = factories.admin()
    answer = admin.post(f"/users/{own.id}/edit", data=typed(own, role="auditor"), headers=manner)
    assert answer.status_code == 422
    assert "不能修改自己的角色" in answer.text
    assert admin.post(f"/users/{own.id}/disable", headers=manner).status_code == 409
    assert admin.post(f"/users/{own.id}/password", headers=manner).status_code == 409
    assert (fresh(own).role, own.disabled_at) == (Role.ADMIN, None)
    assert admin.post(f"/users/{own.id}/edit", data=typed(own, name="新名"), headers=manner).status_code in (200, 303)


def test_the_last_administrator_stays(app: Flask) -> None:
    last, other = factories.admin(), factories.office()
    with pytest.raises(accounts.Refused, match="最后一位"):
        accounts.disable_user(last, by=other)
    with pytest.raises(accounts.Refused, match="最后一位"):
        accounts.change_user(last, name=last.name, phone="", role=Role.OFFICE, unit=None, by=other)
    second = factories.user(Role.ADMIN, username="admin2")
    accounts.disable_user(last, by=second)
    with pytest.raises(accounts.Refused, match="最后一位"):
        accounts.disable_user(second, by=other)


def test_disabling_ends_the_sessions(liaison: User, admin: Client, sign_in: SignIn, manner: Manner) -> None:
    theirs = sign_in("liaison-fgj")
    assert admin.post(f"/users/{liaison.id}/disable", headers=manner).status_code in (200, 303)
    assert theirs.get("/password").headers["Location"].startswith("/login")
    assert sessions(liaison) == 0
    again = {"username": "liaison-fgj", "password": PASSWORD}
    assert theirs.post("/login", data=again).status_code == 422
    assert admin.post(f"/users/{liaison.id}/enable", headers=manner).status_code in (200, 303)
    assert theirs.post("/login", data=again).status_code == 303


def test_signing_somebody_out(liaison: User, admin: Client, sign_in: SignIn, manner: Manner) -> None:
    theirs = sign_in("liaison-fgj")
    admin.post(f"/users/{liaison.id}/sessions", headers=manner)
    assert theirs.get("/password").headers["Location"].startswith("/login")


def test_a_reset_password_replaces_the_old_one(
    liaison: User, admin: Client, sign_in: SignIn, client: Client, manner: Manner
) -> None:
    sign_in("liaison-fgj")
    answer = admin.post(f"/users/{liaison.id}/password", headers=manner)
    assert answer.headers["Cache-Control"] == "no-store"
    assert sessions(liaison) == 0
    assert client.post("/login", data={"username": "liaison-fgj", "password": PASSWORD}).status_code == 422
    login(client, "liaison-fgj", shown_password(answer.text))
    assert fresh(liaison).must_change_password is True


def test_initial_passwords_are_strong_and_differ() -> None:
    made = {passwords.initial_password("liaison-fgj") for _ in range(50)}
    assert len(made) == 50
    assert {passwords.weakness(password, "liaison-fgj") for password in made} == {None}


@pytest.mark.parametrize(
    ("phone", "status"),
    [
        ("0919-2180000 转 8001", 200),
        ("（0919）2180000、2180001", 200),
        ("2180000", 200),
        ("13800138000", 422),
        ("138 0013 8000", 422),
        ("610202198001011234", 422),
        ("<b>随便写</b>", 422),
        ("王主任", 422),
    ],
)
@pytest.mark.databases("sqlite")
def test_only_office_telephones_are_kept(admin: Client, phone: str, status: int) -> None:
    assert admin.post("/users/new", data=typed(phone=phone)).status_code == status


def test_an_administrator_makes_no_auditor(admin: Client, manner: Manner) -> None:
    answer = admin.post("/users/new", data=typed(role="auditor", unit_id=0), headers=manner)
    assert answer.status_code == 422
    assert "审计员的账号不由管理员建立" in answer.text
    assert db.session.scalar(select(func.count()).where(User.role == Role.AUDITOR)) == 0
