"""The working calendar: read by all, kept by the administrator year by year."""

from typing import Any

from flask import Blueprint, abort, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.calendar import arranging, book, entry
from tracker.calendar import year as years
from tracker.calendar.entry import Arrangement
from tracker.calendar.forms import YearForm
from tracker.calendar.models import CalendarYear
from tracker.choices import Role
from tracker.clock import WorkCalendar, today
from tracker.db import db
from tracker.people import access
from tracker.refusals import Refused, Stale

bp = Blueprint("calendar", __name__)
FIRST_YEAR, LAST_YEAR = 2004, 2099
PAGES = ("calendar/edit.html", "calendar/_form.html")


def _notices() -> dict[int, str]:
    return dict(db.session.execute(select(CalendarYear.year, CalendarYear.notice)).all())


@bp.get("/calendar")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """All years with their source; the next year without one is shown as provisional."""
    calendar, notices = book.in_force(), _notices()
    wanted = calendar.years | {today().year, today().year + 1, max(calendar.years) + 1}
    shown = [years.summary(number, calendar, notices) for number in sorted(wanted, reverse=True)]
    return web.render("calendar/index.html", years=shown)


def _known_number(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


@bp.get("/calendar/<int:year>")
@access.allow(*access.EVERYBODY)
def show(year: int) -> Response:
    """The days of a year that differ from Monday to Friday."""
    _known_number(year)
    calendar = book.in_force()
    return web.render(
        "calendar/show.html",
        year=years.summary(year, calendar, _notices()),
        days=book.days_of(year),
        months=years.months(year, calendar),
        weekday=years.weekday,
        weekdays=years.WEEKDAYS,
        package_knows=year in book.package_calendar().years,
    )


def _arrangement(year: int, calendar: WorkCalendar) -> Arrangement:
    return Arrangement(
        {day: name for day, name in calendar.holidays.items() if day.year == year},
        frozenset(day for day in calendar.makeup if day.year == year),
    )


@bp.route("/calendar/<int:year>/edit", methods=["GET", "POST"])
@access.allow(Role.ADMIN)
def edit(year: int) -> Response:
    """Enter a year from its notice; one that the package knows is offered filled in."""
    _known_number(year)
    form = YearForm()
    if not form.is_submitted():
        _fill(form, year)
        return web.render(*PAGES, form=form, year=year)
    if not form.validate():
        return web.invalid(*PAGES, form=form, year=year)
    try:
        typed = entry.read(year, form.holidays.data, form.worked.data or "")
        recounted = arranging.arrange(year, form.notice.data, typed, form.version.data or 0)
    except Stale as stale:
        return web.stale(*PAGES, form=form, year=year, stale=str(stale), versions=_versions(form, year))
    except Refused as refused:
        wrong = form.worked if str(refused).startswith("调休") else form.holidays
        wrong.errors = [str(refused)]
        return web.invalid(*PAGES, form=form, year=year)
    db.session.commit()
    return web.saved(f"已保存{year}年的放假安排，{_told(recounted)}。", url_for(".show", year=year))


def _told(recounted: int) -> str:
    return f"有{recounted}条公开记录的期限已重新推算" if recounted else "已登记的期限没有变化"


def _fill(form: YearForm, year: int) -> None:
    own = db.session.get(CalendarYear, year)
    form.version.data = own.version if own else 0
    form.notice.data = own.notice if own else ""
    form.holidays.data, form.worked.data = entry.write(_arrangement(year, book.in_force()))


def _versions(form: YearForm, year: int) -> list[tuple[str, str, str]]:
    saved = YearForm(formdata=None)
    _fill(saved, year)
    form.version.raw_data, form.version.data = None, saved.version.data
    pairs: list[tuple[Any, Any]] = [
        (saved.notice, form.notice),
        (saved.holidays, form.holidays),
        (saved.worked, form.worked),
    ]
    return [(one.label.text, one.data or "—", other.data or "—") for one, other in pairs if one.data != other.data]


@bp.post("/calendar/<int:year>/remove")
@access.allow(Role.ADMIN)
def remove(year: int) -> Response:
    """Give up the entered arrangement."""
    own: CalendarYear = db.first_or_404(select(CalendarYear).where(CalendarYear.year == year).with_for_update())
    recounted = arranging.give_up(own)
    db.session.commit()
    again = "改用系统预置的安排" if year in book.package_calendar().years else "该年改为暂定，按周一至周五推算"
    return web.saved(f"已删除{year}年自行录入的安排，{again}，{_told(recounted)}。", url_for(".show", year=year))
