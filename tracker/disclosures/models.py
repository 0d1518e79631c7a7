"""What was published, or must be: each piece of information with its own clock, its versions, reviews and checks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from tracker.choices import (
    CheckState,
    ClockStart,
    DayCount,
    DeadlineKind,
    MatterKind,
    Mode,
    Phase,
    PublisherBasis,
    ReturnReason,
    SecrecyResult,
    Supervision,
    Timing,
    WithholdGround,
)
from tracker.db import Base, Instant, Model, choice
from tracker.disclosures.channels import Channel
from tracker.disclosures.limits import TaskLimit
from tracker.files.models import StoredFile
from tracker.forms import is_web_address
from tracker.people.models import Unit, User
from tracker.projects.models import Project
from tracker.tasks.models import Task

disclosure_evidence = Table(
    "disclosure_evidence",
    Base.metadata,
    Column("disclosure_id", ForeignKey("disclosure.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)

COUNTED_FROM = """
CASE WHEN kind = 'general' AND NOT (COALESCE(row_start, '') = 'decided' AND COALESCE(row_days, 0) > 0
AND row_kind IN ('workdays', 'other') AND decided_on IS NOT NULL) THEN formed_on ELSE decided_on END
"""
TIMING = """
CASE WHEN mode <> 'proactive' THEN 'none' WHEN published_on IS NULL THEN 'open'
WHEN published_on <= due_on THEN 'kept' WHEN published_on > due_on THEN 'late' ELSE 'none' END
"""


class Disclosure(Model):
    """One piece of information that a unit publishes under a task (公开记录), as it stands now.

    ``due_on``, its ``rule`` and the counting in words (``explanation``) are computed when the dates are entered and
    kept, so that a record is judged by the rule that was in force; ``is_provisional`` marks a limit that ran into a
    year without holiday data. ``publication_recorded_on`` is the day on which the publication was first stated,
    ``is_late_entry`` whether that was long after it (limits.LATE_ENTRY). The database itself derives ``counted_from``
    and ``timing``, so that registers find by them; in memory they are what was last read. ``row_limit`` is what the
    task's row said about time when it was recorded, ``clock_changes`` how often a correction moved its clock,
    ``is_review_stale`` whether what the secrecy review read was changed after it.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index(None, "unit_id", "due_on", "id"),
        Index(None, "due_on", "id"),
        Index(None, "task_id", "unit_id"),
        Index(None, "counted_from", "id"),
        Index(None, "published_on", "id"),
        Index(None, "timing", "due_on", "id"),
        Index(None, "timing", "id"),
        Index(None, "unit_id", "timing", "id"),
        Index(None, "kind", "id"),
        Index(None, "phase", "id"),
        Index(None, "check_state", "id"),
        CheckConstraint("published_on IS NULL OR secrecy_result IS NOT NULL", name="reviewed_before_published"),
        CheckConstraint("published_on IS NULL OR mode = 'proactive'", name="published_if_proactive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    chain_item: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200), active_history=True)
    document_number: Mapped[str] = mapped_column(String(80), default="", active_history=True)
    kind: Mapped[MatterKind] = mapped_column(choice(MatterKind))
    formed_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    published_on: Mapped[date | None]
    due_on: Mapped[date | None]
    rule: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    is_provisional: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[Mode] = mapped_column(choice(Mode), default=Mode.PROACTIVE)
    ground: Mapped[WithholdGround | None] = mapped_column(choice(WithholdGround))
    ground_note: Mapped[str] = mapped_column(String(400), default="")
    secrecy_reviewed_by: Mapped[str] = mapped_column(String(40), default="")
    secrecy_reviewed_on: Mapped[date | None]
    secrecy_result: Mapped[SecrecyResult | None] = mapped_column(choice(SecrecyResult))
    secrecy_basis: Mapped[str] = mapped_column(String(200), default="")
    is_review_stale: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[Phase | None] = mapped_column(choice(Phase))
    basis: Mapped[PublisherBasis | None] = mapped_column(choice(PublisherBasis))
    audience: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(80), default="")
    legal_person: Mapped[str] = mapped_column(String(80), default="")
    supervision: Mapped[Supervision | None] = mapped_column(choice(Supervision))
    is_credit_information: Mapped[bool] = mapped_column(default=False)
    is_blacklisting: Mapped[bool] = mapped_column(default=False)
    is_on_website: Mapped[bool] = mapped_column(default=False)
    row_kind: Mapped[DeadlineKind] = mapped_column(choice(DeadlineKind), default=DeadlineKind.UNSPECIFIED)
    row_days: Mapped[int | None]
    row_start: Mapped[ClockStart | None] = mapped_column(choice(ClockStart))
    row_text: Mapped[str] = mapped_column(String(400), default="")
    row_limit: Mapped[TaskLimit] = composite("row_kind", "row_days", "row_start", "row_text")
    clock_changes: Mapped[int] = mapped_column(default=0)
    law_days: Mapped[int | None]
    law_counts: Mapped[DayCount] = mapped_column(choice(DayCount), default=DayCount.WORKDAYS)
    law_source: Mapped[str] = mapped_column(String(200), default="")
    check_state: Mapped[CheckState] = mapped_column(choice(CheckState), default=CheckState.UNCHECKED)
    returns: Mapped[int] = mapped_column(default=0)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    publication_recorded_on: Mapped[date | None]
    is_late_entry: Mapped[bool] = mapped_column(default=False)
    counted_from: Mapped[date | None] = mapped_column(Date, Computed(COUNTED_FROM, persisted=True))
    timing: Mapped[Timing] = mapped_column(choice(Timing), Computed(TIMING, persisted=True))
    version: Mapped[int] = mapped_column(default=1)
    task: Mapped[Task] = relationship()
    unit: Mapped[Unit] = relationship()
    project: Mapped[Project | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    evidence: Mapped[list[StoredFile]] = relationship(secondary=disclosure_evidence)
    channels: Mapped[list["DisclosureChannel"]] = relationship(
        cascade="all, delete-orphan", order_by="DisclosureChannel.position"
    )
    versions: Mapped[list["DisclosureVersion"]] = relationship(order_by="DisclosureVersion.number.desc()")
    reviews: Mapped[list["SecrecyReview"]] = relationship(order_by="SecrecyReview.id.desc()")
    checks: Mapped[list["DisclosureCheck"]] = relationship(order_by="DisclosureCheck.id.desc()")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_on_credit_platform(self) -> bool:
        return any(Channel(each.name).is_credit_platform for each in self.channels)

    @property
    def is_owed(self) -> bool:
        """Whether it must be public on the unit's own account."""
        return self.mode is Mode.PROACTIVE

    def is_late(self, on: date) -> bool:
        """Published after its limit, or not yet published on a day after it."""
        if self.due_on is None or not self.is_owed:
            return False
        return (self.published_on or on) > self.due_on


class DisclosureChannel(Model):
    """One channel of a record with its address, in the order in which they were stated."""

    __tablename__ = "disclosure_channel"
    __table_args__ = (
        Index(None, "name", "disclosure_id"),
        # As HAS_ADDRESS in scope.py asks for it, word for word: which records have an address anywhere.
        Index(
            "ix_disclosure_channel_addressed",
            "disclosure_id",
            sqlite_where=text("address <> ''"),
            postgresql_where=text("address <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(400), default="")

    @property
    def is_link(self) -> bool:
        return is_web_address(self.address)


class DisclosureGram(Model):
    """That two neighbouring characters stand in a record's title or document number; kept by ``wording.py``."""

    __tablename__ = "disclosure_gram"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), primary_key=True)


class DisclosureCoverage(Model):
    """That a unit has published something of this phase through this channel under a task; kept by ``coverage.py``."""

    __tablename__ = "disclosure_coverage"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)


class DisclosureVersion(Model):
    """What was stated at one time, never changed afterwards; ``reason`` says why a published fact was corrected."""

    __tablename__ = "disclosure_version"
    __table_args__ = (UniqueConstraint("disclosure_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"))
    number: Mapped[int]
    stated: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[User | None] = relationship()


class SecrecyReview(Model):
    """A secrecy review (保密审查): who looked, when, with what result and on what basis; the last one counts.

    ``reviewer_id`` is set where the reviewer signed in; otherwise the liaison stated who it was.
    """

    __tablename__ = "secrecy_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    reviewer: Mapped[str] = mapped_column(String(40))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    on: Mapped[date]
    result: Mapped[SecrecyResult] = mapped_column(choice(SecrecyResult))
    basis: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[User | None] = relationship(foreign_keys=recorded_by_id)


class DisclosureCheck(Model):
    """The office looked at a record: found it in order, or gave it back with a reason; entries are only added."""

    __tablename__ = "disclosure_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    state: Mapped[CheckState] = mapped_column(choice(CheckState))
    reason: Mapped[ReturnReason | None] = mapped_column(choice(ReturnReason))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[User | None] = relationship()
