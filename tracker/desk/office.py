"""What waits for the office: submissions to review, how the units stand, running clocks, rows without a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, case, func, not_, select
from sqlalchemy.orm import joinedload

from tracker.calendar import book
from tracker.choices import Area, AssignmentState
from tracker.clock import Light, light, now, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals.choices import ProposalState
from tracker.disclosures.proposals.models import Proposal
from tracker.disclosures.scope import in_state as record_in_state
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import in_state as papers_in_state
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding
from tracker.opinions import clocks, duty
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import is_unacknowledged
from tracker.people.models import Unit
from tracker.requests.clocks import standing
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import is_late, of_live_task

LONGEST = 20
QUEUE = 8
WEEK = timedelta(days=7)
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Cell:
    """One unit's shares in one area."""

    total: int
    accepted: int
    submitted: int
    overdue: int
    provisional: int = 0

    @property
    def light(self) -> Light:
        if self.overdue:
            provisional = f"（暂定{self.provisional}）" if self.provisional else ""
            return Light("late", "●", f"逾期{self.overdue}{provisional}")
        if self.submitted:
            return Light("soon", "▲", f"待审核{self.submitted}")
        return Light("done", "✓", "全部完成") if self.accepted == self.total else Light("open", "○", "办理中")


@dataclass(frozen=True)
class Grid:
    """Units in their order, each with a cell for every area in which it has a share."""

    units: Rows
    cells: Mapping[tuple[int, Area], Cell]


def submitted() -> tuple[Rows, int]:
    """The submissions that have waited longest, and how many there are in all."""
    condition = and_(Assignment.state == AssignmentState.SUBMITTED, of_live_task())
    found = db.session.execute(_shares().where(condition).order_by(Assignment.submitted_at, Assignment.id).limit(QUEUE))
    rows = found.all()
    total = db.session.scalar(select(func.count()).select_from(Assignment).where(condition))
    return rows, total or 0


def waiting() -> tuple[Rows, int]:
    """Rows that the tables left to a generic name."""
    condition = and_(Assignment.unit_id.is_(None), of_live_task())
    rows = db.session.execute(_shares().where(condition).order_by(Assignment.id).limit(LONGEST)).all()
    total = db.session.scalar(select(func.count()).select_from(Assignment).where(condition))
    return rows, total or 0


def to_look_at() -> tuple[int, int]:
    """How many pages of the government's website did not open, and how many records with another law's limit, a moved
    day or no clock at all nobody at the office has looked at."""
    dead = select(func.count()).select_from(LinkFinding).where(LinkFinding.state == FindingState.OPEN)
    moved = select(func.count()).select_from(Disclosure).where(record_in_state("clock_unchecked", today()))
    row = db.session.execute(select(dead.scalar_subquery(), moved.scalar_subquery())).one()
    return row[0], row[1]


def proposals() -> tuple[Rows, int]:
    """Corrections that would better a record's verdict and wait for the office's word, the oldest first."""
    waiting_ = Proposal.state == ProposalState.OPEN
    found = db.session.execute(
        select(Proposal.disclosure_id, Proposal.gain, Proposal.reason, Proposal.at, Disclosure.title, Unit.short_name)
        .add_columns(func.count().over().label("total"))
        .join(Disclosure, Disclosure.id == Proposal.disclosure_id)
        .join(Unit, Unit.id == Disclosure.unit_id)
        .where(waiting_)
        .order_by(Proposal.id)
        .limit(QUEUE)
    ).all()
    return found, found[0].total if found else 0


def due_this_week() -> list[tuple[Row[*tuple[Any, ...]], Light]]:
    day, calendar = today(), book.in_force()
    condition = and_(Assignment.due_on >= day, Assignment.due_on < day + WEEK)
    statement = _shares().where(condition, of_live_task()).order_by(Assignment.due_on, Assignment.id).limit(LONGEST)
    return [(row, light(row.due_on, None, day, calendar)) for row in db.session.execute(statement)]


def requests_due() -> list[tuple[InformationRequest, Light]]:
    """What units have not answered and whose limit is over or ends within the week, the latest first."""
    day, calendar, of = today(), book.in_force(), InformationRequest
    statement = (
        select(of)
        .where(of.replied_on.is_(None), of.due_on < day + WEEK)
        .options(joinedload(of.unit))
        .order_by(of.due_on, of.id)
        .limit(LONGEST)
    )
    return [(found, standing(found.times, day, calendar)) for found in db.session.scalars(statement)]


def _shares() -> Any:
    return (
        select(
            Assignment.id,
            Assignment.task_id,
            Assignment.as_written,
            Assignment.outcome,
            Assignment.due_on,
            Assignment.due_is_provisional,
            Assignment.submitted_at,
            Assignment.returns,
            Task.area,
            Task.item,
            Unit.short_name,
        )
        .select_from(Assignment)
        .join(Task, Assignment.task_id == Task.id)
        .outerjoin(Unit, Assignment.unit_id == Unit.id)
    )


def grid(year: int) -> Grid:
    """How every unit stands in every area; two queries whatever the number of tasks."""
    day = today()
    states = Assignment.state
    counted = (
        select(
            Assignment.unit_id,
            Task.area,
            func.count().label("total"),
            func.count(case((states == AssignmentState.ACCEPTED, 1))).label("accepted"),
            func.count(case((states == AssignmentState.SUBMITTED, 1))).label("submitted"),
            func.count(case((is_late(day), 1))).label("overdue"),
            func.count(case((and_(is_late(day), Assignment.due_is_provisional), 1))).label("provisional"),
        )
        .join(Task, Assignment.task_id == Task.id)
        .where(Task.year == year, of_live_task(), Assignment.unit_id.is_not(None))
        .group_by(Assignment.unit_id, Task.area)
    )
    cells = {
        (row.unit_id, row.area): Cell(row.total, row.accepted, row.submitted, row.overdue, row.provisional)
        for row in db.session.execute(counted)
    }
    units = select(Unit.id, Unit.code, Unit.short_name).order_by(Unit.position, Unit.id)
    holders = {unit_id for unit_id, _ in cells}
    return Grid([row for row in db.session.execute(units) if row.id in holders], cells)


def open_cases() -> list[tuple[Row[*tuple[Any, ...]], Light, Light | None]]:
    """Public-opinion cases not yet closed: what nobody acknowledged in time first, then what is not answered, each with
    its running clock and, where one is owed, its acknowledgement."""
    case, moment = OpinionCase, now()
    missed = and_(is_unacknowledged(), case.acknowledge_due_at < moment)
    statement = (
        select(case.id, case.topic, case.answer_due_at, case.answered_at, Unit.short_name)
        .add_columns(case.acknowledge_due_at, case.acknowledged_at, case.is_sensitive, case.differs_by_region)
        .add_columns(case.clock_moved, case.offered_to_id)
        .join(Unit, case.unit_id == Unit.id)
        .where(case.closed_at.is_(None))
        .order_by(not_(missed), case.answered_at.is_not(None), case.answer_due_at.asc().nulls_last(), case.id)
        .limit(LONGEST)
    )
    return [
        (
            row,
            clocks.standing(row.answer_due_at, row.answered_at, moment),
            duty.standing(row.acknowledge_due_at, row.acknowledged_at, moment),
        )
        for row in db.session.execute(statement)
    ]


def marked_papers() -> Rows:
    """Planned policy documents that are sensitive or differ between regions, for the office to see beforehand."""
    paper = PolicyDocument
    statement = (
        select(paper.id, paper.title, paper.planned_on, paper.is_sensitive, paper.differs_by_region, paper.mark_note)
        .add_columns(Unit.short_name)
        .join(Unit, paper.unit_id == Unit.id)
        .where(papers_in_state("marked", today()))
        .order_by(paper.planned_on.asc().nulls_last(), paper.id)
        .limit(LONGEST)
    )
    return db.session.execute(statement).all()


def papers_without() -> tuple[Rows, int]:
    """Policy documents that are public and have no interpretation, the longest due first, and how many there are;
    those whose waiver waits for the office stand before all."""
    paper = PolicyDocument
    lacks = papers_in_state("open", today())
    statement = (
        select(paper.id, paper.title, paper.published_on, paper.due_on, paper.waiver, Unit.short_name)
        .join(Unit, paper.unit_id == Unit.id)
        .where(lacks)
        .order_by(func.coalesce(paper.waiver, "") != WaiverState.ASKED, paper.due_on, paper.id)
        .limit(LONGEST)
    )
    found = db.session.execute(statement).all()
    if len(found) < LONGEST:
        return found, len(found)
    return found, db.session.scalar(select(func.count()).select_from(paper).where(lacks)) or 0
