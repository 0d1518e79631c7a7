"""The register of disclosures, one record, recording and changing it, its evidence."""

from typing import Any

from flask import Blueprint, abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.calendar import book
from tracker.choices import Area, MatterKind, Role, SecrecyResult
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.disclosures import outstanding, recording, register
from tracker.disclosures.entry import Entry
from tracker.disclosures.forms import DisclosureForm, EvidenceForm
from tracker.disclosures.limits import standing
from tracker.disclosures.models import Disclosure, disclosure_evidence
from tracker.disclosures.scope import STATES, visible
from tracker.files import sending, store
from tracker.files.models import StoredFile
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit
from tracker.refusals import Refused, Stale
from tracker.tasks.models import Task
from tracker.tasks.scope import visible_tasks

bp = Blueprint("disclosures", __name__)
XLSX = store.OFFICE["xl/workbook.xml"]


@bp.get("/disclosures")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    if request.args.get("export") == "xlsx":
        return _export()
    found = listing(_asked(), register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "disclosures/index.html",
        "disclosures/_register.html",
        listing=found,
        lights=register.lights(found.rows, today(), book.in_force()),
        units=units_for(g.user),
        areas=Area.options(),
        kinds=MatterKind.options(),
        states=STATES,
    )


def _asked() -> Any:
    return register.filtered(register.rows(g.user), request.args, search_text(), today())


def _export() -> Response:
    found = everything(_asked(), register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, today(), book.in_force())
    answer = exporting.workbook("disclosure.export", "公开记录", sheet, len(found))
    db.session.commit()
    return answer


@bp.get("/tasks/<int:task_id>/disclosures")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """What was published under one task, by all or by the one unit asked for, for other pages to load in place."""
    task, unit = _of_unit(task_id)
    asked = register.rows(g.user).where(Task.id == task_id)
    if unit is not None:
        asked = asked.where(Disclosure.unit_id == unit.id)
    found = db.session.execute(asked.order_by(*register.SORTS["event"]).limit(200)).all()
    return web.render(
        "disclosures/of_task.html",
        "disclosures/_of_task.html",
        task=task,
        unit=unit,
        owed=outstanding.outstanding(task, unit, g.user) if unit else None,
        rows=found,
        lights=register.lights(found, today(), book.in_force()),
        counts=register.counts(found, today()),
    )


@bp.get("/tasks/<int:task_id>/outstanding", endpoint="outstanding")
@access.allow(*access.EVERYBODY)
def show_outstanding(task_id: int) -> Response:
    """What the unit has not published, for it to see before it hands in."""
    task, unit = _of_unit(task_id)
    if unit is None:
        abort(404)
    owed = outstanding.outstanding(task, unit, g.user)
    return web.render("disclosures/outstanding.html", "disclosures/_outstanding.html", task=task, owed=owed)


def _of_unit(task_id: int) -> tuple[Task, Unit | None]:
    """A task that the person may see, and the unit whose share of it is asked for."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    asked = request.args.get("unit", "")
    unit = outstanding.unit_of(task, g.user, asked)
    if unit is None and asked:
        abort(404)
    return task, unit


@bp.route("/disclosures/new", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def new() -> Response:
    """Record what was published, or must be, under the task that the query string names; first choose one."""
    if not request.args.get("task", ""):
        return _choose_task()
    task = _task()
    form = DisclosureForm()
    form.offer(task.channels, register.last_channels(g.user.unit_id))
    if not form.is_submitted() or "compute" in request.form:
        return _form("new", task, form)
    if not form.validate():
        return _form("new", task, form, answer=web.invalid)
    disclosure = recording.record(task, g.user, form.entry())
    db.session.commit()
    return web.saved(_said("已登记", disclosure), url_for(".show", disclosure_id=disclosure.id))


def _choose_task() -> Response:
    tasks = db.session.execute(
        visible_tasks(g.user)
        .where(Task.withdrawn_at.is_(None))
        .with_only_columns(Task.id, Task.year, Task.area, Task.category, Task.item)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()
    return web.render("disclosures/choose.html", tasks=tasks)


def _task() -> Task:
    number = request.args.get("task", "")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        abort(404)
    task: Task = db.first_or_404(visible_tasks(g.user).where(Task.id == int(number)))
    return task


def _form(page: str, task: Task, form: DisclosureForm, *, answer: Any = web.render, **context: Any) -> Response:
    """The page or the form alone, with the limit as far as it can be told from what is typed."""
    context |= _limit(task, form)
    response: Response = answer(f"disclosures/{page}.html", "disclosures/_form.html", task=task, form=form, **context)
    return response


def _limit(task: Task, form: DisclosureForm) -> dict[str, Any]:
    entry = form.entry()
    limit = recording.limit_of(task, entry)
    is_withheld = entry.secrecy_result is SecrecyResult.WITHHOLD
    light = standing(limit.due_on, entry.published_on, is_withheld, today(), book.in_force()) if limit else None
    return {"limit": limit, "standing": light, "published_on": entry.published_on}


def _said(act: str, disclosure: Disclosure) -> str:
    state = standing(disclosure.due_on, disclosure.published_on, disclosure.is_withheld, today(), book.in_force()).word
    limit = f"{disclosure.due_on}{'（暂定）' if disclosure.is_provisional else ''}"
    until = f"应于 {limit} 前公开，" if disclosure.due_on and not disclosure.is_withheld else ""
    return f"{act}《{disclosure.title}》，{until}{state}。"


@bp.get("/disclosures/limit")
@access.allow(Role.LIAISON)
def limit() -> Response:
    """The sentence with the computed limit, for the form to put under its dates as they are entered."""
    task = _task()
    form = DisclosureForm(request.args, meta={"csrf": False})
    return web.render("disclosures/limit.html", "disclosures/_limit.html", task=task, **_limit(task, form))


@bp.get("/disclosures/<int:disclosure_id>")
@access.allow(*access.EVERYBODY)
def show(disclosure_id: int) -> Response:
    """One disclosure with its limit explained and its evidence."""
    return web.render("disclosures/show.html", **_shown(_fetch(disclosure_id), EvidenceForm()))


def _fetch(disclosure_id: int, *, writing: bool = False) -> Disclosure:
    """The record if this person may see it; while it is written nobody else may read it for writing."""
    statement = visible(g.user).where(Disclosure.id == disclosure_id)
    found: Disclosure = db.first_or_404(statement.with_for_update() if writing else statement)
    return found


def _shown(disclosure: Disclosure, form: EvidenceForm) -> dict[str, Any]:
    light = standing(disclosure.due_on, disclosure.published_on, disclosure.is_withheld, today(), book.in_force())
    return {
        "disclosure": disclosure,
        "standing": light,
        "form": form,
        "may_change": g.user.role is Role.LIAISON and g.user.unit_id == disclosure.unit_id,
    }


@bp.route("/disclosures/<int:disclosure_id>/edit", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def edit(disclosure_id: int) -> Response:
    """Complete or correct a record; a copy opened before another's change comes back with both versions."""
    disclosure = _fetch(disclosure_id, writing=request.method == "POST")
    form = DisclosureForm()
    form.offer(disclosure.task.channels)
    context = {"disclosure": disclosure}
    if not form.is_submitted():
        form.fill(disclosure)
        return _form("edit", disclosure.task, form, **context)
    if "compute" in request.form:
        return _form("edit", disclosure.task, form, **context)
    if not form.validate():
        return _form("edit", disclosure.task, form, answer=web.invalid, **context)
    try:
        recording.change(disclosure, g.user, form.entry(), form.version.data or 0)
    except Stale as stale:
        versions = _versions(disclosure, form)
        return _form("edit", disclosure.task, form, answer=web.stale, stale=stale, versions=versions, **context)
    db.session.commit()
    return web.saved(_said("已保存", disclosure), url_for(".show", disclosure_id=disclosure.id))


def _versions(disclosure: Disclosure, form: DisclosureForm) -> list[tuple[str, str, str]]:
    """Name, saved and typed text of each field that differs; the form is offered again on top of what is saved."""
    form.version.raw_data, form.version.data = None, disclosure.version
    saved, typed = Entry.of(disclosure).shown(), form.entry().shown()
    return [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]


@bp.post("/disclosures/<int:disclosure_id>/evidence")
@access.allow(Role.LIAISON)
def attach(disclosure_id: int) -> Response:
    """Add a screenshot or paper that proves the publication."""
    disclosure = _fetch(disclosure_id, writing=True)
    form = EvidenceForm()
    if form.validate():
        try:
            stored = store.keep_evidence(form.file.data.read(), form.file.data.filename or "")
            recording.attach(disclosure, g.user, stored)
        except Refused as refused:
            form.file.errors = [str(refused)]
        else:
            db.session.commit()
            return web.saved(f"已上传“{stored.name}”。", url_for(".show", disclosure_id=disclosure_id))
    return web.invalid("disclosures/show.html", "disclosures/_evidence.html", **_shown(disclosure, form))


@bp.get("/disclosures/<int:disclosure_id>/evidence/<int:file_id>")
@access.allow(*access.EVERYBODY)
def evidence(disclosure_id: int, file_id: int) -> Response:
    """Download one file of a record that the person may see."""
    begin_writing()
    _fetch(disclosure_id)
    stored: StoredFile = db.first_or_404(
        select(StoredFile)
        .join(disclosure_evidence, disclosure_evidence.c.stored_file_id == StoredFile.id)
        .where(disclosure_evidence.c.disclosure_id == disclosure_id, StoredFile.id == file_id)
    )
    response = sending.send(stored)
    journal.record("file.download", "disclosure", disclosure_id, f"下载佐证材料“{stored.name}”")
    db.session.commit()
    return response
