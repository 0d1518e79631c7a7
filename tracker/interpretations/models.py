"""Policy documents and the interpretations that explain them to the public (政策解读)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area
from tracker.db import Instant, Model, choice
from tracker.interpretations.choices import Aspect, InterpretationForm, WaiverState
from tracker.people.models import Unit, User
from tracker.tasks.models import Task


class PolicyDocument(Model):
    """A paper that must be interpreted by the unit that drafted it (谁起草、谁解读).

    ``published_on`` and ``due_on`` are None while the paper is only planned. ``is_provisional`` marks a limit that ran
    into a year without holiday data. ``drafted_with`` and ``approved_with`` say whether the interpretation was drafted
    and approved together with the paper (三同步), None where nobody said.
    """

    __tablename__ = "policy_document"
    __table_args__ = (Index(None, "unit_id", "published_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    area: Mapped[Area] = mapped_column(choice(Area))
    title: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(80), default="")
    planned_on: Mapped[date | None]
    published_on: Mapped[date | None]
    due_on: Mapped[date | None]
    is_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
    address: Mapped[str] = mapped_column(String(400), default="")
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    differs_by_region: Mapped[bool] = mapped_column(default=False)
    mark_note: Mapped[str] = mapped_column(String(200), default="")
    drafted_with: Mapped[bool | None]
    approved_with: Mapped[bool | None]
    waiver: Mapped[WaiverState | None] = mapped_column(choice(WaiverState))
    moves: Mapped[list[str]] = mapped_column(JSON, default=list)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    task: Mapped[Task | None] = relationship()
    interpretations: Mapped[list["Interpretation"]] = relationship(
        back_populates="policy_document", order_by="Interpretation.published_on"
    )
    waivers: Mapped[list["InterpretationWaiver"]] = relationship(order_by="InterpretationWaiver.id.desc()")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def interpreted_on(self) -> date | None:
        """The day of the first interpretation."""
        return min((each.published_on for each in self.standing), default=None)

    @property
    def standing(self) -> list["Interpretation"]:
        """The interpretations that were not withdrawn as entered wrongly."""
        return [each for each in self.interpretations if each.withdrawn_at is None]

    @property
    def is_published_with(self) -> bool | None:
        """Whether the first interpretation came out on the paper's own day; None while there is none."""
        first = self.interpreted_on
        return None if first is None or self.published_on is None else first == self.published_on

    @property
    def marks(self) -> list[str]:
        """What the office should know: before the paper is published, and of a limit that was moved."""
        return marked(self)


def marked(paper: Any) -> list[str]:
    """The marks of a paper, or of a row of the register, in short words."""
    marks = (("敏感", paper.is_sensitive), ("地区差异", paper.differs_by_region), ("改过公开日期", paper.moves))
    return [word for word, is_set in marks if is_set]


class Interpretation(Model):
    """One explanation that was published; ``aspects`` names what it explains."""

    __tablename__ = "interpretation"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_document_id: Mapped[int] = mapped_column(ForeignKey("policy_document.id"), index=True)
    form: Mapped[InterpretationForm] = mapped_column(choice(InterpretationForm))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    aspects: Mapped[list[str]] = mapped_column(JSON, default=list)
    published_on: Mapped[date]
    address: Mapped[str] = mapped_column(String(400), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_why: Mapped[str] = mapped_column(String(200), default="")
    policy_document: Mapped[PolicyDocument] = relationship(back_populates="interpretations")
    recorded_by: Mapped[User | None] = relationship(foreign_keys=recorded_by_id)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=withdrawn_by_id)

    @property
    def explained(self) -> list[Aspect]:
        return [aspect for aspect in Aspect if aspect in self.aspects]


class InterpretationWaiver(Model):
    """The wish to leave a paper without interpretation, with its reason, and what the office said; only added to."""

    __tablename__ = "interpretation_waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_document_id: Mapped[int] = mapped_column(ForeignKey("policy_document.id"), index=True)
    state: Mapped[WaiverState] = mapped_column(choice(WaiverState))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[User | None] = relationship()
