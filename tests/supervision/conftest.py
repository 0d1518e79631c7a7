"""A round over two units, opened through the verbs, and the people around it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import factories as f
from tests.client import Client
from tracker.choices import Area
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator
from tracker.supervision.models import Finding, Inspection

SignIn = Callable[[str], Client]
SEEN = Observation(CheckIndicator.TIMELINESS, "某批复9月20日形成，11月5日公开，逾期8个工作日", 2)
TITLE = "2018年第四季度重点领域政府信息公开督促检查"


@pytest.fixture
def inspection(app: Any) -> Inspection:
    """Two units with two tasks each, one of which is drawn of each."""
    for code in ("fgj", "zjj"):
        f.liaison(code)
        for _ in range(2):
            f.assignment(unit_=f.unit(code))
    by = f.office()
    span = (date(2018, 10, 1), date(2018, 12, 20))
    ids = (f.unit("fgj").id, f.unit("zjj").id)
    return arranging.open_round(Round(TITLE, *span, tuple(Area), tuple(CheckIndicator), ids, 1, 20181220), by)


@pytest.fixture
def finding(inspection: Inspection) -> Finding:
    """The first unit's task has a problem, the other unit's none, and both know."""
    by = f.office()
    found = checking.find(inspection.items[0], by, SEEN)
    checking.clear(inspection.items[1], by)
    replying.send(inspection, date(2018, 12, 25))
    return found
