"""The register of public-opinion cases, one case with its timeline, opening one and adding to it."""

from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Area, OpinionSource, Role, Severity
from tracker.clock import now
from tracker.db import db
from tracker.listing import everything, listing, search_text
from tracker.opinions import recording, register
from tracker.opinions.clocks import answer_due, standing
from tracker.opinions.forms import CaseForm, EntryForm, ReopenForm
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.scope import STATES, visible
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import visible_tasks

bp = Blueprint("opinions", __name__)


@bp.get("/tasks/<int:task_id>/opinions")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """The cases that concern one task, for the task's page to load in place."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    found = db.session.execute(
        register.rows(g.user).where(OpinionCase.task_id == task_id).order_by(OpinionCase.id.desc()).limit(100)
    ).all()
    return web.render(
        "opinions/of_task.html",
        "opinions/_of_task.html",
        task=task,
        rows=found,
        lights=register.lights(found, now()),
    )


@bp.get("/opinions")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    if request.args.get("export") == "xlsx":
        return _export()
    found = listing(_asked(), register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "opinions/index.html",
        "opinions/_register.html",
        listing=found,
        lights=register.lights(found.rows, now()),
        units=units_for(g.user),
        areas=Area.options(),
        severities=Severity.options(),
        states=STATES,
    )


def _asked() -> Any:
    return register.filtered(register.rows(g.user), request.args, search_text(), now())


def _export() -> Response:
    found = everything(_asked(), register.SORTS, register.DEFAULT_SORT)
    answer = exporting.workbook("opinion.export", "政务舆情台账", register.sheet(found, now()), len(found))
    db.session.commit()
    return answer


@bp.route("/opinions/new", methods=["GET", "POST"])
@access.allow(*recording.WRITERS)
def new() -> Response:
    """Open a case: four facts, the rest has defaults. A liaison's case is the own unit's."""
    form, tasks = CaseForm(), _tasks()
    units = [(unit.id, unit.short_name) for unit in units_for(g.user)]
    form.offer(units, [(task.id, task.item) for task in tasks])
    if not form.is_submitted():
        _preset(form, tasks)
        return web.render("opinions/new.html", "opinions/_new.html", form=form)
    if not form.validate():
        return web.invalid("opinions/new.html", "opinions/_new.html", form=form)
    unit = db.get_or_404(Unit, form.unit.data) if g.user.role is Role.OFFICE else g.user.unit
    task = db.session.get(Task, form.task.data) if form.task.data else None
    try:
        case = recording.open_case(unit, g.user, form.finding(), task)
    except Refused as refused:
        form.task.errors = [str(refused)]
        return web.invalid("opinions/new.html", "opinions/_new.html", form=form)
    db.session.commit()
    due = answer_due(case.severity, case.found_at)
    return web.saved(f"已登记《{case.topic}》。{due.explanation}。", url_for(".show", case_id=case.id))


def _tasks() -> Any:
    """The tasks to choose from: of the liaison's unit, or all for the office."""
    return db.session.execute(
        visible_tasks(g.user)
        .where(Task.withdrawn_at.is_(None))
        .with_only_columns(Task.id, Task.item, Task.area)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()


def _preset(form: CaseForm, tasks: Any) -> None:
    """Found now, by ourselves; coming from a task, its area."""
    form.found_at.data, form.source.data = now(), OpinionSource.MONITORING
    for task in tasks:
        if request.args.get("task") == str(task.id):
            form.task.data, form.area.data = task.id, task.area


@bp.get("/opinions/<int:case_id>")
@access.allow(*access.EVERYBODY)
def show(case_id: int) -> Response:
    """One case with its clock explained and its history, the newest first."""
    form = EntryForm()
    form.happened_at.data = now()
    return web.render("opinions/show.html", **_shown(_fetch(case_id), form))


def _fetch(case_id: int, *, writing: bool = False) -> OpinionCase:
    """The case if this person may see it; while it is written nobody else may read it for writing."""
    statement = visible(g.user).where(OpinionCase.id == case_id)
    found: OpinionCase = db.first_or_404(statement.with_for_update() if writing else statement)
    return found


def _shown(case: OpinionCase, form: EntryForm, reopening: ReopenForm | None = None) -> dict[str, Any]:
    entries = db.session.execute(
        select(OpinionEntry, User.name)
        .outerjoin(User, OpinionEntry.by_id == User.id)
        .where(OpinionEntry.case_id == case.id)
        .order_by(OpinionEntry.id.desc())
    ).all()
    return {
        "case": case,
        "entries": entries,
        "due": answer_due(case.severity, case.found_at),
        "standing": standing(case.answer_due_at, case.answered_at, now()),
        "form": form,
        "reopening": reopening or ReopenForm(formdata=None),
        "may_write": g.user.role in recording.WRITERS,
    }


@bp.post("/opinions/<int:case_id>/entries")
@access.allow(*recording.WRITERS)
def add_entry(case_id: int) -> Response:
    """Add to the history what was anticipated, seen, answered or finished."""
    case = _fetch(case_id, writing=True)
    form = EntryForm()
    if case.closed_at is None and not form.is_sound(case):
        return web.invalid("opinions/show.html", "opinions/_add.html", **_shown(case, form))
    recording.add_entry(case, g.user, form.step())
    db.session.commit()
    return web.saved(f"已记录{form.stage.data.label}。", url_for(".show", case_id=case_id))


@bp.post("/opinions/<int:case_id>/reopen")
@access.allow(Role.OFFICE)
def reopen(case_id: int) -> Response:
    """Take up a closed case again, with a reason that enters its history."""
    case = _fetch(case_id, writing=True)
    form = ReopenForm()
    if not form.validate():
        return web.invalid(
            "opinions/show.html", "opinions/_reopen.html", **_shown(case, EntryForm(formdata=None), form)
        )
    recording.reopen(case, g.user, form.reason.data)
    db.session.commit()
    return web.saved(f"已重新打开《{case.topic}》，责任单位可以继续添加记录。", url_for(".show", case_id=case_id))
