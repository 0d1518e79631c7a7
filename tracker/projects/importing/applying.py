"""Keeping a list of projects as it came, looking at what it would change, and bringing that into the register."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from imports.problems import Problems
from tracker import journal
from tracker.choices import ImportState, ProjectRole
from tracker.clock import now, today
from tracker.db import db
from tracker.files import store
from tracker.people.directory import load_directory
from tracker.people.models import Unit, User
from tracker.projects import recording
from tracker.projects.importing.comparing import compare
from tracker.projects.importing.preview import Outcome, Preview, Standing
from tracker.projects.importing.reading import Found
from tracker.projects.importing.understanding import understand
from tracker.projects.models import Project, ProjectImport, ProjectUnit
from tracker.projects.particulars import NAMES, Particulars
from tracker.projects.stages import Step
from tracker.refusals import Refused

AT_ONCE = 500  # ids in one statement


class Outdated(Refused):
    """What was confirmed is no longer what would happen; ``preview`` is what would happen now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("核对之后台账有变化，没有写入。请核对下面新的内容，再确认。")
        self.preview = preview


def keep(data: bytes, name: str, by: User) -> ProjectImport:
    """Store the workbook as it came; it waits for confirmation."""
    stored = store.keep(data, name)
    kept = ProjectImport(stored_file=stored, state=ImportState.PREVIEW, by_id=by.id, at=now())
    db.session.add(kept)
    db.session.flush()
    details = {"name": stored.name, "sha256": stored.sha256}
    journal.record("project.upload", "project_import", kept.id, f"上传项目清单《{stored.name}》", details=details)
    return kept


def preview(kept: ProjectImport, found: Found) -> Preview:
    """What applying the list would do as things stand."""
    read = found.problems
    problems = Problems(read.file, list(read.found), dict(read.counts))
    stated = understand(found.lines, load_directory(), problems)
    units = {unit.id: unit.short_name for unit in db.session.execute(select(Unit.id, Unit.short_name))}
    note = f"由《{kept.stored_file.name}》导入"
    return compare(stated, _standing(), units, problems, today=today(), note=note)


def note(kept: ProjectImport, found: Preview) -> None:
    """Keep for the history what the preview found."""
    kept.digest, kept.counts = found.digest, found.counts
    db.session.flush()


def _standing() -> Iterator[Standing]:
    """Every project as it stands, in two queries and without an object for each."""
    units: dict[int, dict[str, list[int]]] = {}
    named = select(ProjectUnit.project_id, ProjectUnit.role, ProjectUnit.unit_id).order_by(ProjectUnit.unit_id)
    for project_id, role, unit_id in db.session.execute(named):
        units.setdefault(project_id, {}).setdefault(role.value, []).append(unit_id)
    plain = [name for name in NAMES if name not in list(ProjectRole)]
    of = Project.__table__.c
    for row in db.session.execute(select(of.id, of.version, of.stage, of.stage_on, *(of[name] for name in plain))):
        values = {name: row._mapping[name] for name in plain} | {"code": row.code or ""}
        taking_part = {role: tuple(numbers) for role, numbers in units.get(row.id, {}).items()}
        yield Standing(row.id, row.version, Particulars(**values | taking_part), Step(row.stage, row.stage_on))


def apply(kept: ProjectImport, found: Found, by: User, confirmed: str) -> Preview | None:
    """Write all that the preview showed, or nothing; None when it had been written already.

    Raises Refused for a list with problems, with nothing to write or given up, Outdated when the register changed
    since the preview.
    """
    db.session.refresh(kept, with_for_update=True)
    if kept.state is ImportState.APPLIED:
        return None
    _require_open(kept)
    shown = preview(kept, found)
    changes, additions = shown.of("changed"), shown.of("new")
    projects = _locked([each.standing.id for each in changes if each.standing])
    if shown.digest != confirmed or any(_moved_on(each, projects) for each in changes):
        raise Outdated(shown)
    if shown.errors:
        raise Refused(f"有{shown.error_count}处问题没有解决，没有写入。请按说明改正后重新上传。")
    if not shown.to_write:
        raise Refused("表中的内容与台账一致，没有需要写入的内容。")
    for each in changes:
        assert each.standing is not None
        _change(projects[each.standing.id], each, by)
    added = [recording.add(each.particulars, each.step, by) for each in additions if each.step]
    kept.state, kept.applied_at = ImportState.APPLIED, now()
    note(kept, shown)
    _journal(kept, added, changes, shown.counts)
    return shown


def _locked(ids: Sequence[int]) -> dict[int, Project]:
    """The projects that will change; from here on nobody comes between."""
    found: dict[int, Project] = {}
    for first in range(0, len(ids), AT_ONCE):
        some = select(Project).where(Project.id.in_(ids[first : first + AT_ONCE])).order_by(Project.id)
        locked = some.options(selectinload(Project.units)).execution_options(populate_existing=True).with_for_update()
        found |= {project.id: project for project in db.session.scalars(locked)}
    return found


def _moved_on(outcome: Outcome, projects: dict[int, Project]) -> bool:
    assert outcome.standing is not None
    return projects[outcome.standing.id].version != outcome.standing.version


def _change(project: Project, outcome: Outcome, by: User) -> None:
    with db.session.no_autoflush:  # one act, one version
        recording.put(project, outcome.particulars)
        if outcome.step is not None:
            recording.append(project, outcome.step, by)


def _journal(kept: ProjectImport, added: Iterable[Project], changes: Iterable[Outcome], counts: dict[str, int]) -> None:
    details: dict[str, Any] = {
        "sha256": kept.stored_file.sha256,
        "counts": counts,
        "added": [project.id for project in added],
        "changed": {
            str(each.standing.id): {one.name: [one.was, one.becomes] for one in each.fields}
            for each in changes
            if each.standing
        },
    }
    said = f"导入项目清单：新增{counts['new']}项，变更{counts['changed']}项"
    journal.record("project.apply", "project_import", kept.id, said, details=details)


def discard(kept: ProjectImport) -> None:
    """Give up a list that was not applied; the file stays on record. Raises Refused afterwards."""
    db.session.refresh(kept, with_for_update=True)
    _require_open(kept)
    kept.state = ImportState.DISCARDED
    journal.record("project.discard", "project_import", kept.id, f"放弃项目清单《{kept.stored_file.name}》")


def _require_open(kept: ProjectImport) -> None:
    if kept.state is not ImportState.PREVIEW:
        raise Refused(f"这份清单的状态已是“{kept.state.label}”，不能再改。需要时请重新上传。")
