"""A row continues a task by what it means, not by where it stands."""

from dataclasses import replace

import pytest

from tracker.intake.duty import Duty
from tracker.intake.gist import likeness
from tracker.intake.matching import Match, pair

PLAN = Duty("1", "住房保障", "年度建设计划", "任务量、项目信息、户型", units_text="区住建局")
RESULT = Duty("2", "住房保障", "分配结果", "分配对象、房源和程序", units_text="区住建局")
BUDGET = Duty("3", "政府采购", "采购项目预算金额", "项目预算", units_text="区财政局")
OLD = [PLAN, RESULT, BUDGET]


def paired(new: list[Duty], old: list[Duty]) -> list[int | None]:
    """The tasks that need nobody's word; what is in doubt counts as none."""
    return [match.task if match and not match.doubt else None for match in pair(new, old)]


def test_equal_rows_pair_wherever_they_stand() -> None:
    assert paired([BUDGET, PLAN, RESULT], OLD) == [2, 0, 1]


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
    assert paired([row], OLD) == [task]


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
    assert paired([row], OLD) == [None]


def test_no_task_is_given_twice() -> None:
    assert paired([PLAN, PLAN], [PLAN]) == [0, None]


def test_rows_of_one_wording_pair_by_their_units_first() -> None:
    mine, yours = replace(PLAN, units_text="区住建局"), replace(PLAN, units_text="区财政局")
    assert paired([yours, mine], [mine, yours]) == [1, 0]


def test_the_closer_wording_wins() -> None:
    close = replace(RESULT, item="住房分配结果", seq="")
    assert paired([replace(close, item="住房的分配结果与公示", content="房源和程序"), close], [RESULT]) == [None, 0]


def test_an_item_renamed_beside_its_sister_does_not_take_her_history() -> None:
    bulletin = Duty("5", "土地出让", "出让公告", "地块位置、面积、用途")
    closing = Duty("6", "土地出让", "成交公示", "地块位置、面积、用途")
    assert paired([bulletin, replace(closing, item="成交结果公示")], [bulletin, closing]) == [0, 1]


def test_likeness_is_even_handed() -> None:
    assert likeness(PLAN, PLAN) == 1
    assert likeness(PLAN, RESULT) == likeness(RESULT, PLAN) == 0


def test_a_thousand_rows_all_reworded_keep_their_tasks() -> None:
    old = [
        Duty(str(n), f"第{n // 20}类", f"第{n}类事项的公开", f"第{n}类项目名称、批复文号{n * 7919 % 1000}")
        for n in range(1000)
    ]
    new = [replace(duty, item=f"{duty.item}情况", seq=f"{duty.seq}-1") for duty in old]
    assert paired(new, old) == list(range(1000))


GUIDE = ("办事指南", "受理条件、办理流程和时限")
RESULT_OF = ("办理结果", "许可决定文书和有效期限")
PHONE = ("监督电话", "监督电话和投诉渠道")
FARM, BUILD, LAND, MONEY, AUDIT = "区农业农村局", "区住建局", "自然资源王益分局", "区财政局", "区审计局"


def duties(category: str, unit: str) -> list[Duty]:
    """Three rows of words that every kind of licence has."""
    return [Duty(str(n), category, *words, units_text=unit) for n, words in enumerate((GUIDE, RESULT_OF, PHONE), 1)]


THREE = [*duties("取水许可", FARM), *duties("施工许可", BUILD), *duties("规划许可", LAND)]


def doubts(new: list[Duty], old: list[Duty]) -> list[tuple[int, str] | None]:
    return [match and tuple(match) for match in pair(new, old)]  # type: ignore[misc]


def test_the_same_units_decide_before_the_order_of_the_rows() -> None:
    new = [*duties("施工许可", BUILD), *duties("建设规划许可", LAND), *duties("取水审批", FARM)]
    assert [match and match.task for match in pair(new, THREE)] == [3, 4, 5, 6, 7, 8, 0, 1, 2]
    assert [match and match.doubt for match in pair(new, THREE)] == [""] * 6 + ["category"] * 3


def test_a_category_put_in_anothers_place_is_asked_about() -> None:
    new = [*duties("施工许可", BUILD), *duties("规划许可", LAND), *duties("林木采伐许可", FARM)]
    assert doubts(new, THREE)[6:] == [(0, "category"), (1, "category"), (2, "category")]
    alone = duties("林木采伐许可", FARM)
    assert doubts(alone, duties("取水许可", FARM)) == [(0, "category"), (1, "category"), (2, "category")]


@pytest.mark.parametrize(
    ("row", "task"),
    [
        (
            Duty("1", "预算", "公开区本级财政预算执行审计", units_text=AUDIT),
            Duty("1", "预算", "公开区本级财政预算", units_text=MONEY),
        ),
        (replace(PLAN, category="住房", units_text=AUDIT), PLAN),
        (replace(PLAN, item="年度建设的计划", units_text=AUDIT), PLAN),
        (replace(PLAN, content="全部重写，没有一个词相同", units_text=AUDIT), PLAN),
        (replace(PLAN, seq="9", item="年度建设计划表", units_text=AUDIT), PLAN),
    ],
    ids=["longer", "category", "item", "content", "item and number"],
)
def test_no_history_goes_to_another_unit_unasked(row: Duty, task: Duty) -> None:
    assert doubts([row], [task]) == [(0, "units")]


def test_the_same_words_under_another_unit_are_the_same_task() -> None:
    assert pair([replace(PLAN, units_text=AUDIT)], OLD) == [Match(0)]


def test_words_that_several_units_have_are_no_ones_task() -> None:
    old = [replace(PLAN, units_text=unit) for unit in (BUILD, FARM, MONEY)]
    new = [replace(PLAN, units_text=unit) for unit in (AUDIT, MONEY, BUILD)]
    assert pair(new, old) == [Match(1, "units"), Match(2), Match(0)]


def test_a_sister_of_the_same_content_is_not_taken_for_it_unasked() -> None:
    words = "申报条件、办理流程、办理结果和监督电话"
    other = Duty("9", "许可", "排水许可证核发", words, units_text=BUILD)
    old = [Duty("1", "许可", "建设工程规划许可证核发", words, units_text=BUILD), other]
    new = [Duty("1", "许可", "建筑工程施工许可证核发", words, units_text=BUILD), other]
    assert doubts(new, old) == [(0, "item"), (1, "")]


def test_what_a_person_said_comes_first() -> None:
    assert pair([PLAN, RESULT], OLD, {0: 1, 1: None}) == [Match(1), None]
    assert pair([PLAN, RESULT], OLD, {0: 1, 1: 1}) == [Match(1), None]
    assert pair([PLAN, RESULT], OLD, {0: None}) == [None, Match(1)]


def test_a_moved_row_of_its_own_words_needs_no_question() -> None:
    assert pair([replace(PLAN, category="政府采购")], OLD) == [Match(0)]
