"""Policy documents and the interpretations that explain them to the public (政策解读)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area, InterpretationForm
from tracker.db import Instant, Model, choice
from tracker.people.models import Unit, User
from tracker.tasks.models import Task


class PolicyDocument(Model):
    """A paper that must be interpreted by the unit that drafted it (谁起草、谁解读).

    ``is_provisional`` marks a limit that ran into a year without holiday data.
    """

    __tablename__ = "policy_document"
    __table_args__ = (Index(None, "unit_id", "published_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    area: Mapped[Area] = mapped_column(choice(Area))
    title: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(80), default="")
    published_on: Mapped[date]
    due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
    address: Mapped[str] = mapped_column(String(400), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    task: Mapped[Task | None] = relationship()
    interpretations: Mapped[list["Interpretation"]] = relationship(
        back_populates="policy_document", order_by="Interpretation.published_on"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def interpreted_on(self) -> date | None:
        """The day of the first interpretation."""
        return min((each.published_on for each in self.interpretations), default=None)


class Interpretation(Model):
    __tablename__ = "interpretation"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_document_id: Mapped[int] = mapped_column(ForeignKey("policy_document.id"), index=True)
    form: Mapped[InterpretationForm] = mapped_column(choice(InterpretationForm))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date]
    address: Mapped[str] = mapped_column(String(400), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    policy_document: Mapped[PolicyDocument] = relationship(back_populates="interpretations")
    recorded_by: Mapped[User | None] = relationship()
