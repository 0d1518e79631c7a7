"""What of a project's chain is public, what is due and what is missing (plan 二（一）, 二（二）)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from tracker.choices import Mode, ProjectKind, ProjectStage
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.people.models import Unit
from tracker.projects import chain
from tracker.projects.chain import ChainItem
from tracker.tasks.models import Task

Records = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Link:
    """One item of a project's chain with the records that belong to it."""

    item: ChainItem
    is_expected: bool
    records: Records = ()

    @property
    def published(self) -> Records:
        return [row for row in self.records if row.published_on is not None]

    @property
    def unnamed(self) -> Sequence[str]:
        """What belongs to the item and is named by no record, neither in its title nor by its task."""
        said = [text for row in self.records for text in (row.title, row.task_item)]
        return [content for content in self.item.contents if said and not any(content in text for text in said)]

    @property
    def state(self) -> str:
        """``done``, ``kept`` (lawfully not published by itself), ``open`` (recorded, not yet public), ``missing``,
        ``asked`` (only if it arose) or ``later``.
        """
        if self.published:
            return "done"
        if self.records:
            return "open" if any(row.mode is Mode.PROACTIVE for row in self.records) else "kept"
        if not self.is_expected:
            return "later"
        return "asked" if self.item.if_any else "missing"


WORDS = {
    "done": ("done", "✓", "已公开"),
    "kept": ("none", "–", "不主动公开"),
    "open": ("soon", "▲", "已登记，尚未公开"),
    "missing": ("late", "●", "缺"),
    "asked": ("none", "–", "发生的才公开"),
    "later": ("none", "–", "以后阶段"),
}


def links(kind: ProjectKind, stage: ProjectStage, records: Mapping[str, Records]) -> list[Link]:
    """The whole chain of a kind in its order, each item with its records and whether the stage asks for it by now."""
    due = set(chain.expected(kind, stage))
    return [Link(item, item in due, records.get(item.key, ())) for item in chain.ALL[kind]]


def records_of(project_ids: Collection[int]) -> dict[int, dict[str, list[Row[*tuple[Any, ...]]]]]:
    """Project -> item of its chain -> records, the earliest first; what names no item stands under ""."""
    found: dict[int, dict[str, list[Row[*tuple[Any, ...]]]]] = defaultdict(lambda: defaultdict(list))
    columns = (
        *(Disclosure.id, Disclosure.project_id, Disclosure.chain_item, Disclosure.title, Disclosure.mode),
        *(Disclosure.published_on, Disclosure.due_on, Unit.short_name.label("unit"), Task.item.label("task_item")),
    )
    statement = (
        select(*columns)
        .join(Unit, Disclosure.unit_id == Unit.id)
        .join(Task, Disclosure.task_id == Task.id)
        .where(Disclosure.project_id.in_(project_ids))
    )
    for row in db.session.execute(statement.order_by(Disclosure.published_on, Disclosure.id)):
        if row.project_id is not None:
            found[row.project_id][row.chain_item].append(row)
    return found
