"""Requests that no page of ours makes: answered plainly, never with a traceback, and nothing is written."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests import factories as f
from tests.client import Client
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.people.models import LoginFailure

SignIn = Callable[[str], Client]


@pytest.mark.parametrize("address", ["/tasks?unit=%00", "/tasks?q=a%00b", "/disclosures?unit=%00&export=xlsx"])
def test_a_nul_in_the_address_leads_nowhere(sign_in: SignIn, address: str) -> None:
    f.office()
    assert sign_in("office").get(address).status_code == 404


@pytest.mark.parametrize("name", ["names-²-text", "n" * 5000, "字段"])
def test_a_field_of_an_odd_name_is_refused(sign_in: SignIn, name: str) -> None:
    f.admin()
    client = sign_in("admin")
    assert client.post(f"/units/{f.unit().id}/edit", data={name: "x"}).status_code == 400


@pytest.mark.parametrize("address", ["/tasks//1", "/year-end//2018"])
def test_no_redirect_names_the_host_that_was_asked_for(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("Location", "")


def test_a_nul_in_the_login_name_is_an_error_at_the_field(client: Client) -> None:
    answer = client.post("/login", data={"username": "of\0fice", "password": "x"})
    assert answer.status_code == 422
    assert "控制字符" in answer.text


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-20", "0001-01-01", "2100-01-01"])
@pytest.mark.parametrize("kind", ["general", "licence"])
def test_a_far_off_day_is_an_error_at_the_field(sign_in: SignIn, day: str, kind: str) -> None:
    share = f.assignment(unit_=f.liaison().unit)
    event = "formed_on" if kind == "general" else "decided_on"
    answer = sign_in("liaison-fgj").post(
        f"/disclosures/new?task={share.task_id}", data={"title": "批复", "kind": kind, event: day}
    )
    assert answer.status_code == 422
    assert day in answer.text
    assert "2099-12-31" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Disclosure)) == 0


def test_tries_during_the_wait_do_not_lengthen_it(client: Client) -> None:
    f.office()
    for _ in range(8):
        assert client.post("/login", data={"username": "office", "password": "wrong"}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 5


def test_acknowledging_what_is_no_number_says_that_there_is_nothing(sign_in: SignIn) -> None:
    f.liaison()
    answer = sign_in("liaison-fgj").post("/tasks/acknowledgement", data={"ids": "99999999999999999999,²,x"})
    assert answer.status_code == 409
