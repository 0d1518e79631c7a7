"""What speaks against accepting a submission unseen: one case a warning."""

from typing import Any

import pytest

from tracker.choices import Outcome
from tracker.review.bearing import Bearing

SOUND: dict[str, Any] = {"outcome": Outcome.DONE, "disclosures": 3, "evidence": 1}


@pytest.mark.parametrize(
    ("changed", "warnings"),
    [
        ({}, []),
        ({"disclosures": 0}, ["没有登记公开记录"]),
        ({"late": 2}, ["2条逾期"]),
        ({"open": 1}, ["1条尚未公开"]),
        ({"off_website": 1}, ["1条未在政府网站公开"]),
        ({"unchecked_returns": 1}, ["1条记录被退回未更正"]),
        ({"missed": ("第一季度", "第二季度")}, ["第一季度、第二季度没有公开"]),
        ({"evidence": 0}, []),
        ({"unproven": 2}, []),
        ({"unproven": 2, "evidence": 0}, ["2条没有网址，也没有佐证材料"]),
        ({"outcome": Outcome.NOTHING_AROSE, "disclosures": 0}, ["上报本年未产生，请核对情况说明"]),
        ({"outcome": Outcome.NOTHING_AROSE}, ["上报本年未产生，请核对情况说明", "但已登记3条公开记录"]),
    ],
)
def test_each_warning_has_its_fact(changed: dict[str, Any], warnings: list[str]) -> None:
    assert Bearing(**SOUND | changed).warnings == warnings
