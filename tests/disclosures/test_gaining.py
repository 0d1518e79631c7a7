"""What a correction wins for the unit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tracker.choices import MatterKind, Mode
from tracker.disclosures.entry import Entry
from tracker.disclosures.gaining import gains

EARLY, DUE, LATE = date(2018, 10, 1), date(2018, 10, 24), date(2018, 11, 1)
OPEN = Entry("某批复", MatterKind.GENERAL, formed_on=date(2018, 9, 20))
PUBLIC = replace(OPEN, published_on=DUE)


@pytest.mark.parametrize(
    ("before", "changed", "new_due", "said"),
    [
        (OPEN, {}, LATE, ["应公开期限由 2018-10-24 推迟到 2018-11-01"]),
        (PUBLIC, {}, LATE, ["应公开期限由 2018-10-24 推迟到 2018-11-01"]),
        (OPEN, {}, None, ["应公开期限由 2018-10-24 推迟到 —"]),
        (OPEN, {"mode": Mode.ON_REQUEST}, DUE, ["公开方式由主动公开改为依申请公开，不再计算时限"]),
        (PUBLIC, {"mode": Mode.WITHHELD, "published_on": None}, DUE, ["公开方式由主动公开改为不予公开，不再计算时限"]),
        (PUBLIC, {"published_on": EARLY}, DUE, ["公开日期由 2018-10-24 提前到 2018-10-01"]),
        (PUBLIC, {"published_on": None}, DUE, ["删去公开日期 2018-10-24"]),
        (OPEN, {"published_on": DUE}, DUE, []),
        (OPEN, {}, EARLY, []),
        (PUBLIC, {"published_on": LATE}, DUE, []),
        (replace(OPEN, mode=Mode.ON_REQUEST), {"mode": Mode.PROACTIVE}, DUE, []),
        (PUBLIC, {"title": "某项目批复"}, DUE, []),
    ],
)
def test_gains(before: Entry, changed: dict[str, Any], new_due: date | None, said: list[str]) -> None:
    assert gains(before, replace(before, **changed), DUE, new_due) == said
