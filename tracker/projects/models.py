"""Major projects and public-resource transactions, the units about them, their stages, and imports of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import ImportState, ProjectKind, ProjectRole, ProjectStage, PublicationDuty
from tracker.db import Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User


class Project(Model):
    """One project or transaction; ``unit`` is the one whose liaison keeps the record.

    ``code`` is the unified project code of a major project, else the number of the parcel, purchase or tender.
    ``stage`` and ``stage_on`` repeat the newest entry of the history, so that the register filters and sorts by them.
    """

    __tablename__ = "project"
    __table_args__ = (
        Index(None, "stage_on", "id"),
        Index(None, "kind", "stage_on", "id"),
        Index(None, "unit_id", "stage_on", "id"),
        # Without a code it is known by its name alone.
        Index(
            None,
            "kind",
            "name",
            unique=True,
            sqlite_where=text("code IS NULL"),
            postgresql_where=text("code IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ProjectKind] = mapped_column(choice(ProjectKind))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(80), unique=True)
    legal_person: Mapped[str] = mapped_column(String(120), default="")
    duty: Mapped[PublicationDuty] = mapped_column(choice(PublicationDuty))
    law: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    stage: Mapped[ProjectStage] = mapped_column(choice(ProjectStage))
    stage_on: Mapped[date]
    amount_yuan: Mapped[int | None] = mapped_column(BigInteger)
    location: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User | None] = relationship()
    units: Mapped[list["ProjectUnit"]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectUnit.unit_id"
    )
    entries: Mapped[list["ProjectEntry"]] = relationship(back_populates="project", order_by="ProjectEntry.id.desc()")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def unit_ids(self, role: ProjectRole) -> tuple[int, ...]:
        return tuple(sorted(each.unit_id for each in self.units if each.role is role))


class ProjectUnit(Model):
    """A unit that approves or implements a project; one may do both."""

    __tablename__ = "project_unit"
    __table_args__ = (Index(None, "unit_id", "project_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    role: Mapped[ProjectRole] = mapped_column(choice(ProjectRole), primary_key=True)
    project: Mapped[Project] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()


class ProjectEntry(Model):
    """One entry of a project's history: a stage reached, or what there is to say about it. Only ever added."""

    __tablename__ = "project_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    stage: Mapped[ProjectStage] = mapped_column(choice(ProjectStage))
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    project: Mapped[Project] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()


class ProjectImport(Model):
    """A list of projects as it came. ``digest`` stands for what the last preview showed, ``counts`` for how much."""

    __tablename__ = "project_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.PREVIEW)
    digest: Mapped[str] = mapped_column(String(64), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    stored_file: Mapped[StoredFile] = relationship()
    by: Mapped[User] = relationship()
