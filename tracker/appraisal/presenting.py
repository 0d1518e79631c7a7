"""What the year-end pages show: the list by kind with each unit's place, and how far along the road the year is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tracker.appraisal.facts import FACTS
from tracker.appraisal.lists import YearList
from tracker.appraisal.models import Verdict
from tracker.choices import NoticeKind, Proposal, RectificationState, UnitKind
from tracker.clock import Light
from tracker.db import db
from tracker.rectification.models import Rectification
from tracker.tasks.models import Task

PLACES = {
    Proposal.COMMEND: Light("done", "✓", "通报表扬"),
    Proposal.CRITICISE: Light("late", "●", "通报批评"),
    Proposal.NONE: Light("none", "–", "不列入"),
}
MOST_RECORDS = 100


@dataclass(frozen=True)
class Entry:
    """One unit on the list: its document and the place that the office decided, which before confirmation is the
    proposal."""

    unit: Mapping[str, Any]
    verdict: Verdict | None

    @property
    def proposal(self) -> Proposal:
        return Proposal(self.unit["proposal"])

    @property
    def decision(self) -> Proposal:
        return self.verdict.decision if self.verdict else self.proposal

    @property
    def is_adjusted(self) -> bool:
        return self.verdict is not None and self.verdict.is_adjusted

    @property
    def place(self) -> Light:
        return PLACES[self.decision]

    @property
    def proposed_place(self) -> Light:
        return PLACES[self.proposal]

    @property
    def done(self) -> int:
        facts = self.unit["facts"]
        return int(facts["tasks_done"] + facts["tasks_nothing_arose"])


@dataclass(frozen=True)
class Step:
    """One step of the year end: done, now, or later, with what there is to say."""

    name: str
    state: str
    text: str

    @property
    def mark(self) -> str:
        return {"done": "✓", "now": "▶", "later": "○"}[self.state]


def entries(found: YearList) -> list[Entry]:
    verdicts = {verdict.document["code"]: verdict for verdict in found.appraisal.verdicts} if found.appraisal else {}
    return [Entry(unit, verdicts.get(unit["code"])) for unit in found.units]


def by_group(all_entries: Iterable[Entry], groups: Iterable[tuple[UnitKind, ...]]) -> list[tuple[str, list[Entry]]]:
    """The entries of the kinds that are ranked together, under their name."""
    held = list(all_entries)
    named = [
        ("、".join(kind.label for kind in group), [each for each in held if each.unit["kind"] in group])
        for group in groups
    ]
    return [(name, same) for name, same in named if same]


def with_decision(all_entries: Iterable[Entry], decision: Proposal) -> list[Entry]:
    return [each for each in all_entries if each.decision is decision]


def participants(all_entries: Iterable[Entry]) -> str:
    """How many units there are, how many of them are scored, and how many of those are ranked."""
    units = [each.unit for each in all_entries]
    scored = sum(unit["score"] is not None for unit in units)
    ranked = sum(unit["rank"] is not None for unit in units)
    of = f"，其中{scored}个参加评分" if scored < len(units) else ""
    return f"{len(units)}个单位{of}" + (f"、{ranked}个参加排名" if ranked < scored else "")


def road(found: YearList, all_entries: list[Entry]) -> list[Step]:
    """事实 → 名单拟定 → 确认冻结 → 签发通报 → 整改销号, and where this year stands."""
    commended = len(with_decision(all_entries, Proposal.COMMEND))
    criticised = len(with_decision(all_entries, Proposal.CRITICISE))
    listed = f"表扬{commended}个、批评{criticised}个"
    facts = f"{participants(all_entries)}，截至{found.as_of}"
    appraisal = found.appraisal
    if appraisal is None:
        ways = ("done", "done", "now", "later", "later")
        texts = (facts, f"拟{listed}", "核对后由公开办确认", "", "")
    else:
        missing = [
            kind.label
            for kind, number in ((NoticeKind.COMMENDATION, commended), (NoticeKind.CRITICISM, criticised))
            if number and appraisal.issued_on(kind) is None
        ]
        total, closed = _rectified(found.year)
        is_fixed = not missing and total == closed
        issuing = f"待签发：{'、'.join(missing)}" if missing else "已签发"
        fixing = f"{total}项，已销号{closed}项" if total else ("" if missing else "没有整改任务")
        ways = ("done", "done", "done", "now" if missing else "done", "done" if is_fixed else "later")
        if not missing and not is_fixed:
            ways = ("done", "done", "done", "done", "now")
        texts = (facts, listed, f"{appraisal.as_of}的事实已冻结", issuing, fixing)
    names = ("事实核算", "名单拟定", "确认冻结", "签发通报", "整改销号")
    return [Step(*step) for step in zip(names, ways, texts, strict=True)]


def _rectified(year: int) -> tuple[int, int]:
    """How many orders hold and how many of them are closed; what was lifted with its notice is neither."""
    closed = func.count().filter(Rectification.state == RectificationState.CLOSED)
    holds = (Rectification.year == year, Rectification.lifted_on.is_(None))
    total, done = db.session.execute(select(func.count(), closed).where(*holds)).one()
    return total, done


def years_with_tasks() -> list[int]:
    return list(db.session.scalars(select(Task.year).distinct().order_by(Task.year.desc())))


def fact_rows(unit: Mapping[str, Any]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Label, number and records of each fact that is not nothing."""
    records = unit["fact_records"]
    return [
        (label, unit["facts"][name], [(kind, each) for kind, ids in records[name].items() for each in ids])
        for name, label in FACTS.items()
        if unit["facts"].get(name)
    ]
