"""The working calendar in force: the installed package's years, each replaced where the office entered its own."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from chinese_calendar.constants import holidays as package_holidays
from chinese_calendar.constants import workdays as package_workdays
from flask import g, has_app_context
from sqlalchemy import select

from tracker.calendar.models import CalendarYear
from tracker.clock import WorkCalendar
from tracker.db import db

PACKAGE = "chinesecalendar"
OWN_YEARS = select(CalendarYear)
CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@lru_cache(maxsize=1)
def package_calendar() -> WorkCalendar:
    """What the installed package knows; a year that it does not know is not in ``years``."""
    return WorkCalendar(
        frozenset(day.year for day in package_holidays),
        {day: CHINESE.get(name, name) for day, name in package_holidays.items()},
        frozenset(package_workdays),
    )


def with_own_years(base: WorkCalendar, own: Iterable[CalendarYear]) -> WorkCalendar:
    """The base with each of the office's own years put in place of it."""
    entered = list(own)
    if not entered:
        return base
    years = frozenset(year.year for year in entered)
    holidays = {day: name for day, name in base.holidays.items() if day.year not in years}
    makeup = {day for day in base.makeup if day.year not in years}
    for year in entered:
        holidays |= {day.on: day.name for day in year.days if not day.is_worked}
        makeup |= {day.on for day in year.days if day.is_worked}
    return WorkCalendar(base.years | years, holidays, frozenset(makeup))


def in_force() -> WorkCalendar:
    """The calendar of this request or command, read once."""
    if not has_app_context():
        return package_calendar()
    if "calendar" not in g:
        g.calendar = with_own_years(package_calendar(), db.session.scalars(OWN_YEARS))
    calendar: WorkCalendar = g.calendar
    return calendar


def days_of(year: int) -> list[tuple[date, bool, str]]:
    """Day, worked or not, and name of each day in a year that differs from Monday to Friday."""
    calendar = in_force()
    days = [(day, False, name) for day, name in calendar.holidays.items() if day.year == year]
    days += [(day, True, "调休上班") for day in calendar.makeup if day.year == year]
    return sorted(days)


def knows(year: int) -> bool:
    return year in in_force().years
