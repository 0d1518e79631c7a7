"""Which demo project a demo record belongs to: one of the unit's own that has come as far."""

from dataclasses import replace

from sqlalchemy import select

from tracker.choices import ProjectKind
from tracker.db import db
from tracker.disclosures.entry import Belonging, Entry
from tracker.people.models import User
from tracker.projects import chain
from tracker.projects.models import Project
from tracker.projects.scope import own
from tracker.tasks.models import Task

KINDS = {
    "国有土地使用权出让": ProjectKind.LAND,
    "矿业权出让": ProjectKind.MINING,
    "政府采购": ProjectKind.PROCUREMENT,
    "工程建设项目招标投标": ProjectKind.TENDER,
    "国有产权交易": ProjectKind.PROPERTY,
    "住房保障（住房分配）": ProjectKind.HOUSING,
    "住房保障（项目建设）": ProjectKind.HOUSING,
}


def placed(entry: Entry, task: Task, by: User, number: int) -> Entry:
    """The statement with its project and title; as it was where the task is not about projects or none fits."""
    kind = KINDS.get(task.category, ProjectKind.MAJOR_PROJECT)
    item = _item(kind, task)
    if item is None:
        return entry
    found = [
        project
        for project in db.session.scalars(select(Project).where(own(by), Project.kind == kind).order_by(Project.id))
        if item in chain.expected(kind, project.stage)
    ]
    if not found:
        return entry
    project = found[number % len(found)]
    belonging = Belonging(project.id, project.name, kind)
    return replace(entry, title=f"{project.name}{task.item}"[:200], project=belonging, chain_item=item.key)


def _item(kind: ProjectKind, task: Task) -> chain.ChainItem | None:
    """The link of the chain that the task is about: a category of a major project, an item of a transaction."""
    for item in chain.ALL[kind]:
        if item.label == task.category or (
            kind.is_transaction and (item.label in task.item or task.item in item.label)
        ):
            return item
    return None
