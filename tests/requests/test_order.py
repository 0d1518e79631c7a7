"""Which step may follow which, and what is wrong with a step: in words for the form."""

from datetime import date

import pytest

from tracker.calendar.book import package_calendar
from tracker.requests.choices import ReplyKind, RequestStep
from tracker.requests.courses import Course, Step, follow
from tracker.requests.order import first_problem, problems, refusal

S, R = RequestStep, ReplyKind
CALENDAR = package_calendar()
TODAY = date(2018, 12, 20)
OLD, NEW = date(2018, 12, 3), date(2019, 6, 3)
LATER = date(2019, 12, 20)
MISSING = Step(S.CORRECTION_ASKED, date(2018, 12, 5), until=date(2018, 12, 14))
COMPLETE = Step(S.CORRECTED, date(2018, 12, 10))
EXTENDED = Step(S.EXTENDED, date(2018, 12, 12), workdays=15, consented_by="负责人")
ASKED = Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6), until=date(2018, 12, 28))
ANSWERED = Step(S.THIRD_PARTY_ANSWERED, date(2018, 12, 17))
REPLIED = Step(S.REPLIED, date(2018, 12, 18), reply=R.DISCLOSED)
LAPSED = Step(S.LAPSED, date(2018, 12, 17))


def course(*steps: Step, received: date = OLD) -> Course:
    return follow(received, steps, CALENDAR)


@pytest.mark.parametrize(
    ("steps", "allowed"),
    [
        ((), {S.CORRECTION_ASKED, S.EXTENDED, S.THIRD_PARTY_ASKED, S.REPLIED}),
        ((MISSING,), {S.CORRECTED, S.LAPSED, S.REPLIED}),
        ((MISSING, COMPLETE), {S.EXTENDED, S.THIRD_PARTY_ASKED, S.REPLIED}),
        ((EXTENDED,), {S.THIRD_PARTY_ASKED, S.REPLIED}),
        ((ASKED,), {S.EXTENDED, S.THIRD_PARTY_ANSWERED, S.REPLIED}),
        ((ASKED, ANSWERED), {S.EXTENDED, S.THIRD_PARTY_ASKED, S.REPLIED}),
        ((ASKED, EXTENDED), {S.THIRD_PARTY_ANSWERED, S.REPLIED}),
        ((REPLIED,), {S.REPLY_CORRECTED}),
        ((MISSING, LAPSED), {S.REPLY_CORRECTED}),
    ],
)
def test_what_may_come_next(steps: tuple[Step, ...], allowed: set[RequestStep]) -> None:
    kinds = set(S) - {S.RECEIVED, S.AMENDED, S.RETRACTED}
    assert {kind for kind in kinds if refusal(course(*steps), kind, TODAY) is None} == allowed


@pytest.mark.parametrize(
    ("steps", "kind", "words"),
    [
        ((REPLIED,), S.EXTENDED, "已于 2018-12-18 办结，不能再记录“延长答复期限”"),
        ((REPLIED,), S.REPLIED, "办理结果有误的，请用“更正办理结果”"),
        ((), S.REPLY_CORRECTED, "还没有办结"),
        ((MISSING, COMPLETE), S.CORRECTION_ASKED, "已于 2018-12-05 告知过"),
        ((EXTENDED,), S.CORRECTION_ASKED, "不能再要求补正"),
        ((EXTENDED,), S.EXTENDED, "已于 2018-12-12 延长过，只能延长一次"),
        ((MISSING,), S.EXTENDED, "正在等待申请人补正，期限尚未起算"),
        ((MISSING,), S.THIRD_PARTY_ASKED, "再记录“征求第三方意见”"),
        ((ASKED,), S.THIRD_PARTY_ASKED, "2018-12-06 发出的征求意见函还没有答复"),
        ((), S.THIRD_PARTY_ANSWERED, "没有尚待答复的征求意见函"),
        ((), S.CORRECTED, "现在没有等待申请人补正"),
        ((), S.LAPSED, "现在没有等待申请人补正"),
    ],
)
def test_a_refusal_says_what_to_do_instead(steps: tuple[Step, ...], kind: RequestStep, words: str) -> None:
    assert words in (refusal(course(*steps), kind, TODAY) or "")


def test_another_may_be_asked_when_the_first_letter_ran_out() -> None:
    assert refusal(course(ASKED), S.THIRD_PARTY_ASKED, date(2018, 12, 28))
    assert refusal(course(ASKED), S.THIRD_PARTY_ASKED, date(2018, 12, 29)) is None


@pytest.mark.parametrize(
    ("steps", "step", "field", "words"),
    [
        ((), Step(S.REPLIED, date(2018, 12, 21), reply=R.DISCLOSED), "happened_on", "日期不能晚于今天（2018-12-20）"),
        ((), Step(S.REPLIED, date(2018, 12, 2), reply=R.DISCLOSED), "happened_on", "不能早于最近一次办理的日期"),
        ((), Step(S.EXTENDED, date(2018, 12, 2), workdays=5), "happened_on", "不能早于收到申请之日（2018-12-03）"),
        ((), Step(S.EXTENDED, date(2018, 12, 10), workdays=16), "workdays", "延长1至15个工作日"),
        ((), Step(S.EXTENDED, date(2018, 12, 10), workdays=0), "workdays", "第二十四条"),
        ((), Step(S.EXTENDED, date(2018, 12, 10)), "workdays", "延长1至15个工作日"),
        ((), Step(S.CORRECTION_ASKED, date(2018, 12, 5), until=date(2018, 12, 5)), "until", "应晚于告知之日"),
        ((), Step(S.CORRECTION_ASKED, date(2018, 12, 5)), "until", "应晚于告知之日"),
        ((MISSING,), Step(S.CORRECTED, date(2018, 12, 4)), "happened_on", "不能早于告知补正之日（2018-12-05）"),
        ((MISSING,), Step(S.LAPSED, date(2018, 12, 14)), "happened_on", "补正期限（2018-12-14）届满之后"),
        ((MISSING, COMPLETE), Step(S.EXTENDED, date(2018, 12, 7), workdays=5), "happened_on", "收到补正之日"),
        ((), Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6)), "until", "征求意见函写明的答复期限"),
        ((), Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6), until=date(2018, 12, 6)), "until", "应晚于发函之日"),
        ((), Step(S.THIRD_PARTY_ASKED, date(2018, 12, 6), until=date(2019, 7, 1)), "until", "超过半年"),
        ((ASKED,), Step(S.THIRD_PARTY_ANSWERED, date(2018, 12, 5)), "happened_on", "不能早于发出征求意见函之日"),
        ((ASKED,), Step(S.REPLIED, date(2018, 12, 5), reply=R.DISCLOSED), "happened_on", "（2018-12-06）"),
        ((), Step(S.REPLIED, date(2018, 12, 5)), "reply", "请选择办理结果"),
        ((), Step(S.REPLIED, date(2018, 12, 5), reply=R.NOT_CORRECTED), "reply", "请用“逾期未补正，不再处理”办结"),
        ((), Step(S.REPLIED, date(2018, 12, 5), reply=R.STILL_UNCLEAR), "reply", "没有要求过补正"),
        ((MISSING,), Step(S.REPLIED, date(2018, 12, 10), reply=R.DISCLOSED), "reply", "只能选“其他处理”"),
        ((MISSING,), Step(S.REPLIED, date(2018, 12, 10), reply=R.NOT_CORRECTED), "reply", "请用“逾期未补正"),
        ((REPLIED,), Step(S.REPLY_CORRECTED, TODAY, reply=R.DISCLOSED), "reply", "现在的办理结果就是“予以公开”"),
        ((MISSING, LAPSED), Step(S.REPLY_CORRECTED, TODAY, reply=R.PARTLY), "reply", "只能选“其他处理”"),
    ],
)
def test_what_is_wrong_with_a_step(steps: tuple[Step, ...], step: Step, field: str, words: str) -> None:
    found = problems(course(*steps), step, CALENDAR, TODAY)
    assert words in found[field]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("steps", "step"),
    [
        ((), MISSING),
        ((), EXTENDED),
        ((), ASKED),
        ((), REPLIED),
        ((), Step(S.REPLIED, OLD, reply=R.DISCLOSED)),
        ((MISSING,), COMPLETE),
        ((MISSING,), LAPSED),
        ((MISSING,), Step(S.REPLIED, date(2018, 12, 10), reply=R.OTHER)),
        ((MISSING, COMPLETE), Step(S.REPLIED, date(2018, 12, 18), reply=R.STILL_UNCLEAR)),
        ((ASKED,), ANSWERED),
        ((ASKED,), EXTENDED),
        ((REPLIED,), Step(S.REPLY_CORRECTED, TODAY, reply=R.CASE_FILE)),
        ((MISSING, LAPSED), Step(S.REPLY_CORRECTED, TODAY, reply=R.OTHER)),
    ],
)
def test_a_sound_step(steps: tuple[Step, ...], step: Step) -> None:
    before = course(*steps)
    assert refusal(before, step.kind, TODAY) is None
    assert problems(before, step, CALENDAR, TODAY) == {}


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(S.EXTENDED, date(2018, 10, 18), workdays=5), "答复期限已于 2018-10-17 届满，此后不能再延长"),
        (Step(S.CORRECTION_ASKED, date(2018, 10, 18), until=date(2018, 11, 1)), "不能再要求补正"),
        (Step(S.THIRD_PARTY_ASKED, date(2018, 10, 18), until=date(2018, 11, 1)), "不能再因征求意见暂停计时"),
    ],
)
def test_after_the_limit_the_clock_cannot_be_moved(step: Step, words: str) -> None:
    late = course(received=date(2018, 9, 20))
    assert words in problems(late, step, CALENDAR, TODAY)["happened_on"]


def test_on_its_last_day_a_limit_can_still_be_extended() -> None:
    step = Step(S.EXTENDED, date(2018, 10, 17), workdays=5)
    assert problems(course(received=date(2018, 9, 20)), step, CALENDAR, TODAY) == {}


def test_the_second_regulation_allows_twenty_days_and_names_the_third_partys() -> None:
    new = course(received=NEW)
    assert problems(new, Step(S.EXTENDED, date(2019, 6, 20), workdays=20), CALENDAR, LATER) == {}
    assert "1至20个工作日" in problems(new, Step(S.EXTENDED, NEW, workdays=21), CALENDAR, LATER)["workdays"]
    assert problems(new, Step(S.THIRD_PARTY_ASKED, date(2019, 6, 6)), CALENDAR, LATER) == {}


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (date(2018, 12, 4), None),
        (date(2018, 12, 7), "2018-12-06 的“征求第三方意见”不再成立：“征求第三方意见”不能早于收到申请之日"),
        (date(2018, 10, 8), "答复期限已于 2018-10-29 届满"),
    ],
)
def test_another_day_of_receipt_must_fit_the_steps_taken(received: date, words: str | None) -> None:
    found = first_problem(received, (ASKED, ANSWERED, REPLIED), CALENDAR, TODAY)
    assert found is None if words is None else words in (found or "")
