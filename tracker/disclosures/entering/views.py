"""Recording a disclosure and correcting it, with its limit shown while the dates are typed."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.calendar import book
from tracker.choices import Area, MatterKind, Role
from tracker.clock import today
from tracker.db import db
from tracker.disclosures import recording, register, reviewed
from tracker.disclosures.blueprint import bp
from tracker.disclosures.channels import Channel
from tracker.disclosures.entering import belonging
from tracker.disclosures.entering.forms import DisclosureForm
from tracker.disclosures.entry import Belonging, Entry
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.limits import TaskLimit, standing
from tracker.disclosures.models import Disclosure
from tracker.disclosures.phases import suggested
from tracker.disclosures.proposals import proposing
from tracker.listing import number_of
from tracker.people import access
from tracker.projects import chain
from tracker.refusals import Stale
from tracker.tasks.models import Task
from tracker.tasks.scope import open_tasks, visible_tasks

PROJECT_AREAS = (Area.MAJOR_PROJECTS, Area.PUBLIC_RESOURCES)


@bp.route("/disclosures/new", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def new() -> Response:
    """Record what was published, or must be, under the task that the query string names; first choose one.

    ``like`` names an earlier record whose statement is taken over, without its dates and addresses.
    """
    if "task" not in request.args:
        return _choose_task()
    task, form = _task(), DisclosureForm()
    form.recorders, form.row = recording.recorders(g.user), recording.row_of(task)
    if not form.is_submitted():
        form.fill(_started(task), task.channels)
        form.is_prefilled = bool(form.secrecy_reviewed_by.data)
    form.channels.offer(task.channels, ())
    form.settle_project(_find)
    if not form.is_submitted() or "compute" in request.form:
        return _form("new", task, form)
    if not form.validate():
        return _form("new", task, form, answer=web.invalid)
    if recording.twin(task, g.user, form.entry()) is not None:
        form.title.errors = [recording.TWICE]
        return _form("new", task, form, answer=web.invalid)
    disclosure = recording.record(task, g.user, form.entry())
    db.session.commit()
    again = url_for(".new", task=task.id, like=disclosure.id)
    to = again if "again" in request.form else url_for(".show", disclosure_id=disclosure.id)
    return web.saved(_said("已登记", disclosure), to)


def _choose_task() -> Response:
    tasks = db.session.execute(
        open_tasks(g.user)
        .with_only_columns(Task.id, Task.year, Task.area, Task.category, Task.item)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()
    return web.render("disclosures/choose.html", tasks=tasks)


def _task() -> Task:
    task: Task = db.first_or_404(visible_tasks(g.user).where(Task.id == _number(request.args.get("task", ""))))
    return task


def _number(text: str) -> int:
    number = number_of(text)
    if number is None:
        abort(404)
    return number


def _started(task: Task) -> Entry:
    """What a new record starts from: an earlier one, a gap in a project's chain, or what the unit did last."""
    asked = request.args
    if asked.get("like"):
        return _like(asked["like"])
    entry = Entry("", MatterKind.GENERAL, phase=suggested(task.item, task.category))
    channels, reviewer = register.last_of(g.user.unit_id)
    entry = replace(entry, channels=tuple(channels), secrecy_reviewed_by=reviewer)
    if not asked.get("project"):
        return entry
    project = belonging.by_id(_number(asked["project"]), g.user) or abort(404)
    item = asked.get("item", "")
    return replace(
        entry, project=project, chain_item=item if item in {each.key for each in chain.ALL[project.kind]} else ""
    )


def _find(text: str) -> Belonging | str:
    return belonging.find(text, g.user)


def _like(number: str) -> Entry:
    """An earlier record as the start of a new one: what is its own alone is left out."""
    earlier = Entry.of(disclosure_of(_number(number)))
    channels = tuple(Channel(channel.name) for channel in earlier.channels)
    undated = replace(earlier, formed_on=None, decided_on=None, published_on=None, secrecy_reviewed_on=None)
    return replace(undated, document_number="", channels=channels, secrecy_result=None)


def _form(
    page: str,
    task: Task,
    form: DisclosureForm,
    *,
    disclosure: Disclosure | None = None,
    answer: Any = web.render,
    **context: Any,
) -> Response:
    """The page or the form alone, with the limit as far as it can be told from what is typed."""
    context |= _limit(recording.row_of(task) if disclosure is None else disclosure.row_limit, form)
    context["disclosure"] = disclosure
    if task.area in PROJECT_AREAS or form.belonging:
        context["projects"] = belonging.offered(g.user, task.area)
    response: Response = answer(f"disclosures/{page}.html", "disclosures/_form.html", task=task, form=form, **context)
    return response


def _limit(row: TaskLimit, form: DisclosureForm) -> dict[str, Any]:
    entry = form.entry()
    limit = recording.limit_of(row, entry)
    light = standing(limit.due_on, entry.published_on, entry.mode, today(), book.in_force()) if limit else None
    return {"limit": limit, "standing": light, "published_on": entry.published_on}


def _said(act: str, disclosure: Disclosure) -> str:
    state = standing(disclosure.due_on, disclosure.published_on, disclosure.mode, today(), book.in_force()).word
    limit = f"{disclosure.due_on}{'（暂定）' if disclosure.is_provisional else ''}"
    until = f"应于 {limit} 前公开，" if disclosure.due_on and disclosure.is_owed else ""
    return f"{act}《{disclosure.title}》，{until}{state}。"


@bp.get("/disclosures/chain-items")
@access.allow(Role.LIAISON)
def chain_items() -> Response:
    """The items of the chain of the project that is being typed, for the form to offer."""
    task, form = _task(), DisclosureForm(request.args, meta={"csrf": False})
    form.settle_project(_find)
    if form.project_problem:
        form.project.errors = [form.project_problem]
    return web.render("disclosures/belonging.html", "disclosures/_belonging.html", task=task, form=form, projects=())


@bp.get("/disclosures/limit")
@access.allow(Role.LIAISON)
def limit() -> Response:
    """The sentence with the computed limit, for the form to put under its dates as they are entered."""
    task = _task()
    row = disclosure_of(_number(request.args["of"])).row_limit if "of" in request.args else recording.row_of(task)
    form = DisclosureForm(request.args, meta={"csrf": False})
    return web.render("disclosures/limit.html", "disclosures/_limit.html", task=task, **_limit(row, form))


@bp.route("/disclosures/<int:disclosure_id>/edit", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def edit(disclosure_id: int) -> Response:
    """Complete or correct a record; a copy opened before another's change comes back with both versions."""
    disclosure = disclosure_of(disclosure_id, writing=request.method == "POST")
    form, before = DisclosureForm(), Entry.of(disclosure)
    form.recorders, form.row = recording.recorders(g.user, disclosure), disclosure.row_limit
    form.before, form.review_problem = before, partial(reviewed.problem, disclosure)
    form.belonging = before.project
    context = {"disclosure": disclosure}
    if not form.is_submitted():
        form.fill(before, disclosure.task.channels, disclosure.version)
        form.settle_project(_find)
        return _form("edit", disclosure.task, form, **context)
    form.channels.offer(disclosure.task.channels, before.channels)
    form.settle_project(_find)
    if "compute" in request.form:
        return _form("edit", disclosure.task, form, **context)
    if not form.validate() or not _has_reason(form, disclosure.row_limit, before):
        return _form("edit", disclosure.task, form, answer=web.invalid, **context)
    try:
        waiting = proposing.change(disclosure, g.user, form.entry(), form.version.data or 0, form.reason.data or "")
    except Stale as stale:
        versions = _versions(disclosure, form)
        return _form("edit", disclosure.task, form, answer=web.stale, stale=stale, versions=versions, **context)
    db.session.commit()
    if waiting is not None:
        said = f"已提交更正：{waiting.gain}。公开办同意后生效，此前仍按原来登记的内容计算。"
        return web.saved(said, url_for(".show", disclosure_id=disclosure.id))
    return web.saved(_said("已保存", disclosure), url_for(".show", disclosure_id=disclosure.id))


def _has_reason(form: DisclosureForm, row: TaskLimit, before: Entry) -> bool:
    if (why := recording.why_reason(row, before, form.entry())) and not form.reason.data:
        form.reason.errors = [f"{why}，请写明理由；原来的内容保留在历次版本中"]
        return False
    return True


def _versions(disclosure: Disclosure, form: DisclosureForm) -> list[tuple[str, str, str]]:
    """Name, saved and typed text of each field that differs; the form is offered again on top of what is saved."""
    form.version.raw_data, form.version.data = None, disclosure.version
    saved, typed = Entry.of(disclosure).shown(), form.entry().shown()
    return [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]
