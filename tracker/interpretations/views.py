"""The register of policy documents, one document with its interpretations, recording both."""

from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.calendar import book
from tracker.choices import Area, Role
from tracker.clock import today
from tracker.db import db
from tracker.interpretations import recording, register
from tracker.interpretations.forms import DocumentForm, ReadingForm
from tracker.interpretations.limits import SOURCE, due, standing
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import STATES, visible
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.tasks.models import Task
from tracker.tasks.scope import visible_tasks

bp = Blueprint("interpretations", __name__)


@bp.get("/tasks/<int:task_id>/interpretations")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """The policy documents that belong to one task, for the task's page to load in place."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    found = db.session.execute(
        register.rows(g.user).where(PolicyDocument.task_id == task_id).order_by(PolicyDocument.id.desc()).limit(100)
    ).all()
    return web.render(
        "interpretations/of_task.html",
        "interpretations/_of_task.html",
        task=task,
        rows=found,
        lights=register.lights(found, today(), book.in_force()),
    )


@bp.get("/interpretations")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    if request.args.get("export") == "xlsx":
        return _export()
    found = listing(_asked(), register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "interpretations/index.html",
        "interpretations/_register.html",
        listing=found,
        lights=register.lights(found.rows, today(), book.in_force()),
        units=units_for(g.user),
        areas=Area.options(),
        states=STATES,
    )


def _asked() -> Any:
    return register.filtered(register.rows(g.user), request.args, search_text(), today())


def _export() -> Response:
    found = everything(_asked(), register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, today(), book.in_force())
    answer = exporting.workbook("interpretation.export", "政策解读台账", sheet, len(found))
    db.session.commit()
    return answer


@bp.route("/interpretations/new", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def new() -> Response:
    """Record a policy document that the unit drafted."""
    form, tasks = DocumentForm(), _tasks()
    form.offer((task.id, task.item) for task in tasks)
    if not form.is_submitted():
        _preset(form, tasks)
        return web.render("interpretations/new.html", "interpretations/_new.html", form=form)
    if not form.validate():
        return web.invalid("interpretations/new.html", "interpretations/_new.html", form=form)
    task = db.session.get(Task, form.task.data) if form.task.data else None
    document = recording.record_document(g.user, form.paper(), task)
    db.session.commit()
    provisional = "，期限为暂定" if document.is_provisional else ""
    said = f"已登记《{document.title}》，应于 {document.due_on} 前发布解读（含当日）{provisional}。"
    return web.saved(said, url_for(".show", document_id=document.id))


def _tasks() -> Any:
    return db.session.execute(
        visible_tasks(g.user)
        .where(Task.withdrawn_at.is_(None))
        .with_only_columns(Task.id, Task.item, Task.area)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()


def _preset(form: DocumentForm, tasks: Any) -> None:
    """Coming from a task: it and its area."""
    for task in tasks:
        if request.args.get("task") == str(task.id):
            form.task.data, form.area.data = task.id, task.area


@bp.get("/interpretations/<int:document_id>")
@access.allow(*access.EVERYBODY)
def show(document_id: int) -> Response:
    """One policy document with its limit explained and its interpretations."""
    return web.render("interpretations/show.html", **_shown(_fetch(document_id), ReadingForm()))


def _fetch(document_id: int) -> PolicyDocument:
    found: PolicyDocument = db.first_or_404(visible(g.user).where(PolicyDocument.id == document_id))
    return found


def _shown(document: PolicyDocument, form: ReadingForm) -> dict[str, Any]:
    calendar = book.in_force()
    return {
        "document": document,
        "due": due(document.published_on, calendar),
        "source": SOURCE,
        "standing": standing(document.due_on, document.interpreted_on, today(), calendar),
        "form": form,
        "may_write": g.user.role is Role.LIAISON,
    }


@bp.post("/interpretations/<int:document_id>/interpretations")
@access.allow(Role.LIAISON)
def interpret(document_id: int) -> Response:
    """Record an interpretation that was published."""
    document = _fetch(document_id)
    form = ReadingForm()
    if not form.is_sound(document):
        return web.invalid("interpretations/show.html", "interpretations/_add.html", **_shown(document, form))
    recording.interpret(document, g.user, form.reading())
    db.session.commit()
    return web.saved(f"已登记解读《{form.title.data}》。", url_for(".show", document_id=document_id))
