"""Which step may follow which: forward by its date, back or in place only with a word."""

from datetime import date

import pytest

from tracker.choices import ProjectKind, ProjectStage
from tracker.projects.stages import Step

S = ProjectStage
TODAY = date(2018, 12, 20)
LATEST = Step(S.TENDERING, date(2018, 6, 1))
MAJOR, LAND = ProjectKind.MAJOR_PROJECT, ProjectKind.LAND


def test_the_stages_of_each_kind_stand_in_order() -> None:
    assert [stage.label for stage in S.of(MAJOR)] == [
        "立项审批",
        "招标投标",
        "征收土地",
        "开工建设",
        "竣工验收",
        "已竣工",
    ]
    assert [stage.label for stage in S.of(LAND)] == ["公告", "成交", "合同履行", "结束"]
    assert {stage for kind in ProjectKind for stage in S.of(kind)} == set(S)


@pytest.mark.parametrize(
    ("step", "field", "words"),
    [
        (Step(S.CONSTRUCTION, date(2018, 6, 1)), None, ""),
        (Step(S.COMPLETED, date(2018, 12, 20)), None, ""),
        (Step(S.CONSTRUCTION, date(2018, 12, 21)), "happened_on", "日期不能晚于今天（2018-12-20）"),
        (Step(S.CONSTRUCTION, date(2018, 5, 31)), "happened_on", "不能早于“招标投标”的日期（2018-06-01）"),
        (Step(S.TENDERING, date(2018, 5, 1), "上一条日期有误"), None, ""),
        (Step(S.TENDERING, date(2018, 7, 1)), "note", "阶段没有变化"),
        (Step(S.APPROVAL, date(2018, 7, 1), "流标，重新报批"), None, ""),
        (Step(S.APPROVAL, date(2018, 7, 1)), "note", "由“招标投标”退回“立项审批”的，请写明原因"),
        (Step(S.ANNOUNCED, date(2018, 7, 1), "错"), "stage", "“公告”不是重大建设项目的阶段，请选择：立项审批、"),
    ],
)
def test_steps(step: Step, field: str | None, words: str) -> None:
    found = step.problems(MAJOR, LATEST, TODAY)
    assert list(found) == ([field] if field else [])
    assert words in found.get(field or "", "")


def test_the_first_step_needs_no_word() -> None:
    assert Step(S.CONCLUDED, date(2018, 7, 1)).problems(LAND, None, TODAY) == {}
    assert "stage" in Step(S.APPROVAL, date(2018, 7, 1)).problems(LAND, None, TODAY)
