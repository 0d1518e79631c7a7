"""A person's feeds: made, listed, revoked."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import Role
from tracker.db import db
from tracker.feeds import keys
from tracker.feeds.models import FeedKey
from tracker.journal import AuditEntry
from tracker.people.access import digest
from tracker.refusals import Refused

SignIn = Callable[[str], Client]
Manner = dict[str, str]


@pytest.fixture
def liaison(app: Flask, sign_in: SignIn) -> Client:
    factories.liaison()
    return sign_in("liaison-fgj")


def make(browser: Client, name: str = "手机", headers: Manner | None = None) -> str:
    """The address as it is shown, without the host."""
    page = browser.post("/feeds", data={"name": name}, headers=headers).text
    found = re.search(r'value="http://localhost(/feeds/[\w-]{43}\.ics)"', page)
    assert found, page
    return found[1]


def kept() -> list[FeedKey]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(FeedKey).order_by(FeedKey.id)))


def test_an_address_is_made_and_shown_once(liaison: Client, manner: Manner) -> None:
    address = make(liaison, headers=manner)
    assert liaison.get(address).status_code == 200
    (key,) = kept()
    token = address.removeprefix("/feeds/").removesuffix(".ics")
    assert key.token_hash == digest(token)
    assert (key.name, key.unit_id, key.user.username) == ("手机", factories.unit().id, "liaison-fgj")
    page = liaison.get("/feeds").text
    assert "手机" in page
    assert "使用中" in page
    assert token not in page


def test_no_two_addresses_are_alike(liaison: Client) -> None:
    assert make(liaison) != make(liaison)


def test_nothing_secret_is_kept(liaison: Client) -> None:
    address = make(liaison)
    liaison.get(address)
    token = address.removeprefix("/feeds/").removesuffix(".ics")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.object_type == "feed_key")).all()
    assert [entry.action for entry in entries] == ["feed.create", "feed.read"]
    said = [(entry.summary, entry.details, entry.address, entry.request_id) for entry in entries]
    assert token not in str(said)
    assert digest(token) not in str(said)


@pytest.mark.parametrize("role", list(Role))
def test_liaison_leader_and_office_have_feeds(app: Flask, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    browser = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    may = role in (Role.LIAISON, Role.LEADER, Role.OFFICE)
    assert browser.get("/feeds").status_code == (200 if may else 404)
    assert browser.post("/feeds", data={"name": "手机"}).status_code == (200 if may else 404)
    assert ('href="/feeds"' in browser.get("/").text) is may


def test_a_stranger_is_sent_to_the_login(app: Flask, client: Client) -> None:
    assert "/login" in client.get("/feeds").headers["Location"]
    assert client.post("/feeds", data={"name": "手机"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "message"), [("", "请填写此项"), ("长" * 41, "不能超过40个字"), ("a\u202eb", "不可见的控制字符")]
)
def test_bad_input_comes_back(liaison: Client, manner: Manner, name: str, message: str) -> None:
    answer = liaison.post("/feeds", data={"name": name}, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert kept() == []


def test_an_account_without_a_unit_is_told(app: Flask, sign_in: SignIn) -> None:
    factories.user(Role.LIAISON, username="lost")
    answer = sign_in("lost").post("/feeds", data={"name": "手机"})
    assert answer.status_code == 422
    assert "没有所属单位" in answer.text


def test_five_at_once_are_enough(liaison: Client, manner: Manner) -> None:
    for number in range(keys.MOST):
        make(liaison, f"地址{number}")
    answer = liaison.post("/feeds", data={"name": "又一个"}, headers=manner)
    assert answer.status_code == 422
    assert "最多同时使用5个订阅地址" in answer.text
    assert liaison.post(f"/feeds/{kept()[0].id}/revoke").status_code == 303
    make(liaison, "又一个")


def test_revoking_asks_first_and_ends_it(liaison: Client, manner: Manner) -> None:
    address = make(liaison)
    (key,) = kept()
    assert f'action="/feeds/{key.id}/revoke"' in liaison.get("/feeds").text.split("<details", 1)[1]
    answer = liaison.post(f"/feeds/{key.id}/revoke", headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert liaison.get(address).status_code == 404
    assert kept()[0].revoked_at is not None
    assert "已停用" in liaison.get("/feeds").text
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "feed.revoke")).one().object_id == key.id


def test_revoking_twice_is_refused(liaison: Client, manner: Manner) -> None:
    make(liaison)
    (key,) = kept()
    liaison.post(f"/feeds/{key.id}/revoke")
    answer = liaison.post(f"/feeds/{key.id}/revoke", headers=manner)
    assert answer.status_code == 409
    assert "已经停用" in answer.text


@pytest.mark.parametrize("other", ["liaison-zjj", "leader-fgj", "office", "admin"])
def test_another_s_address_is_neither_seen_nor_revoked(liaison: Client, sign_in: SignIn, other: str) -> None:
    make(liaison, "我的手机")
    (key,) = kept()
    for person in (factories.liaison("zjj"), factories.leader(), factories.office(), factories.admin()):
        db.session.add(person)
    browser = sign_in(other)
    assert browser.post(f"/feeds/{key.id}/revoke").status_code == 404
    assert "我的手机" not in browser.get("/feeds").text
    assert kept()[0].revoked_at is None


def test_the_verbs_refuse_by_themselves(app: Flask) -> None:
    key, _ = keys.create(factories.liaison(), "手机")
    with pytest.raises(Refused, match="他人的订阅地址"):
        keys.revoke(key, factories.leader())
    with pytest.raises(Refused, match="没有所属单位"):
        keys.create(factories.admin(), "手机")


def test_the_last_use_is_shown(liaison: Client, app: Flask) -> None:
    address = make(liaison)
    assert "还没有读取过" in liaison.get("/feeds").text
    liaison.get(address)
    assert "2018-12-20" in liaison.get("/feeds").text.split('data-name="最近读取"')[1][:40]
    app.config["TODAY"] = date(2018, 12, 21)
    liaison.get(address)
    assert "2018-12-21" in liaison.get("/feeds").text.split('data-name="最近读取"')[1][:40]
