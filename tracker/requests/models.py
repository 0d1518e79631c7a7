"""Requests to disclose (依申请公开): what is asked of a unit, and the steps by which it was answered."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestState, RequestStep
from tracker.requests.clocks import Times
from tracker.requests.courses import Step
from tracker.tasks.models import Task

request_evidence = Table(
    "request_evidence",
    Base.metadata,
    Column("request_entry_id", ForeignKey("request_entry.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class InformationRequest(Model):
    """One request to one unit, numbered per unit and year of receipt. It knows of what kind the applicant is, not who.

    ``state`` to ``late_entries`` follow from the entries (``settling.py``) and are kept so that the register can filter
    and sort by them. ``form_key`` marks the form it was recorded with, so that a form sent twice records once.
    """

    __tablename__ = "information_request"
    __table_args__ = (
        Index(None, "unit_id", "year", "number", unique=True),
        Index(None, "unit_id", "form_key", unique=True),
        Index(None, "received_on", "id"),
        Index(None, "unit_id", "received_on", "id"),
        Index(None, "replied_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    received_on: Mapped[date]
    channel: Mapped[RequestChannel] = mapped_column(choice(RequestChannel))
    applicant_kind: Mapped[ApplicantKind] = mapped_column(choice(ApplicantKind))
    subject: Mapped[str] = mapped_column(String(500))
    state: Mapped[RequestState] = mapped_column(choice(RequestState))
    waiting_until: Mapped[date | None]
    due_on: Mapped[date | None]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    explanation: Mapped[str] = mapped_column(Text, default="")
    replied_on: Mapped[date | None]
    reply_kind: Mapped[ReplyKind | None] = mapped_column(choice(ReplyKind))
    late_entries: Mapped[int] = mapped_column(default=0)
    form_key: Mapped[str | None] = mapped_column(String(32))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    task: Mapped[Task | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    entries: Mapped[list["RequestEntry"]] = relationship(back_populates="request", order_by="RequestEntry.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def label(self) -> str:
        return f"〔{self.year}〕{self.number}号"

    @property
    def times(self) -> Times:
        return Times(self.state, self.due_on, self.waiting_until, self.replied_on)

    @property
    def live_entries(self) -> list["RequestEntry"]:
        """The steps that count, in order: those that were not taken back."""
        taken_back = {entry.retracts_id for entry in self.entries if entry.retracts_id is not None}
        return [entry for entry in self.entries if entry.step is not None and entry.id not in taken_back]


class RequestEntry(Model):
    """One thing done about a request; entries are only ever added, a wrong one is taken back by another."""

    __tablename__ = "request_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("information_request.id"), index=True)
    kind: Mapped[RequestStep] = mapped_column(choice(RequestStep))
    happened_on: Mapped[date]
    until: Mapped[date | None]
    workdays: Mapped[int | None]
    consented_by: Mapped[str] = mapped_column(String(40), default="")
    reply_kind: Mapped[ReplyKind | None] = mapped_column(choice(ReplyKind))
    document_number: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    retracts_id: Mapped[int | None] = mapped_column(ForeignKey("request_entry.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    request: Mapped[InformationRequest] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()
    evidence: Mapped[list[StoredFile]] = relationship(secondary=request_evidence)

    @property
    def step(self) -> Step | None:
        """What the clock is counted from; None for an entry that moves no clock."""
        if self.kind in (RequestStep.RECEIVED, RequestStep.AMENDED, RequestStep.RETRACTED):
            return None
        return Step(self.kind, self.happened_on, self.until, self.workdays, self.consented_by, self.reply_kind)
