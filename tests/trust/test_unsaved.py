"""What was typed and could not be saved comes back to its author, to be sent again, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from wtforms import PasswordField

from tests import factories
from tests.client import PASSWORD, Client
from tests.trust.crawling import Form, Reading
from tests.trust.test_busy import held, impatient
from tracker import sent
from tracker.clock import wall_now
from tracker.db import db
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.people import unsaved
from tracker.people.models import KeptForm, LoginSession

SignIn = Callable[[str], Client]
TYPED = "群众反映停水，已联系供水公司。\r\n第二行 <b>"


@pytest.fixture
def case(app: Flask) -> OpinionCase:
    factories.liaison("zjj"), factories.liaison()
    return factories.opinion_case(factories.unit())


def entry(client: Client, case: OpinionCase) -> dict[str, str]:
    """The form on the page of the case, filled in."""
    (form,) = [form for form in forms(client.get(f"/opinions/{case.id}").text) if form.address.endswith("/entries")]
    return form.data | {"stage": "tracking", "text": TYPED, "happened_at": "2018-12-19T10:00"}


def forms(page: str) -> list[Form]:
    reading = Reading("/")
    reading.feed(page)
    return reading.forms


def offered(page: str) -> Form:
    """The form that offers what was sent."""
    return forms(page.partition('class="sent"')[2])[0]


def entries() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OpinionEntry.text)))


def end_all_sessions() -> None:
    db.session.execute(delete(LoginSession))
    db.session.commit()


@pytest.mark.databases("sqlite")
def test_who_waited_in_vain_sends_the_same_again(case: OpinionCase, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-fgj")
    address, data = f"/opinions/{case.id}/entries", entry(client, case)
    with impatient(), held() as let_go:
        answer = client.post(address, data=data, headers=manner)
        let_go()
    assert answer.status_code == 503
    again = offered(answer.text)
    assert (again.address, again.data) == (address, data)
    assert "第二行 &lt;b&gt;" in answer.text
    assert client.post(again.address, data=again.data).status_code == 303
    assert client.post(again.address, data=again.data).status_code == 303  # a second click
    assert len(entries()) == 1


def sign_in_again(client: Client, username: str) -> str:
    answer = client.post("/login", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 303
    return str(answer.location)


def test_a_form_sent_after_the_session_waits_for_its_author(
    case: OpinionCase, sign_in: SignIn, manner: dict[str, str]
) -> None:
    client = sign_in("liaison-fgj")
    address, data = f"/opinions/{case.id}/entries", entry(client, case)
    end_all_sessions()
    answer = client.post(address, data=data, headers=manner)
    assert answer.status_code in (302, 401)
    page = client.get("/login").text
    assert "登录已结束，刚才填写的内容没有保存，已暂存30分钟" in page
    assert "供水公司" not in page
    assert sign_in_again(client, "liaison-fgj") == "/unsaved"
    page = client.get("/unsaved").text
    assert "供水公司" in page
    again = offered(page)
    assert (again.address, again.data) == (address, data | {"kept": again.data["kept"]})
    assert client.post(again.address, data=again.data).status_code == 303
    assert len(entries()) == 1
    assert "没有尚未提交" in client.get("/unsaved").text


def test_another_person_reads_nothing_of_it(case: OpinionCase, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    data = entry(client, case)
    end_all_sessions()
    client.post(f"/opinions/{case.id}/entries", data=data)
    assert sign_in_again(client, "liaison-zjj") == "/"
    assert "供水公司" not in client.get("/unsaved").text
    number = db.session.scalars(select(KeptForm.id)).one()
    client.post("/feeds", data={"name": "x", "kept": str(number)})
    client.post("/unsaved/discard")
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 1
    client.sends_token = False
    answer = client.post(f"/opinions/{case.id}/entries", data=data)  # the page that the first one left open
    assert (answer.status_code, "供水公司" in answer.text) == (400, False)


@pytest.mark.databases("sqlite")
def test_a_forced_new_password_comes_first(case: OpinionCase, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    data = entry(client, case)
    end_all_sessions()
    client.post(f"/opinions/{case.id}/entries", data=data)
    factories.liaison().must_change_password = True
    db.session.commit()
    assert sign_in_again(client, "liaison-fgj") == "/unsaved"
    assert client.get("/unsaved").location == "/password"
    change = {"current": PASSWORD, "new": "Sunny-Harbour-42", "again": "Sunny-Harbour-42"}
    assert client.post("/password", data=change).location == "/unsaved"
    assert "供水公司" in client.get("/unsaved").text


def test_after_a_logout_elsewhere_it_waits_too(case: OpinionCase, sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    data = entry(client, case)
    client.post("/logout")
    client.sends_token = False
    answer = client.post(f"/opinions/{case.id}/entries", data=data)
    assert (answer.status_code, answer.location) == (302, "/login")
    client.sends_token = True
    assert sign_in_again(client, "liaison-fgj") == "/unsaved"


def test_a_lost_token_keeps_the_text(case: OpinionCase, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-fgj")
    data = entry(client, case)
    client.sends_token = False
    answer = client.post(f"/opinions/{case.id}/entries", data=data, headers=manner)
    assert answer.status_code == 400
    again = offered(answer.text)
    token = {name: value for name, _, value in again.fields}["csrf_token"]
    assert client.post(again.address, data=again.data | {"csrf_token": token}).status_code == 303
    assert len(entries()) == 1


def test_a_page_elsewhere_cannot_make_us_offer_its_text(app: Flask, case: OpinionCase, sign_in: SignIn) -> None:
    client, other = sign_in("liaison-fgj"), entry(sign_in("liaison-zjj"), factories.opinion_case(factories.unit("zjj")))
    client.sends_token = False
    for word in ("", "abc", "abc.1.deadbeef", "²", other["once"]):
        answer = client.post(f"/opinions/{case.id}/entries", data={"text": "骗人的话", "once": word})
        assert (answer.status_code, "骗人的话" in answer.text) == (400, False)
        stranger = Client(app)
        stranger.post(
            f"/opinions/{case.id}/entries", data={"text": "骗人的话", "once": word.replace(other["once"], "")}
        )
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


@pytest.mark.databases("sqlite")
def test_files_are_chosen_anew(app: Flask, sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client, address = sign_in("liaison-fgj"), f"/assignments/{share.id}/progress"
    (form,) = [form for form in forms(client.get(address).text) if form.address == address and form.method == "POST"]
    data = form.data | {"percent": "40", "note": "已完成四成"}
    del data["evidence"]
    end_all_sessions()
    png = (BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"), "截图.png")
    client.post(address, data=data | {"evidence": png})
    sign_in_again(client, "liaison-fgj")
    page = client.get("/unsaved").text
    assert "已完成四成" in page
    assert "文件“截图.png”没有保留，请重新选择" in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.databases("sqlite")
def test_it_is_read_in_the_words_of_its_form(app: Flask) -> None:
    fields = {"form_key": "36140f5a764ba308", "topic": "停水", "found_at": "2018-12-19T09:00", "severity": "other"}
    fields |= {
        "source": "hotline",
        "task_id": "0",
        "once": "x.1.y",
        "version": "3",
        "odd": "没有名字的一项",
        "code": "a-1",
    }
    with app.test_request_context():
        lines = sent.Sent("/opinions/new", tuple(fields.items()), ()).lines
    told = {
        "舆情主题": "停水",
        "发现时间": "2018-12-19 09:00",
        "等级": "一般",
        "来源": "12345热线",
        "其他内容": "没有名字的一项",
    }
    assert dict(lines) == told


@pytest.mark.databases("sqlite")
def test_it_is_bounded_in_number_size_and_time(app: Flask) -> None:
    user = factories.liaison()
    for number in range(5):
        assert unsaved.keep(user.id, sent.Sent("/a", (("text", str(number)),), ()))
    assert [form.fields for _, form in unsaved.of(user.id)] == [(("text", each),) for each in "432"]
    assert unsaved.keep(user.id, sent.Sent("/a", (("text", "4"),), ()))
    assert len(unsaved.of(user.id)) == 3  # the same once more is the same
    assert not unsaved.keep(user.id, sent.Sent("/a", (("text", "长" * unsaved.LARGEST),), ()))
    db.session.execute(db.update(KeptForm).values(at=wall_now() - timedelta(minutes=31)))
    assert unsaved.of(user.id) == []
    unsaved.keep(user.id, sent.Sent("/a", (("text", "x"),), ()))
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 1


@pytest.mark.databases("sqlite")
def test_what_is_not_wanted_is_thrown_away(case: OpinionCase, sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-fgj")
    data = entry(client, case)
    end_all_sessions()
    client.post(f"/opinions/{case.id}/entries", data=data)
    sign_in_again(client, "liaison-fgj")
    assert client.post("/unsaved/discard", headers=manner).status_code in (200, 303)
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_no_form_with_a_password_is_ever_kept() -> None:
    """Each stands at an address of which nothing is offered again."""
    kinds = [kind for kind in sent.kinds() if any(field_class(kind, name) is PasswordField for name in dir(kind))]
    assert {kind.__module__ for kind in kinds} == {"tracker.people.forms", "tracker.people.factor.forms"}
    assert {"/login", "/password", "/factor"} <= set(sent.NEVER_OFFERED)


def field_class(kind: type, name: str) -> object:
    return getattr(getattr(kind, name), "field_class", None)


@pytest.mark.databases("sqlite")
def test_each_error_bears_the_number_of_its_line_in_the_log(
    app: Flask, case: OpinionCase, sign_in: SignIn, manner: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    person, client = factories.liaison(), sign_in("liaison-fgj")
    app.config["LARGEST_PLAIN_FORM"] = 1000
    asked = [
        ("GET", "/no/such/page", 404),
        ("GET", "/users", 404),
        ("POST", f"/opinions/{case.id}", 405),
        ("POST", "/opinions/new", 413),
        ("POST", "/units/new", 404),
    ]
    for method, address, status in asked:
        caplog.clear()
        body = {"topic": "x" * 2000} if status == 413 else {}
        with caplog.at_level("WARNING", logger="tracker.requests"):
            answer = client.open(address, method=method, data=body, headers=manner)
        assert answer.status_code == status
        line = caplog.records[-1]
        found = {name: getattr(line, name) for name in ("request", "path", "user", "status")}
        assert found == {
            "request": found["request"],
            "path": address.partition("?")[0],
            "user": person.id,
            "status": status,
        }
        assert f"编号 <code>{found['request']}" in answer.text or f"（编号 {found['request']}）" in answer.text
