"""The register of projects and transactions, one of them with its stages, registering and changing it."""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import ProjectKind, ProjectRole, PublicationDuty, Role
from tracker.clock import today
from tracker.db import db
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit, User
from tracker.projects import chain, codes, money, recording, register
from tracker.projects.blueprint import bp
from tracker.projects.forms import NewProjectForm, ProjectForm, StepForm, differing
from tracker.projects.importing import views as importing_views
from tracker.projects.models import Project, ProjectEntry, ProjectUnit
from tracker.projects.particulars import Particulars, duty_sentence
from tracker.projects.scope import KEEPERS, keeps, kept, visible

__all__ = ["bp", "importing_views"]


@bp.get("/projects")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    conditions = register.asked(g.user, request.args, search_text())
    if request.args.get("export") == "xlsx":
        return _export(conditions)
    return web.render(
        "projects/index.html",
        "projects/_register.html",
        listing=listing(
            register.rows(conditions), register.SORTS, register.DEFAULT_SORT, count=register.count(conditions)
        ),
        units=units_for(g.user),
        kinds=ProjectKind.options(),
        stages=register.STAGES,
        duties=PublicationDuty.options(),
        states=register.STATES,
        wan=money.wan,
    )


def _export(conditions: Any) -> Response:
    found = everything(register.rows(conditions), register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, register.units_by_role(conditions))
    answer = exporting.workbook("project.export", "项目和交易", sheet, len(found))
    db.session.commit()
    return answer


@bp.route("/projects/new", methods=["GET", "POST"])
@access.allow(*KEEPERS)
def new() -> Response:
    """Register a project at its present stage; a liaison's is the own unit's."""
    form = NewProjectForm()
    form.offer(_units(), _own_unit_id())
    if not form.is_submitted():
        form.stage_on.data = today()
        return _form(web.render, "new", form)
    if not form.is_sound():
        return _form(web.invalid, "new", form)
    project = recording.record(form.particulars(), form.step(), g.user)
    db.session.commit()
    return web.saved(f"已登记《{project.name}》。", url_for(".show", project_id=project.id))


@bp.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@access.allow(*KEEPERS)
def edit(project_id: int) -> Response:
    """Correct what is stated; a copy opened before another's change comes back with both versions."""
    project = _fetch_to_keep(project_id)
    form = ProjectForm()
    form.offer(_units(project), _own_unit_id())
    if not form.is_submitted():
        form.fill(project)
        return _form(web.render, "edit", form, project=project)
    opened_on = form.version.data
    if form.is_stale(project.version):
        return _stale(form, project)
    if not form.is_sound(project):
        return _form(web.invalid, "edit", form, project=project)
    changed = recording.change(project, form.particulars(), g.user, int(opened_on))
    db.session.commit()
    said = f"已保存《{project.name}》。" if changed else "内容没有变化。"
    return web.saved(said, url_for(".show", project_id=project.id))


def _stale(form: ProjectForm, project: Project) -> Response:
    names = {unit.id: unit.short_name for unit in _units(project)}
    versions = differing(Particulars.of(project).shown(names), form.particulars().shown(names))
    return _form(web.stale, "edit", form, project=project, stale=recording.CHANGED, versions=versions)


def _form(answer: Callable[..., Response], page: str, form: ProjectForm, **context: Any) -> Response:
    return answer(f"projects/{page}.html", "projects/_form.html", form=form, roles=ProjectRole, **context)


def _own_unit_id() -> int | None:
    """The unit that a liaison's project is always of; the office chooses."""
    return None if g.user.role is Role.OFFICE else (g.user.unit_id or 0)


def _units(project: Project | None = None) -> Any:
    """The units in force, and those that the project names already."""
    named = [each.unit_id for each in project.units] + [project.unit_id] if project else []
    columns = select(Unit.id, Unit.short_name).where(or_(Unit.closed_on.is_(None), Unit.id.in_(named)))
    return db.session.execute(columns.order_by(Unit.position, Unit.id)).all()


@bp.get("/projects/<int:project_id>")
@access.allow(*access.EVERYBODY)
def show(project_id: int) -> Response:
    """One project with the units about it, its stages and what should be public by now."""
    people = (joinedload(Project.unit), joinedload(Project.created_by))
    return _show(web.render, db.first_or_404(visible(g.user).where(Project.id == project_id).options(*people)))


@bp.post("/projects/<int:project_id>/stages")
@access.allow(*KEEPERS)
def move(project_id: int) -> Response:
    """Add a stage to the history, or a word on the present one."""
    project = _fetch_to_keep(project_id)
    form = StepForm()
    form.offer(project)
    opened_on = form.version.data
    if form.is_stale(project.version):
        return _show(web.stale, project, form)
    if not form.is_sound(project.kind, recording.latest(project)):
        return _show(web.invalid, project, form)
    entry = recording.move(project, form.step(), g.user, int(opened_on))
    db.session.commit()
    return web.saved(
        f"已记录《{project.name}》{entry.stage.label}（{entry.happened_on}）。", url_for(".show", project_id=project_id)
    )


def _fetch_to_keep(project_id: int) -> Project:
    """A project whose record the person keeps; while it is written nobody else may read it for writing."""
    statement = kept(g.user).where(Project.id == project_id)
    found: Project = db.first_or_404(statement.with_for_update() if request.method == "POST" else statement)
    return found


def _show(answer: Callable[..., Response], project: Project, form: StepForm | None = None) -> Response:
    """The page, or under htmx the form for the next stage, one that was not taken with what was typed."""
    if form is None:
        fresh = {"version": str(project.version), "stage": project.stage, "happened_on": today()}
        form = StepForm(formdata=None, data=fresh)
        form.offer(project)
    entries = db.session.execute(
        select(ProjectEntry, User.name)
        .outerjoin(User, ProjectEntry.by_id == User.id)
        .where(ProjectEntry.project_id == project.id)
        .order_by(ProjectEntry.id.desc())
    ).all()
    return answer(
        "projects/show.html",
        "projects/_stage.html",
        project=project,
        entries=entries,
        units=_named(project),
        expected=chain.expected(project.kind, project.stage),
        later=[item for item in chain.ALL[project.kind] if project.stage.is_before(item.since)],
        why=duty_sentence(project.duty, project.law),
        remark=codes.remark(project.kind, project.code),
        amount=money.wan(project.amount_yuan),
        form=form,
        stale=answer is web.stale,
        may_keep=keeps(g.user, project.unit_id),
    )


def _named(project: Project) -> dict[ProjectRole, list[str]]:
    found: dict[ProjectRole, list[str]] = {role: [] for role in ProjectRole}
    statement = (
        select(ProjectUnit.role, Unit.short_name)
        .join(Unit, ProjectUnit.unit_id == Unit.id)
        .where(ProjectUnit.project_id == project.id)
        .order_by(Unit.position, Unit.id)
    )
    for role, name in db.session.execute(statement):
        found[role].append(name)
    return found
