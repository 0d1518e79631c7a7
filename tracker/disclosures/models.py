"""What was published, or must be: each piece of information with its own clock."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import MatterKind, SecrecyResult
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User
from tracker.tasks.models import Task

disclosure_evidence = Table(
    "disclosure_evidence",
    Base.metadata,
    Column("disclosure_id", ForeignKey("disclosure.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class Disclosure(Model):
    """One piece of information that a unit publishes under a task (公开记录).

    ``due_on``, its ``rule`` and the counting in words (``explanation``) are computed when the dates are entered and
    kept, so that a record is judged by the rule that was in force; ``is_provisional`` marks a limit that ran into a
    year without holiday data.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index(None, "unit_id", "due_on", "id"),
        Index(None, "due_on", "id"),
        Index(None, "task_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[MatterKind] = mapped_column(choice(MatterKind))
    formed_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    published_on: Mapped[date | None]
    due_on: Mapped[date | None]
    rule: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    is_provisional: Mapped[bool] = mapped_column(default=False)
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    address: Mapped[str] = mapped_column(String(400), default="")
    secrecy_reviewed_by: Mapped[str] = mapped_column(String(40), default="")
    secrecy_reviewed_on: Mapped[date | None]
    secrecy_result: Mapped[SecrecyResult | None] = mapped_column(choice(SecrecyResult))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    task: Mapped[Task] = relationship()
    unit: Mapped[Unit] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    evidence: Mapped[list[StoredFile]] = relationship(secondary=disclosure_evidence)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def event_on(self) -> date | None:
        """The day from which the limit counts: decided on for licences and penalties, else formed on."""
        return self.formed_on if self.kind is MatterKind.GENERAL else self.decided_on

    @property
    def is_withheld(self) -> bool:
        return self.secrecy_result is SecrecyResult.WITHHOLD

    def is_late(self, on: date) -> bool:
        """Published after its limit, or not yet published on a day after it. What is withheld owes nothing."""
        if self.due_on is None or self.is_withheld:
            return False
        return (self.published_on or on) > self.due_on
