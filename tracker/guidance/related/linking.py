"""Linking two records that belong together, and taking a link away again."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tracker import journal
from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import visible as visible_disclosures
from tracker.guidance.models import RecordLink
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import visible as visible_documents
from tracker.listing import number_of
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import visible as visible_cases
from tracker.people.models import User
from tracker.refusals import Refused

WRITERS = (Role.LIAISON, Role.OFFICE)


@dataclass(frozen=True)
class Kind:
    """One kind of record that can be linked: its words, its address, its columns, and who sees which of them."""

    key: str
    label: str
    path: str
    model: Any
    title: Any
    column: Any
    visible: Any

    def address(self, number: int) -> str:
        return f"/{self.path}/{number}"


CASE = Kind("case", "政务舆情", "opinions", OpinionCase, OpinionCase.topic, RecordLink.case_id, visible_cases)
DOCUMENT = Kind(
    "document",
    "政策解读",
    "interpretations",
    PolicyDocument,
    PolicyDocument.title,
    RecordLink.document_id,
    visible_documents,
)
DISCLOSURE = Kind(
    "disclosure", "公开记录", "disclosures", Disclosure, Disclosure.title, RecordLink.disclosure_id, visible_disclosures
)
KINDS = {kind.key: kind for kind in (CASE, DOCUMENT, DISCLOSURE)}
BY_PATH = {kind.path: kind for kind in KINDS.values()}


@dataclass(frozen=True)
class Ref:
    kind: Kind
    id: int

    @classmethod
    def read(cls, text: str) -> "Ref | None":
        """``document-3`` as a form sends it; None for anything else."""
        key, _, typed = text.partition("-")
        number = number_of(typed)
        return None if key not in KINDS or number is None else cls(KINDS[key], number)

    def __str__(self) -> str:
        return f"{self.kind.key}-{self.id}"


def title_of(ref: Ref, user: User) -> str | None:
    """The record's title when the person may see it."""
    seen = ref.kind.visible(user).where(ref.kind.model.id == ref.id).with_only_columns(ref.kind.title)
    title: str | None = db.session.scalar(seen)
    return title


def link(one: Ref, other: Ref, by: User) -> RecordLink:
    """Link both; linked already, nothing happens.

    Raises Refused for anyone but liaisons and the office, for two records of one kind, and for one that the person does
    not see.
    """
    if by.role not in WRITERS:
        raise Refused("关联由单位联络员或区公开办办理，其他人员只能查看。")
    first, second = title_of(one, by), title_of(other, by)
    if first is None or second is None or one.kind is other.kind:
        raise Refused("没有找到要关联的记录，请重新查找。")
    pair = "|".join(sorted((str(one), str(other))))
    found = db.session.scalar(select(RecordLink).where(RecordLink.pair == pair))
    if found is not None:
        return found
    columns = {ref.kind.column.key: ref.id for ref in (one, other)}
    made = RecordLink(pair=pair, by_id=by.id, at=now(), **columns)
    db.session.add(made)
    db.session.flush()
    summary = f"关联{one.kind.label}《{first}》与{other.kind.label}《{second}》"
    journal.record("record_link.add", "record_link", made.id, summary, details={"pair": pair})
    return made


def unlink(one: Ref, other: Ref, by: User) -> None:
    """Take the link away. Raises Refused as ``link`` does, and when there is none."""
    if by.role not in WRITERS:
        raise Refused("关联由单位联络员或区公开办办理，其他人员只能查看。")
    pair = "|".join(sorted((str(one), str(other))))
    found = db.session.scalar(select(RecordLink).where(RecordLink.pair == pair))
    if found is None or title_of(one, by) is None or title_of(other, by) is None:
        raise Refused("这两条记录没有关联，可能已被取消，请刷新页面。")
    db.session.delete(found)
    journal.record("record_link.remove", "record_link", found.id, f"取消关联 {pair}", details={"pair": pair})
    db.session.flush()
