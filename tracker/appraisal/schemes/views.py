"""The scheme of a year in the browser: versions, a draft, its trial run and adoption; rehearsals that write nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal import explaining, lists, presenting, scheme
from tracker.appraisal.blueprint import bp
from tracker.appraisal.choices import SchemeState
from tracker.appraisal.models import AppraisalScheme
from tracker.appraisal.scheme import Scheme, SchemeProblem
from tracker.appraisal.schemes import comparing, drafting, rehearsing
from tracker.appraisal.schemes.forms import LIMITED, AdoptForm, CopyForm, DiscardForm, RehearsalForm, SchemeForm, filled
from tracker.choices import Role, UnitKind
from tracker.clock import today
from tracker.db import db
from tracker.people import access
from tracker.refusals import Refused

ADDRESS = "/year-end/<int:year>/schemes"
ONE = f"{ADDRESS}/<int:number>"


@bp.get(ADDRESS)
@access.allow(*access.ALL_UNITS)
def schemes(year: int) -> Response:
    """The year's versions, and a draft to be copied from any scheme there is."""
    return web.render("year_end/schemes.html", **_versions(year))


@bp.post(ADDRESS)
@access.allow(Role.OFFICE)
def copy_scheme(year: int) -> Response:
    _require(year)
    chosen = CopyForm().source.data or ""
    source = db.session.get(AppraisalScheme, int(chosen)) if chosen.isascii() and chosen.isdigit() else None
    draft = drafting.copy(year, source, g.user)
    db.session.commit()
    said = f"已拟定{year}年度考核方案第{draft.number}版草案。修改后请先试算，再采用。"
    return web.saved(said, url_for(".scheme", year=year, number=draft.number))


@bp.get(ONE, endpoint="scheme")
@access.allow(*access.EVERYBODY)
def scheme_version(year: int, number: int) -> Response:
    """One version; the office changes it here while it is a draft, which units do not see."""
    return _show(web.render, _fetch(year, number))


@bp.post(ONE)
@access.allow(Role.OFFICE)
def change_scheme(year: int, number: int) -> Response:
    draft, form = _fetch(year, number), SchemeForm()
    if form.is_stale(draft.version):
        return _show(web.stale, draft, form=form, stale=True)
    if not form.validate():
        return _show(web.invalid, draft, form=form)
    try:
        becomes = form.scheme(Scheme.from_json(draft.content))
    except SchemeProblem as problem:
        return _show(web.invalid, draft, form=form, refused=str(problem))
    drafting.change(draft, becomes)
    db.session.commit()
    return web.saved("方案草案已保存。请试算，看哪些单位会变动。", url_for(".scheme", year=year, number=number))


@bp.get(f"{ONE}/trial")
@access.allow(Role.OFFICE)
def trial(year: int, number: int) -> Response:
    """Who would move if the draft were adopted."""
    return _trial(web.render, _fetch(year, number))


@bp.post(f"{ONE}/adopt")
@access.allow(Role.OFFICE)
def adopt_scheme(year: int, number: int) -> Response:
    draft, form = _fetch(year, number), AdoptForm()
    if form.is_stale(draft.version):
        return _trial(web.stale, draft, form=form, stale=True)
    if not form.validate():
        return _trial(web.invalid, draft, form=form)
    drafting.adopt(draft, form.reason.data, g.user)
    db.session.commit()
    return web.saved(f"{year}年度从现在起按方案第{number}版核算。", url_for(".schemes", year=year))


@bp.post(f"{ONE}/discard")
@access.allow(Role.OFFICE)
def discard_scheme(year: int, number: int) -> Response:
    draft, form = _fetch(year, number), DiscardForm()
    if form.is_stale(draft.version):
        return _show(web.stale, draft, stale=True)
    drafting.discard(draft)
    db.session.commit()
    return web.saved(f"已放弃方案第{number}版草案。", url_for(".schemes", year=year))


@bp.get("/year-end/<int:year>/rehearsal")
@access.allow(*access.ALL_UNITS)
def rehearsal(year: int) -> Response:
    """The same computation for an earlier day or another scheme, beside the list as it is; nothing is written."""
    form, day, chosen = _asked(year)
    context: dict[str, Any] = {"year": year, "form": form, "found": None}
    if form.errors:
        return web.invalid("year_end/rehearsal.html", **context)
    if day is None and chosen is None:
        return web.render("year_end/rehearsal.html", **context)
    try:
        found = rehearsing.rehearse(year, day, chosen)
    except Refused as refusal:
        form.as_of.errors = [str(refusal)]
        return web.invalid("year_end/rehearsal.html", **context)
    moves = comparing.moves(lists.of(year), found)
    told = {"told": comparing.summary(moves), "asked": _again(day, chosen)}
    context |= {"found": found, "moves": moves, **told}
    return web.render("year_end/rehearsal.html", **context)


@bp.get("/year-end/<int:year>/rehearsal/units/<code>")
@access.allow(*access.ALL_UNITS)
def rehearsed_unit(year: int, code: str) -> Response:
    """One unit's page as of that day or by that scheme: the same as the real one, and nothing on it can be done."""
    form, day, chosen = _asked(year)
    if form.errors or (day is None and chosen is None):
        return web.go(url_for(".unit", year=year, code=code))
    found = rehearsing.rehearse(year, day, chosen)
    entry = next((each for each in presenting.entries(found) if each.unit["code"] == code), None)
    if entry is None:
        abort(404)
    return web.render(
        "year_end/unit.html", **explaining.page(found, entry) | {"rehearsed": True, "asked": _again(day, chosen)}
    )


def _asked(year: int) -> tuple[RehearsalForm, date | None, AppraisalScheme | None]:
    """The form of a rehearsal, checked, with the day and the scheme that it names."""
    _require(year)
    versions = _of_year(year)
    form = RehearsalForm(formdata=request.args)
    form.scheme.choices = {"": "现行方案"} | {str(each.id): _named(each) for each in versions}
    form.validate()
    return form, form.day(), form.chosen(versions)


def _again(day: date | None, by: AppraisalScheme | None) -> dict[str, Any]:
    """The query string of the same rehearsal."""
    return {"as_of": day, "scheme": by.id if by else None}


def _trial(answer: Callable[..., Response], draft: AppraisalScheme, **context: Any) -> Response:
    if draft.state is not SchemeState.DRAFT:
        raise Refused(f"第{draft.number}版{draft.state.label}，不需要试算；可以在“模拟核算”中按它核算。")
    schemes_ = [lists.scheme_of(draft.year), Scheme.from_json(draft.content)]
    before, after = lists.reckoned(lists.moment_of(draft.year), schemes_)
    moves = comparing.moves(before, after)
    fresh = {
        "form": AdoptForm(formdata=None, data={"version": str(draft.version)}),
        "moves": moves,
        "asked": _again(None, draft),
    }
    return answer(
        "year_end/trial.html",
        "year_end/_adopt.html",
        draft=draft,
        before=before,
        after=after,
        differences=filled(schemes_[0]).differences(filled(schemes_[1])),
        told=comparing.summary(moves),
        **fresh | context,
    )


def _show(
    answer: Callable[..., Response], of: AppraisalScheme, form: SchemeForm | None = None, **context: Any
) -> Response:
    content = Scheme.from_json(of.content)
    if form is None:
        form = SchemeForm(formdata=None, data={"version": str(of.version)})
        form.read(content)
    is_late = of.state is SchemeState.DRAFT and lists.confirmed(of.year) is not None
    may_change = g.user.role is Role.OFFICE and of.state is SchemeState.DRAFT and not is_late
    return answer(
        "year_end/scheme.html",
        "year_end/_scheme.html",
        of=of,
        content=content,
        form=form,
        rules=scheme,
        limited=LIMITED,
        kinds=list(UnitKind),
        may_change=may_change,
        is_late=is_late,
        **context,
    )


def _versions(year: int) -> dict[str, Any]:
    _require(year)
    versions = _of_year(year)
    others = db.session.scalars(
        select(AppraisalScheme)
        .where(AppraisalScheme.year != year, AppraisalScheme.state == SchemeState.ADOPTED)
        .order_by(AppraisalScheme.year.desc(), AppraisalScheme.number.desc())
    ).all()
    form = CopyForm(formdata=None)
    sources = [*reversed(versions), *others]
    form.source.choices = {str(each.id): _named(each) for each in sources} | {"": "系统默认方案"}
    adopted = [each for each in versions if each.state is SchemeState.ADOPTED]
    appraisal = lists.confirmed(year)
    return {
        "year": year,
        "versions": versions,
        "in_force": adopted[-1].number if adopted else None,
        "default": scheme.default(year),
        "form": form,
        "is_frozen": appraisal is not None,
        "may_copy": g.user.role is Role.OFFICE
        and appraisal is None
        and not any(each.state is SchemeState.DRAFT for each in versions),
    }


def _named(each: AppraisalScheme) -> str:
    return f"{each.year}年度第{each.number}版 {each.name}（{each.state.label}）"


def _of_year(year: int) -> list[AppraisalScheme]:
    return list(
        db.session.scalars(
            select(AppraisalScheme).where(AppraisalScheme.year == year).order_by(AppraisalScheme.number)
        ).all()
    )


def _require(year: int) -> None:
    if not lists.FIRST_YEAR <= year <= today().year + 1:
        abort(404)


def _fetch(year: int, number: int) -> AppraisalScheme:
    """One version that the person may see: what is only drafted is for those who see all units."""
    statement = select(AppraisalScheme).where(AppraisalScheme.year == year, AppraisalScheme.number == number)
    if request.method == "POST":
        statement = statement.with_for_update()
    if not g.user.sees_all_units:
        statement = statement.where(AppraisalScheme.state == SchemeState.ADOPTED)
    found = db.session.scalar(statement) or _default(year, number)
    if found is None:
        abort(404)
    return found


def _default(year: int, number: int) -> AppraisalScheme | None:
    """The default scheme, to be read while it is in force without being among the year's versions."""
    found = None if request.method == "POST" or _of_year(year) else drafting.default_version(year)
    return found if found is not None and found.number == number else None
