"""By when information must be public: every rule at both ends of its time, and the counting in words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tracker.calendar.book import package_calendar
from tracker.choices import ClockStart, DayCount, DeadlineKind, MatterKind, Mode
from tracker.clock import WorkCalendar
from tracker.disclosures.limits import GENERAL, Law, TaskLimit, due, is_late_entry, rule_for, standing

CALENDAR = package_calendar()
NOTHING = TaskLimit()


def workdays(days: int, text: str = "", start: ClockStart | None = ClockStart.FORMED) -> TaskLimit:
    return TaskLimit(DeadlineKind.WORKDAYS, days, start, text)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2018-09-20", 20, "2018-10-24"),
        ("2018-09-20", 7, "2018-09-30"),
        ("2019-01-25", 20, "2019-02-27"),
        ("2025-01-20", 7, "2025-02-05"),
        ("2025-09-24", 20, "2025-10-28"),
        ("2026-01-30", 20, "2026-03-05"),
        ("2026-02-11", 7, "2026-02-27"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-18", 20, "2026-10-22"),
    ],
)
def test_known_limits_end_on_their_days(start: str, days: int, end: str) -> None:
    kind = MatterKind.GENERAL if days == 20 else MatterKind.LICENCE
    on = date.fromisoformat(start)
    found = due(kind, on, on, NOTHING, CALENDAR)
    assert found is not None
    assert (found.due_on, found.is_provisional) == (date.fromisoformat(end), False)
    assert found.rule.days == days


def test_the_counting_is_said_in_words() -> None:
    found = due(MatterKind.GENERAL, date(2018, 9, 20), None, NOTHING, CALENDAR)
    assert found is not None
    assert found.sentence == (
        "形成日 2018-09-20，次日起算20个工作日，中秋节1天、国庆节7天、调休上班2天已计，"
        "应于 2018-10-24 前公开（含当日）。"
        "依据：《政府信息公开条例》（国务院令第492号）第十八条，实施方案三（三）。"
    )


def test_a_penalty_counts_from_its_decision() -> None:
    found = due(MatterKind.PENALTY, date(2018, 9, 1), date(2018, 9, 20), NOTHING, CALENDAR)
    assert found is not None
    assert found.due_on == date(2018, 9, 30)
    assert found.explanation.startswith("决定日 2018-09-20，次日起算7个工作日")
    assert found.rule.source.startswith("发改电〔2015〕557号")


@pytest.mark.parametrize(
    ("kind", "formed", "decided"),
    [
        (MatterKind.GENERAL, None, date(2018, 9, 20)),
        (MatterKind.LICENCE, date(2018, 9, 20), None),
        (MatterKind.PENALTY, date(2018, 9, 20), None),
    ],
)
def test_without_its_own_day_no_clock_starts(kind: MatterKind, formed: date | None, decided: date | None) -> None:
    assert due(kind, formed, decided, NOTHING, CALENDAR) is None


def test_before_any_rule_there_is_no_limit() -> None:
    assert due(MatterKind.GENERAL, date(2008, 4, 30), None, NOTHING, CALENDAR) is None
    assert rule_for(MatterKind.LICENCE, date(2008, 4, 30), workdays(3)) is None


@pytest.mark.parametrize(
    ("kind", "on", "source", "days"),
    [
        (MatterKind.GENERAL, date(2008, 5, 1), "国务院令第492号", 20),
        (MatterKind.GENERAL, date(2019, 5, 14), "国务院令第492号", 20),
        (MatterKind.GENERAL, date(2019, 5, 15), "国务院令第711号", 20),
        (MatterKind.LICENCE, date(2015, 9, 14), "国务院令第492号", 20),
        (MatterKind.LICENCE, date(2015, 9, 15), "发改电〔2015〕557号", 7),
        (MatterKind.PENALTY, date(2026, 1, 5), "发改电〔2015〕557号", 7),
    ],
)
def test_each_day_has_the_rule_of_its_time(kind: MatterKind, on: date, source: str, days: int) -> None:
    rule = rule_for(kind, on)
    assert rule is not None
    assert source in rule.source
    assert rule.days == days


def test_the_general_rules_follow_each_other_without_a_gap() -> None:
    for earlier, later in pairwise(GENERAL):
        assert earlier.valid_to is not None
        assert later.valid_from - earlier.valid_to == timedelta(days=1)
    assert GENERAL[-1].valid_to is None


@pytest.mark.parametrize(
    ("kind", "row", "days"),
    [
        (MatterKind.GENERAL, workdays(10), 10),
        (MatterKind.GENERAL, workdays(30), 30),
        (MatterKind.GENERAL, workdays(7, start=ClockStart.DECIDED), 7),
        (MatterKind.LICENCE, workdays(20), 7),
        (MatterKind.LICENCE, workdays(7), 7),
        (MatterKind.PENALTY, workdays(3), 3),
        (MatterKind.GENERAL, TaskLimit(DeadlineKind.WORKDAYS, None), 20),
        (MatterKind.GENERAL, TaskLimit(DeadlineKind.WORKDAYS, 0), 20),
        (MatterKind.GENERAL, TaskLimit(DeadlineKind.REALTIME, 5), 20),
    ],
)
def test_the_tasks_own_row_against_the_general_rule(kind: MatterKind, row: TaskLimit, days: int) -> None:
    rule = rule_for(kind, date(2018, 9, 20), row)
    assert rule is not None
    assert rule.days == days


def test_the_row_is_named_as_the_source() -> None:
    found = due(MatterKind.GENERAL, date(2018, 9, 20), None, workdays(10, "10个工作日内"), CALENDAR)
    assert found is not None
    assert found.rule.label == "任务表10个工作日"
    assert found.rule.source == "任务分解表公开时限“10个工作日内”，实施方案附件"
    assert found.rule.event is ClockStart.FORMED


@pytest.mark.parametrize("kind", [DeadlineKind.REALTIME, DeadlineKind.ONGOING, DeadlineKind.PERIODIC])
def test_a_row_without_days_is_held_to_the_general_limit(kind: DeadlineKind) -> None:
    found = due(MatterKind.GENERAL, date(2018, 9, 20), None, TaskLimit(kind, text="实时公开"), CALENDAR)
    assert found is not None
    assert found.due_on == date(2018, 10, 24)
    assert found.explanation.endswith("；任务分解表写明“实时公开”，未定天数，以20个工作日为最长期限")


def test_a_licence_says_why_it_does_not_follow_the_row() -> None:
    found = due(MatterKind.LICENCE, None, date(2018, 9, 20), workdays(20, "20个工作日"), CALENDAR)
    assert found is not None
    assert found.explanation.endswith("；任务分解表写明“20个工作日”，行政许可从其7个工作日的专门规定")


def test_a_long_row_is_quoted_in_part() -> None:
    found = due(MatterKind.GENERAL, date(2018, 9, 20), None, TaskLimit(DeadlineKind.OTHER, text="按" * 400), CALENDAR)
    assert found is not None
    assert "…”" in found.explanation
    assert len(found.sentence) < 300


def test_a_limit_into_a_year_without_data_is_provisional() -> None:
    calendar = WorkCalendar(frozenset({2018}))
    found = due(MatterKind.GENERAL, date(2018, 12, 14), None, NOTHING, calendar)
    assert found is not None
    assert (found.due_on, found.is_provisional) == (date(2019, 1, 11), True)
    assert "暂按周一至周五推算" in found.explanation


@pytest.mark.parametrize(
    ("published", "mode", "word"),
    [
        (date(2018, 10, 24), Mode.PROACTIVE, "按期"),
        (date(2018, 10, 25), Mode.PROACTIVE, "逾期1个工作日"),
        (None, Mode.PROACTIVE, "还有2个工作日"),
        (None, Mode.WITHHELD, "不予公开"),
        (None, Mode.ON_REQUEST, "依申请公开"),
    ],
)
def test_standing_says_how_one_disclosure_is(published: date | None, mode: Mode, word: str) -> None:
    assert standing(date(2018, 10, 24), published, mode, date(2018, 10, 22), CALENDAR).word == word


def test_another_law_goes_before_all() -> None:
    law = Law(2, DayCount.WORKDAYS, "《政府采购法实施条例》第四十三条")
    found = due(MatterKind.LICENCE, None, date(2018, 9, 20), workdays(20, "20个工作日"), CALENDAR, law)
    assert found is not None
    assert (found.due_on, found.rule.label) == (date(2018, 9, 25), "法律另定2个工作日")
    assert found.explanation.endswith("；任务分解表写明“20个工作日”，法律法规另有规定的从其规定")
    assert found.sentence.endswith("依据：《政府采购法实施条例》第四十三条。")


@pytest.mark.parametrize(
    ("days", "due_on", "words"),
    [
        (7, date(2018, 9, 27), "形成日 2018-09-20，次日起算7天，应于 2018-09-27 前公开（含当日）"),
        (
            13,
            date(2018, 10, 8),
            "形成日 2018-09-20，次日起算13天，最后一日 2018-10-03 是休息日，顺延到下一个工作日，"
            "应于 2018-10-08 前公开（含当日）",
        ),
        (9, date(2018, 9, 29), "形成日 2018-09-20，次日起算9天，应于 2018-09-29 前公开（含当日）"),
    ],
)
def test_a_law_that_counts_days_ends_on_a_working_day(days: int, due_on: date, words: str) -> None:
    law = Law(days, DayCount.DAYS, "某条例第五条")
    found = due(MatterKind.GENERAL, date(2018, 9, 20), None, NOTHING, CALENDAR, law)
    assert found is not None
    assert (found.due_on, found.explanation) == (due_on, words)


@pytest.mark.parametrize(
    ("recorded_on", "is_late"), [(date(2018, 9, 20), False), (date(2018, 10, 10), False), (date(2018, 10, 11), True)]
)
def test_more_than_ten_working_days_make_a_late_entry(recorded_on: date, is_late: bool) -> None:
    assert is_late_entry(date(2018, 9, 20), recorded_on, CALENDAR) is is_late
