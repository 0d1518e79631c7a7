"""The phase that a form suggests, by the words of the plan's own tables."""

import pytest

from tracker.choices import Phase
from tracker.disclosures.phases import suggested


@pytest.mark.parametrize(
    ("item", "category", "phase"),
    [
        ("可行性研究报告审批", "批准结果信息", Phase.RESULT),
        ("申报材料清单", "批准服务信息", Phase.SERVICE),
        ("年度建设计划", "住房保障（项目建设）", Phase.DECISION),
        ("计划完成情况", "住房保障（项目建设）", Phase.DECISION),
        ("质量安全行政处罚", "质量安全监督信息", Phase.MANAGEMENT),
        ("重大设计变更", "重大设计变更信息", Phase.EXECUTION),
        ("空气状况", "环境保护督察", Phase.MANAGEMENT),
        ("其他事项", "", None),
    ],
)
def test_the_item_decides_before_the_category(item: str, category: str, phase: Phase | None) -> None:
    assert suggested(item, category) is phase
