"""The register of tasks, one task with its history, and the acts of unit and office on one share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.choices import Area, AssignmentRole, ProgressKind, Role
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.files.models import StoredFile
from tracker.listing import everything, listing, number_of, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.tasks import changes, history, progress, reassign, register, review
from tracker.tasks.forms import (
    AcceptanceForm,
    AssignForm,
    NothingAroseForm,
    ProgressForm,
    ReturnForm,
    ShareEvidenceForm,
    SubmissionForm,
)
from tracker.tasks.models import Assignment, ProgressUpdate, Task, progress_evidence
from tracker.tasks.scope import own_share, visible_assignments, visible_tasks

bp = Blueprint("tasks", __name__)


@bp.get("/tasks", endpoint="index")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    filters = register.Filters.read(request.args, g.user, search_text())
    if request.args.get("export") == "xlsx":
        return _export(filters)
    found = listing(
        register.rows(filters, g.user),
        register.SORTS,
        register.DEFAULT_SORT,
        count=register.count(filters, g.user),
    )
    units = units_for(g.user)
    return web.render(
        "tasks/index.html",
        "tasks/_register.html",
        listing=found,
        rows=list(zip(found.rows, register.lights(found.rows), strict=True)),
        filters=filters,
        chips=register.chips(filters, units),
        units=units,
        areas=Area.options(),
        roles=AssignmentRole.options(),
        states=register.STATES,
        lights=register.LIGHTS,
        pending=register.pending(g.user) if g.user.role is Role.LIAISON else 0,
    )


def _export(filters: register.Filters) -> Response:
    found = everything(register.rows(filters, g.user), register.SORTS, register.DEFAULT_SORT)
    units = units_for(g.user)
    words = [words for _, words in register.chips(filters, units)]
    answer = exporting.workbook("task.export", "任务台账", register.sheet(found, filters, words), len(found))
    db.session.commit()
    return answer


@bp.get("/tasks/<int:task_id>", endpoint="show")
@access.allow(*access.EVERYBODY)
def show(task_id: int) -> Response:
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    return web.render("tasks/show.html", dossier=history.dossier(task, g.user), task=task)


@bp.post("/assignments/<int:assignment_id>/acknowledgement", endpoint="acknowledge")
@access.allow(Role.LIAISON)
def acknowledge(assignment_id: int) -> Response:
    share = _share(assignment_id)
    progress.acknowledge(share, g.user)
    db.session.commit()
    back = request.form.get("to")
    to = back if web.is_local(back) else url_for("tasks.show", task_id=share.task_id)
    return web.saved(f"已签收《{share.task.item}》，可以更新进展、登记公开。", to)


@bp.route("/tasks/acknowledgement", methods=["GET", "POST"], endpoint="acknowledge_all")
@access.allow(Role.LIAISON)
def acknowledge_all() -> Response:
    """The preview names each task; the act takes exactly those, less what a colleague acknowledged meanwhile."""
    if request.method == "GET":
        return web.render("tasks/acknowledge_all.html", rows=register.to_acknowledge(g.user))
    ids = _ids()
    shares = visible_assignments(g.user).where(Assignment.id.in_(ids)).options(joinedload(Assignment.task))
    found = db.session.scalars(shares.with_for_update(of=Assignment)).all() if len(ids) <= register.MOST_AT_ONCE else []
    done = progress.acknowledge_all(found, g.user)
    if not done:
        raise Refused("没有可以签收的任务：可能已由本单位其他人签收。请返回任务台账查看。")
    db.session.commit()
    return web.saved(f"已签收{done}项任务，可以逐项更新进展。", url_for("tasks.index"))


@bp.post("/tasks/changes/seen", endpoint="changes_seen")
@access.allow(Role.LIAISON)
def changes_seen() -> Response:
    """The unit has seen what was changed about these tasks; what changed after the page was shown is not meant."""
    until = number_of(request.form.get("until"))
    if until is None or not changes.see(_ids(), until, g.user):
        raise Refused("没有要知悉的变更：可能已由本单位其他人办理。请返回工作台查看。")
    db.session.commit()
    return web.saved("已记录：本单位知悉任务的变更。", url_for("desk.index"))


def _ids() -> set[int]:
    parts = request.form.get("ids", "").split(",")
    return {number for part in parts if (number := number_of(part)) is not None}


@dataclass(frozen=True)
class Act:
    """One of the unit's acts that needs a form."""

    kind: ProgressKind
    form: type[ShareEvidenceForm]
    title: str
    button: str
    saved: str
    verb: Callable[[Assignment, User, Any], ProgressUpdate]


ACTS = {
    "progress": Act(
        ProgressKind.UPDATED,
        ProgressForm,
        "更新进展",
        "保存进展",
        "已更新《{}》的进展。",
        lambda share, by, form: progress.update_progress(
            share, by, form.percent.data, form.note.data, evidence=form.keep()
        ),
    ),
    "submission": Act(
        ProgressKind.SUBMITTED,
        SubmissionForm,
        "上报完成",
        "上报完成",
        "已上报《{}》，等待公开办审核。",
        lambda share, by, form: progress.submit(share, by, form.note.data, form.keep()),
    ),
    "nothing-arose": Act(
        ProgressKind.NOTHING_AROSE,
        NothingAroseForm,
        "上报本年未产生",
        "上报本年未产生",
        "已上报《{}》本年未产生应公开的信息，等待公开办审核。",
        lambda share, by, form: progress.report_nothing_arose(share, by, form.note.data, form.keep()),
    ),
}


@bp.route(
    "/assignments/<int:assignment_id>/<any(progress, submission, 'nothing-arose'):name>",
    methods=["GET", "POST"],
    endpoint="act",
)
@access.allow(Role.LIAISON)
def act(assignment_id: int, name: str) -> Response:
    share, what = _share(assignment_id), ACTS[name]
    templates = ("tasks/act.html", "tasks/_act.html")
    if request.method == "GET":
        progress.require(share, what.kind)
        form = what.form(formdata=None, data={"version": str(share.version), "percent": share.percent})
        return web.render(*templates, form=form, share=share, act=what, name=name)
    form = what.form()
    if form.is_stale(share.version):
        latest = history.latest(share)
        return web.stale(*templates, form=form, share=share, act=what, name=name, latest=latest)
    progress.require(share, what.kind)
    if not form.validate():
        return web.invalid(*templates, form=form, share=share, act=what, name=name)
    what.verb(share, g.user, form)
    db.session.commit()
    return web.saved(what.saved.format(share.task.item), url_for("tasks.show", task_id=share.task_id))


@bp.get("/assignments/<int:assignment_id>/review", endpoint="review")
@access.allow(Role.OFFICE)
def show_review(assignment_id: int) -> Response:
    share = _share(assignment_id)
    return _review(web.render, share)


@bp.post("/assignments/<int:assignment_id>/acceptance", endpoint="accept")
@access.allow(Role.OFFICE)
def accept(assignment_id: int) -> Response:
    share, form = _share(assignment_id), AcceptanceForm()
    if form.is_stale(share.version):
        return _review(web.stale, share, acceptance=form)
    if not form.validate():
        return _review(web.invalid, share, acceptance=form)
    review.accept(share, g.user, form.remark.data or "")
    db.session.commit()
    said = f"《{share.task.item}》（{share.unit_name}）审核通过。"
    return web.saved(said, url_for("tasks.show", task_id=share.task_id))


@bp.post("/assignments/<int:assignment_id>/return", endpoint="return_")
@access.allow(Role.OFFICE)
def return_(assignment_id: int) -> Response:
    share, form = _share(assignment_id), ReturnForm()
    if form.is_stale(share.version):
        return _review(web.stale, share, returning=form)
    if not form.validate():
        return _review(web.invalid, share, returning=form)
    review.return_(share, g.user, form.chosen, form.note.data or "")
    db.session.commit()
    said = f"已退回《{share.task.item}》（{share.unit_name}），联络员将在工作台看到。"
    return web.saved(said, url_for("tasks.show", task_id=share.task_id))


@bp.route("/assignments/<int:assignment_id>/unit", methods=["GET", "POST"], endpoint="assign")
@access.allow(Role.OFFICE)
def assign(assignment_id: int) -> Response:
    share = _share(assignment_id)
    progress.require(share, ProgressKind.REASSIGNED)
    units = reassign.candidates(share)
    form = AssignForm(data={"version": str(share.version)})
    form.units.choices = {str(unit.id): unit.short_name for unit in units}
    if request.method == "GET":
        return web.render("tasks/assign.html", "tasks/_assign.html", form=form, share=share)
    stale = form.is_stale(share.version)
    if stale or not form.validate():
        answer = web.stale if stale else web.invalid
        return answer("tasks/assign.html", "tasks/_assign.html", form=form, share=share, stale=stale)
    shares = reassign.assign(share, [unit for unit in units if unit.id in form.units.data], g.user)
    db.session.commit()
    names = "、".join(each.unit_name for each in shares)
    return web.saved(f"《{share.task.item}》已指定{names}办理。", url_for("tasks.show", task_id=share.task_id))


@bp.get("/tasks/<int:task_id>/files/<int:file_id>", endpoint="evidence")
@access.allow(*access.EVERYBODY)
def evidence(task_id: int, file_id: int) -> Response:
    begin_writing()
    statement = (
        select(StoredFile)
        .join(progress_evidence, progress_evidence.c.stored_file_id == StoredFile.id)
        .join(ProgressUpdate, ProgressUpdate.id == progress_evidence.c.progress_update_id)
        .join(Assignment, Assignment.id == ProgressUpdate.assignment_id)
        .where(StoredFile.id == file_id, Assignment.task_id == task_id, own_share(g.user))
    )
    stored = db.first_or_404(statement)
    answer = sending.send(stored)
    journal.record("file.download", "stored_file", stored.id, f"下载佐证材料“{stored.name}”")
    db.session.commit()
    return answer


def _share(assignment_id: int) -> Assignment:
    """One share that the person may see; locked where it is to be changed, so that a second writer sees the first."""
    statement = (
        visible_assignments(g.user)
        .where(Assignment.id == assignment_id)
        .options(joinedload(Assignment.task, innerjoin=True), joinedload(Assignment.unit))
    )
    if request.method == "POST":
        statement = statement.with_for_update(of=Assignment)
    share: Assignment = db.first_or_404(statement)
    return share


def _review(answer: Callable[..., Response], share: Assignment, **forms: Any) -> Response:
    data = {"version": str(share.version)}
    context = {
        "acceptance": AcceptanceForm(formdata=None, data=data),
        "returning": ReturnForm(formdata=None, data=data),
        "share": share,
        "latest": history.latest(share),
        "submission": history.submission(share),
        "limit": history.limit_of(share.task),
        "stale": answer is web.stale,
    }
    return answer("tasks/review.html", "tasks/_review.html", **context | forms)
