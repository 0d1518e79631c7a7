"""Inspections (督促检查): what was drawn to be looked at, what was found, how the unit answered, and the circular."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User
from tracker.supervision.choices import CheckIndicator, FindingReply, FindingState, InspectionState
from tracker.tasks.models import Task


class Inspection(Model):
    """One round: what is looked at in which period, and the ``seed`` by which its tasks were drawn.

    ``reply_by`` is the last day on which a unit may answer its findings; it is set when the round goes to the units.
    """

    __tablename__ = "inspection"
    __table_args__ = (Index(None, "year", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    period_from: Mapped[date]
    period_to: Mapped[date]
    areas: Mapped[list[str]] = mapped_column(JSON)
    indicators: Mapped[list[str]] = mapped_column(JSON)
    size: Mapped[int]
    seed: Mapped[int]
    state: Mapped[InspectionState] = mapped_column(choice(InspectionState), default=InspectionState.CHECKING)
    reply_by: Mapped[date | None]
    sent_on: Mapped[date | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    opened_by: Mapped[User | None] = relationship()
    units: Mapped[list["InspectionUnit"]] = relationship(
        back_populates="inspection", order_by="InspectionUnit.id", cascade="all, delete-orphan"
    )
    items: Mapped[list["InspectionItem"]] = relationship(back_populates="inspection", order_by="InspectionItem.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def area_labels(self) -> str:
        return "、".join(Area(each).label for each in self.areas)

    @property
    def looks_at(self) -> tuple[CheckIndicator, ...]:
        return tuple(CheckIndicator(each) for each in self.indicators)

    @property
    def is_open(self) -> bool:
        return self.state is not InspectionState.ISSUED


class InspectionUnit(Model):
    """A unit in the round; ``pool`` are the tasks from which its own were drawn, so that anyone can draw again."""

    __tablename__ = "inspection_unit"
    __table_args__ = (Index(None, "inspection_id", "unit_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    pool: Mapped[list[int]] = mapped_column(JSON)
    inspection: Mapped[Inspection] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()


class InspectionItem(Model):
    """One task of one unit that was drawn. ``checked_at`` is set once the office has looked at it."""

    __tablename__ = "inspection_item"
    __table_args__ = (Index(None, "inspection_id", "unit_id", "task_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    inspection: Mapped[Inspection] = relationship(back_populates="items")
    unit: Mapped[Unit] = relationship()
    task: Mapped[Task] = relationship()
    checked_by: Mapped[User | None] = relationship()
    findings: Mapped[list["Finding"]] = relationship(back_populates="item", order_by="Finding.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


finding_evidence = Table(
    "finding_evidence",
    Base.metadata,
    Column("finding_id", ForeignKey("finding.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)
finding_reply_evidence = Table(
    "finding_reply_evidence",
    Base.metadata,
    Column("finding_id", ForeignKey("finding.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class Finding(Model):
    """One problem of one unit under one task, with the points it costs; withdrawn with a reason, never deleted."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("inspection_item.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    indicator: Mapped[CheckIndicator] = mapped_column(choice(CheckIndicator))
    problem: Mapped[str] = mapped_column(Text)
    points: Mapped[int]
    address: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[FindingState] = mapped_column(choice(FindingState), default=FindingState.STANDING)
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    found_at: Mapped[datetime] = mapped_column(Instant)
    reply_kind: Mapped[FindingReply | None] = mapped_column(choice(FindingReply))
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_address: Mapped[str] = mapped_column(String(400), default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    inspection: Mapped[Inspection] = relationship()
    item: Mapped[InspectionItem] = relationship(back_populates="findings")
    unit: Mapped[Unit] = relationship()
    found_by: Mapped[User | None] = relationship(foreign_keys=found_by_id)
    replied_by: Mapped[User | None] = relationship(foreign_keys=replied_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    evidence: Mapped[list[StoredFile]] = relationship(secondary=finding_evidence)
    reply_evidence: Mapped[list[StoredFile]] = relationship(secondary=finding_reply_evidence)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def waits_for_answer(self) -> bool:
        """Whether the unit objected and the office has not yet said what it makes of it."""
        return self.reply_kind is FindingReply.OBJECTED and self.answered_at is None


class Circular(Model):
    """The circular on an inspection (督查通报) as issued, never changed afterwards."""

    __tablename__ = "circular"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), unique=True)
    document_number: Mapped[str] = mapped_column(String(40), unique=True)
    dated_on: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    inspection: Mapped[Inspection] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
    issued_by: Mapped[User | None] = relationship()
