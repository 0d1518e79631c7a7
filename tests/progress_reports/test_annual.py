"""Tables 2 and 4 of the annual report: what adds up, what is asked again, how they are summed and printed."""

import pytest

from tracker.progress_reports import annual
from tracker.progress_reports.annual import Annual

FILLED = {"documents_made": 2, "documents_repealed": 1, "documents_in_force": 11, "licences": 5, "fees": 123_456} | {
    "review_corrected": 1,
    "review_total": 1,
}


def test_it_works() -> None:
    assert annual.problems(FILLED) == {}
    assert list(annual.remarks({"documents_in_force": 10}, FILLED, {"licences": 5})) == []


def test_a_total_that_is_not_the_sum_is_named() -> None:
    assert annual.problems(FILLED | {"review_total": 3}) == {
        "review_total": "行政复议各项结果之和为1，总计填写为3，请核对"
    }


@pytest.mark.parametrize(
    ("before", "recorded", "words"),
    [
        (
            {"documents_in_force": 9},
            {},
            "行政规范性文件：上年现行有效加本年制发、减本年废止为10件，填写的现行有效为11件",
        ),
        ({}, {"licences": 6}, "行政许可：台账登记的公开记录有6件，多于填写的5件"),
    ],
)
def test_what_does_not_fit_is_asked_again(before: Annual, recorded: Annual, words: str) -> None:
    assert list(annual.remarks(before, FILLED, recorded)) == [words]


def test_they_are_summed_cell_by_cell() -> None:
    whole = annual.total([FILLED, FILLED, {"penalties": 3}])
    assert (whole["licences"], whole["penalties"], whole["review_total"], whole["rules_made"]) == (10, 3, 2, 0)


@pytest.mark.parametrize(("yuan", "text"), [(0, "0"), (10_000, "1"), (123_456, "12.3456"), (500, "0.05")])
def test_money(yuan: int, text: str) -> None:
    assert annual.money(yuan) == text


def test_they_are_printed_as_the_format_asks() -> None:
    proactive, cases = annual.attachments(2018, FILLED)
    assert [len(part.rows) for part in proactive.parts] == [2, 3, 1]
    assert cases.parts[0].rows[0] == ("行政复议", "0", "1", "0", "0", "1")
    assert "申请行政复议1件（结果纠正1件，尚未审结0件），被提起行政诉讼0件" in annual.sentence(FILLED)
    assert "没有因政府信息公开工作" in annual.sentence({})
