"""The links of a chain: public, open, missing, only if it arose, or for later."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tracker.choices import Mode, ProjectKind, ProjectStage
from tracker.coverage.projects import Link, links
from tracker.projects import chain

PUBLIC = SimpleNamespace(published_on=date(2018, 10, 8), mode=Mode.PROACTIVE)
OPEN = SimpleNamespace(published_on=None, mode=Mode.PROACTIVE)
WITHHELD = SimpleNamespace(published_on=None, mode=Mode.WITHHELD)


def states(stage: ProjectStage, **records: Any) -> dict[str, str]:
    return {link.item.key: link.state for link in links(ProjectKind.MAJOR_PROJECT, stage, records)}


def test_the_stage_decides_what_is_missing() -> None:
    assert states(ProjectStage.TENDERING) == {
        "approval_service": "missing",
        "approval_result": "missing",
        "tendering": "missing",
        "land_acquisition": "later",
        "design_change": "later",
        "construction": "later",
        "quality_safety": "later",
        "completion": "later",
    }
    assert states(ProjectStage.CONSTRUCTION)["design_change"] == "asked"


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([PUBLIC], "done"),
        ([OPEN, PUBLIC], "done"),
        ([WITHHELD], "kept"),
        ([WITHHELD, OPEN], "open"),
        ([WITHHELD, PUBLIC], "done"),
        ([OPEN], "open"),
        ([], "missing"),
    ],
)
def test_records_settle_a_link(records: list[Any], state: str) -> None:
    assert states(ProjectStage.TENDERING, tendering=records)["tendering"] == state


def test_what_is_public_early_counts() -> None:
    assert states(ProjectStage.APPROVAL, completion=[PUBLIC])["completion"] == "done"


def test_what_no_record_names_is_listed_beside_it() -> None:
    item = next(item for item in chain.MAJOR_PROJECT_CHAIN if item.key == "tendering")
    named = [
        SimpleNamespace(title="红旗街排水管网改造工程招标公告", task_item="招标公告和资格预审公告"),
        SimpleNamespace(title="合同", task_item="合同订立及履行"),
    ]
    assert Link(item, True, named).unnamed == ["中标候选人公示", "中标结果公示", "违法处罚"]
    assert Link(item, True).unnamed == []
