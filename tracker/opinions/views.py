"""The register of public-opinion cases, opening one, and which it may be the same as."""

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.listing import everything, listing, number_of, search_text
from tracker.opinions import likeness, recording, register
from tracker.opinions.blueprint import bp
from tracker.opinions.casework import views as casework_views
from tracker.opinions.choices import OpinionSource
from tracker.opinions.forms import CaseForm
from tracker.opinions.models import OpinionCase
from tracker.opinions.passing import views as passing_views
from tracker.opinions.rulemaking import views as rulemaking_views
from tracker.opinions.scope import WRITERS, visible
from tracker.opinions.settling import clocks_of
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import is_open_to, visible_tasks

__all__ = ["bp", "casework_views", "passing_views", "rulemaking_views"]


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
        is_open=is_open_to(g.user, task),
        rows=found,
        lights=register.lights(found, now()),
    )


@bp.get("/opinions")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    text, moment, asked = search_text(), now(), request.args.to_dict()
    if asked.get("export") == "xlsx":
        return _export(register.rows(g.user).where(*register.conditions(asked, text, moment, g.user)))
    found = listing(register.found(g.user, asked, text, moment), register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "opinions/index.html",
        "opinions/_register.html",
        listing=found,
        lines=register.lines(found.rows, moment),
        selects=register.selects(units_for(g.user)),
    )


def _export(asked: Any) -> Response:
    found = everything(asked, register.SORTS, register.DEFAULT_SORT)
    answer = exporting.workbook("opinion.export", "政务舆情台账", register.sheet(found, now()), len(found))
    db.session.commit()
    return answer


@bp.get("/opinions/similar")
@access.allow(*access.EVERYBODY)
def similar() -> Response:
    """Cases that the typed topic may mean, for the form and the case's page to load in place."""
    typed = search_text("topic")
    but = number_of(request.args.get("but"))
    found = likeness.likely(typed, g.user, but=but) if typed else []
    return web.render("opinions/similar.html", "opinions/_similar.html", rows=found, typed=typed, but=but)


@bp.route("/opinions/new", methods=["GET", "POST"])
@access.allow(*WRITERS)
def new() -> Response:
    """Open a case: four facts, the rest has defaults. A liaison's case is the own unit's."""
    form, tasks = CaseForm(), casework_views.tasks_for(g.user)
    form.offer([(unit.id, unit.short_name) for unit in units_for(g.user)], casework_views.named(tasks))
    if not form.is_submitted():
        _preset(form, tasks)
        return web.render("opinions/new.html", "opinions/_new.html", form=form)
    before = recording.recorded_with(form.key)
    if before is not None and db.session.scalar(visible(g.user).where(OpinionCase.id == before.id)) is not None:
        return web.saved(f"《{before.topic}》已经登记过，没有重复登记。", url_for(".show", case_id=before.id))
    if not form.validate():
        return web.invalid("opinions/new.html", "opinions/_new.html", form=form)
    unit = db.get_or_404(Unit, form.unit.data) if g.user.role is Role.OFFICE else g.user.unit
    task = db.session.get(Task, form.task.data) if form.task.data else None
    try:
        case = recording.open_case(unit, g.user, form.finding(), task, form.key)
    except Refused as refused:
        form.task.errors = [str(refused)]
        return web.invalid("opinions/new.html", "opinions/_new.html", form=form)
    db.session.commit()
    limits = "；".join(clock.explanation for clock in clocks_of(case, ()))
    said = f"{limits}。" if limits else "尚未发现，不计时；发现后请补充发现时间。"
    return web.saved(f"已登记《{case.topic}》。{said}", url_for(".show", case_id=case.id))


def _preset(form: CaseForm, tasks: Any) -> None:
    """Found now, by ourselves; coming from a task, its area."""
    form.mark()
    form.found_at.data, form.source.data = now(), OpinionSource.MONITORING
    for task in tasks:
        if request.args.get("task") == str(task.id):
            form.task.data, form.area.data = task.id, task.area
