"""The register of rectifications, one of them with its history, the unit's report and the office's re-check."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.calendar import book
from tracker.choices import RectificationState, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.files.models import StoredFile
from tracker.forms import VersionedForm
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.rectification import doubt, extending, present, recheck, records, register, reporting
from tracker.rectification.forms import (
    ClosingForm,
    ExtensionAnswerForm,
    ExtensionForm,
    ReportForm,
    SendingBackForm,
)
from tracker.rectification.models import Rectification, RectificationEntry, rectification_evidence
from tracker.rectification.scope import STATES, own, visible
from tracker.rectification.standing import standing
from tracker.refusals import Refused

bp = Blueprint("rectification", __name__)


@bp.get("/rectification")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    if request.args.get("export") == "xlsx":
        return _export()
    found = listing(asked, register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "rectification/index.html",
        "rectification/_register.html",
        listing=found,
        lights=register.lights(found.rows, today(), book.in_force()),
        units=units_for(g.user),
        states=STATES,
        late=register.late_units(today()) if g.user.role is Role.OFFICE else (),
    )


def _export() -> Response:
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    found = everything(asked, register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, today(), book.in_force())
    answer = exporting.workbook("rectification.export", "整改台账", sheet, len(found))
    db.session.commit()
    return answer


@bp.get("/rectification/<int:rectification_id>")
@access.allow(*access.EVERYBODY)
def show(rectification_id: int) -> Response:
    return _show(web.render, _fetch(rectification_id))


@bp.post("/rectification/<int:rectification_id>/report")
@access.allow(Role.LIAISON)
def report(rectification_id: int) -> Response:
    """The liaison of the unit reports what was put right."""
    found, form = _fetch(rectification_id), ReportForm()

    def do() -> str:
        reporting.report(found, g.user, form.reply.data, form.address.data or "", form.keep())
        return "已上报整改情况，等待公开办复核。"

    return _act(found, do, report=form)


@bp.post("/rectification/<int:rectification_id>/close")
@access.allow(Role.OFFICE)
def close(rectification_id: int) -> Response:
    found, form = _fetch(rectification_id), ClosingForm()

    def do() -> str:
        is_due = found.state is RectificationState.REPORTED
        if is_due and not form.remark.data and (why := doubt.doubts(found)):
            raise Refused(f"{'，'.join(why)}。仍要销号的，请写明复核的情况", "remark")
        recheck.close(found, g.user, form.remark.data or "")
        return f"{found.unit.short_name}的这项整改已销号。"

    return _act(found, do, closing=form)


@bp.post("/rectification/<int:rectification_id>/send-back")
@access.allow(Role.OFFICE)
def send_back(rectification_id: int) -> Response:
    found, form = _fetch(rectification_id), SendingBackForm()

    def do() -> str:
        recheck.send_back(found, g.user, form.note.data, form.found)
        return f"已退回{found.unit.short_name}继续整改，联络员将在工作台看到。"

    return _act(found, do, returning=form)


@bp.post("/rectification/<int:rectification_id>/extension")
@access.allow(Role.LIAISON)
def ask_extension(rectification_id: int) -> Response:
    """The unit asks for a later date, with its reason."""
    found, form = _fetch(rectification_id), ExtensionForm()

    def do() -> str:
        extending.ask(found, form.until.data, form.reason.data, g.user)
        return "延期申请已提交；公开办同意之前，期限不变。"

    return _act(found, do, extension=form)


@bp.post("/rectification/<int:rectification_id>/extension/answer")
@access.allow(Role.OFFICE)
def answer_extension(rectification_id: int) -> Response:
    found, form = _fetch(rectification_id), ExtensionAnswerForm()

    def do() -> str:
        extending.answer(found, form.granted.data == "yes", form.answer.data, g.user)
        return f"已答复，期限为 {found.due_on}。"

    return _act(found, do, extending=form)


@bp.get("/rectification/<int:rectification_id>/files/<int:file_id>")
@access.allow(*access.EVERYBODY)
def evidence(rectification_id: int, file_id: int) -> Response:
    begin_writing()
    statement = (
        select(StoredFile)
        .join(rectification_evidence, rectification_evidence.c.stored_file_id == StoredFile.id)
        .join(RectificationEntry, RectificationEntry.id == rectification_evidence.c.rectification_entry_id)
        .join(Rectification, Rectification.id == RectificationEntry.rectification_id)
        .where(StoredFile.id == file_id, Rectification.id == rectification_id, own(g.user))
    )
    stored = db.first_or_404(statement)
    answer = sending.send(stored)
    journal.record("file.download", "stored_file", stored.id, f"下载佐证材料“{stored.name}”")
    db.session.commit()
    return answer


def _fetch(rectification_id: int) -> Rectification:
    """One that the person may see; locked where it is to be changed, so that a second writer sees the first."""
    statement = visible(g.user).where(Rectification.id == rectification_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    found: Rectification = db.first_or_404(statement)
    return found


def _act(found: Rectification, do: Callable[[], str], **forms: VersionedForm) -> Response:
    """Do it and say so. A form that is stale, invalid or refused comes back with what was typed."""
    (form,) = forms.values()
    if form.is_stale(found.version):
        return _show(web.stale, found, **forms)
    if not form.validate():
        return _show(web.invalid, found, **forms)
    try:
        said = do()
    except Refused as refused:
        form.refuse(refused)
        return _show(web.invalid, found, **forms)
    db.session.commit()
    return web.saved(said, url_for(".show", rectification_id=found.id))


def _show(answer: Callable[..., Response], found: Rectification, **forms: Any) -> Response:
    """The page, or under htmx the part that changes; a form that was not taken stands in place of a fresh one."""
    version = {"version": str(found.version)}
    may_recheck = g.user.role is Role.OFFICE and found.state is RectificationState.REPORTED
    fresh = {
        "report": ReportForm(formdata=None, data=version),
        "closing": ClosingForm(formdata=None, data=version),
        "returning": SendingBackForm(formdata=None, data=version),
        "extension": ExtensionForm(formdata=None, data=version),
        "extending": ExtensionAnswerForm(formdata=None, data=version),
    }
    entries = db.session.scalars(
        select(RectificationEntry)
        .where(RectificationEntry.rectification_id == found.id)
        .order_by(RectificationEntry.id.desc())
        .options(selectinload(RectificationEntry.evidence), selectinload(RectificationEntry.by))
    ).all()
    return answer(
        "rectification/show.html",
        "rectification/_act.html",
        rectification=found,
        entries=entries,
        groups=records.groups(found.records),
        pages=records.PAGES,
        present=present.states(found),
        latest=entries[0] if entries else None,
        standing=standing(found.state, found.replied_at, found.due_on, today(), book.in_force()),
        may_report=g.user.role is Role.LIAISON and found.state is RectificationState.ORDERED,
        may_recheck=may_recheck,
        doubts=doubt.doubts(found) if may_recheck else (),
        may_ask=g.user.role is Role.LIAISON and _may_ask(found),
        may_answer=g.user.role is Role.OFFICE and found.extension_until is not None,
        is_late=found.state is RectificationState.ORDERED and today() > found.due_on,
        typed=set(forms),
        stale=answer is web.stale,
        **fresh | forms,
    )


def _may_ask(found: Rectification) -> bool:
    is_open = found.state is RectificationState.ORDERED and found.extension_until is None
    return is_open and today() <= found.due_on
