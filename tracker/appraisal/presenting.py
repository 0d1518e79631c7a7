"""What the year-end pages show: the list by kind with each unit's place, and how far along the road the year is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tracker.appraisal.facts import FACTS
from tracker.appraisal.hearing.heard import Hearing
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


def road(found: YearList, all_entries: list[Entry], hearing: Hearing | None) -> list[Step]:
    """事实冻结 → 名单拟定 → 单位申述 → 领导签发 → 整改销号, and where this year stands; the hearing is that of a
    confirmed list. Two steps are under way at once where one paper is issued before the other."""
    commended = len(with_decision(all_entries, Proposal.COMMEND))
    criticised = len(with_decision(all_entries, Proposal.CRITICISE))
    listed = f"表扬{commended}个、批评{criticised}个"
    facts = f"{participants(all_entries)}，截至{found.as_of}"
    appraisal = found.appraisal
    if appraisal is None or hearing is None:
        ways = ("now", "later", "later", "later", "later")
        texts = (f"{facts}；核对后由公开办确认冻结", f"目前拟{listed}", "", "", "")
    else:
        places = {NoticeKind.COMMENDATION: commended, NoticeKind.CRITICISM: criticised}
        missing = [kind for kind, number in places.items() if number and appraisal.issued_on(kind) is None]
        issues = hearing.is_over or any(map(appraisal.issued_on, NoticeKind))
        total, closed = _rectified(found.year)
        is_fixed = not missing and total == closed
        issuing = f"待签发：{'、'.join(kind.label for kind in missing)}" if missing else "已签发"
        fixing = f"{total}项，已销号{closed}项" if total else ("" if missing else "没有整改任务")
        ways = (
            *("done", "done", _way(hearing.is_over, starts=True), _way(not missing, starts=issues)),
            _way(is_fixed, starts=total > 0),
        )
        texts = (f"{facts}，已冻结", listed, hearing.text, issuing, fixing)
    names = ("事实冻结", "名单拟定", "单位申述", "领导签发", "整改销号")
    return [Step(*step) for step in zip(names, ways, texts, strict=True)]


def _way(is_done: bool, *, starts: bool) -> str:
    return "done" if is_done else "now" if starts else "later"


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
