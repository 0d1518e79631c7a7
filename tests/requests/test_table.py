"""Table 3 of the annual report: counted by hand, and over New Year."""

import pytest

from tracker.requests.choices import ApplicantKind, ReplyGroup, ReplyKind
from tracker.requests.replies import GROUPS, heading, in_full, needs_reason, numbered
from tracker.requests.yearly.table import HEADINGS, Table, Tally, count

A, R = ApplicantKind, ReplyKind
HAND_MADE = (
    Tally(A.NATURAL_PERSON, 2018, 2018, R.DISCLOSED, 4),
    Tally(A.NATURAL_PERSON, 2018, 2018, R.CASE_FILE, 1),
    Tally(A.BUSINESS, 2018, 2018, R.PARTLY, 2),
    Tally(A.NATURAL_PERSON, 2018, None, None, 3),
    Tally(A.LEGAL_SERVICE, 2018, 2019, R.NOT_HELD, 1),
    Tally(A.NATURAL_PERSON, 2017, 2018, R.DISCLOSED, 1),
    Tally(A.OTHER, 2017, 2019, R.OTHER, 1),
    Tally(A.RESEARCH, 2017, 2017, R.DISCLOSED, 5),
    Tally(A.CHARITY, 2019, None, None, 7),
)


@pytest.fixture
def table() -> Table:
    return count(2018, HAND_MADE)


def test_each_line_by_kind_of_applicant(table: Table) -> None:
    assert HEADINGS == ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    assert table.new.cells == (8, 2, 0, 0, 1, 0, 11)
    assert table.carried_in.cells == (1, 0, 0, 0, 0, 1, 2)
    assert table.results[R.DISCLOSED].cells == (5, 0, 0, 0, 0, 0, 5)
    assert table.results[R.PARTLY].cells == (0, 2, 0, 0, 0, 0, 2)
    assert table.results[R.CASE_FILE].cells == (1, 0, 0, 0, 0, 0, 1)
    assert table.total.cells == (6, 2, 0, 0, 0, 0, 8)
    assert table.carried_out.cells == (3, 0, 0, 0, 1, 1, 5)


def test_what_is_carried_out_is_carried_in_the_next_year(table: Table) -> None:
    following = count(2019, HAND_MADE)
    assert following.carried_in.cells == table.carried_out.cells
    assert following.results[R.NOT_HELD].cells == (0, 0, 0, 0, 1, 0, 1)
    assert following.results[R.OTHER].total == 1
    assert following.carried_out.cells == (3, 0, 0, 7, 0, 0, 10)


def test_the_check_is_said_with_its_numbers(table: Table) -> None:
    assert table.is_balanced
    assert table.balance == (
        "本年新收11件 + 上年结转2件 = 13件；办理结果总计8件 + 结转下年度5件 = 13件。两边相等，勾稽关系成立。"
    )


def test_a_result_of_no_kind_would_be_seen() -> None:
    """Answered in the year without a result cannot be; were it so, it would count as carried over, not vanish."""
    found = count(2018, [Tally(A.BUSINESS, 2018, 2018, None)])
    assert (found.total.total, found.carried_out.total, found.is_balanced) == (0, 1, True)


def test_an_unbalanced_table_says_so(table: Table) -> None:
    wrong = Table(2018, table.new, table.carried_in, table.results, table.new)
    assert not wrong.is_balanced
    assert "两边不相等" in wrong.balance


def test_a_year_without_requests_is_full_of_zeros() -> None:
    empty = count(2018, [])
    assert {line.counts.cells for line in empty.lines()} == {(0,) * 7}
    assert empty.is_balanced


def test_the_lines_are_those_of_the_official_table(table: Table) -> None:
    found = [(line.item, line.group, line.detail) for line in table.lines()]
    assert len(found) == 2 + 21 + 1 + 1
    assert found[0][0] == "一、本年新收政府信息公开申请数量"
    assert found[3] == ("三、本年度办理结果", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "")
    assert [detail for _, group, detail in found if group == "（三）不予公开"] == [
        "1.属于国家秘密",
        "2.其他法律行政法规禁止公开",
        "3.危及“三安全一稳定”",
        "4.保护第三方合法权益",
        "5.属于三类内部事务信息",
        "6.属于四类过程性信息",
        "7.属于行政执法案卷",
        "8.属于行政查询事项",
    ]
    assert found[-2] == ("三、本年度办理结果", "（七）总计", "")
    assert found[-1][0] == "四、结转下年度继续办理"


def test_the_leading_texts_reach_over_their_lines(table: Table) -> None:
    lines = list(table.lines())
    results = [line for line in lines if line.item == "三、本年度办理结果"]
    assert sum(line.item_lines for line in results) == len(results) == 22
    for group in {line.group for line in results}:
        same = [line for line in results if line.group == group]
        assert sum(line.group_lines for line in same) == len(same)


def test_every_kind_stands_in_one_group() -> None:
    kinds = [kind for group in GROUPS.values() for kind in group]
    assert sorted(kinds) == sorted(ReplyKind)
    assert [len(group) for group in GROUPS.values()] == [1, 1, 8, 3, 5, 3]


def test_how_kinds_are_called() -> None:
    assert heading(ReplyGroup.NOT_PROCESSED) == "（五）不予处理"
    assert numbered(R.REISSUE) == "5.要求行政机关确认或重新出具已获取信息"
    assert in_full(R.CASE_FILE) == "不予公开：属于行政执法案卷"
    assert in_full(R.DISCLOSED) == "予以公开"


def test_who_is_refused_is_told_why() -> None:
    explained = {kind for kind in ReplyKind if not needs_reason(kind)}
    assert explained == {R.DISCLOSED, R.NOT_CORRECTED, R.FEE_UNPAID}
