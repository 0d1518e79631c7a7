"""Entering a year's arrangement in place of the package's, giving it up again, and what that moves upstairs."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice

from blinker import Namespace
from flask import g
from sqlalchemy import insert

from tracker import journal
from tracker.calendar.entry import Arrangement, write
from tracker.calendar.models import CalendarChange, CalendarDay, CalendarYear, MovedLimit
from tracker.calendar.moving import UNWATCHED, Moved, Pace
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Stale

# app.py connects who keeps limits upstairs: each answers with the limits that came out differently (``moving.Moved``)
CHANGED = Namespace().signal("calendar changed")
BATCH = 1000


def arrange(year: int, notice: str, arrangement: Arrangement, version: int, by: User | None) -> tuple[int, int]:
    """Enter or change the year, with the number of the notice that it rests on.

    The number under which the change is kept, and how many limits came out differently. Raises Stale when the year was
    changed since ``version`` (0: since it was not yet entered).
    """
    own = db.session.get(CalendarYear, year, with_for_update=True)
    if version != (own.version if own else 0):
        raise Stale(f"您打开表单后，别人已修改过{year}年的安排。请对照后再保存。")
    what = "修改安排" if own else "录入安排"
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
    kept_as = CalendarChange(year=year, notice=notice, what=what, by_id=by.id if by else None)
    change, moved = _keep(kept_as, _moved(year))
    holidays, worked = write(arrangement)
    details = {"notice": notice, "holidays": holidays, "worked": worked, "change": change, "moved": moved}
    journal.record("calendar.change", "calendar_year", year, f"录入{year}年放假安排（{notice}）", details=details)
    return change, moved


def give_up(own: CalendarYear, by: User | None) -> tuple[int, int]:
    """Delete the entered year: what the package knows counts again, or the year becomes provisional."""
    db.session.delete(own)
    db.session.flush()
    kept_as = CalendarChange(year=own.year, what="删除安排", by_id=by.id if by else None)
    change, moved = _keep(kept_as, _moved(own.year))
    details = {"change": change, "moved": moved}
    journal.record("calendar.remove", "calendar_year", own.year, f"删除{own.year}年自行录入的放假安排", details=details)
    return change, moved


def recount(year: int, pace: Pace = UNWATCHED) -> int:
    """Compute the limits of a year anew that was changed from outside, as by a new release of the package.

    How many came out differently; a change is kept only when some did.
    """
    found = _moved(year, pace)
    first = next(found, None)
    if first is None:
        return 0
    number, moved = _keep(CalendarChange(year=year, what="重新推算"), chain([first], found))
    summary = f"重新推算{year}年的期限，{moved}条有变化"
    journal.record("calendar.recount", "calendar_year", year, summary, details={"change": number, "moved": moved})
    return moved


def _moved(year: int, pace: Pace = UNWATCHED) -> Iterator[Moved]:
    """Let the limits that touch the year be computed anew, in the same transaction."""
    g.pop("calendar", None)
    return chain.from_iterable(found for _, found in CHANGED.send(year, pace=pace))


def _keep(change: CalendarChange, moved: Iterator[Moved]) -> tuple[int, int]:
    """Keep a change with the limits that it moved: its number, and how many they are."""
    change.at = now()
    db.session.add(change)
    db.session.flush()
    total = 0
    while batch := [asdict(each) | {"change_id": change.id} for each in islice(moved, BATCH)]:
        db.session.connection().execute(insert(MovedLimit.__table__), batch)  # type: ignore[arg-type]
        total += len(batch)
    return change.id, total
