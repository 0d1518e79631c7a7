import dataclasses
import json
from typing import Any

import pytest

from tracker.appraisal import scheme
from tracker.appraisal.scheme import Deduction, Indicator, RedLine, SchemeProblem

DEFAULT = scheme.default(2018)


def test_the_default_scheme_adds_up_and_survives_the_database() -> None:
    assert sum(indicator.weight for indicator in DEFAULT.indicators) == 100
    assert scheme.Scheme.from_json(json.loads(json.dumps(DEFAULT.as_json()))) == DEFAULT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"indicators": (Indicator("completion", "任务完成", 99),)}, "合计应为100分，现为99分"),
        ({"indicators": (Indicator("charm", "魅力", 100),)}, "没有“charm”"),
        ({"indicators": (Indicator("completion", "一", 50), Indicator("completion", "二", 50))}, "列了两次"),
        ({"indicators": (Indicator("completion", "一", 100), Indicator("secrecy", "二", 0))}, "至少为1"),
        ({"deductions": (Deduction("charm", "魅力", 1, 2),)}, "没有“charm”"),
        ({"red_lines": (RedLine("charm", "魅力", 1),)}, "没有“charm”"),
        ({"criticise_below": 95}, "批评线不能高于表扬线"),
        ({"commend_from": 101}, "批评线不能高于表扬线"),
        ({"commend_share": 101}, "表扬比例"),
    ],
)
def test_a_scheme_that_cannot_judge_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SchemeProblem, match=words):
        dataclasses.replace(DEFAULT, **changes)
