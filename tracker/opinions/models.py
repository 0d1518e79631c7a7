"""Public opinion (政务舆情): a case and the entries by which it was anticipated, tracked, answered and closed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area
from tracker.db import Instant, Model, choice
from tracker.opinions.choices import (
    ClosingResult,
    Demand,
    OpinionKind,
    OpinionSource,
    OpinionStage,
    ResponseKind,
    Severity,
)
from tracker.opinions.steps import Standing
from tracker.people.models import Unit, User
from tracker.tasks.models import Task

OFFERED = text("offered_to_id IS NOT NULL")
LATE = text("answered_at > answer_due_at")
PASSED_ON = text("from_unit_id IS NOT NULL")


class OpinionCase(Model):
    """One topic for which ``unit`` answers first (涉事责任部门是第一责任主体).

    ``found_at`` is None while it is only anticipated (预判). The limits and the moments at which they were kept follow
    from the entries (``settling.py``) and are kept so that the register can filter and sort by them; a limit is None
    where nothing is owed. ``acknowledge_due_at`` is None where the unit put the case on its own desk, and for cases
    from before acknowledgements were asked for. ``offered_to`` is the unit that is asked to take the case.
    ``clock_moved`` says that discovery or severity were put right after the case had been entered. ``form_key`` marks
    the form it was recorded with, so that a form sent twice records once.
    """

    __tablename__ = "opinion_case"
    __table_args__ = (
        Index(None, "unit_id", "closed_at", "id"),
        Index(None, "unit_id", "id"),
        Index("ix_opinion_case_found", "found_at", "answer_due_at", "answered_at", "unit_id"),
        Index(None, "closed_at", "answer_due_at", "answered_at"),
        Index("ix_opinion_case_late", "answer_due_at", "answered_at", sqlite_where=LATE, postgresql_where=LATE),
        Index("ix_opinion_case_offered_to_id", "offered_to_id", sqlite_where=OFFERED, postgresql_where=OFFERED),
        Index(None, "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    area: Mapped[Area] = mapped_column(choice(Area))
    topic: Mapped[str] = mapped_column(String(200))
    found_at: Mapped[datetime | None] = mapped_column(Instant)
    found_where: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[OpinionSource] = mapped_column(choice(OpinionSource))
    kind: Mapped[OpinionKind] = mapped_column(choice(OpinionKind))
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    coordinated_with: Mapped[str] = mapped_column(String(200), default="")
    supervised_body: Mapped[str] = mapped_column(String(80), default="")
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    differs_by_region: Mapped[bool] = mapped_column(default=False)
    mark_note: Mapped[str] = mapped_column(String(200), default="")
    clock_moved: Mapped[bool] = mapped_column(default=False)
    answer_due_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    conference_due_at: Mapped[datetime | None] = mapped_column(Instant)
    conference_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    result: Mapped[ClosingResult | None] = mapped_column(choice(ClosingResult))
    acknowledge_due_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    taken_over_at: Mapped[datetime | None] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(32))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    offered_to: Mapped[Unit | None] = relationship(foreign_keys=offered_to_id)
    task: Mapped[Task | None] = relationship()
    recorded_by: Mapped[User | None] = relationship(foreign_keys=recorded_by_id)
    acknowledged_by: Mapped[User | None] = relationship(foreign_keys=acknowledged_by_id)
    entries: Mapped[list["OpinionEntry"]] = relationship(back_populates="case", order_by="OpinionEntry.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def is_late(self, moment: datetime) -> bool:
        return self.answer_due_at is not None and (self.answered_at or moment) > self.answer_due_at

    def has_missed(self, moment: datetime) -> bool:
        """Whether the answer or the press conference came, or stays, after its limit."""
        missed = self.conference_due_at is not None and (self.conference_at or moment) > self.conference_due_at
        return missed or self.is_late(moment)

    @property
    def standing(self) -> Standing:
        """What a new step must fit."""
        return Standing(
            self.found_at,
            self.answered_at,
            owes_answer=self.answer_due_at is not None,
            owes_conference=self.conference_due_at is not None and self.conference_at is None,
            is_taken_over=self.taken_over_at is not None,
        )

    @property
    def marks(self) -> list[str]:
        """What the office should know: before anything is published, and of a clock that was moved."""
        return marked(self)


def marked(case: Any) -> list[str]:
    """The marks of a case, or of a row of the register, in short words."""
    marks = (
        ("敏感", case.is_sensitive),
        ("地区差异", case.differs_by_region),
        ("改过发现时间或等级", case.clock_moved),
    )
    return [word for word, is_set in marks if is_set]


class OpinionEntry(Model):
    """One thing done about a case; entries are only ever added. ``from_unit`` gave the case up to ``to_unit``."""

    __tablename__ = "opinion_entry"
    __table_args__ = (
        Index("ix_opinion_entry_from_unit_id", "from_unit_id", sqlite_where=PASSED_ON, postgresql_where=PASSED_ON),
        Index(None, "case_id", "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("opinion_case.id"), index=True)
    stage: Mapped[OpinionStage] = mapped_column(choice(OpinionStage))
    text: Mapped[str] = mapped_column(Text)
    response_kind: Mapped[ResponseKind | None] = mapped_column(choice(ResponseKind))
    channel: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    prepared_answer: Mapped[str] = mapped_column(Text, default="")
    reads: Mapped[int | None]
    posts: Mapped[int | None]
    department: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[ClosingResult | None] = mapped_column(choice(ClosingResult))
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    form_key: Mapped[str | None] = mapped_column(String(32))
    happened_at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    case: Mapped[OpinionCase] = relationship(back_populates="entries")
    by: Mapped[User | None] = relationship()


class OpinionRule(Model):
    """From ``valid_from`` on: within how many hours cases of these severities owe the demand; None: no longer.

    Rows are only added; one that begins on the day of another replaces it. ``recounted`` cases were judged anew.
    """

    __tablename__ = "opinion_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand: Mapped[Demand] = mapped_column(choice(Demand))
    severities: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[int | None]
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    recounted: Mapped[int] = mapped_column(default=0)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[User | None] = relationship()


class DutyHours(Model):
    """From ``valid_from`` on: between which times of a working day units must acknowledge; rows are only added."""

    __tablename__ = "duty_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    spans: Mapped[list[list[str]]] = mapped_column(JSON)
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[User | None] = relationship()


class CaseGram(Model):
    """That two neighbouring characters stand in what a case can be found by; kept by ``likeness.py``."""

    __tablename__ = "opinion_case_gram"

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("opinion_case.id"), primary_key=True, index=True)
