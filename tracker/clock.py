"""Today, now, and the arithmetic of working days over a calendar given to it.

The day of the event is not counted; the limit's last day is. Days off are Saturdays, Sundays and statutory holidays,
less the make-up workdays (调休). A year without data is counted Monday to Friday and the result marked provisional.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import current_app

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
SOON_WORKDAYS = 3


def wall_now() -> datetime:
    """The real instant, in UTC: for sessions, throttles and the audit chain, which no demo date may move."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Shanghai, or the fixed day of the demo and the tests."""
    fixed: date | None = current_app.config.get("TODAY")
    return fixed or wall_now().astimezone(SHANGHAI).date()


def now() -> datetime:
    """The instant at which an act is recorded: today's date with the real (or the demo's) time of day, in UTC."""
    time = current_app.config.get("TIME") or wall_now().astimezone(SHANGHAI).time()
    return datetime.combine(today(), time, SHANGHAI).astimezone(UTC)


def local(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI)


@dataclass(frozen=True)
class Due:
    """Where a limit ends, whether that day rests on a year without calendar data, and the counting in words."""

    due_on: date
    provisional: bool
    explanation: str


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked.

    ``holidays`` maps each weekday or weekend day off by statute to the holiday's Chinese name, ``makeup`` holds the
    weekend days worked in exchange, ``years`` the years for which both are known.
    """

    years: frozenset[int]
    holidays: Mapping[date, str] = field(default_factory=dict)
    makeup: frozenset[date] = frozenset()

    @cached_property
    def _by_year(self) -> dict[int, list[date]]:
        return {}

    def is_workday(self, day: date) -> bool:
        if day in self.makeup:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def workdays_of(self, year: int) -> list[date]:
        """All working days of a year in order; kept, since every clock on a page asks for the same two years."""
        if year not in self._by_year:
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            days = (first + timedelta(days=offset) for offset in range(length))
            self._by_year[year] = [day for day in days if self.is_workday(day)]
        return self._by_year[year]

    def workdays_between(self, after: date, until: date) -> int:
        """Working days later than ``after`` up to and with ``until``; negative when ``until`` comes first."""
        if until < after:
            return -self.workdays_between(until, after)
        total = 0
        for year in range(after.year, until.year + 1):
            days = self.workdays_of(year)
            total += bisect_right(days, until) - bisect_right(days, after)
        return total

    def nth_workday(self, after: date, count: int) -> date:
        """The ``count``-th working day later than ``after``.

        Raises ValueError when ``count`` is below 1 or the limit runs past the year 9999.
        """
        if count < 1:
            raise ValueError("a limit counts at least one working day")
        year, position = after.year, bisect_right(self.workdays_of(after.year), after)
        while position + count > len(self.workdays_of(year)):
            count -= len(self.workdays_of(year)) - position
            year, position = year + 1, 0
        return self.workdays_of(year)[position + count - 1]

    def is_provisional(self, until: date) -> bool:
        return until.year not in self.years

    def due(self, start: date, count: int, *, event: str = "起算日", action: str = "截止") -> Due:
        """The day on which a limit of ``count`` working days from ``start`` ends, explained."""
        due_on = self.nth_workday(start, count)
        provisional = any(year not in self.years for year in range(start.year, due_on.year + 1))
        parts = [f"{event} {start}", f"次日起算{count}个工作日", *self.met(start, due_on)]
        parts.append(f"应于 {due_on} 前{action}（含当日）" if action != "截止" else f"截止 {due_on}（含当日）")
        if provisional:
            parts.append("其间有年份的放假安排尚未公布，暂按周一至周五推算")
        return Due(due_on, provisional, "，".join(parts))

    def due_by_days(self, start: date, count: int, *, event: str = "起算日", action: str = "截止") -> Due:
        """The same for a limit in days of the calendar: a last day off is put off to the next working day.

        Source: 民法典第二百零三条. Raises OverflowError when the limit runs past the year 9999.
        """
        last = start + timedelta(days=count)
        due_on = last if self.is_workday(last) else self.nth_workday(last, 1)
        provisional = any(year not in self.years for year in range(last.year, due_on.year + 1))
        parts = [f"{event} {start}", f"次日起算{count}天"]
        if due_on != last:
            parts.append(f"最后一日 {last} 是休息日，顺延到下一个工作日")
        parts.append(f"应于 {due_on} 前{action}（含当日）" if action != "截止" else f"截止 {due_on}（含当日）")
        if provisional:
            parts.append("其间有年份的放假安排尚未公布，暂按周一至周五推算")
        return Due(due_on, provisional, "，".join(parts))

    def met(self, start: date, end: date) -> list[str]:
        """What the count met on its way: holidays by name and days, make-up workdays by number."""
        span = [start + timedelta(days=offset) for offset in range(1, (end - start).days + 1)]
        names = Counter(self.holidays[day] for day in span if day in self.holidays)
        worked = sum(day in self.makeup for day in span)
        met = [f"{name}{days}天" for name, days in names.items()]
        if worked:
            met.append(f"调休上班{worked}天")
        return ["、".join(met) + "已计"] if met else []


@dataclass(frozen=True)
class Light:
    """A state that is said by word, shape and colour together; ``tone`` names the colour."""

    tone: str
    mark: str
    word: str


NOT_APPLICABLE = Light("none", "–", "暂无到期")


def light(due_on: date | None, done_on: date | None, on: date, calendar: WorkCalendar) -> Light:
    """How a limit stands on the day ``on``: kept, missed, soon or open. ``done_on`` is the day it was met."""
    if due_on is None:
        return Light("done", "✓", "已公开") if done_on else NOT_APPLICABLE
    late = calendar.workdays_between(due_on, done_on or on)
    if done_on is not None:
        return Light("late", "●", f"逾期{max(late, 1)}个工作日") if done_on > due_on else Light("done", "✓", "按期")
    if on > due_on:
        return Light("late", "●", f"逾期{max(late, 1)}个工作日")
    if on == due_on:
        return Light("soon", "▲", "今日到期")
    tone, mark = ("soon", "▲") if -late <= SOON_WORKDAYS else ("open", "○")
    return Light(tone, mark, f"还有{-late}个工作日")
