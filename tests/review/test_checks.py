"""Spot checks: drawn by a number, the same for everybody who draws."""

import re
from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tracker.choices import CheckState
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def of() -> Assignment:
    share: Assignment = factories.assignment()
    for number in range(30):
        factories.disclosure(share, title=f"批复{number:02}")
    factories.disclosure(share, title="核对过的", check_state=CheckState.PASSED)
    return share


@pytest.fixture
def office(sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def drawn(office: Client, query: str = "") -> list[str]:
    return re.findall(r"(批复\d\d|核对过的)</a>", office.get(f"/review/checks{query}").text)


def test_the_same_number_draws_the_same(office: Client, of: Assignment) -> None:
    first = drawn(office, "?seed=7")
    assert len(first) == 10
    assert drawn(office, "?seed=7") == first
    assert drawn(office, "?seed=8") != first
    assert drawn(office) == drawn(office, "?seed=20181220")


def test_what_was_checked_is_drawn_only_when_asked_for(office: Client, of: Assignment) -> None:
    assert "核对过的" not in drawn(office, "?size=50")
    assert len(drawn(office, "?size=50")) == 30
    assert "核对过的" in drawn(office, "?size=50&state=kept")


@pytest.mark.parametrize(("query", "number"), [("?size=5", 5), ("?size=20", 20), ("?size=1000", 10), ("?unit=99", 0)])
def test_as_many_as_asked_for(office: Client, of: Assignment, query: str, number: int) -> None:
    assert len(drawn(office, query)) == number


@pytest.mark.parametrize("seed", ["x", "-1", "²", "12345678901"])
def test_what_is_no_number_draws_nothing(office: Client, seed: str) -> None:
    assert office.get(f"/review/checks?seed={seed}").status_code == 404


def test_empty_says_so(office: Client) -> None:
    assert "没有可抽查的公开记录" in office.get("/review/checks").text
