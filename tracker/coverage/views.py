"""Coverage: the five phases, the channels and the chains of projects, each gap leading to what is missing."""

from typing import Any

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Area, Phase, ProjectKind, Role
from tracker.coverage import matrix, projects, reading, sheets
from tracker.coverage.reading import Scope
from tracker.db import db
from tracker.listing import everything, listing, search_text, slices
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.projects import scope as project_scope
from tracker.projects.models import Project
from tracker.tasks.models import Task

bp = Blueprint("coverage", __name__)
PHASES: list[tuple[Phase | None, str]] = [*((phase, phase.label) for phase in Phase), (None, "未归入环节")]
CHANNELS = 8
SVG = "image/svg+xml"
TASK_SORTS = {"plan": (Task.area, Task.position, Task.id), "item": (Task.item, Task.id)}
PROJECT_SORTS = {"stage": (Project.stage_on, Project.id), "name": (Project.name, Project.id)}


@bp.get("/coverage")
@access.allow(*access.EVERYBODY)
def phases() -> Response:
    """Area by phase: of the shares that belong there, how many have something public."""
    scope = _scope()
    found, nothing_arose = _phase_cells(scope)
    if request.args.get("export") == "xlsx":
        return _workbook(sheets.phases(found, PHASES, _whose(scope)), "五公开覆盖情况", len(Area))
    context = {"cells": found, "phases": PHASES, "nothing_arose": nothing_arose}
    return _render("phases", scope, **context)


@bp.get("/coverage/phases.svg")
@access.allow(*access.EVERYBODY)
def picture() -> Response:
    """The same as a picture that stands alone and prints."""
    scope = _scope()
    found, _ = _phase_cells(scope)
    drawn = render_template("coverage/picture.svg", cells=found, phases=PHASES, areas=list(Area), whose=_whose(scope))
    return web.attachment(drawn.encode(), f"{_whose(scope)}五公开覆盖情况.svg", SVG)


@bp.get("/coverage/channels")
@access.allow(*access.EVERYBODY)
def channels() -> Response:
    """Task by channel: of the units that should use it, how many did."""
    scope = _scope()
    tasks = reading.tasks(scope, g.user)
    if request.args.get("export") == "xlsx":
        rows = _channel_rows(scope, everything(tasks, TASK_SORTS, "plan"))
        names = matrix.columns([cells for _, cells in rows], len(rows) + CHANNELS)
        return _workbook(sheets.channels(rows, names, _whose(scope)), "公开渠道覆盖情况", len(rows))
    page = listing(tasks, TASK_SORTS, "plan")
    rows = _channel_rows(scope, page.rows)
    names = matrix.columns([cells for _, cells in rows], CHANNELS)
    return _render("channels", scope, listing=page, rows=rows, names=names)


def _phase_cells(scope: Scope) -> tuple[dict[tuple[Area, Phase | None], matrix.Cell], int]:
    duties, nothing_arose = reading.all_duties(scope, g.user, by_channel=False)
    return matrix.phases(duties, reading.covered(scope, by_channel=False)), nothing_arose


def _channel_rows(scope: Scope, found: Any) -> list[tuple[matrix.Duty, dict[str, matrix.Cell]]]:
    duties = reading.duties(scope, g.user, found)
    covered = matrix.by_task(reading.covered(scope, [duty.task_id for duty in duties]))
    return [(duty, matrix.channels(duty, covered.get(duty.task_id, ()))) for duty in duties]


@bp.get("/coverage/gaps")
@access.allow(*access.EVERYBODY)
def gaps() -> Response:
    """The shares behind a gap: under ``phase`` (empty for what belongs to none) or for one ``channel``."""
    scope, asked = _scope(), request.args
    (duties, _), covered = reading.all_duties(scope, g.user), reading.covered(scope)
    if asked.get("channel"):
        name = matrix.standard(asked["channel"])
        what, found = f"还没有通过“{name}”公开的", matrix.channel_gaps(duties, covered, name)
    else:
        phase = Phase(asked["phase"]) if asked.get("phase") in set(Phase) else None
        what, found = f"{dict(PHASES)[phase]}：还没有公开的", matrix.phase_gaps(duties, covered, phase)
    units = reading.unit_names({unit for _, unit in found})
    if asked.get("export") == "xlsx":
        return _workbook(sheets.gaps(found, units, f"{_whose(scope)}{what}"), "公开缺口", len(found))
    return _render("gaps", scope, what=what, listing=slices(found), units_by_id=units)


@bp.get("/coverage/projects")
@access.allow(*access.EVERYBODY)
def of_projects() -> Response:
    """Project by item of its chain, for one kind of project or transaction."""
    asked = request.args.get("kind", "")
    kind = ProjectKind(asked) if asked in set(ProjectKind) else ProjectKind.MAJOR_PROJECT
    statement = project_scope.visible(g.user).where(Project.kind == kind)
    columns = (Project.id, Project.name, Project.stage)
    text = search_text()
    rows = statement.with_only_columns(*columns)
    if text:
        rows = rows.where(Project.name.contains(text, autoescape=True))
    if request.args.get("export") == "xlsx":
        lines = _linked(kind, everything(rows, PROJECT_SORTS, "-stage"))
        return _workbook(sheets.projects(kind, lines), f"{kind.label}覆盖情况", len(lines))
    page = listing(rows, PROJECT_SORTS, "-stage")
    found = _linked(kind, page.rows)
    return _render(
        "projects", _scope(), listing=page, rows=found, kind=kind, kinds=ProjectKind.options(), words=projects.WORDS
    )


def _linked(kind: ProjectKind, rows: Any) -> list[tuple[Any, list[projects.Link]]]:
    records = projects.records_of([row.id for row in rows])
    return [(row, projects.links(kind, row.stage, records.get(row.id, {}))) for row in rows]


@bp.get("/projects/<int:project_id>/chain")
@access.allow(*access.EVERYBODY)
def chain(project_id: int) -> Response:
    """What of one project is public, what is due and what is missing, for its page to load in place."""
    project: Project = db.first_or_404(project_scope.visible(g.user).where(Project.id == project_id))
    records = projects.records_of([project.id]).get(project.id, {})
    return web.render(
        "coverage/chain.html",
        "coverage/_chain.html",
        project=project,
        links=projects.links(project.kind, project.stage, records),
        others=records.get("", []),
        words=projects.WORDS,
        may_record=g.user.role is Role.LIAISON,
    )


def _scope() -> Scope:
    scope = Scope.read(request.args, g.user, search_text())
    if request.args.get("unit") and scope.unit is None:
        abort(404)
    return scope


def _whose(scope: Scope) -> str:
    return f"{scope.unit.short_name if scope.unit else '全区'}{scope.year}年"


def _workbook(sheet: Any, name: str, count: int) -> Response:
    answer = exporting.workbook("coverage.export", name, sheet, count)
    db.session.commit()
    return answer


def _render(page: str, scope: Scope, **context: Any) -> Response:
    return web.render(
        f"coverage/{page}.html",
        "coverage/_" + page + ".html",
        scope=scope,
        whose=_whose(scope),
        units=units_for(g.user),
        areas=list(Area),
        may_record=g.user.role is Role.LIAISON,
        **context,
    )
