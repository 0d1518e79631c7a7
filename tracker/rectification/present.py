"""How the records that an order is about stand now, each in a few words and whether it is in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.choices import AssignmentState
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import PolicyDocument
from tracker.opinions.models import OpinionCase
from tracker.rectification.models import Rectification
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Assignment, CarriedTask


class Present(NamedTuple):
    """What a record's state is called, and whether it is as it should be."""

    words: str
    is_done: bool


Key: TypeAlias = tuple[str, int]
Notes: TypeAlias = Mapping[int, str]


def states(of: Rectification) -> dict[Key, Present]:
    """Type and id of a record -> how it stands now; what has no state of its own is left out."""
    found: dict[Key, Present] = {}
    for kind, read in READERS.items():
        notes = {each["id"]: each["note"] for each in of.records if each["type"] == kind}
        if notes:
            found |= {(kind, number): present for number, present in read(of, notes)}
    return found


def tasks(of: Rectification) -> dict[int, AssignmentState]:
    """Task -> how the unit's share of it stands now; of what was carried into the next year, how it stands there."""
    numbers = [each["id"] for each in of.records if each["type"] == "task"]
    if not numbers:
        return {}
    carried = select(CarriedTask.from_task_id, CarriedTask.task_id).where(CarriedTask.from_task_id.in_(numbers))
    now_at = dict.fromkeys(numbers) | {row.from_task_id: row.task_id for row in db.session.execute(carried)}
    shares = select(Assignment.task_id, Assignment.state).where(Assignment.unit_id == of.unit_id)
    found = shares.where(Assignment.task_id.in_({new or old for old, new in now_at.items()}))
    states = {row.task_id: row.state for row in db.session.execute(found)}
    return {old: states[new or old] for old, new in now_at.items() if (new or old) in states}


def _tasks(of: Rectification, _notes: Notes) -> Iterator[tuple[int, Present]]:
    for number, state in tasks(of).items():
        yield number, Present(state.label, state is AssignmentState.ACCEPTED)


def _disclosures(_of: Rectification, notes: Notes) -> Iterator[tuple[int, Present]]:
    """Published or not; the channels only where they are what was wrong."""
    with_channels = selectinload(Disclosure.channels)
    for each in db.session.scalars(select(Disclosure).where(Disclosure.id.in_(notes)).options(with_channels)):
        faults = []
        if "政府网站" in notes[each.id] and not each.is_on_website:
            faults.append("公开渠道仍未含政府网站")
        if "网址" in notes[each.id] and not any(channel.address for channel in each.channels):
            faults.append("仍未登记公开网址")
        if not each.is_owed:
            yield each.id, Present(each.mode.label, True)
        elif each.published_on is None:
            yield each.id, Present("未公开", False)
        else:
            yield each.id, Present("，".join([f"{each.published_on}公开", *faults]), not faults)


def _opinions(_of: Rectification, notes: Notes) -> Iterator[tuple[int, Present]]:
    for each in db.session.scalars(select(OpinionCase).where(OpinionCase.id.in_(notes))):
        yield each.id, Present("已回应" if each.answered_at else "未回应", each.answered_at is not None)


def _policies(_of: Rectification, notes: Notes) -> Iterator[tuple[int, Present]]:
    statement = select(PolicyDocument).where(PolicyDocument.id.in_(notes))
    for each in db.session.scalars(statement.options(selectinload(PolicyDocument.interpretations))):
        if each.waiver is WaiverState.ACCEPTED:
            yield each.id, Present("经同意不作解读", True)
        else:
            day = each.interpreted_on
            yield each.id, Present(f"{day}解读" if day else "未解读", day is not None)


def _requests(_of: Rectification, notes: Notes) -> Iterator[tuple[int, Present]]:
    columns = InformationRequest.id, InformationRequest.replied_on, InformationRequest.due_on
    for row in db.session.execute(select(*columns).where(InformationRequest.id.in_(notes))):
        words = f"{row.replied_on}答复" if row.replied_on else "未答复" if row.due_on else "没有答复期限"
        yield row.id, Present(words, row.replied_on is not None or row.due_on is None)


READERS: Mapping[str, Callable[[Rectification, Notes], Iterator[tuple[int, Present]]]] = {
    "task": _tasks,
    "disclosure": _disclosures,
    "opinion": _opinions,
    "policy": _policies,
    "request": _requests,
}


def open_counts(found: Mapping[Key, Present], kinds: Sequence[str]) -> dict[str, int]:
    """Kind -> how many of its records are still not in order."""
    counts = {kind: sum(not each.is_done for (of, _), each in found.items() if of == kind) for kind in kinds}
    return {kind: count for kind, count in counts.items() if count}
