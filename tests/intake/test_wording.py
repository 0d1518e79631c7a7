"""Old and new text sign by sign: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.intake.wording import LONGEST, NEW, OLD, SAME, pieces


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("任务量、户型", "任务量、项目信息、户型", [(SAME, "任务量、"), (NEW, "项目信息、"), (SAME, "户型")]),
        ("对象和房源", "对象", [(SAME, "对象"), (OLD, "和房源")]),
        ("每月公开一次", "每季度公开一次", [(SAME, "每"), (OLD, "月"), (NEW, "季度"), (SAME, "公开一次")]),
        ("2018年12月28日前", "2018年11月30日前", [(SAME, "2018年"), (OLD, "12月28"), (NEW, "11月30"), (SAME, "日前")]),
        ("4", "14", [(OLD, "4"), (NEW, "14")]),
        ("", "区财政局", [(NEW, "区财政局")]),
        ("区财政局", "", [(OLD, "区财政局")]),
        ("补助标准", "供应商名称和金额", [(OLD, "补助标准"), (NEW, "供应商名称和金额")]),
    ],
)
def test_what_stayed_what_went_and_what_came(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert pieces(old, new) == told


def test_very_long_texts_are_told_whole() -> None:
    old = "对象" * LONGEST
    assert pieces(old, f"{old}。") == [(OLD, old), (NEW, f"{old}。")]


TEXTS = st.text(alphabet="甲乙丙、，1", max_size=30)


@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != NEW) == old
    assert "".join(text for kind, text in found if kind != OLD) == new
    assert all(text for _, text in found)
