"""Accepting many submissions in one act: exactly those that the preview showed, as they were then."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import journal
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused, Stale
from tracker.review import queue
from tracker.tasks import review
from tracker.tasks.models import Assignment

MOST_AT_ONCE = 200


def accept_all(chosen: Mapping[int, tuple[int, str]], by: User) -> list[Assignment]:
    """Accept each share, given with the version and the stamp of its records that the preview showed.

    Raises Refused when nothing is chosen or too much, Stale when one of them changed since: then none is accepted.
    """
    if not chosen:
        raise Refused("没有选中任何上报。请至少勾选一项。")
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(f"一次最多审核通过{MOST_AT_ONCE}项，现在选了{len(chosen)}项。请分几次办理。")
    statement = (
        select(Assignment)
        .where(Assignment.id.in_(chosen))
        .options(joinedload(Assignment.task, innerjoin=True), joinedload(Assignment.unit))
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
    )
    shares = list(db.session.scalars(statement))
    stamps = queue.stamps(chosen)
    changed = [
        each for each in shares if (each.version, stamps.get(each.id)) != chosen[each.id] or not each.allows("accepted")
    ]
    if changed or len(shares) != len(chosen):
        names = "、".join(f"{each.unit_name}《{each.task.item}》" for each in changed[:3])
        raise Stale(f"核对之后又有变化，一项也没有通过：{names or '所选的上报'}。请重新核对。")
    for share in shares:
        review.accept(share, by)
    ids = [share.id for share in shares]
    journal.record("task.accept_all", "register", None, f"一次审核通过{len(ids)}项上报", details={"ids": ids})
    return shares
