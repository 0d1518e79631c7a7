"""The tasks that an import meets, in four queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import exists, select

from tracker.choices import Area, AssignmentState, ProgressKind
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.intake.duty import Duty, Limit, Share, Standing, StandingShare
from tracker.tasks.models import Assignment, ProgressUpdate, Task


def load(year: int, areas: Iterable[Area]) -> dict[Area, list[Standing]]:
    """Every task of the year in these areas, withdrawn ones too: a row that continues one must not make it anew."""
    found: dict[Area, list[Standing]] = {area: [] for area in areas}
    shares = _shares(year, found)
    columns = Task.__table__.c
    rows = db.session.execute(
        select(*columns).where(Task.year == year, Task.area.in_(found)).order_by(Task.position, Task.id)
    )
    for row in rows:
        limit = Limit(
            row.deadline_text,
            row.deadline_kind,
            row.deadline_days,
            row.deadline_start,
            row.deadline_on,
            row.deadline_period,
        )
        duty = Duty(
            row.seq,
            row.category,
            row.item,
            row.content,
            row.basis,
            row.units_text,
            limit,
            tuple(row.channels),
            tuple(_as_in_the_table(share) for share in shares[row.id] if not share.withdrawn),
            grouping=row.grouping,
        )
        withdrawn = row.withdrawn_at is not None
        found[row.area].append(
            Standing(
                row.id,
                row.version,
                duty,
                tuple(shares[row.id]),
                row.position,
                withdrawn,
                row.withdrawn_at,
                row.withdrawn_reason,
                row.starts_on,
            )
        )
    return found


def _as_in_the_table(share: StandingShare) -> Share:
    """A unit that the office chose stands in no table: there its words still do."""
    return Share(None, share.role, share.as_written) if share.by_hand else share


def _shares(year: int, areas: Iterable[Area]) -> dict[int, list[StandingShare]]:
    """Task -> its assignments, each with whether the office chose the unit and whether anything stands on it."""
    entries = exists().where(ProgressUpdate.assignment_id == Assignment.id)
    by_hand = entries.where(ProgressUpdate.kind == ProgressKind.REASSIGNED)
    published = exists().where(Disclosure.task_id == Assignment.task_id, Disclosure.unit_id == Assignment.unit_id)
    touched = (Assignment.state != AssignmentState.PENDING) | (Assignment.percent > 0)
    rows = db.session.execute(
        select(
            Assignment.task_id,
            Assignment.unit_id,
            Assignment.role,
            Assignment.as_written,
            Assignment.id,
            Assignment.state,
            Assignment.withdrawn_at,
            by_hand.label("by_hand"),
            (entries | published | touched).label("in_use"),
        )
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.year == year, Task.area.in_(areas))
        .order_by(Assignment.id)
    )
    shares: dict[int, list[StandingShare]] = defaultdict(list)
    for row in rows:
        shares[row.task_id].append(
            StandingShare(
                row.unit_id,
                row.role,
                row.as_written,
                row.id,
                by_hand=row.by_hand,
                in_use=row.in_use,
                accepted=row.state is AssignmentState.ACCEPTED,
                withdrawn=row.withdrawn_at is not None,
            )
        )
    return shares
