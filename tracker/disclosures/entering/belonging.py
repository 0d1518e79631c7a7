"""Which project or transaction a person means by a code or a name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from tracker.choices import Area, ProjectKind
from tracker.db import db
from tracker.disclosures.entry import Belonging
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.scope import own

OFFERED = 50


def find(text: str, user: User) -> Belonging | str:
    """The project of that code, or of that name where only one has it; else what to do, in words."""
    statement = select(Project.id, Project.name, Project.kind).where(own(user))
    found = db.session.execute(statement.where(or_(Project.code == text, Project.name == text)).limit(2)).all()
    if not found:
        return "没有找到与本单位有关的这个项目或交易。请填写登记时的全名或代码，或先在“项目和交易”中登记"
    if len(found) > 1:
        return "有几个项目或交易叫这个名称，请改填代码"
    return Belonging(*found[0])


def by_id(number: int, user: User) -> Belonging | None:
    statement = select(Project.id, Project.name, Project.kind).where(own(user), Project.id == number)
    row = db.session.execute(statement).first()
    return Belonging(*row) if row else None


def offered(user: User, area: Area) -> Sequence[Row[*tuple[Any, ...]]]:
    """Name and code of the projects that were in motion last, for the field to suggest."""
    kinds = [kind for kind in ProjectKind if kind.area is area]
    statement = select(Project.name, Project.code).where(own(user), Project.kind.in_(kinds))
    return db.session.execute(statement.order_by(Project.stage_on.desc(), Project.id.desc()).limit(OFFERED)).all()
