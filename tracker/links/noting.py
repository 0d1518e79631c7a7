"""Keeping what a visit found, with findings that open and settle by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import selectinload

from tracker import journal
from tracker.clock import local, now
from tracker.db import db
from tracker.disclosures.channels import Channel
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.links import settling
from tracker.links.choices import STANDING, FindingState, LinkState
from tracker.links.models import LinkFinding, LinkVisit
from tracker.links.outcomes import Streak, Visit, streak
from tracker.links.rounds import OF_LIVE_TASK
from tracker.people.models import Unit

ENDS_A_STREAK = (LinkState.ALIVE, LinkState.REDIRECTED)


@dataclass(frozen=True)
class Noted:
    """How many findings a visit opened and settled."""

    found: int = 0
    settled: int = 0


def note(address: str, visit: Visit) -> Noted:
    """Keep the visit. A page that is there settles what stands against it; one proven dead is put to the office."""
    at = now()
    db.session.add(LinkVisit.of(address, visit, at))
    db.session.flush()
    if visit.is_reached:
        return Noted(settled=_reached(address, at))
    if visit.state.is_failure and _streak(address).is_proof:
        return Noted(found=_failed(address, visit, at))
    return Noted()


def _reached(address: str, at: datetime) -> int:
    standing = _standing(LinkFinding.address == address)
    for finding in standing:
        settling.settle(finding, f"{local(at).date()} 再次访问，网址已能打开。")
    return len(standing)


def _failed(address: str, visit: Visit, at: datetime) -> int:
    last, found = _last_findings(address), 0
    for record in _published(address):
        row = _since(address, last.get(record.id))
        if row.is_proof:
            _open(record, address, row.sentence(visit), at)
            found += 1
    return found


def _since(address: str, last: LinkFinding | None) -> Streak:
    """The failures that speak against a record: none that were judged already."""
    if last is None:
        return _streak(address)
    if last.state in STANDING:
        return Streak()
    if last.state is FindingState.MENDED:
        return _streak(address, LinkVisit.at > last.mended_at)
    row = _streak(address)
    is_judged = last.by_id is not None and last.at is not None and row.since is not None and row.since <= last.at
    return Streak() if is_judged else row


def _streak(address: str, *conditions: ColumnElement[bool]) -> Streak:
    of_it = LinkVisit.address == address
    reached = select(func.coalesce(func.max(LinkVisit.id), 0)).where(of_it, LinkVisit.state.in_(ENDS_A_STREAK))
    since = select(LinkVisit.at, LinkVisit.state).where(of_it, LinkVisit.id > reached.scalar_subquery(), *conditions)
    return streak((row.at, row.state) for row in db.session.execute(since.order_by(LinkVisit.id)))


def _published(address: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Records that are public there on the government's website; whoever corrects one waits until this is noted."""
    channel = DisclosureChannel
    named = db.session.execute(select(channel.disclosure_id, channel.name).where(channel.address == address))
    on_website = {record for record, name in named if Channel(name).is_first_platform}
    statement = (
        select(Disclosure.id, Disclosure.title, Unit.short_name)
        .join(Unit, Unit.id == Disclosure.unit_id)
        .where(Disclosure.id.in_(on_website), Disclosure.published_on.is_not(None), OF_LIVE_TASK)
        .order_by(Disclosure.id)
        .with_for_update(of=Disclosure)
    )
    return db.session.execute(statement).all()


def _last_findings(address: str) -> dict[int, LinkFinding]:
    found = db.session.scalars(select(LinkFinding).where(LinkFinding.address == address).order_by(LinkFinding.id))
    return {each.disclosure_id: each for each in found}


def _open(record: Row[*tuple[Any, ...]], address: str, why: str, at: datetime) -> None:
    finding = LinkFinding(disclosure_id=record.id, address=address, why=why, found_at=at, state=FindingState.OPEN)
    db.session.add(finding)
    db.session.flush()
    summary = f"{record.short_name}《{record.title}》登记的政府网站网址打不开，待公开办确认"
    details = {"disclosure": record.id, "address": address, "why": why}
    journal.record("link.find", "link_finding", finding.id, summary, details=details)


def follow(disclosure: Disclosure) -> None:
    """The unit changed its record: what stood against an address that it no longer states is settled."""
    _settle_unstated(_standing(LinkFinding.disclosure_id == disclosure.id))


def tidy() -> int:
    """Settle what stands against addresses that their record no longer states, such as one of a withdrawn task."""
    return _settle_unstated(_standing())


def _settle_unstated(standing: Sequence[LinkFinding]) -> int:
    settled = [each for each in standing if not states(each.disclosure, each.address)]
    for finding in settled:
        settling.settle(finding, "记录已不再以这个政府网站网址公开（已更正或撤下）。")
    return len(settled)


def _standing(*conditions: ColumnElement[bool]) -> Sequence[LinkFinding]:
    """The findings that wait for somebody, each taken after its record, as all who change both do."""
    of = (LinkFinding.state.in_(STANDING), *conditions)
    records = set(db.session.scalars(select(LinkFinding.disclosure_id).where(*of)))
    if not records:
        return []
    taken = select(Disclosure).where(Disclosure.id.in_(records)).order_by(Disclosure.id)
    db.session.scalars(taken.options(selectinload(Disclosure.channels)).with_for_update(of=Disclosure)).all()
    found = select(LinkFinding).where(*of).order_by(LinkFinding.id).with_for_update(of=LinkFinding)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def states(disclosure: Disclosure, address: str) -> bool:
    """Whether a record says that it is public under this address of the government's website."""
    if disclosure.published_on is None or disclosure.task.withdrawn_at is not None:
        return False
    return any(each.address == address and Channel(each.name).is_first_platform for each in disclosure.channels)
