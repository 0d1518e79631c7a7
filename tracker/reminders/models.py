"""Reminders of open limits, the rule by which they are made, and the numbered papers that follow when none answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.clock import local
from tracker.db import Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User
from tracker.reminders.choices import MailState, PaperStep, ReminderKind, ReminderLight


class ReminderRule(Model):
    """From ``valid_from`` on: when a limit turns yellow, how often a late one is told again, how long a paper waits."""

    __tablename__ = "reminder_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    yellow_workdays: Mapped[int]
    repeat_workdays: Mapped[int]
    reminder_workdays: Mapped[int]
    urging_workdays: Mapped[int]
    supervision_workdays: Mapped[int]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[User | None] = relationship()


class Reminder(Model):
    """That a unit was told of one open limit on one day; once a day at most.

    ``settled_on`` is the day on which it was seen that the unit no longer owes it: done, handed in, or another's.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        Index(None, "unit_id", "kind", "record_id", "on", unique=True),
        Index(None, "unit_id", "acknowledged_at", "settled_on"),
        Index(None, "on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[ReminderKind] = mapped_column(choice(ReminderKind))
    record_id: Mapped[int]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    on: Mapped[date]
    title: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]
    light: Mapped[ReminderLight] = mapped_column(choice(ReminderLight))
    sentence: Mapped[str] = mapped_column(Text)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_on: Mapped[date | None]
    unit: Mapped[Unit] = relationship()
    acknowledged_by: Mapped[User | None] = relationship()


class ReminderAddress(Model):
    """Where a person wants the morning's list by e-mail; without a row it is told in the tracker alone."""

    __tablename__ = "reminder_address"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(Instant)
    user: Mapped[User] = relationship()


class ReminderMail(Model):
    """The one e-mail of a person and day. A row is written before it is sent, so that none is sent twice."""

    __tablename__ = "reminder_mail"
    __table_args__ = (Index(None, "user_id", "on", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    on: Mapped[date] = mapped_column(index=True)
    count: Mapped[int]
    state: Mapped[MailState] = mapped_column(choice(MailState))
    error: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Instant)


class Paper(Model):
    """提醒单, 催办单 or 督办单 to one unit about limits that are over, numbered per step and year.

    ``matters`` are what it is about as it stood then; ``previous`` is the paper that went unanswered.
    """

    __tablename__ = "paper"
    __table_args__ = (
        Index(None, "step", "year", "serial", unique=True),
        Index(None, "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[PaperStep] = mapped_column(choice(PaperStep))
    year: Mapped[int]
    serial: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), unique=True)
    matters: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    requirement: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date]
    answer_by: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(40))
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    previous: Mapped["Paper | None"] = relationship(remote_side=[id])
    stored_file: Mapped[StoredFile] = relationship()
    issued_by: Mapped[User | None] = relationship(foreign_keys=issued_by_id)
    received_by: Mapped[User | None] = relationship(foreign_keys=received_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def answered_on(self) -> date | None:
        return local(self.answered_at).date() if self.answered_at is not None else None

    @property
    def is_answered_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.answer_by

    @property
    def number(self) -> str:
        return document_number(self.step, self.year, self.serial)


LETTERS = {PaperStep.REMINDER: "王政办提", PaperStep.URGING: "王政办催", PaperStep.SUPERVISION: "王政办督"}


def document_number(step: PaperStep, year: int, serial: int) -> str:
    return f"{LETTERS[step]}〔{year}〕{serial}号"
