"""When a task is next due in its year, how it stands, and why: pure rules over its time limit and what was done.

A standing duty ("within 20 working days of forming") has no date of its own: each disclosure brings its clock. A date
is due once; a periodic duty is due at the end of each period in which nothing was published. What was over before the
task reached the units is not owed (README, *Decisions*).
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from tracker.choices import AssignmentState, ClockStart, DeadlineKind, Outcome, Period
from tracker.clock import SOON_WORKDAYS, Light, WorkCalendar, light

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


def start(year: int, handed_out: date) -> date:
    """From when a task is owed: the day on which it was handed out, or the whole year for one entered in another."""
    return handed_out if handed_out.year == year else date(year, 1, 1)


def periods(period: Period, year: int, since: date = date.min) -> list[tuple[date, date]]:
    """First and last day of each period that was not over before ``since``, one expected fulfilment each."""
    length = MONTHS[period]
    ends = range(length, 13, length)
    spans = [(date(year, end - length + 1, 1), date(year, end, monthrange(year, end)[1])) for end in ends]
    return [(first, last) for first, last in spans if last >= since]


def missed_periods(
    period: Period, year: int, published: Iterable[date], on: date, since: date = date.min
) -> list[tuple[date, date]]:
    """The periods that were over by the day ``on`` without anything published in them."""
    days = list(published)
    return [
        (first, last)
        for first, last in periods(period, year, since)
        if last < on and not any(first <= day <= last for day in days)
    ]


def next_due(
    kind: DeadlineKind,
    on: date | None,
    period: Period | None,
    year: int,
    *,
    since: date = date.min,
    published: Iterable[date] = (),
    open_dues: Iterable[date] = (),
) -> date | None:
    """The earliest open limit of a task for one unit; None when nothing is owed by a known day.

    ``on`` and ``period`` are the task's fixed date and rhythm, owed from ``since`` on; ``published`` the days on which
    the unit published under it, ``open_dues`` the limits of what arose and is not yet published.
    """
    days = list(published)
    dues = list(open_dues)
    if kind is DeadlineKind.DATE and on is not None and on >= since and not days:
        dues.append(on)
    if kind is DeadlineKind.PERIODIC and period is not None:
        open_ends = (end for start, end in periods(period, year, since) if not any(start <= day <= end for day in days))
        dues += list(open_ends)[:1]
    return min(dues, default=None)


NOTHING_AROSE = Light("none", "–", "本年未产生")
KEPT = Light("done", "✓", "已完成")
HANDED_IN = Light("open", "○", "已上报")


def standing(
    state: AssignmentState,
    outcome: Outcome | None,
    due_on: date | None,
    done_on: date | None,
    on: date,
    *,
    calendar: WorkCalendar,
) -> Light:
    """How one unit's share stands on the day ``on``. Handed in (``done_on``) it no longer runs late."""
    if state not in (AssignmentState.SUBMITTED, AssignmentState.ACCEPTED):
        return light(due_on, None, on, calendar)
    if outcome is Outcome.NOTHING_AROSE:
        return NOTHING_AROSE
    if due_on is not None and done_on is not None and done_on > due_on:
        return Light("late", "●", f"晚{calendar.workdays_between(due_on, done_on) or 1}个工作日上报")
    return KEPT if state is AssignmentState.ACCEPTED else HANDED_IN


def soon_until(on: date, calendar: WorkCalendar) -> date:
    """The first day that is no longer soon: what is due from ``on`` until before it shows as soon."""
    return calendar.nth_workday(on, SOON_WORKDAYS + 1)


def in_words(
    kind: DeadlineKind, days: int | None, start: ClockStart | None, on: date | None, period: Period | None
) -> str:
    """The time limit as the tracker understood it."""
    if kind is DeadlineKind.WORKDAYS and days is not None:
        return f"{(start or ClockStart.FORMED).label}起{days}个工作日内"
    if kind is DeadlineKind.DATE and on is not None:
        return f"{on}前（含当日）"
    if kind is DeadlineKind.PERIODIC and period is not None:
        return f"{period.label}至少一次"
    return {DeadlineKind.REALTIME: "实时公开", DeadlineKind.ONGOING: "长期公开"}.get(kind, "未写明具体期限")


def reason(
    kind: DeadlineKind, days: int | None, start: ClockStart | None, on: date | None, period: Period | None
) -> str:
    """Why the limit is what it is, with the clause it rests on and how it is counted."""
    if kind is DeadlineKind.WORKDAYS and days is not None:
        return (
            f"{_clause(days, start)}每产生一条信息单独计时：当日不计，从次日起数{days}个工作日，末日当天公开算按期；"
            "双休日和法定节假日不计，调休上班日计入。"
        )
    if kind is DeadlineKind.DATE and on is not None:
        return f"任务分解表写明的日期。{on}当天公开算按期，次日起算逾期。"
    if kind is DeadlineKind.PERIODIC and period is not None:
        return f"任务分解表要求{period.label}公开。每期以最后一天为限，期内公开一次即为按期，未公开的逐期计为逾期。"
    if kind is DeadlineKind.REALTIME:
        return f"任务分解表要求信息产生后即时公开，没有写明天数，因此最迟按方案三（三）计算：{GENERAL}"
    if kind is DeadlineKind.ONGOING:
        return f"任务分解表要求长期保持公开，没有截止日期。内容有变更时，按方案三（三）计算：{GENERAL}"
    return f"任务分解表没有写明可以计算的期限，因此按方案三（三）计算：{GENERAL}"


GENERAL = "自信息形成或变更之日起20个工作日内公开；行政许可、行政处罚自作出决定之日起7个工作日内公开。"


def _clause(days: int, start: ClockStart | None) -> str:
    if days == 20 and start is not ClockStart.DECIDED:
        return "方案三（三）：主动公开的信息，自政府信息形成或变更之日起20个工作日内公开。"
    if days == 7 and start is ClockStart.DECIDED:
        return "方案三（三）、发改电〔2015〕557号：行政许可、行政处罚自作出决定之日起7个工作日内上网公开。"
    return f"任务分解表对本项写明{days}个工作日，以写明的为准。"
