"""The same people in every test of this room, each with a browser of their own."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.client import Client

SignIn = Callable[[str], Client]


@pytest.fixture
def liaison(sign_in: SignIn) -> Client:
    factories.liaison()
    return sign_in("liaison-fgj")


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    factories.office()
    return sign_in("office")


@pytest.fixture(params=["stranger", "leader", "admin", "auditor"])
def outsider(request: pytest.FixtureRequest, sign_in: SignIn) -> Client:
    """Who must not act on the unit's share, nor learn that there is one."""
    make: dict[str, Callable[[], Any]] = {
        "stranger": lambda: factories.liaison("zjj"),
        "leader": factories.leader,
        "admin": factories.admin,
        "auditor": factories.auditor,
    }
    return sign_in(make[request.param]().username)
