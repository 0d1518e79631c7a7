"""Results from outside (外部评价): what others found about a unit, with the paper it stands in; never computed here."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.outside.choices import OutsideSource
from tracker.people.models import Unit, User


class OutsideResult(Model):
    """One unit's result in one assessment. ``score`` and ``full`` are hundredths of a point.

    A wrong entry is not edited: it is voided with a reason and entered anew.
    """

    __tablename__ = "outside_result"
    __table_args__ = (Index(None, "year", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    source: Mapped[OutsideSource] = mapped_column(choice(OutsideSource))
    title: Mapped[str] = mapped_column(String(200))
    assessor: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date]
    score: Mapped[int]
    full: Mapped[int]
    grade: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def share(self) -> float:
        """The part of the full marks that was reached."""
        return self.score / self.full
