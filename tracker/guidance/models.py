"""Links between cases, policy documents and disclosures, and the quarterly circulars as issued (plan 三（五）)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model
from tracker.disclosures.models import Disclosure
from tracker.files.models import StoredFile
from tracker.interpretations.models import PolicyDocument
from tracker.opinions.models import OpinionCase
from tracker.people.models import User


class RecordLink(Model):
    """Two records that belong together, read from either side. ``pair`` names both, so that none is linked twice."""

    __tablename__ = "record_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_case.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("policy_document.id"), index=True)
    disclosure_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure.id"), index=True)
    pair: Mapped[str] = mapped_column(String(60), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    case: Mapped[OpinionCase | None] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()
    disclosure: Mapped[Disclosure | None] = relationship()


class QuarterCircular(Model):
    """The circular of a quarter as it was issued: number, date, signature, both files and the words; never changed.

    ``edition`` counts those of one quarter: another may be issued once the one before was withdrawn.
    """

    __tablename__ = "quarter_circular"
    __table_args__ = (Index(None, "year", "quarter", "edition", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    quarter: Mapped[int]
    edition: Mapped[int]
    document_number: Mapped[str] = mapped_column(String(40), unique=True)
    dated_on: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sheet_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    stored_file: Mapped[StoredFile] = relationship(foreign_keys=stored_file_id)
    sheet_file: Mapped[StoredFile] = relationship(foreign_keys=sheet_file_id)
    issued_by: Mapped[User | None] = relationship()
    withdrawal: Mapped["CircularWithdrawal | None"] = relationship(back_populates="circular")


class CircularWithdrawal(Model):
    """That an issued circular was withdrawn, by which paper and why."""

    __tablename__ = "circular_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    circular_id: Mapped[int] = mapped_column(ForeignKey("quarter_circular.id"), unique=True)
    document_number: Mapped[str] = mapped_column(String(40), unique=True)
    dated_on: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime] = mapped_column(Instant)
    circular: Mapped[QuarterCircular] = relationship(back_populates="withdrawal")
    stored_file: Mapped[StoredFile] = relationship()
    withdrawn_by: Mapped[User | None] = relationship()
