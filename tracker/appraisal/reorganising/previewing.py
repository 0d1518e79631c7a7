"""What a reorganisation would move and change, found by doing it and taking it back; nothing of it is kept."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from tracker.appraisal import facts, lists, rules
from tracker.appraisal.facts import FACTS
from tracker.appraisal.reorganising import moving
from tracker.appraisal.reorganising.moving import Move
from tracker.appraisal.settling import settled
from tracker.calendar import book
from tracker.choices import Proposal
from tracker.db import begin_reading, db
from tracker.people.models import User


@dataclass(frozen=True)
class Standing:
    """How a unit stands in the year."""

    name: str
    score: Decimal | None
    rank: int | None
    proposal: Proposal
    counts: dict[str, int]


@dataclass(frozen=True)
class Effect:
    """A unit whose facts, score, rank or proposed place is another afterwards."""

    before: Standing
    after: Standing

    @property
    def facts(self) -> list[tuple[str, int, int]]:
        """Label, number before and after of every fact that changes."""
        both = ((label, self.before.counts[name], self.after.counts[name]) for name, label in FACTS.items())
        return [(label, old, new) for label, old, new in both if old != new]


@dataclass(frozen=True)
class Preview:
    """``moves`` and ``stays``: what, and its titles; of what stays also how. ``seen`` names exactly what would move."""

    moves: list[tuple[str, list[str]]]
    stays: list[tuple[str, list[str], str]]
    effects: list[Effect]
    seen: str


def preview(move: Move, by: User) -> Preview:
    """Raises Refused as the act itself does. Ends the request's transaction: from here on it only reads."""
    before = _standings(move.on.year)
    work = moving.work_of(move)
    titles = {
        "shares": [each.task.title for each in work.shares],
        "records": [each.title for each in work.records],
        "cases": [each.topic for each in work.cases],
        "orders": [each.title for each in work.orders],
    }
    moves = [(moving.WORDS[name], found) for name, found in titles.items() if found]
    both = [each.task.title for each in work.kept]
    old = move.source.short_name
    stays = [(f"{move.target.short_name}本来就有一份的任务", both, f"由其继续办理；{old}的一份按原样计，不再办理")]
    stays += [(what, found, f"仍由{old}办结，算{old}的") for what, found in work.overdue.items()]
    seen = fingerprint(move)
    moving.move_work(move, by)
    after = _standings(move.on.year)
    begin_reading()
    effects = [Effect(before[code], after[code]) for code in before if before[code] != after[code]]
    return Preview(moves, [each for each in stays if each[1]], effects, seen)


def fingerprint(move: Move) -> str:
    """What would move, as it is now."""
    work = moving.work_of(move)
    parts = (work.shares, work.kept, work.records, work.cases, work.orders)
    ids = [[each.id for each in part] for part in parts]
    return hashlib.sha256(repr((move.source.id, move.target.id, move.on, move.areas, ids)).encode()).hexdigest()


def _standings(year: int) -> dict[str, Standing]:
    """Code -> how each unit stands, also by what is not committed yet."""
    db.session.flush()
    moment, by = lists.moment_of(year), lists.scheme_of(year)
    counts, scored = {}, []
    for each in facts.stream(moment, book.in_force(), db.session.connection()):
        counts[each.code] = each.counts
        scored.append(rules.score(settled(each, by, moment.as_of), by).standing)
    return {
        one.year.code: Standing(one.year.short_name, one.score, one.rank, one.proposal, counts[one.year.code])
        for one in rules.place(scored, by, moment.as_of)
    }
