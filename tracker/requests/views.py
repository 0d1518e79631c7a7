"""The register of requests, one request with its history, recording and amending it."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.files.models import StoredFile
from tracker.listing import everything, listing, number_of, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.refusals import Refused
from tracker.requests import handling, recording, register
from tracker.requests.blueprint import bp
from tracker.requests.choices import ApplicantKind, ReplyGroup, RequestState, RequestStep
from tracker.requests.clocks import Times, clock, standing, state_on
from tracker.requests.courses import follow
from tracker.requests.forms import AmendForm, RequestForm
from tracker.requests.models import InformationRequest, RequestEntry, request_evidence
from tracker.requests.replies import OF_KIND, in_full
from tracker.requests.rules import rule_for
from tracker.requests.scope import LIGHTS, own, visible
from tracker.requests.settling import recorded_late, steps_of
from tracker.requests.steps import views as step_views
from tracker.requests.yearly import views as yearly_views
from tracker.tasks.models import Task
from tracker.tasks.scope import is_open_to, open_tasks, visible_tasks

__all__ = ["bp", "step_views", "yearly_views"]


@bp.get("/requests")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    day, calendar = today(), book.in_force()
    conditions = register.conditions(request.args, search_text(), day, calendar)
    asked = register.rows(g.user).where(*conditions)
    if request.args.get("export") == "xlsx":
        return _export(asked)
    count = register.counting(g.user, conditions)
    found = listing(asked, register.SORTS, register.DEFAULT_SORT, count=count)
    return web.render(
        "requests/index.html",
        "requests/_register.html",
        listing=found,
        lights=register.lights(found.rows, day, calendar),
        states=register.states(found.rows, day),
        groups=OF_KIND,
        in_full=in_full,
        units=units_for(g.user),
        years=register.years(g.user),
        choices={
            "state": RequestState.options(),
            "light": list(LIGHTS.items()),
            "applicant": ApplicantKind.options(),
            "reply": ReplyGroup.options(),
        },
        rule=rule_for(day),
    )


def _export(asked: Any) -> Response:
    found = everything(asked, register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, today(), book.in_force())
    answer = exporting.workbook("request.export", "依申请公开台账", sheet, len(found))
    db.session.commit()
    return answer


@bp.get("/tasks/<int:task_id>/requests")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """The requests that concern one task, for the task's page to load in place."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    statement = register.rows(g.user).where(InformationRequest.task_id == task_id)
    found = db.session.execute(statement.order_by(InformationRequest.id.desc()).limit(100)).all()
    return web.render(
        "requests/of_task.html",
        "requests/_of_task.html",
        task=task,
        is_open=is_open_to(g.user, task),
        rows=found,
        lights=register.lights(found, today(), book.in_force()),
    )


@bp.route("/requests/new", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def new() -> Response:
    """Record a request that the unit received: four facts, number and limit come by themselves."""
    form, tasks = RequestForm(), _tasks()
    form.offer(tasks)
    if not form.is_submitted():
        form.mark()
        form.received_on.data = today()
        form.task.data = next((number for number, _ in tasks if request.args.get("task") == str(number)), 0)
        return _form("new", form)
    if "compute" in request.form:
        return _form("new", form)
    sent = recording.recorded_with(g.user, form.key)
    if sent is not None:
        said = f"这件申请刚才已经登记为{sent.label}，没有重复登记。"
        return web.saved(said, url_for(".show", request_id=sent.id))
    if not form.validate():
        return _form("new", form, answer=web.invalid)
    record = recording.record(g.user, form.filing(), _task(form), form.key)
    db.session.commit()
    said = (
        f"已登记为{record.label}，应于 {record.due_on}{'（暂定）' if record.is_provisional else ''} 前答复（含当日）。"
    )
    return web.saved(said, url_for(".show", request_id=record.id))


def _tasks(also: Task | None = None) -> list[tuple[int, str]]:
    """The unit's tasks to choose from, and the one that is chosen already whatever became of it."""
    found = db.session.execute(
        open_tasks(g.user)
        .with_only_columns(Task.id, Task.item)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()
    offered = [(row.id, row.item) for row in found]
    if also is not None and all(number != also.id for number, _ in offered):
        offered.append((also.id, also.item))
    return offered


def _task(form: RequestForm) -> Task | None:
    return db.session.get(Task, form.task.data) if form.task.data else None


def _form(page: str, form: RequestForm, *, answer: Any = web.render, **context: Any) -> Response:
    """The page or the form alone, with the limit as far as it can be told from what is typed."""
    context |= _limit(form, context.get("record"))
    response: Response = answer(f"requests/{page}.html", "requests/_form.html", form=form, **context)
    return response


def _limit(form: RequestForm, record: InformationRequest | None) -> dict[str, Any]:
    """The limit from the day that is typed, with the steps taken about a record that is amended."""
    received_on, calendar = form.received_on.data, book.in_force()
    if received_on is None or received_on > today():
        return {"limit": None}
    course = follow(received_on, steps_of(record) if record is not None else (), calendar)
    limit = clock(course, calendar)
    replied_on = course.end.on if course.end is not None else None
    times = Times(course.state, limit.due_on, course.waiting_until, replied_on)
    return {"limit": limit, "standing": standing(times, today(), calendar)}


@bp.get("/requests/limit")
@access.allow(Role.LIAISON)
def limit() -> Response:
    """The sentence with the computed limit, for the form to put under the date as it is entered."""
    form = RequestForm(request.args, meta={"csrf": False})
    asked = number_of(request.args.get("record"))
    amended = _fetch(asked) if asked is not None else None
    return web.render("requests/limit.html", "requests/_limit.html", **_limit(form, amended))


@bp.get("/requests/<int:request_id>")
@access.allow(*access.EVERYBODY)
def show(request_id: int) -> Response:
    """One request with its limit explained, its history, and the steps that may come next."""
    history = selectinload(InformationRequest.entries)
    record: InformationRequest = db.first_or_404(
        visible(g.user)
        .where(InformationRequest.id == request_id)
        .options(
            joinedload(InformationRequest.unit),
            joinedload(InformationRequest.task),
            history.selectinload(RequestEntry.evidence),
            history.joinedload(RequestEntry.by),
        )
    )
    day = today()
    mine = g.user.role is Role.LIAISON and g.user.unit_id == record.unit_id
    offered = [name for name in step_views.OFFERED if not handling.refusal_of(record, step_views.ACTS[name].kind)]
    return web.render(
        "requests/show.html",
        record=record,
        entries=list(reversed(record.entries)),
        late=recorded_late(record),
        taken_back={entry.retracts_id for entry in record.entries},
        may_act=mine,
        may_retract=mine and not handling.refusal_of(record, RequestStep.RETRACTED),
        offered=offered if mine else [],
        acts=step_views.ACTS,
        in_full=in_full,
        state=state_on(record.state, record.waiting_until, day),
        standing=standing(record.times, day, book.in_force()),
    )


@bp.route("/requests/<int:request_id>/edit", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def edit(request_id: int) -> Response:
    """Put right what was recorded; a copy opened before another's change comes back with both versions."""
    record = _fetch(request_id, writing=request.method == "POST")
    form = AmendForm()
    form.offer(_tasks(record.task))
    if not form.is_submitted():
        form.fill(record)
        return _form("edit", form, record=record)
    if "compute" in request.form:
        return _form("edit", form, record=record)
    if form.is_stale(record.version):
        return _form("edit", form, answer=web.stale, record=record, versions=_versions(record, form))
    if not form.validate():
        return _form("edit", form, answer=web.invalid, record=record)
    try:
        changed = recording.amend(record, g.user, form.filing(), _task(form), form.reason.data)
    except Refused as refused:
        form.received_on.errors = [str(refused)]
        return _form("edit", form, answer=web.invalid, record=record)
    db.session.commit()
    said = f"已更正{record.label}：{'、'.join(changed)}。" if changed else "内容没有变化，未作更正。"
    return web.saved(said, url_for(".show", request_id=record.id))


def _fetch(request_id: int, *, writing: bool = False) -> InformationRequest:
    """The record if this person may see it; while it is written nobody else may read it for writing."""
    statement = visible(g.user).where(InformationRequest.id == request_id)
    found: InformationRequest = db.first_or_404(statement.with_for_update() if writing else statement)
    return found


def _versions(record: InformationRequest, form: AmendForm) -> list[tuple[str, str, str]]:
    """Name, saved and typed text of each field that differs."""
    saved, typed = recording.shown(recording.filing_of(record), record.task), form.shown()
    return [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]


@bp.get("/requests/<int:request_id>/files/<int:file_id>")
@access.allow(*access.EVERYBODY)
def evidence(request_id: int, file_id: int) -> Response:
    """Download one file of a request that the person may see."""
    begin_writing()
    stored: StoredFile = db.first_or_404(
        select(StoredFile)
        .join(request_evidence, request_evidence.c.stored_file_id == StoredFile.id)
        .join(RequestEntry, RequestEntry.id == request_evidence.c.request_entry_id)
        .join(InformationRequest, InformationRequest.id == RequestEntry.request_id)
        .where(StoredFile.id == file_id, InformationRequest.id == request_id, own(g.user))
    )
    answer = sending.send(stored)
    journal.record("file.download", "information_request", request_id, f"下载答复材料“{stored.name}”")
    db.session.commit()
    return answer
