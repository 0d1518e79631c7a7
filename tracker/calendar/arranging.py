"""Entering a year's arrangement in place of the package's, and giving it up again."""

from blinker import Namespace
from flask import g

from tracker import journal
from tracker.calendar.entry import Arrangement, write
from tracker.calendar.models import CalendarDay, CalendarYear
from tracker.db import db
from tracker.refusals import Stale

CHANGED = Namespace().signal("calendar changed")  # app.py connects who keeps limits upstairs


def arrange(year: int, notice: str, arrangement: Arrangement, version: int) -> int:
    """Enter or change the year, with the number of the notice that it rests on; how many limits came out differently.

    Raises Stale when it was changed since ``version`` (0: since it was not yet entered).
    """
    own = db.session.get(CalendarYear, year, with_for_update=True)
    if version != (own.version if own else 0):
        raise Stale(f"您打开表单后，别人已修改过{year}年的安排。请对照后再保存。")
    if own is None:
        own = CalendarYear(year=year, version=0)
        db.session.add(own)
    kept = {day.on: day for day in own.days}
    wanted = {day: (False, name) for day, name in arrangement.holidays.items()}
    wanted |= dict.fromkeys(arrangement.worked, (True, "调休上班"))
    own.notice = notice
    own.days = [kept.get(day) or CalendarDay(on=day) for day in sorted(wanted)]
    for day in own.days:
        day.is_worked, day.name = wanted[day.on]
    own.version += 1
    db.session.flush()
    holidays, worked = write(arrangement)
    details = {"notice": notice, "holidays": holidays, "worked": worked}
    journal.record("calendar.change", "calendar_year", year, f"录入{year}年放假安排（{notice}）", details=details)
    return _tell(year)


def give_up(own: CalendarYear) -> int:
    """Delete the entered year: what the package knows counts again, or the year becomes provisional."""
    db.session.delete(own)
    db.session.flush()
    journal.record("calendar.remove", "calendar_year", own.year, f"删除{own.year}年自行录入的放假安排")
    return _tell(own.year)


def _tell(year: int) -> int:
    """Let the limits that touch the year be computed anew, in the same transaction."""
    g.pop("calendar", None)
    return sum(recounted for _, recounted in CHANGED.send(year))
