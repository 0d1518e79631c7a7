"""The year end: the list, one unit's explanation, confirmation, and a change by the office."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.appraisal import adjusting, confirming, document, explaining, export, lists, presenting
from tracker.appraisal.adjusting import open_to
from tracker.appraisal.blueprint import bp
from tracker.appraisal.carrying import views as carrying_views
from tracker.appraisal.excusable import LOST
from tracker.appraisal.explaining import telling
from tracker.appraisal.forms import AdjustForm, ConfirmForm
from tracker.appraisal.hearing import assessing, excusing, heard, stating
from tracker.appraisal.hearing import views as hearing_views
from tracker.appraisal.models import Verdict
from tracker.appraisal.reorganising import views as reorganising_views
from tracker.appraisal.scheme import Scheme
from tracker.appraisal.schemes import views as schemes_views
from tracker.choices import Proposal, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.spreadsheet import write_workbook
from tracker.files import store
from tracker.people import access
from tracker.people.district import ISSUER_CODE
from tracker.people.models import Unit
from tracker.refusals import Refused, Stale

__all__ = ["bp", "carrying_views", "hearing_views", "reorganising_views", "schemes_views"]


@bp.get("/year-end")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """To the year in work: the whole list, or the own unit's page."""
    year = lists.present()
    return web.go(_own_page(year) or url_for(".show", year=year))


@bp.get("/year-end/<int:year>")
@access.allow(*access.EVERYBODY)
def show(year: int) -> Response:
    own = _own_page(year)
    if own is not None:
        return web.go(own)
    found = _list(year)
    entries = presenting.entries(found)
    hearing = heard.of(found.appraisal) if found.appraisal else None
    return web.render(
        "year_end/show.html",
        found=found,
        groups=presenting.by_group(entries, Scheme.from_json(found.scheme).groups),
        road=presenting.road(found, entries, hearing),
        hearing=hearing,
        commended=presenting.with_decision(entries, Proposal.COMMEND),
        criticised=presenting.with_decision(entries, Proposal.CRITICISE),
        in_short=telling.in_short,
        ahead=_ahead(found),
        waiting=_waiting(found),
        participants=presenting.participants(entries),
        years=presenting.years_with_tasks(),
        own_totals=assessing.totals(year),
        statements=stating.waiting(year) if found.appraisal else [],
        asked=0 if found.appraisal else excusing.waiting(year),
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
    """One unit's score line by line with the records behind it; a unit sees its own, all year round, and the leader
    who signs the notices those of a confirmed list."""
    is_own = g.user.unit is not None and g.user.unit.code == code
    is_signer = g.user.role is Role.LEADER and g.user.unit is not None and g.user.unit.code == ISSUER_CODE
    if not (g.user.sees_all_units or is_own or (is_signer and lists.confirmed(year) is not None)):
        abort(404)
    found = _list(year)
    entry = next((each for each in presenting.entries(found) if each.unit["code"] == code), None)
    if entry is None:
        abort(404)
    of = entry.verdict.unit if entry.verdict else db.session.scalars(select(Unit).where(Unit.code == code)).one()
    own = {
        "assessment": assessing.of(year, of),
        "excuses": excusing.of(year, of.id),
        "statement": stating.of(year, of.id),
        "statement_until": stating.until(entry.verdict) if entry.verdict else None,
        "may_assess": is_own and g.user.role is Role.LIAISON and found.appraisal is None,
        "may_state": is_own and entry.verdict is not None and stating.may_state(entry.verdict),
        "excusable": LOST,
        "signs": is_own and is_signer,
        "may_adjust": g.user.role is Role.OFFICE and entry.verdict is not None and bool(open_to(entry.verdict)),
    }
    return web.render("year_end/unit.html", "year_end/_outlook.html", **explaining.page(found, entry) | own)


@bp.get("/year-end/<int:year>/units/<code>/facts.json")
@access.allow(*access.EVERYBODY)
def unit_facts(year: int, code: str) -> Response:
    """The unit's document in canonical JSON: its SHA-256 is the unit's fingerprint."""
    if not g.user.sees_all_units and (g.user.unit is None or g.user.unit.code != code):
        abort(404)
    found = _list(year).unit(code)
    if found is None:
        abort(404)
    return _canonical(document.written(found), f"{year}年度考核-{found['short_name']}.json", f"{year}年度{code}的事实")


@bp.get("/year-end/<int:year>/seal.json")
@access.allow(*access.ALL_UNITS)
def seal(year: int) -> Response:
    """What the year's fingerprint is the SHA-256 of: moment, scheme, and each unit's own fingerprint."""
    found = _list(year)
    prints = ((unit["code"], document.unit_fingerprint(unit)) for unit in found.units)
    data = document.seal(year, found.as_of.isoformat(), found.scheme, prints)
    return _canonical(data, f"{year}年度考核指纹清单.json", f"{year}年度考核的指纹清单")


def _canonical(data: bytes, name: str, what: str) -> Response:
    begin_writing()
    journal.record("appraisal.export", "register", None, f"下载{what}")
    db.session.commit()
    return web.attachment(data, name, "application/json")


@bp.route("/year-end/<int:year>/confirm", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def confirm(year: int) -> Response:
    """Ask first; then freeze exactly the list that was shown."""
    form = ConfirmForm() if request.method == "POST" else ConfirmForm(formdata=request.args)
    cut_off = form.cut_off.data
    if form.validate() and cut_off is not None:
        form.cut_off.errors = lists.problems_of(year, cut_off)
    if form.errors:
        typed = (form.cut_off.raw_data or [""])[0]
        return _confirm(web.invalid, year, None, problems=form.cut_off.errors, typed=typed)
    if request.method == "GET" or lists.waiting(year):
        return _confirm(web.stale if request.method == "POST" else web.render, year, cut_off)
    try:
        appraisal = confirming.confirm(year, form.fingerprint.data or "", g.user, cut_off)
    except Stale as stale:
        db.session.rollback()
        return _confirm(web.stale, year, cut_off, stale=stale)
    db.session.commit()
    said = f"{year}年度名单已确认，事实截至 {appraisal.as_of} 冻结。下一步：起草并签发通报。"
    return web.saved(said, url_for(".show", year=year))


def _confirm(answer: Callable[..., Response], year: int, cut_off: date | None, **context: Any) -> Response:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)
    if lists.confirmed(year) is not None:
        raise Refused(confirming.already(year))
    found = lists.proposed(year, cut_off=cut_off)
    entries = presenting.entries(found)
    return answer(
        "year_end/confirm.html",
        found=found,
        form=ConfirmForm(formdata=None, data={"fingerprint": found.fingerprint, "cut_off": cut_off}),
        last=min(today(), date(year, 12, 31)),
        asked=excusing.waiting(year),
        commended=presenting.with_decision(entries, Proposal.COMMEND),
        criticised=presenting.with_decision(entries, Proposal.CRITICISE),
        participants=presenting.participants(entries),
        ahead=_ahead(found),
        waiting=_waiting(found),
        **context,
    )


@bp.route("/year-end/<int:year>/units/<code>/decision", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def adjust(year: int, code: str) -> Response:
    """Change a unit's place on the confirmed list, with a written reason."""
    verdict, form = _verdict(year, code), AdjustForm()
    if not form.is_submitted():
        form.version.data = str(verdict.version)
        return _adjust(web.render, verdict, form)
    if form.is_stale(verdict.version):
        return _adjust(web.stale, verdict, form, stale=True)
    if not form.validate():
        return _adjust(web.invalid, verdict, form)
    adjusting.adjust(verdict, form.chosen, form.reason.data, g.user)
    db.session.commit()
    said = f"{verdict.unit.short_name}已调整为“{verdict.decision.label}”，理由会和名单一起留存，单位在工作台看到。"
    return web.saved(said, url_for(".unit", year=year, code=code))


def _adjust(answer: Callable[..., Response], verdict: Verdict, form: AdjustForm, **context: Any) -> Response:
    places = open_to(verdict)
    form.decision.choices = [(place.value, place.label) for place in places]
    return answer(
        *("year_end/adjust.html", "year_end/_adjust.html"),
        form=form,
        verdict=verdict,
        may_change=bool(places),
        **context,
    )


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


def _ahead(found: lists.YearList) -> int:
    """How many tasks are not yet due, as long as the list is not confirmed."""
    return 0 if found.appraisal else sum(unit["facts"]["tasks_not_due"] for unit in found.units)


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
