"""The tasks that an import meets, in two queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import exists, select

from tracker.choices import Area, AssignmentState, ProgressKind
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.intake.duty import Duty, Limit, Share, Standing, StandingShare
from tracker.tasks.models import Assignment, ProgressUpdate, Task

DUTY = (Task.seq, Task.category, Task.item, Task.content, Task.basis, Task.units_text, Task.channels, Task.grouping)
LIMIT = (
    *(Task.deadline_text, Task.deadline_kind, Task.deadline_days),
    *(Task.deadline_start, Task.deadline_on, Task.deadline_period),
)
KEPT = (Task.id, Task.version, Task.area, Task.position, Task.withdrawn_at, Task.withdrawn_reason, Task.starts_on)


def load(year: int, areas: Iterable[Area]) -> dict[Area, list[Standing]]:
    """Every task of the year in these areas, withdrawn ones too: a row that continues one must not make it anew."""
    found: dict[Area, list[Standing]] = {area: [] for area in areas}
    shares = _shares(year, found)
    tasks = select(*DUTY, *KEPT, *LIMIT).where(Task.year == year, Task.area.in_(found))
    limits: dict[tuple[object, ...], Limit] = {}
    for row in db.session.execute(tasks.order_by(Task.position, Task.id)):
        seq, category, item, content, basis, units_text, channels, grouping, *rest = row
        number, version, area, position, withdrawn_at, withdrawn_reason, starts_on, *said = rest
        limit = limits.setdefault(tuple(said), Limit(*said))
        held = shares.get(number, ())
        named = tuple([_as_in_the_table(share) for share in held if not share.withdrawn])
        duty = Duty(
            *(seq, category, item, content, basis, units_text, limit, tuple(channels), named), grouping=grouping
        )
        withdrawn = withdrawn_at is not None, withdrawn_at, withdrawn_reason
        found[area].append(Standing(number, version, duty, tuple(held), position, *withdrawn, starts_on))
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
            Assignment.withdrawn_at.is_not(None),
            by_hand.label("by_hand"),
            (entries | published | touched).label("in_use"),
        )
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.year == year, Task.area.in_(areas))
        .order_by(Assignment.id)
    )
    shares: dict[int, list[StandingShare]] = defaultdict(list)
    for task_id, unit_id, role, as_written, number, state, is_gone, is_chosen, is_used in rows:
        accepted = state is AssignmentState.ACCEPTED
        held = StandingShare(unit_id, role, as_written, number, is_chosen, is_used, accepted, is_gone)
        shares[task_id].append(held)
    return shares
