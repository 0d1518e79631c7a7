"""The count of a request's limit: by the rule of its day, with correction, extension and third parties."""

from datetime import date

import pytest

from tracker.calendar.book import package_calendar
from tracker.clock import WorkCalendar
from tracker.requests.choices import ReplyKind, RequestState, RequestStep
from tracker.requests.clocks import Clock, Times, clock, standing, state_on
from tracker.requests.courses import Course, Step, follow
from tracker.requests.rules import RULES, rule_for

S = RequestStep
CALENDAR = package_calendar()
RECEIVED = date(2018, 9, 20)
EXTENDED = Step(S.EXTENDED, date(2018, 10, 15), workdays=15, consented_by="负责人")
ASKED = Step(S.THIRD_PARTY_ASKED, date(2018, 9, 25), until=date(2018, 10, 20))
ANSWERED = Step(S.THIRD_PARTY_ANSWERED, date(2018, 10, 12))
MISSING = Step(S.CORRECTION_ASKED, date(2018, 9, 25), until=date(2018, 10, 15))
COMPLETE = Step(S.CORRECTED, date(2018, 10, 12))


def course(*steps: Step, received: date = RECEIVED) -> Course:
    return follow(received, steps, CALENDAR)


def counted(*steps: Step, received: date = RECEIVED) -> Clock:
    return clock(course(*steps, received=received), CALENDAR)


def test_the_rules_follow_each_other_without_a_gap() -> None:
    first, second = RULES
    assert first.valid_to is not None
    assert (second.valid_from - first.valid_to).days == 1
    assert second.valid_to is None


@pytest.mark.parametrize(
    ("received", "regulation", "days"),
    [
        (date(2008, 5, 1), "国务院令第492号", (15, 15, None, None)),
        (date(2018, 9, 20), "国务院令第492号", (15, 15, None, None)),
        (date(2019, 5, 14), "国务院令第492号", (15, 15, None, None)),
        (date(2019, 5, 15), "国务院令第711号", (20, 20, 7, 15)),
        (date(2026, 1, 5), "国务院令第711号", (20, 20, 7, 15)),
    ],
)
def test_a_request_is_judged_by_the_rule_of_its_day(
    received: date, regulation: str, days: tuple[int, int, int | None, int | None]
) -> None:
    rule = rule_for(received)
    assert rule.regulation == regulation
    assert days == (
        rule.reply_workdays,
        rule.longest_extension,
        rule.correction_workdays,
        rule.third_party_workdays,
    )


def test_no_rule_was_in_force_before_the_first() -> None:
    with pytest.raises(ValueError, match="no rule was in force on 2008-04-30"):
        rule_for(date(2008, 4, 30))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2018, 9, 20), date(2018, 10, 17)),
        (date(2018, 12, 10), date(2018, 12, 29)),
        (date(2018, 12, 20), date(2019, 1, 11)),
        (date(2019, 5, 14), date(2019, 6, 4)),
        (date(2019, 5, 15), date(2019, 6, 13)),
        (date(2026, 1, 30), date(2026, 3, 5)),
    ],
)
def test_the_limit(received: date, due: date) -> None:
    assert counted(received=received).due_on == due


def test_the_sentence_says_each_part_of_the_count() -> None:
    assert counted(ASKED, ANSWERED, EXTENDED).explanation == (
        "2018-09-20 收到申请，次日起算15个工作日，延长15个工作日（经负责人同意，2018-10-15 告知申请人），"
        "征求第三方意见 2018-09-25 至 2018-10-12 不计，中秋节1天、国庆节7天、调休上班2天已计，"
        "应于 2018-11-22 前答复（含当日）。"
        "依据：《政府信息公开条例》（国务院令第492号）第二十四条、第二十三条。"
    )


def test_an_extension_adds_its_days_to_the_limit() -> None:
    assert counted(EXTENDED).due_on == date(2018, 11, 7)
    few = Step(S.EXTENDED, date(2018, 10, 15), workdays=3, consented_by="负责人")
    assert counted(few).due_on == date(2018, 10, 22)


def test_the_clock_stands_still_while_the_applicant_corrects() -> None:
    waiting = counted(MISSING)
    assert (waiting.due_on, waiting.is_provisional) == (None, False)
    assert waiting.explanation == (
        "2018-09-20 收到申请，2018-09-25 告知补正（补正期限至 2018-10-15），"
        "收到补正后的申请次日起算15个工作日。依据：《政府信息公开条例》（国务院令第492号）第二十四条、第二十一条。"
    )


def test_the_clock_starts_anew_when_the_request_is_complete() -> None:
    found = counted(MISSING, COMPLETE)
    assert found.due_on == date(2018, 11, 2) == counted(received=date(2018, 10, 12)).due_on
    assert "2018-10-12 收到补正后的申请，期限重新计算，次日起算15个工作日" in found.explanation


@pytest.mark.parametrize(("told", "is_late"), [(date(2019, 6, 13), False), (date(2019, 6, 14), True)])
def test_a_late_notice_of_correction_is_said(told: date, is_late: bool) -> None:
    step = Step(S.CORRECTION_ASKED, told, until=date(2019, 6, 28))
    said = "应在收到后7个工作日内（2019-06-13 前）告知，逾期1个工作日"
    assert (said in counted(step, received=date(2019, 6, 3)).explanation) == is_late


def test_the_first_regulation_named_no_days_for_the_notice() -> None:
    late = Step(S.CORRECTION_ASKED, date(2018, 10, 16), until=date(2018, 11, 15))
    assert "逾期" not in counted(late).explanation


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ((ASKED,), date(2018, 11, 8)),
        ((ASKED, ANSWERED), date(2018, 11, 1)),
        ((ASKED, Step(S.THIRD_PARTY_ANSWERED, date(2018, 9, 25))), date(2018, 10, 18)),
        ((ASKED, Step(S.THIRD_PARTY_ANSWERED, date(2018, 11, 5))), date(2018, 11, 8)),
        ((Step(S.THIRD_PARTY_ASKED, date(2018, 10, 1), until=date(2018, 10, 7)),), date(2018, 10, 17)),
    ],
    ids=["unanswered", "answered", "the same day", "answered too late", "holidays alone"],
)
def test_a_third_partys_time_does_not_count(steps: tuple[Step, ...], due: date) -> None:
    assert counted(*steps).due_on == due


def test_the_second_regulation_gives_the_third_party_fifteen_days() -> None:
    asked = Step(S.THIRD_PARTY_ASKED, date(2019, 6, 6))
    found = course(asked, received=date(2019, 6, 3))
    assert found.waiting_until == date(2019, 6, 28)
    assert clock(found, CALENDAR).due_on == date(2019, 7, 24)


def test_letters_that_overlap_are_left_out_once() -> None:
    again = Step(S.THIRD_PARTY_ASKED, date(2018, 10, 12), until=date(2018, 10, 30))
    answered = Step(S.THIRD_PARTY_ANSWERED, date(2018, 10, 16))
    found = course(ASKED, ANSWERED, again, answered)
    assert found.pauses == [(date(2018, 9, 25), date(2018, 10, 16))]
    assert clock(found, CALENDAR).due_on == date(2018, 11, 5)


def test_an_answer_to_the_applicant_ends_the_pause() -> None:
    replied = Step(S.REPLIED, date(2018, 10, 10), reply=ReplyKind.DISCLOSED)
    assert course(ASKED, replied).pauses == [(date(2018, 9, 25), date(2018, 10, 10))]


def test_a_limit_that_runs_into_a_year_without_data_is_provisional() -> None:
    found = counted(received=date(2026, 12, 10))
    assert (found.due_on, found.is_provisional) == (date(2027, 1, 7), True)
    assert "暂按周一至周五推算" in found.explanation
    assert not counted(received=date(2026, 11, 20)).is_provisional


@pytest.mark.parametrize(
    ("steps", "state", "until"),
    [
        ((), RequestState.OPEN, None),
        ((MISSING,), RequestState.WAITING_CORRECTION, date(2018, 10, 15)),
        ((MISSING, COMPLETE), RequestState.OPEN, None),
        ((ASKED,), RequestState.WAITING_THIRD_PARTY, date(2018, 10, 20)),
        ((ASKED, ANSWERED), RequestState.OPEN, None),
        ((Step(S.REPLIED, date(2018, 10, 10), reply=ReplyKind.PARTLY),), RequestState.REPLIED, None),
        ((MISSING, Step(S.LAPSED, date(2018, 10, 16))), RequestState.REPLIED, None),
    ],
)
def test_the_state(steps: tuple[Step, ...], state: RequestState, until: date | None) -> None:
    found = course(*steps)
    assert (found.state, found.waiting_until) == (state, until)


def test_what_lapses_is_counted_as_not_corrected() -> None:
    assert course(MISSING, Step(S.LAPSED, date(2018, 10, 16))).reply is ReplyKind.NOT_CORRECTED


def test_a_correction_replaces_the_result_and_leaves_the_day() -> None:
    replied = Step(S.REPLIED, date(2018, 10, 10), reply=ReplyKind.PARTLY)
    corrected = Step(S.REPLY_CORRECTED, date(2018, 12, 3), reply=ReplyKind.CASE_FILE)
    found = course(replied, corrected)
    assert (found.reply, found.end) == (ReplyKind.CASE_FILE, replied)


def test_after_the_third_partys_time_the_units_own_runs_again() -> None:
    asked, until = RequestState.WAITING_THIRD_PARTY, date(2018, 10, 20)
    assert state_on(asked, until, until) is asked
    assert state_on(asked, until, date(2018, 10, 21)) is RequestState.OPEN
    waiting = RequestState.WAITING_CORRECTION
    assert state_on(waiting, until, date(2018, 10, 21)) is waiting


@pytest.mark.parametrize(
    ("times", "tone", "word"),
    [
        (Times(RequestState.OPEN, date(2018, 12, 28)), "open", "还有6个工作日"),
        (Times(RequestState.OPEN, date(2018, 12, 25)), "soon", "还有3个工作日"),
        (Times(RequestState.OPEN, date(2018, 12, 20)), "soon", "今日到期"),
        (Times(RequestState.OPEN, date(2018, 12, 19)), "late", "逾期1个工作日"),
        (
            Times(RequestState.WAITING_THIRD_PARTY, date(2019, 1, 4), date(2018, 12, 25)),
            "open",
            "暂停，剩7个工作日",
        ),
        (Times(RequestState.WAITING_THIRD_PARTY, date(2018, 12, 25), date(2018, 12, 19)), "soon", "还有3个工作日"),
        (Times(RequestState.WAITING_CORRECTION, None, date(2018, 12, 20)), "open", "补正至 2018-12-20"),
        (Times(RequestState.WAITING_CORRECTION, None, date(2018, 12, 19)), "soon", "补正期限已过"),
        (Times(RequestState.REPLIED, date(2018, 12, 5), None, date(2018, 12, 5)), "done", "按期答复"),
        (Times(RequestState.REPLIED, date(2018, 12, 5), None, date(2018, 12, 7)), "late", "逾期2个工作日答复"),
        (Times(RequestState.REPLIED, None, None, date(2018, 12, 7)), "none", "已办结，不计时限"),
    ],
)
def test_the_light(times: Times, tone: str, word: str) -> None:
    light = standing(times, date(2018, 12, 20), CALENDAR)
    assert (light.tone, light.word) == (tone, word)


def test_a_calendar_of_bare_weeks_counts_every_weekday() -> None:
    bare = WorkCalendar(frozenset({2018}))
    assert clock(follow(date(2018, 3, 1), (), bare), bare).due_on == date(2018, 3, 22)
