"""Drawing records for a spot check, and keeping what was drawn, so that the same list is there until all is checked."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import select

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures import register
from tracker.disclosures.models import DisclosureCheck
from tracker.people.models import User
from tracker.review.checks.models import SpotCheck


def sample(numbers: Iterable[int], size: int, seed: int) -> list[int]:
    """So many of the numbers as the seed draws them: the same for anyone who draws again from the same ones. Pure."""
    return sorted(sorted(numbers, key=lambda number: sha256(f"{seed}:{number}".encode()).digest())[:size])


def draw(by: User, seed: int, size: int, asked: Mapping[str, str], scope: str) -> SpotCheck | None:
    """Draw from the records that are asked for today and keep the draw; None where there are no such records."""
    numbers = db.session.scalars(register.keys(by, asked, asked.get("q", ""), today())).all()
    if not numbers:
        return None
    found = SpotCheck(seed=seed, size=size, asked=dict(asked), scope=scope, population=len(numbers))
    found.drawn, found.on, found.at, found.by_id = sample(numbers, size, seed), today(), now(), by.id
    db.session.add(found)
    db.session.flush()
    details = {"seed": seed, "size": size, "asked": found.asked, "population": len(numbers), "drawn": found.drawn}
    summary = f"抽查公开记录：抽查号{seed}，从{len(numbers)}条中抽取{len(found.drawn)}条"
    journal.record("review.draw", "spot_check", found.id, summary, details=details)
    return found


def checked(found: Sequence[SpotCheck]) -> dict[int, set[int]]:
    """Draw -> those of its records that the office has looked at since it was drawn."""
    drawn = {number for each in found for number in each.drawn}
    looked_at = db.session.execute(
        select(DisclosureCheck.disclosure_id, DisclosureCheck.at).where(DisclosureCheck.disclosure_id.in_(drawn))
    ).all()
    return {
        each.id: {row.disclosure_id for row in looked_at if row.at >= each.at and row.disclosure_id in set(each.drawn)}
        for each in found
    }
