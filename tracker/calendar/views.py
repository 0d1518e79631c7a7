"""The working calendar: read by all, kept by the administrator year by year, by hand or from a pasted notice."""

from typing import Any

from flask import Blueprint, abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.calendar import amending, arranging, book, changes, completeness, entry, notice
from tracker.calendar import year as years
from tracker.calendar.entry import Arrangement
from tracker.calendar.forms import NoticeForm, YearForm
from tracker.calendar.models import CalendarChange, CalendarYear
from tracker.calendar.notice import Notice
from tracker.calendar.year import FIRST_YEAR, LAST_YEAR
from tracker.choices import Role
from tracker.clock import WorkCalendar, today
from tracker.db import db
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.refusals import Refused, Stale

bp = Blueprint("calendar", __name__)
PAGES = ("calendar/edit.html", "calendar/_form.html")
NOTICE = ("calendar/notice.html", "calendar/_notice.html")


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
        changes=changes.of_year(year, g.user),
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
        return web.render(*PAGES, form=form, year=year, proposal=None)
    context: dict[str, Any] = {"form": form, "year": year, "proposal": _proposal(form, year)}
    if not _is_sound(form, context["proposal"]):
        return web.invalid(*PAGES, **context)
    try:
        typed = entry.read(year, form.holidays.data, form.worked.data or "")
        context["proposal"] = _with_lacks(context["proposal"], typed, year)
        if not _is_checked(form, context["proposal"]):
            return web.invalid(*PAGES, **context)
        change, moved = arranging.arrange(year, form.notice.data, typed, form.version.data or 0, g.user)
    except Stale as stale:
        return web.stale(*PAGES, **context, stale=str(stale), versions=_versions(form, year))
    except Refused as refused:
        wrong = form.worked if str(refused).startswith("调休") else form.holidays
        wrong.errors = [str(refused)]
        return web.invalid(*PAGES, **context)
    db.session.commit()
    to = url_for(".change", year=year, change_id=change)
    return web.saved(f"已保存{year}年的放假安排，{_told(moved)}。{_left_over(form, year)}", to)


def _told(moved: int) -> str:
    return f"有{moved}条期限发生变化，列在下面" if moved else "已登记的期限没有变化"


def _is_sound(form: YearForm, proposal: amending.Proposal | None) -> bool:
    """What the notice's text left in doubt is saved only by someone who says to have looked at it."""
    sound = bool(form.validate())
    return _is_checked(form, proposal) and sound


def _is_checked(form: YearForm, proposal: amending.Proposal | None) -> bool:
    if proposal is not None and proposal.doubts and not form.checked.data:
        form.checked.errors = ["有需要核对的内容，请逐条核对后勾选"]
        return False
    return True


def _with_lacks(proposal: amending.Proposal | None, typed: Arrangement, year: int) -> amending.Proposal:
    """What is to be looked at, with what a year that is typed by hand seems to lack."""
    package = book.package_calendar()
    found = proposal or amending.Proposal({}, set())
    told = {doubt.message for doubt in found.doubts}
    lacking = completeness.lacks(typed, _arrangement(year, package) if year in package.years else None)
    found.doubts += [doubt for doubt in lacking if doubt.message.replace("没有", "没有读到", 1) not in told]
    return found


def _proposal(form: YearForm, year: int) -> amending.Proposal | None:
    """What the notice says from which the form was filled in, read again."""
    if not form.source.data or len(form.source.data) > notice.LONGEST:
        return None
    return amending.propose(_read_again(form, year), year, _arrangement(year, book.in_force()))


def _read_again(form: YearForm, year: int) -> Notice:
    found = notice.read(form.source.data or "")
    return found if found.year else notice.read(form.source.data or "", year)


def _left_over(form: YearForm, year: int) -> str:
    """A notice that reaches into another year has to be entered there too."""
    still = [f"{other}年的{days}天" for other, days in _others(_read_again(form, year), year).items() if days]
    return f"这份通知还有{'、'.join(still)}没有录入，请再粘贴一次，改看那一年的部分。" if still else ""


def _others(found: Notice, year: int) -> dict[int, int]:
    """The other years of which a notice names days, each with how many of them are not yet as it says."""
    calendar, counts = book.in_force(), {}
    for other in found.years:
        if other != year and FIRST_YEAR <= other <= LAST_YEAR:
            present = _arrangement(other, calendar)
            counts[other] = len(amending.differences(present, amending.propose(found, other, present).arrangement))
    return counts


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


@bp.route("/calendar/notice", methods=["GET", "POST"])
@access.allow(Role.ADMIN)
def read_notice() -> Response:
    """Read a pasted notice and offer the year's form filled in from it; nothing is saved here."""
    form = NoticeForm()
    if not form.is_submitted():
        return web.render(*NOTICE, form=form, notice=None)
    if not form.validate():
        return web.invalid(*NOTICE, form=form, notice=None)
    found = notice.read(form.text.data, form.year.data)
    year = form.part.data if form.part.data in found.years else found.year
    if year is None or not found.holidays:
        form.text.errors = [found.doubts[0].message]
        return web.invalid(*NOTICE, form=form, notice=None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        form.text.errors = [f"通知是{year}年的安排，只能录入{FIRST_YEAR}年至{LAST_YEAR}年的"]
        return web.invalid(*NOTICE, form=form, notice=None)
    return web.render(*NOTICE, **_offered(form, found, year))


def _offered(form: NoticeForm, found: Notice, year: int) -> dict[str, Any]:
    """The year's form as the notice would have it, beside what now counts."""
    calendar = book.in_force()
    present = _arrangement(year, calendar)
    proposal = amending.propose(found, year, present)
    offered, own = YearForm(formdata=None), db.session.get(CalendarYear, year)
    offered.version.data = own.version if own else 0
    offered.notice.data = amending.source(found, year, own.notice if own else "", is_known=year in calendar.years)
    offered.holidays.data, offered.worked.data = entry.write(proposal.arrangement)
    offered.source.data = form.text.data
    return {
        "asked": form,
        "form": offered,
        "year": year,
        "notice": found,
        "proposal": proposal,
        "others": _others(found, year),
        "differences": amending.differences(present, proposal.arrangement) if year in calendar.years else None,
        "weekday": years.weekday,
    }


@bp.get("/calendar/<int:year>/remove")
@access.allow(Role.ADMIN)
def ask_to_remove(year: int) -> Response:
    """What giving up the entered arrangement would do, for the administrator to confirm."""
    own: CalendarYear = db.first_or_404(select(CalendarYear).where(CalendarYear.year == year))
    package = book.package_calendar()
    afterwards = amending.differences(_arrangement(year, book.in_force()), _arrangement(year, package))
    return web.render(
        "calendar/remove.html",
        own=own,
        package_knows=year in package.years,
        differences=afterwards,
        weekday=years.weekday,
    )


@bp.post("/calendar/<int:year>/remove")
@access.allow(Role.ADMIN)
def remove(year: int) -> Response:
    """Give up the entered arrangement."""
    own: CalendarYear = db.first_or_404(select(CalendarYear).where(CalendarYear.year == year).with_for_update())
    change, moved = arranging.give_up(own, g.user)
    db.session.commit()
    again = "改用系统预置的安排" if year in book.package_calendar().years else "该年改为暂定，按周一至周五推算"
    to = url_for(".change", year=year, change_id=change)
    return web.saved(f"已删除{year}年自行录入的安排，{again}，{_told(moved)}。", to)


@bp.get("/calendar/<int:year>/changes/<int:change_id>")
@access.allow(*access.EVERYBODY)
def change(year: int, change_id: int) -> Response:
    """One change of the year with the limits that it moved, to a unit its own; ``export=xlsx`` gives a workbook."""
    statement = select(CalendarChange).where(CalendarChange.id == change_id, CalendarChange.year == year)
    found: CalendarChange = db.first_or_404(statement)
    asked = changes.rows(found, g.user, search_text())
    if request.args.get("export") == "xlsx":
        moved = everything(asked, changes.SORTS, changes.DEFAULT_SORT)
        answer = exporting.workbook("calendar.export", "期限变化", changes.sheet(found, moved), len(moved))
        db.session.commit()
        return answer
    moved_limits = listing(asked, changes.SORTS, changes.DEFAULT_SORT)
    return web.render(
        "calendar/change.html", "calendar/_moved.html", change=found, listing=moved_limits, shown=changes.shown
    )
