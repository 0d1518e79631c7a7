"""The year's assessment: the scheme as data, and the facts and verdicts as frozen when the office confirms them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.appraisal.choices import ExcuseState, SchemeState, StatementOutcome
from tracker.choices import NoticeKind, Proposal
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User


class AppraisalScheme(Model):
    """Indicators, weights, red lines and cut-offs of one year; a change of an adopted one makes a new version.

    The newest adopted one is in force. ``based_on`` says in words what a draft was copied from, ``note`` why it was
    adopted.
    """

    __tablename__ = "appraisal_scheme"
    __table_args__ = (Index(None, "year", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[SchemeState] = mapped_column(choice(SchemeState), default=SchemeState.ADOPTED)
    based_on: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    adopted_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    adopted_by: Mapped[User | None] = relationship(foreign_keys=adopted_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Appraisal(Model):
    """One year's list, confirmed and frozen: the facts, the scheme and their fingerprint stay as they were.

    ``commended_on`` and ``criticised_on`` are the dates of the issued notices; from then on that list stands.
    """

    __tablename__ = "appraisal"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    as_of: Mapped[date]
    scheme: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    commended_on: Mapped[date | None]
    criticised_on: Mapped[date | None]
    confirmed_by: Mapped[User | None] = relationship()
    verdicts: Mapped[list["Verdict"]] = relationship(back_populates="appraisal", order_by="Verdict.id")

    def issued_on(self, kind: NoticeKind) -> date | None:
        return self.commended_on if kind == NoticeKind.COMMENDATION else self.criticised_on

    def reopen(self, kind: NoticeKind) -> None:
        """The notice was withdrawn: its list may change again, and another one be issued."""
        if kind == NoticeKind.COMMENDATION:
            self.commended_on = None
        else:
            self.criticised_on = None


class Verdict(Model):
    """One unit's place on a confirmed list.

    ``document`` and ``proposal`` are frozen with the list; ``decision`` may differ from the proposal until the notices
    are issued, by the office alone and with its written reason.
    """

    __tablename__ = "verdict"
    __table_args__ = (Index(None, "appraisal_id", "unit_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposal: Mapped[Proposal] = mapped_column(choice(Proposal))
    decision: Mapped[Proposal] = mapped_column(choice(Proposal))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    appraisal: Mapped[Appraisal] = relationship(back_populates="verdicts")
    unit: Mapped[Unit] = relationship()
    decided_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_adjusted(self) -> bool:
        return self.decision is not self.proposal


class SelfAssessment(Model):
    """The points that a unit gives itself (自评), indicator by indicator, shown beside the computed score."""

    __tablename__ = "self_assessment"
    __table_args__ = (Index(None, "year", "unit_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    points: Mapped[dict[str, float]] = mapped_column(JSON)
    total: Mapped[float] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Excuse(Model):
    """A unit's request that one record under one indicator be not held against it, and the office's answer.

    Once accepted, the record counts neither way under that indicator and is told among the facts as excused.
    """

    __tablename__ = "excuse"
    __table_args__ = (
        Index(None, "year", "unit_id", "indicator", "record_type", "record_id", unique=True),
        Index(None, "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    indicator: Mapped[str] = mapped_column(String(40))
    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ExcuseState] = mapped_column(choice(ExcuseState), default=ExcuseState.ASKED)
    answer: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


statement_evidence = Table(
    "statement_evidence",
    Base.metadata,
    Column("statement_id", ForeignKey("statement.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class Statement(Model):
    """What a unit says before it is criticised (申述), and the office's answer, without which nothing is issued.

    ``is_contested`` is false where the unit says that it has no objection.
    """

    __tablename__ = "statement"
    __table_args__ = (Index(None, "year", "unit_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    is_contested: Mapped[bool] = mapped_column(default=True)
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[StatementOutcome | None] = mapped_column(choice(StatementOutcome))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    evidence: Mapped[list[StoredFile]] = relationship(secondary=statement_evidence)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        """Whether it waits for the office."""
        return self.is_contested and self.outcome is None


class Reorganisation(Model):
    """Work that passed from one unit to another on a day, because units were merged or split (plan of the district).

    ``areas`` are those whose work passed; ``moved`` counts what did. Results of years that are confirmed stay.
    """

    __tablename__ = "reorganisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    on: Mapped[date]
    areas: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    moved: Mapped[dict[str, int]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    from_unit: Mapped[Unit] = relationship(foreign_keys=from_unit_id)
    to_unit: Mapped[Unit] = relationship(foreign_keys=to_unit_id)
    by: Mapped[User | None] = relationship()


class MovedShare(Model):
    """A share that passed to another unit: what was over by then stays with the one that had it."""

    __tablename__ = "moved_share"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"))
    on: Mapped[date]
