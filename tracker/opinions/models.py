"""Public opinion (政务舆情): a case and the entries by which it was anticipated, tracked, answered and closed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area, OpinionKind, OpinionSource, OpinionStage, Severity
from tracker.db import Instant, Model, choice
from tracker.people.models import Unit, User
from tracker.tasks.models import Task


class OpinionCase(Model):
    """One topic for which ``unit`` answers first (涉事责任部门是第一责任主体)."""

    __tablename__ = "opinion_case"
    __table_args__ = (Index(None, "unit_id", "closed_at", "id"), Index(None, "found_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    area: Mapped[Area] = mapped_column(choice(Area))
    topic: Mapped[str] = mapped_column(String(200))
    found_at: Mapped[datetime] = mapped_column(Instant)
    found_where: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[OpinionSource] = mapped_column(choice(OpinionSource))
    kind: Mapped[OpinionKind] = mapped_column(choice(OpinionKind))
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    coordinated_with: Mapped[str] = mapped_column(String(200), default="")
    answer_due_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    task: Mapped[Task | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    entries: Mapped[list["OpinionEntry"]] = relationship(back_populates="case", order_by="OpinionEntry.id.desc()")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def is_late(self, moment: datetime) -> bool:
        return (self.answered_at or moment) > self.answer_due_at


class OpinionEntry(Model):
    """One thing done about a case; entries are only ever added."""

    __tablename__ = "opinion_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("opinion_case.id"), index=True)
    stage: Mapped[OpinionStage] = mapped_column(choice(OpinionStage))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    happened_at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    case: Mapped[OpinionCase] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()
