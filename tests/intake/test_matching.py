"""A row continues a task by what it means, not by where it stands."""

from dataclasses import replace

import pytest

from tracker.intake.diff import Duty
from tracker.intake.matching import likeness, pair

PLAN = Duty("1", "住房保障", "年度建设计划", "任务量、项目信息、户型", units_text="区住建局")
RESULT = Duty("2", "住房保障", "分配结果", "分配对象、房源和程序", units_text="区住建局")
BUDGET = Duty("3", "政府采购", "采购项目预算金额", "项目预算", units_text="区财政局")
OLD = [PLAN, RESULT, BUDGET]


def test_equal_rows_pair_wherever_they_stand() -> None:
    assert pair([BUDGET, PLAN, RESULT], OLD) == [2, 0, 1]


@pytest.mark.parametrize(
    ("row", "task"),
    [
        (replace(RESULT, seq="17"), 1),
        (replace(RESULT, content="分配对象，房源和程序"), 1),
        (replace(RESULT, item="分配 结果"), 1),
        (replace(RESULT, category="住房保障（住房分配）"), 1),
        (replace(RESULT, content="全部重写，没有一个词相同"), 1),
        (replace(RESULT, item="住房分配结果"), 1),
        (replace(RESULT, item="住房分配结果", content="分配对象、房源和分配程序"), 1),
        (replace(BUDGET, item="采购项目的预算金额", seq="9"), 2),
    ],
    ids=["renumbered", "punctuation", "blanks", "category", "content", "item", "item and content", "item and number"],
)
def test_a_row_written_otherwise_keeps_its_task(row: Duty, task: int) -> None:
    assert pair([row], OLD) == [task]


@pytest.mark.parametrize(
    "row",
    [
        Duty("4", "政府采购", "采购合同", "合同文本"),
        Duty("2", "住房保障", "保障性住房退出情况", "退出对象"),
        replace(PLAN, item="节能审查意见", seq="8", category="批准结果信息"),
        Duty(),
    ],
    ids=["another item", "same number only", "same content only", "nothing"],
)
def test_what_is_not_certain_is_a_new_task(row: Duty) -> None:
    assert pair([row], OLD) == [None]


def test_no_task_is_given_twice() -> None:
    assert pair([PLAN, PLAN], [PLAN]) == [0, None]


def test_rows_of_one_wording_pair_by_their_units_first() -> None:
    mine, yours = replace(PLAN, units_text="区住建局"), replace(PLAN, units_text="区财政局")
    assert pair([yours, mine], [mine, yours]) == [1, 0]


def test_the_closer_wording_wins() -> None:
    close = replace(RESULT, item="住房分配结果", seq="")
    assert pair([replace(close, item="住房的分配结果与公示", content="房源和程序"), close], [RESULT]) == [None, 0]


def test_an_item_renamed_beside_its_sister_does_not_take_her_history() -> None:
    bulletin = Duty("5", "土地出让", "出让公告", "地块位置、面积、用途")
    closing = Duty("6", "土地出让", "成交公示", "地块位置、面积、用途")
    assert pair([bulletin, replace(closing, item="成交结果公示")], [bulletin, closing]) == [0, 1]


def test_likeness_is_even_handed() -> None:
    assert likeness(PLAN, PLAN) == 1
    assert likeness(PLAN, RESULT) == likeness(RESULT, PLAN) == 0


def test_a_thousand_rows_all_reworded_keep_their_tasks() -> None:
    old = [
        Duty(str(n), f"第{n // 20}类", f"第{n}类事项的公开", f"第{n}类项目名称、批复文号{n * 7919 % 1000}")
        for n in range(1000)
    ]
    new = [replace(duty, item=f"{duty.item}情况", seq=f"{duty.seq}-1") for duty in old]
    assert pair(new, old) == list(range(1000))
