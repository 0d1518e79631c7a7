"""Imports of breakdown tables: the files as they came, what was decided, and what each row did to which task."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area, Change, ImportState
from tracker.db import Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.tasks.models import Task


class ImportBatch(Model):
    """One to three files imported together, in one transaction or not at all.

    ``decisions`` maps a unit name that nobody knew, as written, to the unit chosen for it, or to None where the
    administrator decided that it names no unit. ``withdrawals`` maps the id of a task that the tables no longer list to
    the reason for which it is withdrawn; ``revivals`` are withdrawn tasks that they list again. ``matches`` maps a row
    by its place to the task that it continues, or None where it is a new one, with where it stands and its item in
    words. ``drops`` maps the id of a share whose unit its row no longer names to the reason for which it is withdrawn.
    ``problems`` are what the import left for a person to look at: file, sheet, row, column, sentence.
    """

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    state: Mapped[ImportState] = mapped_column(choice(ImportState))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decisions: Mapped[dict[str, int | None]] = mapped_column(JSON, default=dict)
    withdrawals: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revivals: Mapped[list[int]] = mapped_column(JSON, default=list)
    matches: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict, server_default="{}")
    drops: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    problems: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    applied_by: Mapped[User | None] = relationship(foreign_keys=applied_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)
    files: Mapped[list["ImportFile"]] = relationship(back_populates="batch", order_by="ImportFile.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ImportFile(Model):
    """One uploaded file of a batch; ``area`` and ``sheet`` hold what the administrator chose, if anything."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    area: Mapped[Area | None] = mapped_column(choice(Area))
    sheet: Mapped[str | None] = mapped_column(String(80))
    batch: Mapped[ImportBatch] = relationship(back_populates="files")
    stored_file: Mapped[StoredFile] = relationship()


class ImportedRow(Model):
    """Which row of which file made or changed a task, with what the task was before and what stood on it then.

    A task that the tables no longer list has an entry without a row: it was left as it is.
    """

    __tablename__ = "imported_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), index=True)
    sheet: Mapped[str | None] = mapped_column(String(80))
    row: Mapped[int | None]
    change: Mapped[Change] = mapped_column(choice(Change))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    task: Mapped[Task | None] = relationship()


class ImportReading(Model):
    """What was read in a file: a packed Reading; ``asked`` stands for all that it depends on beside the file."""

    __tablename__ = "import_reading"
    needs_no_record: ClassVar[bool] = True  # what a file says is no act; that it was brought in is recorded

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]


class ImportWork(Model):
    """Files that are being read just now, in one process or another: rows understood so far, of how many."""

    __tablename__ = "import_work"

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(32))
    done: Mapped[int]
    total: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class HeadingMapping(Model):
    """What the administrator said a heading's columns are, for every table whose heading has the same texts.

    ``lines`` are the heading's rows as pairs of column and text, ``fields`` maps a column to its field.
    """

    __tablename__ = "heading_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    shape: Mapped[str] = mapped_column(String(64), unique=True)
    lines: Mapped[list[list[Any]]] = mapped_column(JSON)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    said_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
