"""The second factor: set up by the person, asked for at the login, lost and taken away."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import segno
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import PASSWORD, Client, login
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.factor import codes, keeping, picture
from tracker.people.factor.views import ISSUER
from tracker.people.models import LoginFailure, RecoveryCode, SecondFactor, User

SignIn = Callable[[str], Client]
PASSWORD_STEP = {"username": "office", "password": PASSWORD}


@pytest.fixture
def office(app: Flask) -> User:
    return factories.office()


def now_code(user: User, ahead: int = 0) -> str:
    db.session.rollback()
    factor = keeping.of(user)
    assert factor is not None
    return codes.code(keeping.seed_of(factor), codes.step_of(wall_now().timestamp()) + ahead)


def set_up(user: User, client: Client) -> list[str]:
    """Through the pages; the recovery codes."""
    assert client.post("/factor/preparation").status_code == 303
    page = client.get("/factor").text
    factor = keeping.of(user)
    assert factor is not None
    assert codes.shown(keeping.seed_of(factor)) in page
    answer = client.post("/factor/confirmation", data={"code": now_code(user, -1), "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return re.findall(r'<code class="secret">([^<]+)</code>', answer.text)


def test_it_works(office: User, sign_in: SignIn, client: Client) -> None:
    recovery = set_up(office, sign_in("office"))
    assert len(set(recovery)) == keeping.RECOVERY_CODES
    answer = client.post("/login?next=/tasks", data=PASSWORD_STEP)
    assert answer.location == "/login/code?next=/tasks"
    assert client.get("/tasks").location.startswith("/login?")
    code = now_code(office)
    assert client.post(answer.location, data={"code": f"{code[:3]} {code[3:]}"}).location == "/tasks"
    assert client.get("/tasks").status_code == 200


def test_the_secret_can_be_photographed(office: User, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post("/factor/preparation")
    page = client.get("/factor").text
    factor = keeping.of(office)
    assert factor is not None
    address = codes.address(keeping.seed_of(factor), "office", ISSUER)
    assert f'<path d="{picture.draw(address).path}"/>' in page
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]


def test_the_picture_is_the_code() -> None:
    """Every dark field of it, and none besides, inside a blank margin."""
    text = "otpauth://totp/甲:office?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    drawn, wanted = picture.draw(text), segno.make(text, error="m", micro=False).matrix
    dark = {
        (int(x) + at, int(y))
        for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawn.path)
        for at in range(int(length))
        if length == back
    }
    margin = picture.QUIET
    assert dark == {(x + margin, y + margin) for y, row in enumerate(wanted) for x, bit in enumerate(row) if bit}
    assert drawn.side == len(wanted) + 2 * margin


def test_a_code_serves_once(office: User, sign_in: SignIn, app: Flask) -> None:
    set_up(office, sign_in("office"))
    code = now_code(office)
    statuses = []
    for _ in range(2):
        client = Client(app)
        client.post("/login", data=PASSWORD_STEP)
        statuses.append(client.post("/login/code", data={"code": code}).status_code)
    assert statuses == [303, 422]


def test_a_recovery_code_serves_once(office: User, sign_in: SignIn, app: Flask) -> None:
    paper = set_up(office, sign_in("office"))[0]
    statuses = []
    for typed in (paper.upper(), paper):
        client = Client(app)
        client.post("/login", data=PASSWORD_STEP)
        statuses.append(client.post("/login/code", data={"code": typed}).status_code)
    assert statuses == [303, 422]
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == keeping.RECOVERY_CODES - 1


def test_wrong_codes_are_throttled_like_wrong_passwords(office: User, sign_in: SignIn, client: Client) -> None:
    set_up(office, sign_in("office"))
    client.post("/login", data=PASSWORD_STEP)
    for _ in range(6):
        assert client.post("/login/code", data={"code": "000000"}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 5
    assert client.post("/login/code", data={"code": now_code(office)}).status_code == 422
    said = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.result == "refused")))
    assert said == ["session.refused"] * 5 + ["session.throttled"] * 2


def test_without_the_password_no_code_is_taken(office: User, sign_in: SignIn, client: Client) -> None:
    set_up(office, sign_in("office"))
    assert client.post("/login/code", data={"code": now_code(office)}).location == "/login"
    assert client.get("/login/code").location == "/login"


def test_half_a_login_ends_with_the_account_and_with_another_password(
    office: User, sign_in: SignIn, client: Client
) -> None:
    set_up(office, sign_in("office"))
    client.post("/login", data=PASSWORD_STEP)
    assert client.get("/login/code").status_code == 200
    office.disabled_at = wall_now()
    assert client.get("/login/code").location == "/login"
    office.disabled_at, office.password_hash = None, factories.cheap_hash() + "x"
    assert client.get("/login/code").location == "/login"


def test_setting_up_needs_the_password_and_a_right_code(office: User, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post("/factor/preparation")
    wrong = ({"code": "000000", "password": PASSWORD}, {"code": now_code(office), "password": "x"}, {"code": ""})
    for data in wrong:
        assert client.post("/factor/confirmation", data=data).status_code == 422
    assert not keeping.is_on(office)


def test_giving_it_up_needs_the_password(office: User, sign_in: SignIn, client: Client) -> None:
    own = sign_in("office")
    set_up(office, own)
    assert own.post("/factor/removal", data={"password": "x"}).status_code == 422
    assert own.post("/factor/preparation").status_code == 409
    assert own.post("/factor/removal", data={"password": PASSWORD}).status_code == 303
    assert client.post("/login", data=PASSWORD_STEP).location == "/"


def test_an_administrator_takes_a_lost_one_away(office: User, sign_in: SignIn) -> None:
    set_up(office, sign_in("office"))
    own = factories.admin()
    admin = sign_in("admin")
    assert "停用动态验证码" in admin.get(f"/users/{office.id}").text
    assert admin.post(f"/users/{office.id}/factor").status_code == 303
    assert not keeping.is_on(office)
    assert admin.post(f"/users/{own.id}/factor").status_code == 409


def test_where_it_is_required_nothing_else_opens(app: Flask, office: User, sign_in: SignIn) -> None:
    app.config["SECOND_FACTOR"] = "required"
    client = sign_in("office")
    assert {client.get(path).location for path in ("/", "/tasks", "/users")} == {"/factor"}
    assert "必须启用" in client.get("/factor").text
    set_up(office, client)
    assert client.get("/tasks").status_code == 200
    factories.liaison()
    assert sign_in("liaison-fgj").get("/tasks").status_code == 200


def test_the_table_holds_no_secret(office: User, sign_in: SignIn) -> None:
    recovery = set_up(office, sign_in("office"))
    factor = db.session.scalars(select(SecondFactor)).one()
    stored = f"{factor.nonce} {list(db.session.scalars(select(RecoveryCode.code_hash)))}"
    assert not [code for code in recovery if code.replace("-", "") in stored]
    assert codes.seed("another key", office.id, factor.nonce) != keeping.seed_of(factor)
    said = str(db.session.execute(select(AuditEntry.summary, AuditEntry.details)).all())
    assert codes.shown(keeping.seed_of(factor)).replace(" ", "") not in said


def test_half_a_login_lasts_minutes(office: User, sign_in: SignIn, client: Client) -> None:
    set_up(office, sign_in("office"))
    client.post("/login", data=PASSWORD_STEP)
    with client.session_transaction() as session:
        number, at, digest = session["half"]
        session["half"] = [number, at - timedelta(minutes=6).total_seconds(), digest]
    assert client.get("/login/code").location == "/login"


def test_login_without_a_factor_is_one_step(office: User, client: Client) -> None:
    assert login(client, "office").get("/tasks").status_code == 200
