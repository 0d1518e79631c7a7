"""Spot checks: drawn by a number, the same for everybody who draws, and kept while they are worked through."""

import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import CheckState, ReturnReason
from tracker.db import db
from tracker.disclosures.checks import checking
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.review.checks.drawing import sample
from tracker.review.checks.models import SpotCheck
from tracker.tasks.models import Assignment


def test_the_same_number_draws_the_same_from_the_same() -> None:
    first = sample(range(100), 10, 7)
    assert len(first) == 10
    assert sample(reversed(range(100)), 10, 7) == first
    assert sample(range(100), 10, 8) != first
    assert sample(range(3), 10, 7) == [0, 1, 2]


@pytest.fixture
def of(app: Any) -> Assignment:
    share: Assignment = factories.assignment()
    for number in range(30):
        factories.disclosure(share, title=f"批复{number:02}")
    factories.disclosure(share, title="核对过的", check_state=CheckState.PASSED)
    return share


@pytest.fixture
def office(of: Assignment, sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def drawn(office: Client, **data: Any) -> tuple[str, list[str]]:
    """The address of a new draw, and its titles."""
    answer = office.post("/review/checks", data={"seed": "7", "size": "10", "state": "unchecked"} | data)
    assert answer.status_code == 303
    return answer.location, titles(office, answer.location)


def titles(office: Client, address: str) -> list[str]:
    return re.findall(r"(批复\d\d|核对过的)</a>", office.get(address).text)


def test_it_works(office: Client, manner: dict[str, str]) -> None:
    data = {"seed": "7", "size": "5", "state": "unchecked"}
    answer = office.post("/review/checks", data=data, headers=manner)
    address = answer.headers.get("HX-Redirect") or answer.location
    page = office.get(address).text
    assert len(titles(office, address)) == 5
    assert "当时范围内 30 条，抽到 5 条，已核对 0 条" in page
    kept = db.session.scalars(select(SpotCheck)).one()
    assert (kept.seed, kept.size, kept.population, kept.asked) == (7, 5, 30, {"state": "unchecked"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "review.draw")).one()
    assert entry.object_id == kept.id
    assert address in office.get("/review/checks").text


def test_the_list_stays_while_its_records_are_checked(office: Client) -> None:
    address, first = drawn(office)
    by = factories.office()
    found = db.session.scalars(select(Disclosure).where(Disclosure.title.in_(first)).order_by(Disclosure.id)).all()
    checking.pass_(found[0], by)
    checking.return_(found[1], by, ReturnReason.NO_ADDRESS, "请补上")
    db.session.commit()
    assert titles(office, address) == first
    page = office.get(address).text
    assert "已核对 2 条" in page
    assert page.count("本次已核对") == 2


def test_the_day_gives_the_number_where_none_is_typed(office: Client) -> None:
    assert drawn(office, seed="")[1] == drawn(office, seed="20181220")[1]


def test_what_was_checked_is_drawn_only_when_asked_for(office: Client) -> None:
    assert len(drawn(office, size="50")[1]) == 30
    assert "核对过的" in drawn(office, size="50", state="kept")[1]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": "x"}, "请填写整数"),
        ({"seed": "-1"}, "请填写0至999999999之间的整数"),
        ({"seed": "²"}, "请填写整数"),
        ({"seed": "12345678901"}, "请填写0至999999999之间的整数"),
        ({"size": "1000"}, "请从列出的选项中选择"),
        ({"state": "late"}, "这个范围内没有可抽查的公开记录"),
    ],
)
def test_bad_input_is_told_at_the_field(
    office: Client, manner: dict[str, str], wrong: dict[str, str], message: str
) -> None:
    data = {"seed": "7", "size": "10", "state": "unchecked"} | wrong
    answer = office.post("/review/checks", data=data, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'class="error"' in answer.text
    assert db.session.scalar(select(SpotCheck)) is None


def test_the_draw_is_exported(office: Client) -> None:
    address, first = drawn(office, size="5")
    rows = list(load_workbook(BytesIO(office.get(f"{address}?export=xlsx").data)).active.iter_rows(values_only=True))
    assert [row[4] for row in rows[2:7]] == first


@pytest.mark.parametrize("person", ["liaison", "leader", "admin", "auditor"])
def test_nobody_else_draws(office: Client, sign_in: Any, person: str) -> None:
    address, _ = drawn(office)
    browser = sign_in(getattr(factories, person)().username)
    assert browser.post("/review/checks", data={"seed": "7"}).status_code == 404
    assert browser.get(address).status_code == 404
    assert office.get("/review/checks/99").status_code == 404
