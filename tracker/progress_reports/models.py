"""A unit's yearly report on its progress (年度工作进展报告): drafted from its facts, completed, approved, handed in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model, choice
from tracker.people.models import Unit, User
from tracker.progress_reports.choices import ReportState, ReportStep


class ReportCall(Model):
    """By when the reports of a year are due, as the office set it."""

    __tablename__ = "report_call"

    year: Mapped[int] = mapped_column(primary_key=True)
    due_on: Mapped[date]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)


class ProgressReport(Model):
    """``figures`` are the facts as they stood on ``as_of``, ``drafted`` the sentences made of them, ``added`` what
    the liaison wrote: each by section. ``annual`` are tables 2 and 4 as the liaison entered them."""

    __tablename__ = "progress_report"
    __table_args__ = (Index(None, "year", "unit_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.DRAFTING)
    as_of: Mapped[date]
    figures: Mapped[dict[str, int]] = mapped_column(JSON)
    requests: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted: Mapped[dict[str, str]] = mapped_column(JSON)
    added: Mapped[dict[str, str]] = mapped_column(JSON)
    annual: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    document_number: Mapped[str] = mapped_column(String(40), default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None]
    submitted_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    returns: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    approved_by: Mapped[User | None] = relationship()
    entries: Mapped[list["ProgressReportEntry"]] = relationship(
        back_populates="report", order_by="ProgressReportEntry.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ProgressReportEntry(Model):
    """One step of a report; entries are only ever added."""

    __tablename__ = "progress_report_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("progress_report.id"), index=True)
    step: Mapped[ReportStep] = mapped_column(choice(ReportStep))
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    report: Mapped[ProgressReport] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()


class ChapterText(Model):
    """One version of the chapter's text as the office edited it; ``drafted`` is what the records said then."""

    __tablename__ = "chapter_text"
    __table_args__ = (Index(None, "year", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    paragraphs: Mapped[list[str]] = mapped_column(JSON)
    drafted: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[User | None] = relationship()
