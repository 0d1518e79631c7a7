"""Who gets in: throttling, no hints, sessions that end."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from statistics import median
from time import perf_counter

import pytest
from argon2 import extract_parameters
from flask import Flask
from sqlalchemy import delete, func, select
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app import create_app
from tests import factories
from tests.client import PASSWORD, Client, login
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import access, accounts, passwords
from tracker.people.login import WRONG
from tracker.people.models import LoginFailure, LoginSession, User
from tracker.refusals import Refused

SignIn = Callable[[str], Client]


def try_in(client: Client, username: str, password: str, address: str = "127.0.0.1") -> tuple[int, str]:
    data = {"username": username, "password": password}
    answer = client.post("/login", data=data, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.text.replace(username, "…")


def without_token(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrf_token" not in line)


@pytest.fixture
def office(app: Flask) -> User:
    return factories.office()


def test_ten_wrong_passwords_throttle_the_account_from_anywhere(office: User, client: Client) -> None:
    assert {try_in(client, "office", "wrong", f"192.0.2.{number}")[0] for number in range(10)} == {422}
    status, page = try_in(client, "office", PASSWORD, "198.51.100.7")
    assert (status, WRONG in page) == (422, True)
    db.session.execute(delete(LoginFailure))
    assert try_in(client, "office", PASSWORD)[0] == 303


def test_many_wrong_names_throttle_the_address_alone(office: User, client: Client) -> None:
    for number in range(20):
        try_in(client, f"nobody{number}", "wrong", "192.0.2.1")
    assert try_in(client, "office", PASSWORD, "192.0.2.1")[0] == 422
    assert try_in(client, "office", PASSWORD, "192.0.2.2")[0] == 303


def test_the_wait_ends(office: User, client: Client) -> None:
    for _ in range(6):
        try_in(client, "office", "wrong")
    for failure in db.session.scalars(select(LoginFailure)):
        failure.at -= timedelta(minutes=2)
    assert try_in(client, "office", PASSWORD)[0] == 303


def test_a_forged_address_in_a_header_does_not_help(office: User, client: Client) -> None:
    for number in range(6):
        data = {"username": "office", "password": "wrong"}
        client.post("/login", data=data, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert set(db.session.scalars(select(LoginFailure.address))) == {"127.0.0.1"}


def test_unknown_wrong_disabled_and_expired_are_told_the_same(office: User, client: Client) -> None:
    factories.user(Role.OFFICE, username="gone", disabled_at=wall_now())
    factories.user(Role.OFFICE, username="late", password_until=wall_now() - timedelta(days=1))
    answers = [try_in(client, name, PASSWORD) for name in ("nobody", "gone", "late")]
    answers.append(try_in(client, "office", "wrong"))
    assert {status for status, _ in answers} == {422}
    assert len({without_token(page) for _, page in answers}) == 1


@pytest.mark.databases("sqlite")
def test_an_unknown_name_takes_as_long_as_a_known_one(app: Flask, client: Client) -> None:
    app.config["ARGON2"] = {"time_cost": 2, "memory_cost": 8 * 1024, "parallelism": 1}
    factories.user(Role.OFFICE, username="known", password_hash=passwords.hashed(PASSWORD))
    times: dict[str, list[float]] = {"known": [], "nobody": []}
    for _ in range(9):
        for name, taken in times.items():
            db.session.execute(delete(LoginFailure))
            db.session.commit()
            began = perf_counter()
            try_in(client, name, "wrong")
            taken.append(perf_counter() - began)
    known, unknown = (median(sorted(taken)[:5]) for taken in times.values())
    assert abs(known - unknown) < 0.6 * known


def test_every_try_is_on_record_and_no_password_is(office: User, client: Client) -> None:
    try_in(client, "office", "Marker-Password-77")
    login(client, "office")
    client.post("/logout")
    said = db.session.execute(select(AuditEntry.action, AuditEntry.result).order_by(AuditEntry.id)).all()
    expected = [("session.refused", "refused"), ("session.begin", "ok"), ("session.end", "ok")]
    assert [tuple(row) for row in said] == expected
    kept = str(db.session.execute(select(AuditEntry.summary, AuditEntry.details)).all())
    assert "Marker" not in kept
    assert PASSWORD not in kept


def test_the_token_is_new_at_each_login_random_and_kept_as_a_hash(office: User, client: Client) -> None:
    tokens = []
    for _ in range(2):
        login(client, "office")
        with client.session_transaction() as session:
            tokens.append(session[access.TOKEN])
    assert len(set(tokens)) == 2
    assert {len(token) for token in tokens} == {43}
    kept = set(db.session.scalars(select(LoginSession.token_hash)))
    assert kept == {access.digest(token) for token in tokens}


def test_a_copied_cookie_is_worth_nothing_after_logout(office: User, client: Client, app: Flask) -> None:
    login(client, "office")
    copied = client.get_cookie("tracker")
    assert copied is not None
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client(app)
    thief.set_cookie("tracker", copied.value)
    assert thief.get("/tasks").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


@pytest.mark.parametrize(
    ("created", "seen", "inside"),
    [
        (timedelta(0), timedelta(minutes=29), True),
        (timedelta(0), timedelta(minutes=31), False),
        (timedelta(hours=9, minutes=59), timedelta(minutes=1), True),
        (timedelta(hours=10, minutes=1), timedelta(minutes=1), False),
        (timedelta(hours=-1), timedelta(hours=-1), True),
    ],
)
def test_idle_and_absolute_limits(
    office: User, sign_in: SignIn, created: timedelta, seen: timedelta, inside: bool
) -> None:
    client = sign_in("office")
    kept = db.session.scalars(select(LoginSession)).one()
    kept.created_at, kept.seen_at = wall_now() - created, wall_now() - seen
    assert (client.get("/tasks").status_code == 200) is inside


def test_an_expired_session_never_swaps_the_login_into_a_page(client: Client) -> None:
    answer = client.get("/tasks?q=1", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["HX-Redirect"].startswith("/login?next=/tasks")


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "javascript:1"]
)
def test_after_the_login_only_own_pages_open(office: User, client: Client, target: str) -> None:
    data = {"username": "office", "password": PASSWORD}
    assert client.post("/login", query_string={"next": target}, data=data).location == "/"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_fits_the_scheme(office: User, client: Client, scheme: str) -> None:
    data = {"username": "office", "password": PASSWORD}
    if scheme == "https":
        client.sends_token = False
        client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/login", data=data, base_url=f"{scheme}://localhost")
    client.application.config["WTF_CSRF_ENABLED"] = True
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert cookie.startswith("__Host-tracker=" if scheme == "https" else "tracker=")
    assert ("Secure" in cookie) is (scheme == "https")
    assert "Domain" not in cookie
    assert ("Strict-Transport-Security" in answer.headers) is (scheme == "https")


@pytest.mark.databases("sqlite")
def test_a_role_is_used_from_its_networks_alone(app: Flask, office: User, client: Client) -> None:
    factories.liaison()
    app.config["NETWORKS"] = {"office": (ip_network("10.1.0.0/16"),)}
    assert try_in(client, "office", PASSWORD, "192.0.2.1")[0] == 422
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "session.outside")) == 1
    assert try_in(client, "office", PASSWORD, "10.1.2.3")[0] == 303
    assert client.get("/tasks", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200
    assert client.get("/tasks", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 302
    assert try_in(Client(app), "liaison-fgj", PASSWORD, "192.0.2.1")[0] == 303


@pytest.mark.databases("sqlite")
def test_a_password_that_is_too_old_must_be_changed(app: Flask, office: User, client: Client) -> None:
    app.config["PASSWORD_DAYS"] = 90
    office.password_set_at = wall_now() - timedelta(days=89)
    assert login(client, "office").get("/tasks").status_code == 200
    office.password_set_at = wall_now() - timedelta(days=91)
    assert login(client, "office").get("/tasks").location == "/password"
    change = {"current": PASSWORD, "new": "Sunny-Harbour-42", "again": "Sunny-Harbour-42"}
    assert client.post("/password", data=change).status_code == 303
    assert client.get("/tasks").status_code == 200


def test_changing_the_password_needs_the_old_one_and_ends_the_others(
    office: User, sign_in: SignIn, client: Client
) -> None:
    other = sign_in("office")
    login(client, "office")
    change = {"current": "wrong", "new": "Sunny-Harbour-42", "again": "Sunny-Harbour-42"}
    assert client.post("/password", data=change).status_code == 422
    assert client.post("/password", data=change | {"current": PASSWORD}).status_code == 303
    assert client.get("/tasks").status_code == 200
    assert other.get("/tasks").status_code == 302


def test_a_long_password_counts_to_its_last_character(app: Flask) -> None:
    long = "Aa1-" + "x" * 96
    stored = passwords.hashed(long + "y")
    assert passwords.matches(stored, long + "y")
    assert not passwords.matches(stored, long + "z")


def test_real_hashes_are_strong_enough(tmp_path: object) -> None:
    app = create_app({"DATA_DIR": tmp_path}, mode="test")
    with app.app_context():
        found = extract_parameters(passwords.hashed(PASSWORD))
    assert found.type.name == "ID"
    assert (found.memory_cost >= 19 * 1024, found.time_cost >= 2) == (True, True)


LOCAL = ["Wangyi-2018-x", "Zwgk-2026-zwgk", "Taoyuan-Jiedao1", "Zheng-Wu-2026-x", "demo-Pass-2018", "610202-Xq-99z"]


@pytest.mark.parametrize("password", [*LOCAL, "Password1!x", "Aa123456!!", "aaaaAAAA1111", "Office-2018-xY"])
def test_common_and_local_words_are_no_password(password: str) -> None:
    assert passwords.weakness(password, "office") is not None


@pytest.mark.parametrize("trimmed", ["{}1!aA", "{}@123456", "{}-2018"])
def test_none_of_the_three_thousand_most_common_is_a_password_however_it_is_trimmed(trimmed: str) -> None:
    """Every twentieth of the list, as people dress it up to satisfy the three classes."""
    common = FREQUENCY_LISTS["passwords"]
    assert len(common) >= 3000
    dressed = [trimmed.format(word.capitalize()) for word in common[:3000:20]]
    assert [password for password in dressed if passwords.weakness(password, "office") is None] == []


@pytest.mark.parametrize("password", ["lan-Tian-7-bai-yun", "X7-pq-Rw2-zz9", "9d8!Kfw0sLm" + "长" * 100])
def test_what_nobody_guesses_is_accepted(password: str) -> None:
    assert passwords.weakness(password, "office") is None


@pytest.mark.parametrize("password", ["区发展和改革局-Xq7-99z", "发改局Xq-7-99z-lan", "abcd-Xq7-99z-lan"])
def test_the_own_unit_is_no_password(app: Flask, sign_in: SignIn, password: str) -> None:
    unit = factories.unit(code="abcd", name="区发展和改革局", short_name="区发改局")
    factories.user(unit=unit, username="li.si")
    data = {"current": PASSWORD, "new": password, "again": password}
    answer = sign_in("li.si").post("/password", data=data)
    assert (answer.status_code, "包含地区、单位、系统名称" in answer.text) == (422, True)


def test_an_auditor_is_not_in_the_hands_of_an_administrator(app: Flask) -> None:
    auditor, admin, office = factories.auditor(), factories.admin(), factories.office()
    with pytest.raises(Refused, match="不由管理员办理"):
        accounts.reset_password(auditor, admin)
    with pytest.raises(Refused, match="不由管理员办理"):
        accounts.disable_user(auditor, admin)
    for user, role in ((auditor, Role.OFFICE), (office, Role.AUDITOR)):
        with pytest.raises(Refused, match="审计员"):
            accounts.change_user(user, name="x", phone="", role=role, unit=None, by=admin)
    with pytest.raises(Refused, match="最后一位可用的审计员"):
        accounts.disable_user(auditor, None)
    factories.user(Role.AUDITOR, username="auditor2")
    accounts.disable_user(auditor, None)
    assert auditor.disabled_at is not None


def test_a_password_manager_finds_its_fields(client: Client) -> None:
    page = client.get("/login").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'type="password"' in page


def test_a_fresh_house_has_no_account(app: Flask) -> None:
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.parametrize(
    ("mode", "setting", "scheme", "address", "status"),
    [
        ("production", "refused", "http", "10.1.2.3", 403),
        ("production", "refused", "https", "10.1.2.3", 200),
        ("production", "refused", "http", "127.0.0.1", 200),
        ("production", "allowed", "http", "10.1.2.3", 200),
        ("development", "refused", "http", "10.1.2.3", 200),
    ],
)
@pytest.mark.databases("sqlite")
def test_nobody_types_a_password_where_others_can_listen(
    app: Flask, client: Client, mode: str, setting: str, scheme: str, address: str, status: int
) -> None:
    app.config.update(MODE=mode, PLAIN_HTTP=setting)
    place = {"base_url": f"{scheme}://localhost", "environ_overrides": {"REMOTE_ADDR": address}}
    answer = client.get("/login", **place)
    assert (answer.status_code, "https" in answer.text) == (status, status == 403)
    factories.office()
    sent = client.post("/login", data={"username": "office", "password": PASSWORD}, **place)
    assert (sent.status_code == 403) is (status == 403)


def test_wrong_tries_of_the_current_password_are_counted(app: Flask, sign_in: SignIn, manner: dict[str, str]) -> None:
    factories.office()
    client = sign_in("office")
    data = {"current": "wrong", "new": "lan-Tian-7-bai-yun", "again": "lan-Tian-7-bai-yun"}
    for _ in range(5):
        page = client.post("/password", data=data, headers=manner).text
    assert page.index("当前密码不正确") < page.index('name="new"')
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "session.refused")) == 5
    assert client.post("/password", data=data | {"current": PASSWORD}).status_code == 422
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "session.throttled")) == 1


def test_the_old_password_is_no_new_one(app: Flask, sign_in: SignIn) -> None:
    factories.office()
    data = {"current": PASSWORD, "new": PASSWORD, "again": PASSWORD}
    answer = sign_in("office").post("/password", data=data)
    assert (answer.status_code, "不能与当前密码相同" in answer.text) == (422, True)


def test_who_sends_a_form_after_the_session_ended_is_told_that_it_was_not_saved(
    app: Flask, sign_in: SignIn, manner: dict[str, str]
) -> None:
    factories.office()
    client = sign_in("office")
    db.session.execute(delete(LoginSession))
    answer = client.post("/opinions/new", data={"topic": "停水"}, headers=manner)
    assert answer.status_code in (302, 401)
    assert "刚才填写的内容没有保存" in client.get("/login").text
