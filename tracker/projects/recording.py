"""Registering a project, changing what is stated about it, and adding to the history of its stages."""

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from tracker import journal
from tracker.choices import ProjectRole
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.projects.models import Project, ProjectEntry, ProjectUnit
from tracker.projects.particulars import NAMES, Particulars
from tracker.projects.scope import keeps
from tracker.projects.stages import Step
from tracker.refusals import Refused, Stale

NOT_YOURS = "项目和交易由责任单位联络员或区公开办登记和修改，其他人员只能查看。"
CHANGED = "这条记录在您打开之后已被他人修改，请对照两个版本后再保存。"


def record(particulars: Particulars, step: Step, by: User) -> Project:
    """Register a project at its present stage. Raises Refused for who does not keep it, for a statement that
    contradicts itself, and for one that is registered already.
    """
    _require_keeper(by, particulars.unit_id)
    _require(step.problems(particulars.kind, None, today()) | particulars.problems(step.stage), NAMES | STEP_NAMES)
    _require(taken(particulars), NAMES)
    project = add(particulars, step, by)
    db.session.flush()
    details = particulars.as_json() | {"stage": step.stage, "stage_on": step.happened_on.isoformat()}
    summary = f"登记{particulars.kind.label}《{particulars.name}》"
    journal.record("project.record", "project", project.id, summary, details=details)
    return project


def change(project: Project, particulars: Particulars, by: User, version: int) -> bool:
    """Correct what is stated; whether anything changed. Raises Stale when the record changed since the form was
    opened, Refused as ``record`` does.
    """
    _require_keeper(by, project.unit_id)
    _require_keeper(by, particulars.unit_id)
    if project.version != version:
        raise Stale(CHANGED)
    _require(particulars.problems(project.stage), NAMES)
    _require(taken(particulars, project.id), NAMES)
    before, after = Particulars.of(project).as_json(), particulars.as_json()
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return False
    put(project, particulars)
    db.session.flush()
    what = "、".join(NAMES[name] for name in changed)
    journal.record("project.change", "project", project.id, f"修改《{project.name}》：{what}", details=changed)
    return True


STEP_NAMES = {"stage": "阶段", "happened_on": "日期", "note": "说明"}


def move(project: Project, step: Step, by: User, version: int) -> ProjectEntry:
    """Add a stage, or a word on the present one. Raises Stale when the record changed since the form was opened,
    Refused for who does not keep it and for a step out of order.
    """
    _require_keeper(by, project.unit_id)
    if project.version != version:
        raise Stale(CHANGED)
    _require(step.problems(project.kind, latest(project), today()), STEP_NAMES)
    before = project.stage
    entry = append(project, step, by)
    db.session.flush()
    details = {"from": before, "to": step.stage, "happened_on": step.happened_on.isoformat(), "note": step.note}
    summary = f"《{project.name}》{step.stage.label}"
    journal.record("project.move", "project", project.id, summary, details=details)
    return entry


def latest(project: Project) -> Step:
    return Step(project.stage, project.stage_on)


def taken(particulars: Particulars, own_id: int | None = None) -> dict[str, str]:
    """Field -> what speaks for it being registered already: the same code, or the same name without two codes."""
    others = select(Project.name, Project.code).where(Project.id != (own_id or 0))
    if particulars.code:
        same = db.session.execute(others.where(Project.code == particulars.code)).first()
        if same is not None:
            return {"code": f"这个代码（编号）已用于《{same.name}》，请核对"}
    plain = func.replace(func.replace(Project.name, " ", ""), "\u3000", "")
    named = others.where(Project.kind == particulars.kind, plain == "".join(particulars.name.split()))
    for other in db.session.execute(named):
        if not (particulars.code and other.code):
            return {"name": "同类中已登记同名的一项。确属另一项的，请两项都填写代码（编号），或在名称中加以区分"}
    return {}


def add(particulars: Particulars, step: Step, by: User) -> Project:
    """A new project with the first entry of its history, not yet flushed nor in the journal."""
    moment = now()
    project = Project(created_by_id=by.id, created_at=moment, version=1)
    db.session.add(project)
    with db.session.no_autoflush:
        put(project, particulars)
        append(project, step, by)
    return project


def put(project: Project, particulars: Particulars) -> None:
    for name in NAMES:
        if name not in list(ProjectRole):
            setattr(project, name, getattr(particulars, name))
    project.code = particulars.code or None
    wanted = {(number, role) for role in ProjectRole for number in getattr(particulars, role.value)}
    for each in list(project.units):
        if (each.unit_id, each.role) in wanted:
            wanted.remove((each.unit_id, each.role))
        else:
            project.units.remove(each)
    project.units.extend(ProjectUnit(unit_id=number, role=role) for number, role in sorted(wanted))
    if project.id is not None:
        flag_modified(project, "name")  # or a change of units alone would leave the version as it is


def append(project: Project, step: Step, by: User) -> ProjectEntry:
    """Add to the history and bring the project to that stage; the last one closes it, any other opens it again.

    A word on the present stage leaves its first day, unless it names an earlier one.
    """
    moment = now()
    entry = ProjectEntry(
        project=project, stage=step.stage, happened_on=step.happened_on, note=step.note, by_id=by.id, at=moment
    )
    db.session.add(entry)
    if not step.stage.is_last:
        project.closed_at = None
    elif project.closed_at is None:
        project.closed_at = moment
    is_same = project.stage is step.stage
    project.stage_on = min(project.stage_on, step.happened_on) if is_same else step.happened_on
    project.stage = step.stage
    if project.id is not None:
        flag_modified(project, "stage")
    return entry


def _require_keeper(by: User, unit_id: int) -> None:
    if not keeps(by, unit_id):
        raise Refused(NOT_YOURS)


def _require(problems: dict[str, str], names: dict[str, str]) -> None:
    if problems:
        name, message = next(iter(problems.items()))
        raise Refused(f"{names[name]}：{message}。")
