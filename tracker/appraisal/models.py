"""The year's assessment: the scheme as data, and the facts and verdicts as frozen when the office confirms them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import NoticeKind, Proposal
from tracker.db import Instant, Model, choice
from tracker.people.models import Unit, User


class AppraisalScheme(Model):
    """Indicators, weights, red lines and cut-offs of one year; a change makes a new version."""

    __tablename__ = "appraisal_scheme"
    __table_args__ = (Index(None, "year", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)


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
