import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.titles import break_title, ems

OFFICE = "铜川市王益区人民政府办公室"


@pytest.mark.parametrize(
    "lines",
    [
        ("关于表扬先进单位的通报",),
        (OFFICE, "关于表扬2018年度重点领域", "政府信息公开工作成效突出单位的通报"),
        (OFFICE, "关于对2018年度重点领域政府信息公开工作", "不力单位予以批评并限期整改的通报"),
        ("2018年度重点领域", "政府信息公开工作问题整改清单"),
    ],
)
def test_a_title_is_broken_between_words(lines: tuple[str, ...]) -> None:
    assert break_title("".join(lines), 19) == lines


def test_the_authors_own_breaks_stay() -> None:
    assert break_title("关于表扬\n先进单位的通报\n", 19) == ("关于表扬", "先进单位的通报")


@given(st.text(st.sampled_from("铜川市政府信息公开工作、（）《》2018年的通报"), min_size=1, max_size=90))
def test_no_line_is_too_long_and_nothing_is_lost(title: str) -> None:
    lines = break_title(title, 19)
    assert "".join(lines) == title
    assert all(ems(line) <= 19 for line in lines)


def test_a_page_of_text_in_place_of_a_title_takes_no_time() -> None:
    assert "".join(break_title("字" * 5000, 19)) == "字" * 5000
