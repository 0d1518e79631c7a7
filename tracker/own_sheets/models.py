"""Uploads of a unit's own sheet: the file as it came, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import ImportState
from tracker.db import Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User

PASTED_NAME = "粘贴的公开记录.tsv"
WORDS = {ImportState.APPLIED: "已写入"}


class OwnSheetUpload(Model):
    """One sheet filled in offline. ``digest`` stands for what the last preview showed, ``counts`` for how much."""

    __tablename__ = "own_sheet_upload"
    __table_args__ = (Index(None, "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.PREVIEW)
    digest: Mapped[str] = mapped_column(String(64), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    unit: Mapped[Unit] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
    by: Mapped[User] = relationship()

    @property
    def is_pasted(self) -> bool:
        return self.stored_file.name == PASTED_NAME

    @property
    def word(self) -> str:
        return WORDS.get(self.state, self.state.label)
