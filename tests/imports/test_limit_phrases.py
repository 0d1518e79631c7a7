"""Every phrase for a time limit that was met in published tables."""

from datetime import date

import pytest

from imports.limits import time_limit
from imports.rows import TimeLimit

YEAR = 2018


def read(text: str, heading: str = "公开时限", matter: str = "") -> TimeLimit:
    return time_limit(text, YEAR, heading, matter)


@pytest.mark.parametrize(
    ("text", "days", "start"),
    [
        ("20个工作日内", 20, "formed"),
        ("20个工作日", 20, "formed"),
        ("２０个工作日内", 20, "formed"),
        ("20个工 作日内", 20, "formed"),
        ("二十个工作日内", 20, "formed"),
        ("七个工作日", 7, "formed"),
        ("自信息形成或者变更之日起20个工作日内(予以公开)；", 20, "formed"),
        ("信息形成(变更)20个工作日内", 20, "formed"),
        ("信息获取(形成、变更)20个工作日内", 20, "formed"),
        ("制定或获取信息之日起10个工作日内，公示7个工作日", 10, "formed"),
        ("3个工作日内", 3, "formed"),
        ("自作出行政决定之日起7个工作日内", 7, "decided"),
        ("7个工作日内（行政许可、行政处罚）", 7, "decided"),
        ("分配结果确定后20个工作日内", 20, None),
        ("自收到申请之日起20个工作日内", 20, None),
        ("20个工作日内公开（法律法规另有规定的除外）", 20, "formed"),
    ],
)
def test_workdays(text: str, days: int, start: str | None) -> None:
    limit = read(text)
    assert (limit.text, limit.kind, limit.days, limit.start, limit.also) == (text, "workdays", days, start, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月底前", date(2018, 6, 30)),
        ("6月30日前", date(2018, 6, 30)),
        ("2月底前", date(2018, 2, 28)),
        ("年底前", date(2018, 12, 31)),
        ("12月底前", date(2018, 12, 31)),
        ("2019年底前", date(2019, 12, 31)),
        ("2018年6月30日前", date(2018, 6, 30)),
        ("2018-06-30", date(2018, 6, 30)),
        ("第三季度末", date(2018, 9, 30)),
    ],
)
def test_dates(text: str, expected: date) -> None:
    assert (read(text).kind, read(text).date) == ("date", expected)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每季度", "quarter"),
        ("按季公开", "quarter"),
        ("每月", "month"),
        ("按月更新", "month"),
        ("1个月", "month"),
        ("6个月", "half_year"),
        ("至少1次/半年", "half_year"),
        ("每半年", "half_year"),
        ("按年公开", "year"),
        ("每年年初", "year"),
        ("1年", "year"),
        ("每周", "week"),
        ("每日", "day"),
    ],
)
def test_periods(text: str, period: str) -> None:
    assert (read(text).kind, read(text).period) == ("periodic", period)


def test_a_period_with_its_own_day_or_days() -> None:
    yearly = read("每年1月31日前")
    assert (yearly.kind, yearly.period, yearly.date) == ("periodic", "year", date(2018, 1, 31))
    quarterly = read("每季度结束后10个工作日内")
    assert (quarterly.kind, quarterly.period, quarterly.days) == ("periodic", "quarter", 10)


@pytest.mark.parametrize(
    "text",
    ["及时公开", "实时公开", "实时", "按进展情况及时公开", "随采购公告、采购文件公开", "按实际更新", "随时公开"],
)
def test_realtime(text: str) -> None:
    assert read(text) == TimeLimit(text, "realtime")


@pytest.mark.parametrize("text", ["长期公开", "永久公开", "常年公开", "保持长期公开", "持续推进"])
def test_ongoing(text: str) -> None:
    assert read(text) == TimeLimit(text, "ongoing")


@pytest.mark.parametrize("text", ["", "—", "/", "无"])
def test_unspecified(text: str) -> None:
    assert read(text) == TimeLimit(text, "unspecified")


@pytest.mark.parametrize("text", ["6月前", "2018年6月前", "N月前", "2018年12月", "24小时内", "20", "根据实际情况"])
def test_what_is_unclear_is_not_guessed(text: str) -> None:
    assert read(text) == TimeLimit(text, "other")


@pytest.mark.parametrize("text", ["公开征求意见一般不少于30日", "公示期不少于5个工作日", "决策前公示不少于7个工作日"])
def test_a_shortest_period_is_no_limit(text: str) -> None:
    assert read(text) == TimeLimit(text, "other")


def test_calendar_days_are_not_workdays() -> None:
    limit = read("部门预算批复后20日内")
    assert (limit.kind, limit.days, limit.calendar_days) == ("other", 20, True)


@pytest.mark.parametrize(
    "text",
    [
        "自信息形成或变更之日起20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示",
        "信息形成之日起20个工作日内公开，行政许可和行政处罚7个工作日内",
        "行政许可、行政处罚7个工作日，其他信息20个工作日",
    ],
)
def test_two_limits_the_general_one_first(text: str) -> None:
    limit = read(text)
    assert (limit.kind, limit.days, limit.start) == ("workdays", 20, "formed")
    assert limit.also is not None
    assert (limit.also.kind, limit.also.days, limit.also.start) == ("workdays", 7, "decided")


@pytest.mark.parametrize("text", ["6月底前公布方案，12月底前公布结果", "2018年6月30日前、2018年9月1日前"])
def test_of_two_dates_nobody_knows_which_counts(text: str) -> None:
    assert (read(text).kind, read(text).date) == ("other", None)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每年6月底前、12月底前各公开一次", "half_year"),
        ("3月底、6月底、9月底、12月底前各更新一次", "quarter"),
        ("12个月", "year"),
    ],
)
def test_dates_that_divide_the_year_are_a_period(text: str, period: str) -> None:
    assert (read(text).kind, read(text).period) == ("periodic", period)


@pytest.mark.parametrize(("text", "kind"), [("长期公开，动态更新", "ongoing"), ("及时公开，长期保留", "realtime")])
def test_of_two_words_the_first_counts(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_the_number_in_brackets_is_the_other_limit() -> None:
    limit = read("20个工作日（行政许可、行政处罚7个工作日）")
    assert (limit.days, limit.start) == (20, "formed")
    assert limit.also and (limit.also.days, limit.also.start) == (7, "decided")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每年第一季度", "year"),
        ("每年3月", "year"),
        ("每季度结束后10日内", "quarter"),
        ("按季度公布，年底汇总", "quarter"),
        ("季末月25日前", "quarter"),
    ],
)
def test_more_periods(text: str, period: str) -> None:
    assert (read(text).kind, read(text).period) == ("periodic", period)


@pytest.mark.parametrize("text", ["第三季度前", "一个季度内", "2018年1月1日起", "2018年第四季度"])
def test_what_is_no_period_and_no_date(text: str) -> None:
    assert (read(text).kind, read(text).period, read(text).date) == ("other", None, None)


def test_framed_and_bare_numbers() -> None:
    assert (read("【20】个工作日内").kind, read("【20】个工作日内").days) == ("workdays", 20)
    assert (read("发文后3日").kind, read("发文后3日").days) == ("other", 3)


def test_a_sign_mistaken_by_a_scanner() -> None:
    assert read("20个工作曰内").days == 20


def test_a_number_with_a_frequency() -> None:
    limit = read("20个工作日内；每季度更新一次")
    assert (limit.days, limit.also and limit.also.period) == (20, "quarter")


def test_the_heading_gives_a_bare_number_its_unit() -> None:
    assert read("20", heading="公开时限（工作日）").days == 20


def test_seven_bare_days_of_a_licence_run_from_the_decision() -> None:
    assert read("7个工作日", matter="施工许可").start == "decided"
    assert read("7个工作日", matter="采购合同").start == "formed"
    assert read("自信息形成之日起7个工作日内", matter="施工许可").start == "formed"
