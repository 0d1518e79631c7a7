"""When a task is next due, how a share stands, and why: pure."""

from datetime import date
from itertools import pairwise

import pytest

from tracker.choices import AssignmentState, ClockStart, DeadlineKind, Outcome, Period
from tracker.clock import WorkCalendar
from tracker.tasks.deadlines import (
    in_words,
    missed_periods,
    next_due,
    over_before,
    period_lights,
    period_name,
    periods,
    reason,
    soon_until,
    standing,
    start,
)

CALENDAR = WorkCalendar(frozenset({2018, 2019}))
TODAY = date(2018, 12, 20)  # a Thursday
QUARTERS = [date(2018, 3, 31), date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31)]


@pytest.mark.parametrize(("period", "count"), [(Period.MONTH, 12), (Period.QUARTER, 4), (Period.HALF_YEAR, 2)])
def test_periods_tile_the_year(period: Period, count: int) -> None:
    found = periods(period, 2018)
    assert len(found) == count
    assert (found[0][0], found[-1][1]) == (date(2018, 1, 1), date(2018, 12, 31))
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(found))


def test_a_leap_february_ends_on_its_29th() -> None:
    assert periods(Period.MONTH, 2020)[1] == (date(2020, 2, 1), date(2020, 2, 29))


def test_only_periods_that_are_over_are_missed() -> None:
    published = [date(2018, 2, 10), date(2018, 9, 30)]
    assert [last for _, last in missed_periods(Period.QUARTER, 2018, published, TODAY)] == [QUARTERS[1]]
    assert missed_periods(Period.QUARTER, 2018, published, date(2018, 6, 30)) == []


@pytest.mark.parametrize(
    ("kind", "on", "period", "published", "open_dues", "expected"),
    [
        (DeadlineKind.WORKDAYS, None, None, (), (), None),
        (DeadlineKind.WORKDAYS, None, None, (), (date(2018, 12, 28), date(2018, 12, 24)), date(2018, 12, 24)),
        (DeadlineKind.DATE, date(2018, 12, 28), None, (), (), date(2018, 12, 28)),
        (DeadlineKind.DATE, date(2018, 12, 28), None, (date(2018, 5, 1),), (), None),
        (DeadlineKind.DATE, date(2018, 12, 28), None, (), (date(2018, 12, 3),), date(2018, 12, 3)),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (), (), QUARTERS[0]),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2018, 1, 5), date(2018, 4, 2)), (), QUARTERS[2]),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2018, 4, 2),), (), QUARTERS[2]),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2018, 9, 30), date(2018, 1, 5)), (), QUARTERS[3]),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2018, 10, 1),), (), None),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2018, 10, 1),), (QUARTERS[0],), QUARTERS[0]),
        (DeadlineKind.PERIODIC, None, Period.QUARTER, (date(2017, 12, 30), date(2019, 1, 2)), (), QUARTERS[0]),
        (DeadlineKind.PERIODIC, None, Period.YEAR, (date(2018, 1, 5),), (), None),
        (DeadlineKind.REALTIME, None, None, (), (), None),
    ],
)
def test_the_earliest_open_limit_is_next(
    kind: DeadlineKind,
    on: date | None,
    period: Period | None,
    published: tuple[date, ...],
    open_dues: tuple[date, ...],
    expected: date | None,
) -> None:
    assert next_due(kind, on, period, 2018, published=published, open_dues=open_dues) == expected


DATE, PERIODIC, WORKDAYS = DeadlineKind.DATE, DeadlineKind.PERIODIC, DeadlineKind.WORKDAYS
OPEN_DUE = date(2018, 12, 24)


@pytest.mark.parametrize(
    ("kind", "handed_in", "open_dues", "expected"),
    [
        (DATE, None, (), date(2018, 6, 30)),
        (DATE, None, (OPEN_DUE,), date(2018, 6, 30)),
        (DATE, Outcome.DONE, (), None),
        (DATE, Outcome.DONE, (OPEN_DUE,), OPEN_DUE),
        (DATE, Outcome.NOTHING_AROSE, (), None),
        (PERIODIC, Outcome.DONE, (), QUARTERS[0]),
        (PERIODIC, Outcome.NOTHING_AROSE, (), None),
        (PERIODIC, Outcome.NOTHING_AROSE, (OPEN_DUE,), OPEN_DUE),
        (WORKDAYS, Outcome.DONE, (OPEN_DUE,), OPEN_DUE),
        (WORKDAYS, Outcome.DONE, (), None),
    ],
)
def test_handing_in_fulfils_the_date_and_never_what_is_unpublished(
    kind: DeadlineKind, handed_in: Outcome | None, open_dues: tuple[date, ...], expected: date | None
) -> None:
    found = next_due(kind, date(2018, 6, 30), Period.QUARTER, 2018, open_dues=open_dues, handed_in=handed_in)
    assert found == expected


def test_the_first_owed_period_is_next_when_what_was_published_is_older() -> None:
    published, handed_out = [date(2018, 2, 1)], date(2018, 5, 14)
    found = next_due(PERIODIC, None, Period.MONTH, 2018, published=published, since=handed_out)
    assert found == date(2018, 5, 31)


def test_each_owed_period_has_its_mark() -> None:
    published = [date(2018, 6, 3), date(2018, 2, 1), date(2018, 11, 30)]
    found = period_lights(Period.MONTH, 2018, published, TODAY, date(2018, 5, 14))
    assert [f"{each.mark} {each.word}" for each in found] == [
        "● 5月未公开",
        "✓ 6月",
        "● 7月未公开",
        "● 8月未公开",
        "● 9月未公开",
        "● 10月未公开",
        "✓ 11月",
        "○ 12月未到期",
    ]


@pytest.mark.parametrize(
    ("period", "names"),
    [
        (Period.MONTH, [f"{number}月" for number in range(1, 13)]),
        (Period.QUARTER, ["第一季度", "第二季度", "第三季度", "第四季度"]),
        (Period.HALF_YEAR, ["上半年", "下半年"]),
        (Period.YEAR, ["全年"]),
    ],
)
def test_periods_have_names(period: Period, names: list[str]) -> None:
    assert [period_name(period, first) for first, _ in periods(period, 2018)] == names


PENDING, SUBMITTED, ACCEPTED = AssignmentState.PENDING, AssignmentState.SUBMITTED, AssignmentState.ACCEPTED
HANDED_OUT = date(2018, 5, 14)


@pytest.mark.parametrize(
    ("state", "outcome", "due_on", "expected"),
    [
        (PENDING, None, None, ("none", "暂无到期")),
        (PENDING, None, date(2018, 12, 17), ("late", "逾期3个工作日")),
        (PENDING, None, date(2018, 12, 16), ("late", "逾期4个工作日")),
        (PENDING, None, TODAY, ("soon", "今日到期")),
        (PENDING, None, date(2018, 12, 25), ("soon", "还有3个工作日")),
        (PENDING, None, date(2018, 12, 26), ("open", "还有4个工作日")),
        (AssignmentState.RETURNED, None, date(2018, 12, 17), ("late", "逾期3个工作日")),
        (SUBMITTED, Outcome.DONE, None, ("open", "已上报")),
        (SUBMITTED, Outcome.DONE, date(2018, 12, 17), ("late", "逾期3个工作日")),
        (SUBMITTED, Outcome.NOTHING_AROSE, None, ("none", "本年未产生")),
        (ACCEPTED, Outcome.DONE, None, ("done", "已完成")),
        (ACCEPTED, Outcome.DONE, date(2018, 12, 17), ("late", "逾期3个工作日")),
        (ACCEPTED, Outcome.DONE, date(2018, 12, 25), ("soon", "还有3个工作日")),
        (ACCEPTED, Outcome.DONE, date(2018, 12, 31), ("open", "还有7个工作日")),
        (ACCEPTED, Outcome.NOTHING_AROSE, date(2018, 12, 17), ("late", "逾期3个工作日")),
    ],
)
def test_a_share_stands(
    state: AssignmentState, outcome: Outcome | None, due_on: date | None, expected: tuple[str, str]
) -> None:
    light = standing(state, outcome, due_on, TODAY, calendar=CALENDAR)
    assert (light.tone, light.word) == expected
    assert light.mark


def test_a_date_that_was_over_when_the_task_came_is_said_not_to_be_owed() -> None:
    since = over_before(DATE, date(2018, 1, 31), HANDED_OUT)
    words = "下达或变更时限（2018-05-14）前已到期，本年不计逾期"
    assert standing(PENDING, None, None, TODAY, calendar=CALENDAR, over_before=since).word == words
    assert standing(ACCEPTED, Outcome.DONE, None, TODAY, calendar=CALENDAR, over_before=since).word == "已完成"
    assert words in reason(DATE, None, None, date(2018, 1, 31), None, since=HANDED_OUT)
    assert over_before(DATE, HANDED_OUT, HANDED_OUT) is None
    assert over_before(WORKDAYS, None, HANDED_OUT) is None


@pytest.mark.parametrize(("since", "said"), [(HANDED_OUT, True), (date(2018, 1, 1), False), (date(2018, 3, 31), False)])
def test_periods_over_when_the_task_came_are_said_not_to_be_owed(since: date, said: bool) -> None:
    words = f"下达或变更时限（{since}）前已结束的各期不计逾期"
    assert (words in reason(PERIODIC, None, None, None, Period.QUARTER, since=since)) == said


def test_soon_ends_where_the_light_says_so() -> None:
    assert soon_until(TODAY, CALENDAR) == date(2018, 12, 26)


@pytest.mark.parametrize(
    ("limit", "words", "because"),
    [
        ((DeadlineKind.WORKDAYS, 20, None, None, None), "形成或变更之日起20个工作日内", "方案三（三）：主动公开的信息"),
        (
            (DeadlineKind.WORKDAYS, 7, ClockStart.DECIDED, None, None),
            "作出决定之日起7个工作日内",
            "发改电〔2015〕557号",
        ),
        ((DeadlineKind.WORKDAYS, 3, None, None, None), "形成或变更之日起3个工作日内", "以写明的为准"),
        ((DeadlineKind.DATE, None, None, date(2018, 6, 30), None), "2018-06-30前（含当日）", "当天公开算按期"),
        ((DeadlineKind.PERIODIC, None, None, None, Period.QUARTER), "每季度至少一次", "每期以最后一天为限"),
        ((DeadlineKind.REALTIME, None, None, None, None), "实时公开", "最迟按方案三（三）"),
        ((DeadlineKind.ONGOING, None, None, None, None), "长期公开", "没有截止日期"),
        ((DeadlineKind.UNSPECIFIED, None, None, None, None), "未写明具体期限", "方案三（三）"),
        ((DeadlineKind.OTHER, None, None, None, None), "未写明具体期限", "方案三（三）"),
    ],
)
def test_the_limit_is_said_and_explained(
    limit: tuple[DeadlineKind, int | None, ClockStart | None, date | None, Period | None], words: str, because: str
) -> None:
    assert in_words(*limit) == words
    assert because in reason(*limit)


def test_what_was_over_before_the_task_reached_the_units_is_not_owed() -> None:
    handed_out = start(2018, date(2018, 5, 14))
    assert periods(Period.QUARTER, 2018, handed_out)[0] == (date(2018, 4, 1), date(2018, 6, 30))
    assert missed_periods(Period.QUARTER, 2018, [], TODAY, handed_out) == [
        (date(2018, 4, 1), date(2018, 6, 30)),
        (date(2018, 7, 1), date(2018, 9, 30)),
    ]
    assert next_due(DeadlineKind.DATE, date(2018, 1, 31), None, 2018, since=handed_out) is None


def test_a_table_entered_in_another_year_is_owed_for_the_whole_year() -> None:
    assert start(2018, date(2026, 11, 23)) == date(2018, 1, 1)
