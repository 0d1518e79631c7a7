"""The office's browser, in a district of three units."""

from typing import Any

import pytest

from tests import factories
from tests.client import Client


@pytest.fixture
def office(app: Any, sign_in: Any) -> Client:
    for code in ("fgj", "zjj", "czj"):
        factories.unit(code)
    factories.office()
    return sign_in("office")
