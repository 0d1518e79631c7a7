"""The commendation and the criticism notice of a year: drafted from the confirmed list, issued once, then frozen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, NoticeState
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.rectification.models import Rectification

notice_rectification = Table(
    "notice_rectification",
    Base.metadata,
    Column("notice_id", ForeignKey("notice.id"), primary_key=True),
    Column("rectification_id", ForeignKey("rectification.id"), primary_key=True),
)


class Notice(Model):
    __tablename__ = "notice"
    __table_args__ = (Index(None, "appraisal_id", "kind", unique=True),)

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

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
