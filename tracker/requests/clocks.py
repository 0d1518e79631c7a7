"""By when a request must be answered, how that was counted, and how it stands on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.clock import ONE_DAY, Light, WorkCalendar, light
from tracker.requests.choices import RequestState
from tracker.requests.courses import Course

NO_LIMIT = Light("none", "–", "已办结，不计时限")


@dataclass(frozen=True)
class Clock:
    """``due_on`` is None while the applicant has to correct; ``explanation`` says each step of the count."""

    due_on: date | None
    is_provisional: bool
    explanation: str


@dataclass(frozen=True)
class Times:
    """The facts from which a standing is told: what a request's row keeps."""

    state: RequestState
    due_on: date | None
    waiting_until: date | None = None
    replied_on: date | None = None


def clock(course: Course, calendar: WorkCalendar) -> Clock:
    """The limit of a request: the days of its rule and extension, less the days on which a third party was asked."""
    source = course.rule.source(correction=course.correction is not None, third_party=bool(course.consultations))
    start = course.counts_from
    if start is None:
        parts = [*_beginning(course, calendar), f"收到补正后的申请次日起算{course.rule.reply_workdays}个工作日"]
        return Clock(None, False, f"{'，'.join(parts)}。依据：{source}。")
    due_on = _last_day(start, course.workdays, course.pauses, calendar)
    provisional = any(year not in calendar.years for year in range(start.year, due_on.year + 1))
    parts = [*_beginning(course, calendar), *_counting(course), *calendar.met(start, due_on)]
    parts.append(f"应于 {due_on} 前答复（含当日）")
    if course.state is RequestState.WAITING_THIRD_PARTY:
        parts.append("第三方答复早于其期限的，答复期限相应提前")
    if provisional:
        parts.append("其间有年份的放假安排尚未公布，暂按周一至周五推算")
    return Clock(due_on, provisional, f"{'，'.join(parts)}。依据：{source}。")


def _beginning(course: Course, calendar: WorkCalendar) -> Iterator[str]:
    yield f"{course.received_on} 收到申请"
    asked = course.correction
    if asked is None:
        return
    yield f"{asked.on} 告知补正（补正期限至 {asked.until}）{_lateness(course, asked.on, calendar)}"
    if course.corrected_on is not None:
        yield f"{course.corrected_on} 收到补正后的申请，期限重新计算"


def _lateness(course: Course, asked_on: date, calendar: WorkCalendar) -> str:
    """Whether the applicant was told in time that something is missing; the clock does not depend on it."""
    days = course.rule.correction_workdays
    if days is None:
        return ""
    limit = calendar.nth_workday(course.received_on, days)
    late = calendar.workdays_between(limit, asked_on)
    return f"，应在收到后{days}个工作日内（{limit} 前）告知，逾期{late}个工作日" if late > 0 else ""


def _counting(course: Course) -> Iterator[str]:
    yield f"次日起算{course.rule.reply_workdays}个工作日"
    extension = course.extension
    if extension is not None:
        yield f"延长{extension.workdays}个工作日（经{extension.consented_by}同意，{extension.on} 告知申请人）"
    for first, last in course.pauses:
        yield f"征求第三方意见 {first} 至 {last} 不计"


def _last_day(start: date, count: int, pauses: Sequence[tuple[date, date]], calendar: WorkCalendar) -> date:
    """The ``count``-th working day after ``start`` that lies in no pause."""
    lost, due_on = 0, calendar.nth_workday(start, count)
    while (more := sum(_lost(start, due_on, pause, calendar) for pause in pauses)) > lost:
        lost, due_on = more, calendar.nth_workday(start, count + more)
    return due_on


def _lost(start: date, due_on: date, pause: tuple[date, date], calendar: WorkCalendar) -> int:
    first, last = max(pause[0] - ONE_DAY, start), min(pause[1], due_on)
    return calendar.workdays_between(first, last) if first < last else 0


def state_on(state: RequestState, waiting_until: date | None, on: date) -> RequestState:
    """The stored state as it is on the day: when the third party's time is over, the unit's own time runs again."""
    over = waiting_until is not None and waiting_until < on
    return RequestState.OPEN if state is RequestState.WAITING_THIRD_PARTY and over else state


def standing(times: Times, on: date, calendar: WorkCalendar) -> Light:
    """How a request stands on the day ``on``: answered in time or late, waiting for somebody, or so many days left."""
    if times.state is RequestState.REPLIED:
        return _answered(times, on, calendar)
    until = times.waiting_until
    if times.state is RequestState.WAITING_CORRECTION:
        over = until is not None and until < on
        return Light("soon", "▲", "补正期限已过") if over else Light("open", "○", f"补正至 {until}")
    if state_on(times.state, until, on) is RequestState.WAITING_THIRD_PARTY and until and times.due_on:
        left = calendar.workdays_between(until, times.due_on)
        return Light("open", "○", f"暂停，剩{left}个工作日")
    return light(times.due_on, None, on, calendar)


def _answered(times: Times, on: date, calendar: WorkCalendar) -> Light:
    if times.due_on is None or times.replied_on is None:
        return NO_LIMIT
    found = light(times.due_on, times.replied_on, on, calendar)
    return Light(found.tone, found.mark, f"{found.word}答复")
