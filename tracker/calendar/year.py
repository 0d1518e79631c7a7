"""One year for people to read: its source, its counts, and its months as weeks. Pure."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from tracker.clock import Light, WorkCalendar

PRELOADED = "系统预置（历年国务院办公厅通知）"
KNOWN, MISSING = Light("done", "✓", "已有安排"), Light("soon", "▲", "暂定，按周一至周五推算")
WEEKDAYS = "一二三四五六日"
FIRST_YEAR, LAST_YEAR = 2004, 2099


@dataclass(frozen=True)
class Year:
    number: int
    source: str
    is_own: bool
    light: Light
    days_off: int
    makeup: int
    workdays: int


@dataclass(frozen=True)
class Day:
    """A cell of the month's picture; ``mark`` is 休 or 班 where the day differs from Monday to Friday."""

    number: int
    mark: str
    name: str


def summary(number: int, calendar: WorkCalendar, notices: dict[int, str]) -> Year:
    is_known = number in calendar.years
    return Year(
        number,
        notices.get(number) or (PRELOADED if is_known else "通知尚未公布或尚未录入"),
        number in notices,
        KNOWN if is_known else MISSING,
        sum(day.year == number for day in calendar.holidays),
        sum(day.year == number for day in calendar.makeup),
        len(calendar.workdays_of(number)),
    )


def months(number: int, calendar: WorkCalendar) -> list[list[list[Day | None]]]:
    """Twelve months of weeks of seven days, Monday first; None for a day of another month."""
    weeks = Calendar()
    return [
        [[_cell(date(number, month, day), calendar) if day else None for day in week] for week in found]
        for month in range(1, 13)
        for found in [weeks.monthdayscalendar(number, month)]
    ]


def _cell(day: date, calendar: WorkCalendar) -> Day:
    if day in calendar.makeup:
        return Day(day.day, "班", "调休上班")
    name = calendar.holidays.get(day, "")
    return Day(day.day, "休" if name else "", name)


def weekday(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"
