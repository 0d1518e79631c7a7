"""Which projects a person may see and keep: a unit those that it answers for, approves or implements."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from tracker.choices import Role
from tracker.people.models import User
from tracker.projects.models import Project, ProjectUnit

KEEPERS = (Role.LIAISON, Role.OFFICE)


def of_unit(unit_id: int) -> ColumnElement[bool]:
    """The condition for the projects in which a unit has a part."""
    taking_part = select(ProjectUnit.project_id).where(ProjectUnit.unit_id == unit_id)
    return or_(Project.unit_id == unit_id, Project.id.in_(taking_part))


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a project is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return of_unit(user.unit_id) if user.unit_id is not None else false()


def visible(user: User) -> Select[Project]:
    return select(Project).where(own(user))


def kept(user: User) -> Select[Project]:
    """The projects whose records the person keeps."""
    if user.role is Role.OFFICE:
        return select(Project)
    return visible(user).where(Project.unit_id == user.unit_id)


def keeps(user: User, unit_id: int) -> bool:
    """Whether the person keeps the records for which this unit answers."""
    return user.role is Role.OFFICE or (user.role is Role.LIAISON and user.unit_id == unit_id)
