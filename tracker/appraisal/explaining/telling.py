"""What a unit's page and the list say of a unit in few words, from its document. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.appraisal.facts import FACTS
from tracker.choices import Proposal

Document = Mapping[str, Any]
WATCHED = (
    ("依申请公开", ("requests", "late_requests"), ("requests_on_time", "requests_late", "requests_pending")),
    (
        "年度工作进展报告",
        ("reports", "late_reports", "returned_reports"),
        ("reports_on_time", "reports_late", "reports_returned"),
    ),
    ("督促检查", ("inspections", "findings"), ("inspected_in_order", "inspected_with_problems", "findings")),
    ("到期提醒", ("reminders",), ("reminders_answered", "reminders_unread")),
    ("提醒、催办、督办单", ("unanswered_papers",), ("papers_answered", "papers_unanswered")),
    ("网址核查", ("dead_links",), ("dead_links",)),
)  # what is watched, the rules by which a scheme may weigh it, and its facts
OUTSIDE = ("outside_city", "outside_third_party", "outside_social")


@dataclass(frozen=True)
class Watched:
    """One thing that is watched: whether the scheme gives it points; label, number and records of each fact."""

    name: str
    is_weighed: bool
    facts: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]


def in_short(unit: Document, scheme: Document) -> str:
    """Why the unit is proposed for a list, or for none, in a few words."""
    score = unit["score"]
    if score is None:
        return "适用分值不足，不评分"
    hits = [f"触及红线“{hit['name']}”" for hit in unit["red_lines"]]
    if unit["proposal"] == Proposal.CRITICISE:
        low = [f"低于{scheme['criticise_below']}分"] if score < scheme["criticise_below"] else []
        return "；".join(low + hits)
    if unit["proposal"] == Proposal.COMMEND:
        return f"达到{scheme['commend_from']}分，在名额之内"
    if unit["rank"] is None:
        return f"任务不足{scheme['least_tasks']}项，不排名"
    return f"未达到{scheme['commend_from']}分" if score < scheme["commend_from"] else "达到表扬线，名额已满"


def mendable(unit: Document) -> list[str]:
    """What can still be put right, each thing once with the points that it brings and what it changes."""
    found, rest = [], list(unit["changes"])
    for gain in unit["gains"]:
        act = f"{gain['text']}，"
        same = [change for change in rest if change.startswith(act)]
        rest = [change for change in rest if change not in same]
        found.append(f"{act}可加{gain['points']:.2f}分" + "".join(f"，{each.removeprefix(act)}" for each in same))
    return found + rest


def watched(unit: Document, scheme: Document) -> list[Watched]:
    """Facts beside the indicators of the default scheme; shown whether the year's scheme gives them points or not."""
    used = {each["key"] for part in ("indicators", "deductions", "red_lines") for each in scheme[part]}
    found = []
    for name, rules, facts in WATCHED:
        counted = tuple(_counted(unit, facts))
        if counted:
            found.append(Watched(name, not used.isdisjoint(rules), counted))
    return found


def _counted(unit: Document, facts: tuple[str, ...]) -> Iterator[tuple[str, int, tuple[tuple[str, int], ...]]]:
    for fact in facts:
        number = unit["facts"].get(fact, 0)
        if number:
            records = unit["fact_records"][fact].items()
            yield FACTS[fact], number, tuple((kind, each) for kind, ids in records for each in ids)


def watched_counts(unit: Document) -> dict[str, int]:
    """The facts of what is watched and of results from outside that are not nothing."""
    names = (*(fact for _, _, facts in WATCHED for fact in facts), *OUTSIDE)
    return {name: unit["facts"][name] for name in names if unit["facts"].get(name)}


def outside_ids(unit: Document) -> list[int]:
    """The results from outside that stand in the unit's year."""
    records = unit["fact_records"]
    return [each for name in OUTSIDE for each in records.get(name, {}).get("outside", ())]
