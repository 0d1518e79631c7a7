"""What a unit owes in the days around 2018-12-20, a Thursday before a make-up Saturday and a New Year's holiday."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests import factories as f
from tests.client import Client
from tracker.disclosures.models import Disclosure
from tracker.people.models import Unit

SignIn = Callable[[str], Client]
Day = Callable[[date], None]


@pytest.fixture
def day(app: Flask) -> Day:
    """Let it be another day from here on."""
    return lambda on: app.config.update(TODAY=on)


@pytest.fixture
def late(app: Any) -> Disclosure:
    """Of the unit 区发改局, over since 2018-12-14."""
    share = f.assignment(unit_=f.liaison().unit)
    return f.disclosure(share, title="某项目批复", published_on=None, due_on=date(2018, 12, 14))


def soon(unit: Unit, on: date = date(2018, 12, 24), title: str = "某项目验收") -> Disclosure:
    return f.disclosure(f.assignment(unit_=unit), title=title, published_on=None, due_on=on)
