"""What is said of one limit."""

from datetime import date

import pytest

from tracker.reminders.dues import Due, without_doubles

DAY = date(2018, 12, 31)


@pytest.mark.parametrize(
    ("due", "summary"),
    [
        (Due("disclosure", 7, DAY, "某批复", "区发改局"), "《某批复》应公开（区发改局）"),
        (Due("disclosure", 7, DAY, "某批复", "区发改局", is_provisional=True), "《某批复》应公开（区发改局，暂定）"),
        (Due("share", 7, DAY, "审批结果", "区发改局"), "《审批结果》应公开（区发改局）"),
        (Due("policy", 7, DAY, "救助办法", "区民政局"), "《救助办法》应发布解读（区民政局）"),
        (Due("request", 7, DAY, "某决算", "区民政局"), "《某决算》应答复申请人（区民政局）"),
        (Due("opinion", 7, DAY, "某热线", "区民政局"), "《某热线》应回应（区民政局）"),
        (Due("rectification", 7, DAY, "公开时效", "区住建局"), "《公开时效》应完成整改（区住建局）"),
    ],
)
def test_it_is_said_in_one_line(due: Due, summary: str) -> None:
    assert due.summary == summary


def test_the_sentence_of_the_limit_is_told() -> None:
    due = Due("disclosure", 7, DAY, "某批复", "区发改局", "形成日 2018-12-03，次日起算20个工作日。", True)
    assert due.description == (
        "形成日 2018-12-03，次日起算20个工作日。\n"
        "期限为暂定：有年份的放假安排尚未公布，公布后会重新推算。\n"
        "当天办理算按期，次日起算逾期。"
    )


def test_a_moved_day_keeps_its_name() -> None:
    assert (
        Due("share", 7, DAY, "a", "b").uid
        == Due("share", 7, date(2019, 1, 2), "c", "d").uid
        == ("share-7@disclosure-tracker")
    )


def test_a_share_that_waits_for_a_disclosure_is_told_once() -> None:
    record = Due("disclosure", 1, DAY, "某批复", "区发改局", task_id=5)
    same, later = (
        Due("share", 2, DAY, "审批", "区发改局", task_id=5),
        Due("share", 3, DAY, "审批", "区住建局", task_id=5),
    )
    earlier = Due("share", 4, date(2018, 12, 30), "审批", "区发改局", task_id=5)
    assert without_doubles([same, later, earlier, record]) == [earlier, record, later]
