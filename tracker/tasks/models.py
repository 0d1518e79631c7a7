"""The case: one row of a breakdown table as a task, one desk's share of it as an assignment, and its history."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    ClockStart,
    DeadlineKind,
    Outcome,
    Period,
    ProgressKind,
    ReturnReason,
)
from tracker.db import Base, Instant, Model, choice
from tracker.files.models import StoredFile
from tracker.people.models import Unit, User

IN_HAND = frozenset({AssignmentState.IN_PROGRESS, AssignmentState.RETURNED})
TO_DO = (AssignmentState.PENDING, AssignmentState.IN_PROGRESS, AssignmentState.RETURNED)
"""The unit's turn; the rest waits for the office or is over."""
DONE = 100
CARRIED = "已结转至"
"""How the reason begins for which a share was closed undone: it goes on in the plan of the next year."""

ALLOWED: dict[ProgressKind, frozenset[AssignmentState]] = {
    ProgressKind.ACKNOWLEDGED: frozenset({AssignmentState.PENDING}),
    ProgressKind.UPDATED: IN_HAND,
    ProgressKind.SUBMITTED: IN_HAND,
    ProgressKind.NOTHING_AROSE: IN_HAND,
    ProgressKind.ACCEPTED: frozenset({AssignmentState.SUBMITTED}),
    ProgressKind.RETURNED: frozenset({AssignmentState.SUBMITTED, AssignmentState.ACCEPTED}),
}
"""In which states each act may be done."""


class Task(Model):
    """What is owed to the public under one row of the plan's annexes, mostly a standing duty for the whole year."""

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "year", "area", "position"),
        # Only what is withdrawn: over all rows, SQLite would walk this index instead of the order that is asked for.
        Index(
            "ix_task_withdrawn_at",
            "withdrawn_at",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    area: Mapped[Area] = mapped_column(choice(Area))
    position: Mapped[int] = mapped_column(default=0)
    seq: Mapped[str] = mapped_column(String(20), default="")
    category: Mapped[str] = mapped_column(String(200), default="")
    grouping: Mapped[str] = mapped_column(String(400), default="", server_default="")
    item: Mapped[str] = mapped_column(String(400))
    content: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    units_text: Mapped[str] = mapped_column(String(400), default="")
    deadline_text: Mapped[str] = mapped_column(String(400), default="")
    deadline_kind: Mapped[DeadlineKind] = mapped_column(choice(DeadlineKind))
    deadline_days: Mapped[int | None]
    deadline_start: Mapped[ClockStart | None] = mapped_column(choice(ClockStart))
    deadline_on: Mapped[date | None]
    deadline_period: Mapped[Period | None] = mapped_column(choice(Period))
    starts_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_reason: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="task", order_by="Assignment.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def title(self) -> str:
        return f"{self.category} · {self.item}" if self.category else self.item

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Assignment(Model):
    """One unit's share of a task. ``unit_id`` is empty while a generic name waits for the office to assign it.

    ``due_on`` is the next open limit (see ``deadlines.py``), kept in the row so that the register sorts by it, and
    ``due_is_provisional`` whether it is that of a disclosure which ran into a year without holiday data.
    ``seen_change_id`` is the last change of the task (``TaskChange``) that the unit says to have seen. A share may be
    withdrawn while its task goes on with other units. The indexes end in ``task_id`` so that counting without withdrawn
    tasks needs no look at the rows.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(None, "unit_id", "state", "due_on", "id", "task_id"),
        Index(None, "state", "due_on", "id", "task_id"),
        Index(None, "due_on", "id"),
        Index(None, "task_id", "unit_id", unique=True),
        Index(
            "ix_assignment_withdrawn_at",
            "withdrawn_at",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[AssignmentRole] = mapped_column(choice(AssignmentRole))
    as_written: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState), default=AssignmentState.PENDING)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    percent: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    due_is_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime | None] = mapped_column(Instant)
    returns: Mapped[int] = mapped_column(default=0)
    seen_change_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    task: Mapped[Task] = relationship(back_populates="assignments")
    unit: Mapped[Unit | None] = relationship()
    progress: Mapped[list["ProgressUpdate"]] = relationship(
        back_populates="assignment", order_by="ProgressUpdate.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def unit_name(self) -> str:
        return self.unit.short_name if self.unit else f"{self.as_written}（待指定）"

    @property
    def is_open(self) -> bool:
        return self.state is not AssignmentState.ACCEPTED

    @property
    def is_carried(self) -> bool:
        """Whether it was closed undone because it goes on elsewhere: in the next year's plan, or with a successor."""
        return self.withdrawn_at is not None and self.withdrawn_reason.startswith(CARRIED)

    @property
    def percent_name(self) -> str:
        """What the percentage says: of a submission that was given back, it is still the submission's."""
        return "上报时进度" if self.state is AssignmentState.RETURNED and self.percent == DONE else "进度"

    def allows(self, act: str) -> bool:
        return self.refusal(act) is None

    def refusal(self, act: str) -> str | None:
        """Why an act (a ProgressKind or its value) cannot be done now, in words for who tries; None when it can."""
        kind = ProgressKind[act.upper()]
        if self.task.withdrawn_at is not None:
            return "这项任务已撤销，只保留历史记录，不再办理。"
        if self.is_carried:
            return f"这项任务{self.withdrawn_reason}，请在那里办理。"
        if self.withdrawn_at is not None:
            return "本单位已不再承担这项任务，只保留历史记录，不再办理。"
        if kind is ProgressKind.REASSIGNED:
            return "这一行已有责任单位，不必再指定。" if self.unit_id is not None else None
        if self.unit_id is None:
            return "这一行还没有指定责任单位，请先由公开办指定。"
        return None if self.state in ALLOWED[kind] else self._why_not(kind)

    def _why_not(self, act: ProgressKind) -> str:
        if act is ProgressKind.RETURNED:
            return "单位还没有上报，没有可以退回的内容。"
        if act is ProgressKind.ACKNOWLEDGED:
            return "这项任务已经签收，不必重复签收。"
        if act is ProgressKind.ACCEPTED:
            accepted = self.state is AssignmentState.ACCEPTED
            return "这项任务已经审核通过，不必重复审核。" if accepted else "单位还没有上报，不能审核。"
        return {
            AssignmentState.PENDING: "这项任务还没有签收。请先签收，再更新进展或上报。",
            AssignmentState.SUBMITTED: "已经上报，正在等公开办审核，审核前不能修改。需要修改时，请联系公开办退回。",
        }.get(self.state, "已经审核通过，不能再修改。有新情况时，请联系公开办退回后再改。")


class CarriedTask(Model):
    """A task of the new year's plan that carries on what was not finished in the year before."""

    __tablename__ = "carried_task"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    from_task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), unique=True)


class TaskChange(Model):
    """What was changed about a task itself, for all units alike; ``differences`` are name, old and new text of a field.

    Entries are only ever added, and go only with a task that is taken back before anybody worked on it.
    """

    __tablename__ = "task_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    what: Mapped[str] = mapped_column(String(400))
    differences: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[User | None] = relationship()


progress_evidence = Table(
    "progress_evidence",
    Base.metadata,
    Column("progress_update_id", ForeignKey("progress_update.id"), primary_key=True),
    Column("stored_file_id", ForeignKey("stored_file.id"), primary_key=True),
)


class ProgressUpdate(Model):
    """One entry of an assignment's history; entries are only ever added."""

    __tablename__ = "progress_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    kind: Mapped[ProgressKind] = mapped_column(choice(ProgressKind))
    percent: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[ReturnReason | None] = mapped_column(choice(ReturnReason))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    assignment: Mapped[Assignment] = relationship(back_populates="progress")
    by: Mapped[User | None] = relationship()
    evidence: Mapped[list[StoredFile]] = relationship(secondary=progress_evidence)
