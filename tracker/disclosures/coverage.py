"""Which phases and channels each share has covered with something published: kept, so that the matrices are quick.

Deduced from the records alone; ``rebuild`` does it for all of them.
"""

from sqlalchemy import delete, func, insert, select

from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel, DisclosureCoverage

COVERED = (
    select(
        Disclosure.task_id,
        Disclosure.unit_id,
        func.coalesce(Disclosure.phase.cast(DisclosureCoverage.phase.type), ""),
        DisclosureChannel.name,
    )
    .join(DisclosureChannel, DisclosureChannel.disclosure_id == Disclosure.id)
    .where(Disclosure.published_on.is_not(None))
    .distinct()
)


def refresh(task_id: int, unit_id: int) -> None:
    """Bring one share in step with its records."""
    table = DisclosureCoverage
    own = (table.task_id == task_id, table.unit_id == unit_id)
    kept = {(row.phase, row.channel) for row in db.session.execute(select(table.phase, table.channel).where(*own))}
    found = COVERED.where(Disclosure.task_id == task_id, Disclosure.unit_id == unit_id)
    now = {(row[2], row[3]) for row in db.session.execute(found)}
    for phase, channel in kept - now:
        db.session.execute(delete(table).where(*own, table.phase == phase, table.channel == channel))
    share = {"task_id": task_id, "unit_id": unit_id}
    if now - kept:
        rows = [share | {"phase": phase, "channel": channel} for phase, channel in sorted(now - kept)]
        db.session.execute(insert(table), rows)


def rebuild() -> None:
    """Deduce all of it anew."""
    db.session.execute(delete(DisclosureCoverage))
    columns = ["task_id", "unit_id", "phase", "channel"]
    db.session.execute(insert(DisclosureCoverage).from_select(columns, COVERED))
