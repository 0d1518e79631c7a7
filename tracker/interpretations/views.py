"""The register of policy documents, one document with its interpretations, recording both."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.calendar import book
from tracker.choices import Area, Role
from tracker.clock import today
from tracker.db import db
from tracker.interpretations import models, recording, register, waiving
from tracker.interpretations.forms import DecisionForm, DocumentForm, ReadingForm, WaiverForm, WithdrawalForm
from tracker.interpretations.limits import SOURCE, due, standing, together
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.recording import Paper
from tracker.interpretations.scope import STATES, visible
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.tasks.models import Task
from tracker.tasks.scope import is_open_to, open_tasks, visible_tasks

bp = Blueprint("interpretations", __name__)
EDIT = ("interpretations/edit.html", "interpretations/_edit.html")


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
        is_open=is_open_to(g.user, task),
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
        days_gone=register.days_gone,
        marked=models.marked,
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
    form.offer((task.id, f"{task.area.label}：{task.item}") for task in tasks)
    if not form.is_submitted():
        _preset(form, tasks)
        return web.render("interpretations/new.html", "interpretations/_new.html", form=form)
    if not form.validate() or not form.is_new(recording.same_number(g.user.unit_id, form.paper().document_number)):
        return web.invalid("interpretations/new.html", "interpretations/_new.html", form=form)
    task = db.session.get(Task, form.task.data) if form.task.data else None
    document = recording.record_document(g.user, form.paper(), task)
    db.session.commit()
    provisional = "，期限为暂定" if document.is_provisional else ""
    limit = f"应于 {document.due_on} 前发布解读（含当日）{provisional}" if document.due_on else "公开后请补充公开日期"
    return web.saved(f"已登记《{document.title}》，{limit}。", url_for(".show", document_id=document.id))


@bp.route("/interpretations/<int:document_id>/edit", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def edit(document_id: int) -> Response:
    """Add to what is known of a paper or put it right; a stale form shows both versions."""
    document = _fetch(document_id, writing=True)
    form, tasks = DocumentForm(), [(task.id, f"{task.area.label}：{task.item}") for task in _tasks()]
    if document.task is not None and document.task_id not in dict(tasks):
        tasks.insert(0, (document.task.id, document.task.item))
    form.offer(tasks)
    if not form.is_submitted():
        form.show(document)
        return web.render(*EDIT, form=form, document=document)
    stale = form.is_stale(document.version)
    same = recording.same_number(document.unit_id, (form.document_number.data or ""), but=document.id)
    if not form.fits(document) or not form.is_new(same):
        return web.invalid(*EDIT, form=form, document=document)
    if stale:
        saved, typed = Paper.of(document).shown(), form.paper().shown()
        versions = [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]
        return web.stale(*EDIT, form=form, document=document, versions=versions)
    task = db.session.get(Task, form.task.data) if form.task.data else None
    changed = recording.amend(document, g.user, form.paper(), task, form.reason.data or "")
    db.session.commit()
    said = f"已更新{'、'.join(changed)}。" if changed else "没有改动。"
    return web.saved(said, url_for(".show", document_id=document_id))


def _tasks() -> Any:
    return db.session.execute(
        open_tasks(g.user)
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
    return _page(web.render, _fetch(document_id))


def _fetch(document_id: int, *, writing: bool = False) -> PolicyDocument:
    statement = visible(g.user).where(PolicyDocument.id == document_id)
    found: PolicyDocument = db.first_or_404(statement.with_for_update(of=PolicyDocument) if writing else statement)
    return found


def _page(
    answer: Callable[..., Response], document: PolicyDocument, fragment: str | None = None, **forms: Any
) -> Response:
    """The document's page; ``forms`` replaces those that are filled in wrongly."""
    calendar, day = book.in_force(), today()
    context: dict[str, Any] = {
        "document": document,
        "due": due(document.published_on, calendar) if document.published_on else None,
        "source": SOURCE,
        "standing": standing(document.due_on, document.interpreted_on, day, calendar, document.waiver),
        "together": together(document.drafted_with, document.approved_with, document.is_published_with),
        "form": ReadingForm(formdata=None),
        "waiving": WaiverForm(formdata=None),
        "deciding": DecisionForm(formdata=None),
        "may_write": g.user.role is Role.LIAISON and g.user.unit_id == document.unit_id,
    }
    return answer("interpretations/show.html", fragment, **context | forms)


@bp.post("/interpretations/<int:document_id>/interpretations")
@access.allow(Role.LIAISON)
def interpret(document_id: int) -> Response:
    """Record an interpretation that was published."""
    document = _fetch(document_id, writing=True)
    form = ReadingForm()
    if not form.is_sound(document):
        return _page(web.invalid, document, "interpretations/_add.html", form=form)
    recording.interpret(document, g.user, form.reading())
    db.session.commit()
    return web.saved(f"已登记解读《{form.title.data}》。", url_for(".show", document_id=document_id))


@bp.route("/interpretations/<int:document_id>/interpretations/<int:number>/withdrawal", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def withdraw(document_id: int, number: int) -> Response:
    """Take back an interpretation that was entered wrongly."""
    document = _fetch(document_id, writing=True)
    found = next((each for each in document.standing if each.id == number), None)
    if found is None:
        abort(404)
    form = WithdrawalForm()
    if not form.is_submitted() or not form.validate():
        answer = web.invalid if form.is_submitted() else web.render
        return answer("interpretations/withdraw.html", "interpretations/_withdraw.html", found=found, form=form)
    recording.withdraw(found, g.user, form.reason.data or "")
    db.session.commit()
    said = f"已撤销解读《{found.title}》的登记，请重新登记正确的内容。"
    return web.saved(said, url_for(".show", document_id=document_id))


@bp.post("/interpretations/<int:document_id>/waiver")
@access.allow(Role.LIAISON)
def waive(document_id: int) -> Response:
    """Ask the office to agree that no interpretation is needed."""
    document = _fetch(document_id, writing=True)
    form = WaiverForm()
    if not form.validate():
        return _page(web.invalid, document, "interpretations/_waiver.html", waiving=form)
    waiving.ask(document, g.user, form.reason.data or "")
    db.session.commit()
    return web.saved("已提请公开办核定；核定之前时限照常计算。", url_for(".show", document_id=document_id))


@bp.post("/interpretations/<int:document_id>/waiver/<any(acceptance, refusal):decision>")
@access.allow(Role.OFFICE)
def decide(document_id: int, decision: str) -> Response:
    """The office agrees that no interpretation is needed, or not."""
    document = _fetch(document_id, writing=True)
    form = DecisionForm()
    if not form.validate():
        return _page(web.invalid, document, "interpretations/_waiver.html", deciding=form)
    waiving.decide(document, g.user, form.reason.data or "", agrees=decision == "acceptance")
    db.session.commit()
    said = "已同意不作解读" if decision == "acceptance" else "已退回，仍需解读"
    return web.saved(f"《{document.title}》{said}。", url_for(".show", document_id=document_id))
