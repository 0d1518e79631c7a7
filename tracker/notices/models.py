"""The commendation and the criticism notice of a year: drafted from the confirmed list, issued once, then frozen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, NoticeState
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.notices.choices import FollowUpKind
from tracker.people.models import User
from tracker.rectification.models import Rectification

notice_rectification = Table(
    "notice_rectification",
    Base.metadata,
    Column("notice_id", ForeignKey("notice.id"), primary_key=True),
    Column("rectification_id", ForeignKey("rectification.id"), primary_key=True),
)


class Notice(Model):
    """One paper as it was issued. A year and kind has another only once the one before was withdrawn."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "appraisal_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind))
    state: Mapped[NoticeState] = mapped_column(choice(NoticeState), default=NoticeState.DRAFT)
    document_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    dated_on: Mapped[date | None]
    rectify_by: Mapped[date | None]
    signed_by: Mapped[str] = mapped_column(String(40), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    appraisal: Mapped[Appraisal] = relationship()
    stored_file: Mapped[StoredFile | None] = relationship()
    issued_by: Mapped[User | None] = relationship()
    rectifications: Mapped[list[Rectification]] = relationship(secondary=notice_rectification)

    follow_ups: Mapped[list["NoticeFollowUp"]] = relationship(order_by="NoticeFollowUp.id", back_populates="notice")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def withdrawal(self) -> "NoticeFollowUp | None":
        return next((each for each in self.follow_ups if each.kind is FollowUpKind.WITHDRAWAL), None)


class NoticeText(Model):
    """One version of a notice's wording as the office edited it; ``list_fingerprint`` names the list that it is about.

    A signature is that of the leader on this very version; instead of signing it, the leader may return it with a
    remark.
    """

    __tablename__ = "notice_text"
    __table_args__ = (Index(None, "appraisal_id", "kind", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    recipients: Mapped[str] = mapped_column(String(400))
    paragraphs: Mapped[list[str]] = mapped_column(JSON)
    rectify_by: Mapped[date | None]
    contact: Mapped[str] = mapped_column(String(80), default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    list_fingerprint: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    return_note: Mapped[str] = mapped_column(String(400), default="")
    appraisal: Mapped[Appraisal] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=by_id)
    signed_by: Mapped[User | None] = relationship(foreign_keys=signed_by_id)
    returned_by: Mapped[User | None] = relationship(foreign_keys=returned_by_id)

    @property
    def waits_for_leader(self) -> bool:
        return self.signed_by_id is None and self.returned_by_id is None


class NoticeFollowUp(Model):
    """A corrigendum or a withdrawal of an issued notice: numbered, dated and frozen like the notice itself."""

    __tablename__ = "notice_follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(choice(FollowUpKind))
    document_number: Mapped[str] = mapped_column(String(40), unique=True)
    dated_on: Mapped[date]
    signed_by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    correction: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    notice: Mapped[Notice] = relationship(back_populates="follow_ups")
    stored_file: Mapped[StoredFile | None] = relationship()
    issued_by: Mapped[User | None] = relationship()
