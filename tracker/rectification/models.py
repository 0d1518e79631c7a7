"""What a criticised unit must put right by a date, its report, and the re-check that closes it (销号)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import RectificationState
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User
from tracker.rectification.choices import Step


class Rectification(Model):
    """One problem of one unit, ordered by a criticism notice.

    ``due_on`` is the date that counts; ``first_due_on`` the one before it was extended. ``extension_until`` is what the
    unit asks for and the office has yet to answer. ``lifted_on`` is when a withdrawal of the notice ended it.

    ``title`` names the problem in a few words; ``records`` are all that it is about, each with type, id, title and
    what was wrong with it, as they were when the notice was issued.
    """

    __tablename__ = "rectification"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    records: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    requirement: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(200), default="")
    ordered_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[RectificationState] = mapped_column(choice(RectificationState))
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_address: Mapped[str] = mapped_column(String(400), default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    recheck_note: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    lifted_on: Mapped[date | None]
    first_due_on: Mapped[date | None]
    extension_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    replied_by: Mapped[User | None] = relationship()
    entries: Mapped[list["RectificationEntry"]] = relationship(
        back_populates="rectification", order_by="RectificationEntry.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        return self.state is not RectificationState.CLOSED

    @staticmethod
    def kept(state: RectificationState, replied_on: date | None, due_on: date) -> bool:
        """Whether the unit kept its date: it reported by then, and the report was not sent back."""
        return state is not RectificationState.ORDERED and replied_on is not None and replied_on <= due_on


rectification_evidence = Table(
    "rectification_evidence",
    Base.metadata,
    Column("rectification_entry_id", ForeignKey("rectification_entry.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class RectificationEntry(Model):
    """One step of a rectification, named by the state it led to; entries are only ever added.

    ``step`` says what was done where the state alone does not: a re-check with its result, an extension, an escalation.
    """

    __tablename__ = "rectification_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    rectification_id: Mapped[int] = mapped_column(ForeignKey("rectification.id"), index=True)
    state: Mapped[RectificationState] = mapped_column(choice(RectificationState))
    text: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    step: Mapped[Step | None] = mapped_column(choice(Step))
    rectification: Mapped[Rectification] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()
    evidence: Mapped[list[StoredFile]] = relationship(secondary=rectification_evidence)
