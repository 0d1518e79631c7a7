"""Which addresses a run visits: those not visited for longest, published records first, as many as it may."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, or_, select

from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.links.hosts import Allowed, Forbidden, target
from tracker.links.models import LinkVisit
from tracker.tasks.models import Task

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 1000
OF_LIVE_TASK = Disclosure.task_id.not_in(select(Task.id).where(Task.withdrawn_at.is_not(None)))


@dataclass(frozen=True)
class Round:
    """The addresses of one run; how many are left for later, and how many may not be visited at all."""

    addresses: tuple[str, ...]
    later: int
    outside: int


def next_round(allowed: tuple[Allowed, ...], most: int) -> Round:
    """An address that several records state is visited once for all of them."""
    channel = DisclosureChannel
    is_web = or_(channel.address.istartswith("http://"), channel.address.istartswith("https://"))
    last = select(LinkVisit.address, func.max(LinkVisit.at).label("at")).group_by(LinkVisit.address).subquery()
    statement = (
        select(channel.address)
        .join(Disclosure, Disclosure.id == channel.disclosure_id)
        .outerjoin(last, last.c.address == channel.address)
        .where(is_web, OF_LIVE_TASK)
        .group_by(channel.address)
        .order_by(
            func.coalesce(func.min(last.c.at), NEVER),
            func.count(Disclosure.published_on) == 0,
            func.min(channel.id),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    chosen: list[str] = []
    allowed_number = outside = 0
    for address in db.session.scalars(statement):
        if not _is_allowed(address, allowed):
            outside += 1
            continue
        allowed_number += 1
        if len(chosen) < most:
            chosen.append(address)
    return Round(tuple(chosen), allowed_number - len(chosen), outside)


def _is_allowed(address: str, allowed: tuple[Allowed, ...]) -> bool:
    try:
        target(address, allowed)
    except Forbidden:
        return False
    return True
