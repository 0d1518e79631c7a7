"""When a task is next due, how a share stands, and why: pure."""

from datetime import date
from itertools import pairwise

import pytest

from tracker.choices import AssignmentState, ClockStart, DeadlineKind, Outcome, Period
from tracker.clock import WorkCalendar
from tracker.tasks.deadlines import in_words, missed_periods, next_due, periods, reason, soon_until, standing, start

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


PENDING, SUBMITTED, ACCEPTED = AssignmentState.PENDING, AssignmentState.SUBMITTED, AssignmentState.ACCEPTED
EARLY, LATE = date(2018, 12, 14), date(2018, 12, 18)


@pytest.mark.parametrize(
    ("state", "outcome", "due_on", "done_on", "expected"),
    [
        (PENDING, None, None, None, ("none", "暂无到期")),
        (PENDING, None, date(2018, 12, 17), None, ("late", "逾期3个工作日")),
        (PENDING, None, date(2018, 12, 16), None, ("late", "逾期4个工作日")),
        (PENDING, None, TODAY, None, ("soon", "今日到期")),
        (PENDING, None, date(2018, 12, 25), None, ("soon", "还有3个工作日")),
        (PENDING, None, date(2018, 12, 26), None, ("open", "还有4个工作日")),
        (AssignmentState.RETURNED, None, date(2018, 12, 17), EARLY, ("late", "逾期3个工作日")),
        (SUBMITTED, Outcome.DONE, date(2018, 12, 17), EARLY, ("open", "已上报")),
        (SUBMITTED, Outcome.DONE, date(2018, 12, 17), LATE, ("late", "晚1个工作日上报")),
        (SUBMITTED, Outcome.NOTHING_AROSE, None, LATE, ("none", "本年未产生")),
        (ACCEPTED, Outcome.DONE, None, LATE, ("done", "已完成")),
        (ACCEPTED, Outcome.DONE, date(2018, 12, 15), date(2018, 12, 16), ("late", "晚1个工作日上报")),
        (ACCEPTED, Outcome.NOTHING_AROSE, date(2018, 12, 17), LATE, ("none", "本年未产生")),
    ],
)
def test_a_share_stands(
    state: AssignmentState,
    outcome: Outcome | None,
    due_on: date | None,
    done_on: date | None,
    expected: tuple[str, str],
) -> None:
    light = standing(state, outcome, due_on, done_on, TODAY, calendar=CALENDAR)
    assert (light.tone, light.word) == expected
    assert light.mark


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
