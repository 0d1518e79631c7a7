"""When a task is next due in its year, how it stands, and why: pure rules over its time limit and what was done.

A standing duty ("within 20 working days of forming") has no date of its own: each disclosure brings its clock. A date
is due once, and kept by handing in; a periodic duty is next due at the end of the period that follows the last one in
which something was published. What was over before the task, or a change of its limit, reached the units is not owed
(README, *Decisions*).
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from tracker.choices import AssignmentState, ClockStart, DeadlineKind, Outcome, Period
from tracker.clock import NOT_APPLICABLE, SOON_WORKDAYS, Light, WorkCalendar, light

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


def start(year: int, handed_out: date) -> date:
    """From when a task's limit is owed: the day on which it was handed out, or on which the limit was changed, or the
    whole year for one entered in another."""
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
    handed_in: Outcome | None = None,
) -> date | None:
    """The earliest open limit of a task for one unit; None when nothing is owed by a known day.

    ``on`` and ``period`` are the task's fixed date and rhythm, owed from ``since`` on; ``published`` the days on which
    the unit published under it, ``open_dues`` the limits of what arose and is not yet published. ``handed_in`` is what
    the unit reported and was not given back: that fulfils a fixed date, "nothing arose" the periods too, and nothing
    fulfils the limit of what arose but its publication.
    """
    days = list(published)
    dues = list(open_dues)
    if kind is DeadlineKind.DATE and on is not None and on >= since and not days and handed_in is None:
        dues.append(on)
    if kind is DeadlineKind.PERIODIC and period is not None and handed_in is not Outcome.NOTHING_AROSE:
        dues += _next_period(period, year, days, since)
    return min(dues, default=None)


def _next_period(period: Period, year: int, days: list[date], since: date) -> list[date]:
    """The end of the first owed period after the last one in which something was published, if there is one."""
    owed = periods(period, year, since)
    kept = [place for place, (first, last) in enumerate(owed) if any(first <= day <= last for day in days)]
    return [last for _, last in owed[max(kept, default=-1) + 1 :]][:1]


def period_name(period: Period, first: date) -> str:
    """What people call the period that begins on ``first``."""
    place = (first.month - 1) // MONTHS[period]
    return {
        Period.MONTH: f"{first.month}月",
        Period.QUARTER: f"第{'一二三四'[place % 4]}季度",
        Period.HALF_YEAR: ("上半年", "下半年")[place % 2],
        Period.YEAR: "全年",
    }[period]


def period_lights(
    period: Period, year: int, published: Iterable[date], on: date, since: date = date.min
) -> list[Light]:
    """One light for each owed period: published in it, over without, or not yet over."""
    days = list(published)
    missed = missed_periods(period, year, days, on, since)
    found = []
    for first, last in periods(period, year, since):
        name = period_name(period, first)
        if any(first <= day <= last for day in days):
            found.append(Light("done", "✓", name))
        elif (first, last) in missed:
            found.append(Light("late", "●", f"{name}未公开"))
        else:
            found.append(Light("open", "○", f"{name}未到期"))
    return found


NOTHING_AROSE = Light("none", "–", "本年未产生")
KEPT = Light("done", "✓", "已完成")
HANDED_IN = Light("open", "○", "已上报")


def standing(
    state: AssignmentState,
    outcome: Outcome | None,
    due_on: date | None,
    on: date,
    *,
    calendar: WorkCalendar,
    over_before: date | None = None,
) -> Light:
    """How one unit's share stands on the day ``on``: an open limit (``next_due``) counts whatever the review says.

    ``over_before`` is the day on which a task was handed out whose date was then over.
    """
    if due_on is not None:
        return light(due_on, None, on, calendar)
    if state in (AssignmentState.SUBMITTED, AssignmentState.ACCEPTED):
        if outcome is Outcome.NOTHING_AROSE:
            return NOTHING_AROSE
        return KEPT if state is AssignmentState.ACCEPTED else HANDED_IN
    return Light("none", "–", _not_owed(over_before)) if over_before else NOT_APPLICABLE


def over_before(kind: DeadlineKind, on: date | None, since: date) -> date | None:
    """The day on which the task reached the units, when its fixed date was over by then."""
    return since if kind is DeadlineKind.DATE and on is not None and on < since else None


def _not_owed(since: date) -> str:
    return f"下达或变更时限（{since}）前已到期，本年不计逾期"


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
    kind: DeadlineKind,
    days: int | None,
    start: ClockStart | None,
    on: date | None,
    period: Period | None,
    *,
    since: date = date.min,
) -> str:
    """Why the limit is what it is, with the clause it rests on and how it is counted."""
    if kind is DeadlineKind.WORKDAYS and days is not None:
        return (
            f"{_clause(days, start)}每产生一条信息单独计时：当日不计，从次日起数{days}个工作日，末日当天公开算按期；"
            "双休日和法定节假日不计，调休上班日计入。"
        )
    if kind is DeadlineKind.DATE and on is not None:
        if on < since:
            return f"任务分解表写明的日期{on}，{_not_owed(since)}。"
        return f"任务分解表写明的日期。{on}当天公开算按期，次日起算逾期。"
    if kind is DeadlineKind.PERIODIC and period is not None:
        rule = f"任务分解表要求{period.label}公开。每期以最后一天为限，期内公开一次即为按期，未公开的逐期计为逾期。"
        is_shorter = len(periods(period, since.year, since)) < len(periods(period, since.year))
        return f"{rule}下达或变更时限（{since}）前已结束的各期不计逾期。" if is_shorter else rule
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
