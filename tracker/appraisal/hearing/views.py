"""A unit's own word about its year: self-assessment, excuses, statement; and the office's answers."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.appraisal import lists
from tracker.appraisal.blueprint import bp
from tracker.appraisal.choices import ExcuseState, StatementOutcome
from tracker.appraisal.hearing import assessing, excusing, stating
from tracker.appraisal.hearing.forms import (
    ExcuseAnswerForm,
    ExcuseForm,
    SelfAssessmentForm,
    StatementAnswerForm,
    StatementForm,
)
from tracker.appraisal.models import Excuse, Statement, Verdict, statement_evidence
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.files.models import StoredFile
from tracker.people import access
from tracker.people.models import Unit
from tracker.rectification.records import PAGES

UNIT = "/year-end/<int:year>/units/<code>"


@bp.route(f"{UNIT}/self-assessment", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def self_assessment(year: int, code: str) -> Response:
    """The liaison gives the unit's own points by indicator, beside what is computed from the records."""
    unit = _own_unit(year, code)
    scheme = lists.scheme_of(year).as_json()
    found = assessing.of(year, unit)
    version = found.version if found else 0
    form = SelfAssessmentForm.over(scheme["indicators"])()
    templates = ("year_end/self_assessment.html", "year_end/_self_assessment.html")
    context: dict[str, Any] = {"year": year, "unit": unit, "found": found, "form": form, "scheme": scheme}
    if not form.is_submitted():
        form.version.data = str(version)
        if found is not None:
            form.text.data = found.text
            for key, value in found.points.items():
                if f"points_{key}" in form:
                    form[f"points_{key}"].data = value
        return web.render(*templates, **context)
    if form.is_stale(version):
        return web.stale(*templates, **context, stale=True)
    if not form.validate():
        return web.invalid(*templates, **context)
    if form.ask_for(assessing.applicable(year, unit)):
        return web.invalid(*templates, **context)
    saved = assessing.assess(year, unit, form.points, form.text.data or "", g.user)
    db.session.commit()
    said = f"{year}年度自评已保存，合计{saved.total:g}分。名单确认之前可以修改。"
    return web.saved(said, url_for(".unit", year=year, code=code))


@bp.route(f"{UNIT}/excuses", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def excuse(year: int, code: str) -> Response:
    """Ask that one record be not held against the unit; the record is named by the link that leads here."""
    unit = _own_unit(year, code)
    form = ExcuseForm()
    templates = ("year_end/excuse.html", "year_end/_excuse.html")
    if not form.is_submitted():
        form.indicator.data, form.record.data = request.args.get("indicator"), request.args.get("record")
        return web.render(*templates, form=form, **_about(year, unit, form))
    if not form.validate():
        return web.invalid(*templates, form=form, **_about(year, unit, form))
    excusing.ask(year, unit, (form.indicator.data, form.record.data), form.reason.data, g.user)
    db.session.commit()
    return web.saved("情况说明已提交，等待公开办答复；认可之前仍按失分计。", url_for(".unit", year=year, code=code))


@bp.get("/year-end/<int:year>/excuses")
@access.allow(*access.ALL_UNITS)
def excuses(year: int) -> Response:
    _require_year(year)
    found = excusing.of(year)
    return web.render("year_end/excuses.html", year=year, found=found, pages=PAGES, names=_indicator_names(year))


@bp.route("/year-end/<int:year>/excuses/<int:excuse_id>/answer", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def answer_excuse(year: int, excuse_id: int) -> Response:
    statement = select(Excuse).where(Excuse.id == excuse_id, Excuse.year == year)
    found: Excuse = db.first_or_404(statement.with_for_update() if request.method == "POST" else statement)
    form = ExcuseAnswerForm()
    templates = ("year_end/excuse_answer.html", "year_end/_excuse_answer.html")
    context: dict[str, Any] = {"found": found, "form": form, "pages": PAGES, "names": _indicator_names(year)}
    if not form.is_submitted():
        form.version.data = str(found.version)
        return web.render(*templates, **context)
    if form.is_stale(found.version):
        return web.stale(*templates, **context, stale=True)
    if not form.validate():
        return web.invalid(*templates, **context)
    excusing.answer(found, ExcuseState(form.state.data), form.answer.data, g.user)
    db.session.commit()
    return web.saved(f"已答复{found.unit.short_name}的情况说明。", url_for(".excuses", year=year))


@bp.route(f"{UNIT}/statement", methods=["GET", "POST"])
@access.allow(Role.LIAISON, Role.LEADER)
def statement(year: int, code: str) -> Response:
    """The unit states its case, or that it has no objection, before the criticism is issued."""
    unit = _own_unit(year, code)
    verdict = _verdict(year, unit.id)
    found = stating.of(year, unit.id)
    version = found.version if found else 0
    form = StatementForm()
    if not form.is_submitted():
        form.version.data = str(version)
        if found is not None:
            form.text.data, form.is_contested.data = found.text, "yes" if found.is_contested else "no"
        return _statement(web.render, verdict, found, form)
    if form.is_stale(version):
        return _statement(web.stale, verdict, found, form)
    if not form.validate():
        return _statement(web.invalid, verdict, found, form)
    stating.state(verdict, form.is_contested.data == "yes", form.text.data or "", form.keep(), g.user)
    db.session.commit()
    return web.saved("已提交，公开办在签发通报批评之前会看到并答复。", url_for(".unit", year=year, code=code))


@bp.route(f"{UNIT}/statement/answer", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def answer_statement(year: int, code: str) -> Response:
    asked = select(Statement).join(Unit, Unit.id == Statement.unit_id).where(Statement.year == year, Unit.code == code)
    found: Statement = db.first_or_404(asked.with_for_update(of=Statement) if request.method == "POST" else asked)
    form = StatementAnswerForm()
    templates = ("year_end/statement_answer.html", "year_end/_statement_answer.html")
    if not form.is_submitted():
        form.version.data = str(found.version)
        return web.render(*templates, found=found, form=form)
    if form.is_stale(found.version):
        return web.stale(*templates, found=found, form=form, stale=True)
    if not form.validate():
        return web.invalid(*templates, found=found, form=form)
    stating.answer(found, StatementOutcome(form.outcome.data), form.answer.data, g.user)
    db.session.commit()
    more = "名单需要变动的，请在“调整名单”中写明理由。" if found.outcome is not StatementOutcome.REJECTED else ""
    return web.saved(f"已答复{found.unit.short_name}的申述。{more}", url_for(".unit", year=year, code=code))


@bp.get(f"{UNIT}/statement/files/<int:file_id>")
@access.allow(*access.EVERYBODY)
def statement_file(year: int, code: str, file_id: int) -> Response:
    if not g.user.sees_all_units and (g.user.unit is None or g.user.unit.code != code):
        abort(404)
    begin_writing()
    stored = db.first_or_404(
        select(StoredFile)
        .join(statement_evidence, statement_evidence.c.stored_file_id == StoredFile.id)
        .join(Statement, Statement.id == statement_evidence.c.statement_id)
        .join(Unit, Unit.id == Statement.unit_id)
        .where(StoredFile.id == file_id, Statement.year == year, Unit.code == code)
    )
    answer = sending.send(stored)
    journal.record("file.download", "stored_file", stored.id, f"下载佐证材料“{stored.name}”")
    db.session.commit()
    return answer


def _statement(
    answer: Callable[..., Response], verdict: Verdict, found: Statement | None, form: StatementForm
) -> Response:
    return answer(
        "year_end/statement.html",
        "year_end/_statement.html",
        verdict=verdict,
        found=found,
        form=form,
        until=stating.until(verdict),
        may_state=stating.may_state(verdict) and (found is None or found.outcome is None),
        stale=answer is web.stale,
    )


def _require_year(year: int) -> None:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)


def _own_unit(year: int, code: str) -> Unit:
    _require_year(year)
    unit: Unit | None = g.user.unit
    if unit is None or unit.code != code:
        abort(404)
    return unit


def _verdict(year: int, unit_id: int) -> Verdict:
    appraisal = lists.confirmed(year)
    found = next((each for each in appraisal.verdicts if each.unit_id == unit_id), None) if appraisal else None
    if found is None:
        abort(404)
    return found


def _indicator_names(year: int) -> dict[str, str]:
    content = lists.scheme_of(year)
    return {each.key: each.name for each in content.deductions} | {each.key: each.name for each in content.indicators}


def _about(year: int, unit: Unit, form: ExcuseForm) -> dict[str, Any]:
    """The record that the form is about, as it stands in the unit's score."""
    document = lists.of(year).unit(unit.code)
    kind, _, number = (form.record.data or "").partition(":")
    title = document["titles"].get(kind, {}).get(number) if document else None
    name = _indicator_names(year).get(form.indicator.data or "")
    return {"year": year, "unit": unit, "title": title, "indicator": name}
