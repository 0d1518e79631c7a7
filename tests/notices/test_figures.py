"""Which numbers of a text the frozen list has to bear out, and how a text is held against another."""

import pytest

from tracker.notices.text.comparing import changes
from tracker.notices.text.figures import contradictions

DRAFT = (
    "经考核评估，下列2个单位未按照相关规定和要求开展重点领域政府信息公开工作，予以通报批评：",
    "（一）部门（2个）。区交通运输局、区农业农村局。",
    "上述单位共存在10个问题，逐条情况见附件。",
    "（一）区交通运输局（6个问题）。“任务完成”扣9.62分，“公开时效”扣2.5分，“严重逾期”倒扣3分。",
    "（二）区农业农村局（4个问题）。“任务完成”扣15分。",
    "（一）限期整改。于2019年1月11日（含当日）前整改到位。",
)
NAMES = (("区交通运输局", "区交通局"), ("区农业农村局", "区农业农村局"))


def with_change(old: str, new: str) -> list[str]:
    assert any(old in each for each in DRAFT)
    return contradictions(DRAFT, [each.replace(old, new) for each in DRAFT], NAMES)


def test_what_is_drafted_agrees_with_itself() -> None:
    assert contradictions(DRAFT, DRAFT, NAMES) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("扣9.62分", "扣19.62分", "局的“任务完成”扣19.62分，与冻结的名单不符，名单上是“任务完成”扣9.62分"),
        ("“任务完成”扣9.62分", "任务完成扣9.26分", "9.26分"),
        ("“任务完成”扣9.62分，“公开时效”扣2.5分", "“任务完成”扣2.5分，“公开时效”扣9.62分", "“任务完成”扣2.5分"),
        ("“任务完成”扣15分", "“任务完成”扣9.62分", "名单上是“任务完成”扣15分"),
        ("“任务完成”扣9.62分", "“政策解读”扣9.62分", "名单上没有这个数"),
        ("倒扣3分", "倒扣三十分", "“严重逾期”倒扣30分"),
        ("下列2个单位", "下列3个单位", "正文写3个单位，与冻结的名单不符，名单上是2个单位"),
        ("下列2个单位", "下列三个单位", "正文写3个单位"),
        ("下列2个单位", "下列１２个单位", "正文写12个单位"),
        ("部门（2个）", "部门（3个）", "正文写区交通运输局、区农业农村局的3个"),
        ("逐条情况见附件。", "其中区交通局7个问题最为突出。", "区交通运输局的7个问题，与冻结的名单不符"),
        ("共存在10个问题", "共存在100个问题", "名单上是10个问题"),
        ("（6个问题）", "（5个问题）", "名单上是6个问题"),
    ],
)  # fmt: skip
def test_a_number_that_the_list_does_not_bear_out(old: str, new: str, told: str) -> None:
    assert told in "；".join(with_change(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("下列2个单位", "下列两个单位"),
        ("扣2.5分", "扣2.50分"),
        ("“任务完成”扣9.62分，", "在办结任务方面扣了9.62分，"),
        ("逐条情况见附件。", "逐条情况见附件。全区44个单位参加考核，评估用时15个工作日。"),
        ("（含当日）前整改到位。", "（含当日）前整改到位，在10个工作日内制定措施，逐项对照5方面要求。"),
        ("“任务完成”扣15分。", "“任务完成”扣15分，部分任务十分滞后，占三分之一。"),
        ("逐条情况见附件。", "依据第47条，得分低于60分的予以关注。"),
    ],
)
def test_the_offices_own_words_are_free(old: str, new: str) -> None:
    assert with_change(old, new) == []


def test_a_number_is_shown_changed_as_a_whole() -> None:
    (one,) = [each for each in changes(DRAFT, [each.replace("9.62", "19.62") for each in DRAFT]) if not each.is_same]
    assert one.state == "changed"
    assert [piece for piece in one.pieces if piece[0] != "same"] == [("gone", "9.62"), ("new", "19.62")]


def test_changes_are_told_by_paragraph() -> None:
    found = changes(["一", "二", "三"], ["一", "贰", "三", "四"])
    assert [(each.state, each.pieces) for each in found] == [
        ("same", (("same", "一"),)),
        ("gone", (("gone", "二"),)),
        ("new", (("new", "贰"),)),
        ("same", (("same", "三"),)),
        ("new", (("new", "四"),)),
    ]
