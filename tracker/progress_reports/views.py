"""The register of reports, one of them with its steps, and the district's chapter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.appraisal import lists
from tracker.appraisal.facts import FACTS
from tracker.calendar import book
from tracker.choices import Role, UnitKind
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.official import OfficialDocument, write_official
from tracker.files import store
from tracker.forms import EARLIEST, VersionedForm
from tracker.listing import everything, listing
from tracker.people import access
from tracker.progress_reports import annual, due, gathering, handing, paper, register, tables, writing
from tracker.progress_reports.blueprint import bp
from tracker.progress_reports.chapters import views as chapter_views
from tracker.progress_reports.choices import ReportState, Section
from tracker.progress_reports.forms import AnnualForm, DraftForm, DueForm, NoteForm, StepForm, SubmitForm, TextForm
from tracker.progress_reports.models import ProgressReport, ProgressReportEntry
from tracker.progress_reports.paper import Report
from tracker.progress_reports.sentences import heading
from tracker.refusals import Refused
from tracker.requests.yearly.table import BALANCE_RULE, HEADINGS

__all__ = ["bp", "chapter_views"]
DOCX = store.OFFICE["word/document.xml"]


@dataclass(frozen=True)
class Act:
    """One step of a report: who may take it, on which form, what is done and said."""

    roles: tuple[Role, ...]
    form: type[VersionedForm]
    do: Callable[..., None]
    said: str


ACTS = {
    "refresh": Act((Role.LIAISON,), StepForm, lambda report, by, _: writing.refresh(report, by), "数据已更新。"),
    "send-up": Act((Role.LIAISON,), StepForm, lambda report, by, _: handing.send_up(report, by), "已送领导审定。"),
    "approve": Act((Role.LEADER,), StepForm, lambda report, by, _: handing.approve(report, by), "已审定，可以报送。"),
    "send-back": Act(
        (Role.LEADER,), NoteForm, lambda report, by, form: handing.send_back(report, by, form.note.data), "已退回修改。"
    ),
    "submit": Act(
        (Role.LIAISON,),
        SubmitForm,
        lambda report, by, form: handing.submit(report, by, form.document_number.data or ""),
        "已报送，等待公开办审核。",
    ),
    "accept": Act((Role.OFFICE,), StepForm, lambda report, by, _: handing.accept(report, by), "已审核通过。"),
    "return": Act(
        (Role.OFFICE,), NoteForm, lambda report, by, form: handing.return_(report, by, form.note.data), "已退回单位。"
    ),
}


def _year(text: str) -> int:
    """The year that is asked for, the one in work where none is. A 404 for one that has no facts."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else lists.present()
    if not EARLIEST.year <= year <= today().year:
        abort(404)
    return year


@bp.get("/reports")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    return _index(web.render, _year(request.args.get("year", "")))


def _index(answer: Callable[..., Response], year: int, form: DueForm | None = None) -> Response:
    """The register of a year; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked, limit = register.filtered(register.rows(g.user, year), request.args), due.due_on(year)
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        standing = register.lights(found, limit, today(), book.in_force())
        sheet = register.sheet(year, found, standing, limit)
        export = exporting.workbook("report.export", f"{year}年度工作进展报告报送情况", sheet, len(found))
        db.session.commit()
        return export
    page = listing(asked, register.SORTS, register.DEFAULT_SORT)
    return answer(
        "reports/index.html",
        "reports/_register.html" if form is None else "reports/_due.html",
        listing=page,
        lights=register.lights(page.rows, limit, today(), book.in_force()),
        year=year,
        first=EARLIEST.year,
        due_on=limit,
        law=due.law(year).source,
        latest=due.law(year).latest,
        states=[(register.NONE, "未起草"), *ReportState.options()],
        kinds=UnitKind.options(),
        form=form or DueForm(formdata=None, data={"due_on": limit}),
    )


@bp.post("/reports/due/<int:year>")
@access.allow(Role.OFFICE)
def set_due(year: int) -> Response:
    """By when the reports of a year are due."""
    form, year = DueForm(), _year(str(year))
    if not form.validate():
        return _index(web.invalid, year, form)
    try:
        due.set_due(year, form.due_on.data, g.user)
    except Refused as refused:
        form.due_on.errors = [str(refused)]
        return _index(web.invalid, year, form)
    db.session.commit()
    return web.saved(f"{year}年度报告的报送期限定为 {form.due_on.data}。", url_for(".index", year=year))


@bp.post("/reports/drafts")
@access.allow(Role.LIAISON)
def draft() -> Response:
    """The unit's report of a year, drafted from its facts."""
    form = DraftForm()
    if not form.validate() or g.user.unit is None:
        abort(404)
    report = writing.draft(g.user.unit, _year(str(form.year.data)), g.user)
    db.session.commit()
    said = "已由台账数据起草，请补充各部分的情况，再送领导审定。"
    return web.saved(said, url_for(".show", report_id=report.id))


@bp.get("/reports/<int:report_id>")
@access.allow(*access.EVERYBODY)
def show(report_id: int) -> Response:
    return _show(web.render, _fetch(report_id))


@bp.get("/reports/<int:report_id>.docx")
@access.allow(*access.EVERYBODY)
def document(report_id: int) -> Response:
    report = _fetch(report_id)
    name = f"{report.unit.short_name}{report.year}年度工作进展报告.docx"
    return _download(_printed(report), name, report_id)


@bp.route("/reports/<int:report_id>/edit", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def edit(report_id: int) -> Response:
    """Complete the report: what the sentences from the facts do not say."""
    report, form = _fetch(report_id), TextForm()
    context = {"sections": list(Section), "heading": heading}
    return _fill_in(report, form, report.added, lambda: writing.edit(report, g.user, form.added()), "edit", context)


@bp.route("/reports/<int:report_id>/tables", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def annual_tables(report_id: int) -> Response:
    """Tables 2 and 4 of the annual report, of which the tracker has no records."""
    report, form = _fetch(report_id), AnnualForm()
    context = {"annual": annual, "recorded": gathering.decisions(report.year).get(report.unit_id, {})}
    return _fill_in(
        report, form, report.annual, lambda: writing.fill_in(report, g.user, form.tables()), "tables", context
    )


def _fill_in(  # noqa: PLR0917 - a form of the report with what it holds and does
    report: ProgressReport,
    form: TextForm | AnnualForm,
    kept: Any,
    save: Callable[[], None],
    name: str,
    context: dict[str, Any],
) -> Response:
    """One of the forms by which the liaison completes the report; what cannot be taken comes back as it was typed."""
    if not form.is_submitted():
        writing.require_editable(report)
        form.version.data = str(report.version)
        form.fill(kept)
        answer = web.render
    elif form.is_stale(report.version):
        answer = web.stale
    elif not form.validate():
        answer = web.invalid
    else:
        try:
            save()
        except Refused as refused:
            form.refuse(refused)
            answer = web.invalid
        else:
            db.session.commit()
            return web.saved("已保存。", url_for(".show", report_id=report.id))
    shown = context | {"report": report, "form": form, "stale": answer is web.stale}
    return answer(f"reports/{name}.html", f"reports/_{name}.html", **shown)


@bp.post("/reports/<int:report_id>/<any(" + ", ".join(f"'{name}'" for name in ACTS) + "):name>")
@access.allow(Role.LIAISON, Role.LEADER, Role.OFFICE)
def act(report_id: int, name: str) -> Response:
    """One step of the report's way."""
    step = ACTS[name]
    if g.user.role not in step.roles:
        abort(404)
    report, form = _fetch(report_id), step.form()
    if form.is_stale(report.version):
        return _show(web.stale, report, **{_key(name): form})
    if not form.validate():
        return _show(web.invalid, report, **{_key(name): form})
    try:
        step.do(report, g.user, form)
    except Refused as refused:
        return _show(web.invalid, report, refused=refused, **{_key(name): form})
    db.session.commit()
    return web.saved(step.said, url_for(".show", report_id=report_id))


def _key(name: str) -> str:
    return "returning" if name == "return" else name.replace("-", "_")


def _fetch(report_id: int) -> ProgressReport:
    statement = register.visible(g.user).where(ProgressReport.id == report_id)
    if request.method == "POST":
        statement = statement.with_for_update(of=ProgressReport)
    found: ProgressReport = db.first_or_404(statement)
    return found


def _printed(report: ProgressReport) -> OfficialDocument:
    table = tables.from_json(report.year, report.requests)
    parts = (report.unit.name, report.year, report.as_of, report.figures, table, report.drafted, report.added)
    return paper.unit_report(Report(*parts, report.document_number, report.submitted_on, report.annual))


def _show(respond: Callable[..., Response], report: ProgressReport, **forms: Any) -> Response:
    version = {"version": str(report.version)}
    fresh = {_key(name): step.form(formdata=None, data=version) for name, step in ACTS.items()}
    entries = db.session.scalars(
        select(ProgressReportEntry)
        .where(ProgressReportEntry.report_id == report.id)
        .options(joinedload(ProgressReportEntry.by))
        .order_by(ProgressReportEntry.id.desc())
    ).all()
    return respond(
        "reports/show.html",
        "reports/_act.html",
        report=report,
        entries=entries,
        sections=list(Section),
        heading=heading,
        labels=FACTS,
        table=tables.from_json(report.year, report.requests),
        headings=HEADINGS,
        rule=BALANCE_RULE,
        annual=annual,
        due_on=due.due_on(report.year),
        is_editable=report.state in writing.EDITABLE,
        lacks=handing.lacks(report),
        stale=respond is web.stale,
        **fresh | forms,
    )


def _download(of: OfficialDocument, name: str, report_id: int | None) -> Response:
    answer = web.attachment(write_official(of), name, DOCX)
    begin_writing()
    journal.record("report.download", "progress_report", report_id, f"下载{name}")
    db.session.commit()
    return answer
