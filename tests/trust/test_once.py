"""A form sent twice, or ten times at once, acts once; who sends it again is led where the first answer led."""

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.once import SentForm, word
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.people.models import Unit
from tracker.tasks.models import ProgressUpdate

SignIn = Callable[[str], Client]
NEW_UNIT = {
    "version": "0",
    "code": "xnj",
    "name": "区新能局",
    "short_name": "新能局",
    "kind": "department",
    "position": "9",
}


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_second_answer_leads_where_the_first_led(admin: Client, manner: dict[str, str]) -> None:
    data = NEW_UNIT | {"once": word()}
    first, second = (admin.post("/units/new", data=data, headers=manner) for _ in range(2))
    where = [answer.headers.get("HX-Redirect") or answer.location for answer in (first, second)]
    assert where[0] == where[1] == f"/units/{db.session.scalars(select(Unit.id)).one()}"
    assert "没有重复办理" in admin.get(where[1]).text
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "unit.create")) == 1


CASE = {
    "topic": "群众反映停水",
    "found_at": "2018-12-19T09:00",
    "area": "public_welfare",
    "source": "hotline",
    "severity": "other",
}
ENTRY = {"stage": "tracking", "text": "已联系供水公司", "happened_at": "2018-12-19T10:00"}


def at_once(clients: list[Client], address: str, data: dict[str, str]) -> list[int]:
    """The same form from all of them at the same moment; what each was answered."""
    tokens, answers = [client.token() for client in clients], list[int]()
    gate = threading.Barrier(len(clients))
    db.session.commit()  # what the test itself holds open would keep them all waiting

    def send(client: Client, token: str) -> None:
        gate.wait()
        answers.append(client.post(address, data=data, headers={"X-CSRFToken": token}).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_ten_at_once_enter_one(app: Flask, sign_in: SignIn) -> None:
    case = factories.opinion_case(factories.liaison().unit)
    clients = [sign_in("liaison-fgj") for _ in range(10)]
    assert at_once(clients, "/opinions/new", CASE | {"once": word()}) == [303] * 10
    assert at_once(clients, f"/opinions/{case.id}/entries", ENTRY | {"once": word()}) == [303] * 10
    assert (count(OpinionCase), count(OpinionEntry)) == (2, 1)


def test_ten_stale_copies_save_one(app: Flask, sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    clients = [sign_in("liaison-fgj") for _ in range(10)]
    for client in clients:
        client.token()
    data = {"version": str(share.version), "percent": "40", "note": "进展"}
    answers = at_once(clients, f"/assignments/{share.id}/progress", data)
    assert sorted(answers) == [303] + [409] * 9
    assert count(ProgressUpdate) == 1


def test_other_contents_another_word_or_another_person_are_other_acts(sign_in: SignIn) -> None:
    case, said = factories.opinion_case(factories.liaison().unit), word()
    factories.office()
    address, client = f"/opinions/{case.id}/entries", sign_in("liaison-fgj")
    sent = [ENTRY | {"once": said}, ENTRY | {"once": said, "text": "又一次"}, ENTRY | {"once": word()}]
    assert [client.post(address, data=data).status_code for data in sent] == [303] * 3
    assert sign_in("office").post(address, data=sent[0]).status_code == 303
    assert count(OpinionEntry) == 4


def test_a_form_that_was_refused_may_be_sent_again(admin: Client) -> None:
    data = NEW_UNIT | {"once": word()}
    assert admin.post("/units/new", data=data | {"name": ""}).status_code == 422
    factories.unit("xnj")
    assert admin.post("/units/new", data=data).status_code == 422
    db.session.delete(factories.unit("xnj"))
    assert admin.post("/units/new", data=data).status_code == 303


def test_a_refused_act_leaves_no_mark(sign_in: SignIn) -> None:
    factories.liaison()
    assert sign_in("liaison-fgj").post("/units/new", data=NEW_UNIT | {"once": word()}).status_code == 404
    assert count(SentForm) == 0


def test_an_answer_that_shows_a_secret_is_not_given_twice(admin: Client) -> None:
    unit = factories.unit()
    data = {"once": word(), "username": "li.si", "name": "李四", "role": "liaison", "unit_id": unit.id, "version": "0"}
    first, second = (admin.post("/users/new", data=data) for _ in range(2))
    assert 'class="secret"' in first.text
    assert (second.status_code, 'class="secret"' in second.text) == (409, False)
    assert "没有重复办理" in second.text


def test_uploads_are_told_apart_by_their_contents(sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client, data = sign_in("liaison-fgj"), {"once": word(), "version": str(share.version), "percent": "40", "note": "x"}
    for turn, last in enumerate((b"1", b"1", b"2")):
        png = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + last + b"IEND"
        answer = client.post(f"/assignments/{share.id}/progress", data=data | {"evidence": (BytesIO(png), "a.png")})
        assert answer.status_code == (409 if turn == 2 else 303)
    assert count(ProgressUpdate) == 1


def test_old_marks_are_forgotten(admin: Client) -> None:
    admin.post("/units/new", data=NEW_UNIT | {"once": word()})
    for sent in db.session.scalars(select(SentForm)):
        sent.at -= timedelta(days=2)
    admin.post("/units/new", data=NEW_UNIT | {"once": word(), "code": "abc", "name": "区甲局", "short_name": "甲局"})
    assert count(SentForm) == 1
