"""The year end: the list, one unit's explanation, confirmation, and a change by the office."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.appraisal import adjusting, confirming, export, lists, presenting
from tracker.appraisal.blueprint import bp
from tracker.appraisal.forms import AdjustForm, ConfirmForm
from tracker.appraisal.models import Verdict
from tracker.appraisal.scheme import Scheme
from tracker.appraisal.schemes import views as schemes_views
from tracker.choices import Proposal, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.spreadsheet import write_workbook
from tracker.files import store
from tracker.people import access
from tracker.rectification.records import PAGES
from tracker.refusals import Refused, Stale

__all__ = ["bp", "schemes_views"]


@bp.get("/year-end")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """To the current year: the whole list, or the own unit's page."""
    return web.go(_own_page(today().year) or url_for(".show", year=today().year))


@bp.get("/year-end/<int:year>")
@access.allow(*access.EVERYBODY)
def show(year: int) -> Response:
    own = _own_page(year)
    if own is not None:
        return web.go(own)
    found = _list(year)
    entries = presenting.entries(found)
    return web.render(
        "year_end/show.html",
        found=found,
        groups=presenting.by_group(entries, Scheme.from_json(found.scheme).groups),
        road=presenting.road(found, entries),
        commended=presenting.with_decision(entries, Proposal.COMMEND),
        criticised=presenting.with_decision(entries, Proposal.CRITICISE),
        waiting=_waiting(found),
        participants=presenting.participants(entries),
        years=presenting.years_with_tasks(),
    )


@bp.get("/year-end/<int:year>/list.xlsx")
@access.allow(*access.ALL_UNITS)
def workbook(year: int) -> Response:
    found = _list(year)
    data = write_workbook(export.sheets(found, presenting.entries(found)))
    begin_writing()
    details = {"fingerprint": found.fingerprint}
    journal.record("appraisal.export", "register", None, f"导出{year}年度考核名单", details=details)
    db.session.commit()
    return web.attachment(data, f"{year}年度考核名单.xlsx", store.OFFICE["xl/workbook.xml"])


@bp.get("/year-end/<int:year>/units/<code>")
@access.allow(*access.EVERYBODY)
def unit(year: int, code: str) -> Response:
    """One unit's score line by line with the records behind it; a unit sees its own, all year round."""
    if not g.user.sees_all_units and (g.user.unit is None or g.user.unit.code != code):
        abort(404)
    found = _list(year)
    entry = next((each for each in presenting.entries(found) if each.unit["code"] == code), None)
    if entry is None:
        abort(404)
    whole = dict(entry.unit)
    return web.render(
        "year_end/unit.html",
        "year_end/_outlook.html",
        found=found,
        entry=entry,
        unit=whole,
        facts=presenting.fact_rows(whole),
        pages=PAGES,
        most=presenting.MOST_RECORDS,
        may_adjust=g.user.role is Role.OFFICE and entry.verdict is not None,
    )


@bp.route("/year-end/<int:year>/confirm", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def confirm(year: int) -> Response:
    """Ask first; then freeze exactly the list that was shown."""
    form = ConfirmForm()
    if not form.is_submitted() or lists.waiting(year):
        return _confirm(web.stale if form.is_submitted() else web.render, year)
    try:
        appraisal = confirming.confirm(year, form.fingerprint.data or "", g.user)
    except Stale as stale:
        db.session.rollback()
        return _confirm(web.stale, year, stale=stale)
    db.session.commit()
    said = f"{year}年度名单已确认，事实截至 {appraisal.as_of} 冻结。下一步：起草并签发通报。"
    return web.saved(said, url_for(".show", year=year))


def _confirm(answer: Callable[..., Response], year: int, **context: Any) -> Response:
    found = _list(year)
    if found.appraisal is not None:
        raise Refused(confirming.already(year))
    entries = presenting.entries(found)
    return answer(
        "year_end/confirm.html",
        found=found,
        form=ConfirmForm(formdata=None, data={"fingerprint": found.fingerprint}),
        commended=presenting.with_decision(entries, Proposal.COMMEND),
        criticised=presenting.with_decision(entries, Proposal.CRITICISE),
        participants=presenting.participants(entries),
        waiting=_waiting(found),
        **context,
    )


@bp.route("/year-end/<int:year>/units/<code>/decision", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def adjust(year: int, code: str) -> Response:
    """Change a unit's place on the confirmed list, with a written reason."""
    verdict = _verdict(year, code)
    templates = ("year_end/adjust.html", "year_end/_adjust.html")
    form = AdjustForm()
    if not form.is_submitted():
        form.version.data = str(verdict.version)
        return web.render(*templates, form=form, verdict=verdict)
    if form.is_stale(verdict.version):
        return web.stale(*templates, form=form, verdict=verdict, stale=True)
    if not form.validate():
        return web.invalid(*templates, form=form, verdict=verdict)
    adjusting.adjust(verdict, form.chosen, form.reason.data, g.user)
    db.session.commit()
    said = f"{verdict.unit.short_name}已调整为“{verdict.decision.label}”，理由会和名单一起留存。"
    return web.saved(said, url_for(".unit", year=year, code=code))


def _own_page(year: int) -> str | None:
    """Where a person of a unit is sent. Raises Refused for an account that still has no unit."""
    if g.user.sees_all_units:
        return None
    if g.user.unit is None:
        raise Refused("您的账号还没有所属单位，看不到年度考核。请联系管理员在“人员”中指定单位。")
    return url_for(".unit", year=year, code=g.user.unit.code)


def _list(year: int) -> lists.YearList:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)
    return lists.of(year)


def _waiting(found: lists.YearList) -> str:
    """What the office has yet to review before it can confirm; nothing once it has."""
    waiting = 0 if found.appraisal else lists.waiting(found.year)
    return confirming.unreviewed(found.year, waiting) if waiting else ""


def _verdict(year: int, code: str) -> Verdict:
    appraisal = lists.confirmed(year, to_write=request.method == "POST")
    found = next((each for each in appraisal.verdicts if each.unit.code == code), None) if appraisal else None
    if found is None:
        abort(404)
    return found
