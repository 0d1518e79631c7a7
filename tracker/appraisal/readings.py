"""Where the facts of a year are read from: one select per kind of record, each row said as a finding about its unit.

What happened after ``as_of`` has not happened; a limit that ends before ``judged_on`` is over.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

from blinker import Namespace
from sqlalchemy import Row, case, select

from tracker.appraisal import matters, published, watched
from tracker.appraisal.models import MovedShare
from tracker.appraisal.reading import Feed, Found, Reading
from tracker.appraisal.records import Record
from tracker.choices import AssignmentRole, AssignmentState, DeadlineKind, Outcome, Period, ProgressKind
from tracker.tasks.deadlines import period_name, periods
from tracker.tasks.models import CARRIED, Assignment, ProgressUpdate, Task
from tracker.tasks.turns import HANDS_TO, turns

History: TypeAlias = list[tuple[ProgressKind, date]]
ASKED = Namespace().signal("a year is read")  # app.py connects who has facts of the year upstairs: each a Source
REVIEWS = (ProgressKind.ACCEPTED, ProgressKind.RETURNED)


def everything(reading: Reading) -> Callable[[int], Found]:
    """What is found about one unit after another, in the order of their ids: name of the fact -> records."""
    shares, handing, passed_on = _shares(reading), _handing(reading), _passed_on(reading)
    disclosures, returns = published.disclosures(reading), published.returns(reading)
    kinds = (
        published.moved,
        matters.dead_links,
        matters.requests,
        matters.opinions,
        matters.policies,
        matters.rectifications,
    )
    seen = (watched.inspections, watched.reminders, watched.papers, watched.outside)
    others = [kind(reading) for kind in (*kinds, *seen)] + [source for _, source in ASKED.send(reading)]

    def of(unit_id: int) -> Found:
        found: Found = defaultdict(list)
        pieces = disclosures(unit_id)
        days: dict[int, list[date]] = defaultdict(list)
        for _, _, task_id, _, _, published_on, *_ in pieces:
            if published_on is not None and published_on <= reading.as_of:
                days[task_id].append(published_on)
        histories = _histories(reading, handing.of(unit_id))
        for row in shares.of(unit_id):
            _share(reading, row, days.get(row.task_id, []), histories.get(row.task_id, []), found)
        for row in passed_on.of(unit_id):
            _until_passed_on(reading, row, days.get(row.task_id, []), found)
        published.stand(reading, pieces, published.given_back(reading, returns.of(unit_id)), found)
        for name, record in chain.from_iterable(source(unit_id) for source in others):
            found[name].append(record)
        return found

    return of


def _holder(reading: Reading) -> Any:
    """Whose a share is: in a look back from before it passed on, still the unit's that had it then."""
    if not reading.is_look_back:
        return Assignment.unit_id
    return case((MovedShare.on > reading.as_of, MovedShare.from_unit_id), else_=Assignment.unit_id)


def _shares(reading: Reading) -> Feed:
    has_passed_on = MovedShare.on <= reading.as_of
    return reading.feed(
        _holder(reading),
        *(Assignment.task_id, Assignment.role, Assignment.state, Assignment.outcome),
        *(Assignment.acknowledged_at, Assignment.submitted_at, Assignment.accepted_at, Task.withdrawn_at),
        *(Assignment.withdrawn_at.label("share_withdrawn_at"), Assignment.withdrawn_reason.label("why_withdrawn")),
        *(Task.category, Task.item, Task.deadline_kind, Task.deadline_on, Task.deadline_period),
        *(case((has_passed_on, MovedShare.on), else_=Task.starts_on).label("starts_on"), MovedShare.from_unit_id),
        MovedShare.on.label("passed_on"),
        where=[Task.year == reading.year, Assignment.unit_id.is_not(None)],
        joins=[(Task, Task.id == Assignment.task_id)],
        outer=[(MovedShare, MovedShare.assignment_id == Assignment.id)],
    )


def _passed_on(reading: Reading) -> Feed:
    """Shares that passed to another unit, in the order of the unit that had them."""
    return reading.feed(
        MovedShare.from_unit_id,
        *(Assignment.task_id, Assignment.state, Assignment.submitted_at, MovedShare.on, Task.category, Task.item),
        *(Task.starts_on, Task.deadline_kind, Task.deadline_on, Task.deadline_period),
        where=[Task.year == reading.year, MovedShare.on <= reading.as_of],
        joins=[(Assignment, Assignment.id == MovedShare.assignment_id), (Task, Task.id == Assignment.task_id)],
    )


def _until_passed_on(reading: Reading, row: Row[Any], days: list[date], found: Found) -> None:
    """What was over before the share passed on stays with the unit that had it until then."""
    record = Record("task", row.task_id, f"{row.category} · {row.item}" if row.category else row.item)
    earlier = replace(reading, judged_on=min(reading.judged_on, row.on))
    _obligations(earlier, row, record, [day for day in days if day < row.on], found)


def _handing(reading: Reading) -> Feed:
    """How shares went from desk to desk: of those that ever came back, in a look back of all."""
    came_back = select(ProgressUpdate.assignment_id).where(ProgressUpdate.kind == ProgressKind.RETURNED)
    return reading.feed(
        _holder(reading),
        *(Assignment.task_id, ProgressUpdate.id, ProgressUpdate.kind, ProgressUpdate.at),
        where=[
            *(Task.year == reading.year, ProgressUpdate.kind.in_(HANDS_TO), Assignment.unit_id.is_not(None)),
            *([] if reading.is_look_back else [Assignment.id.in_(came_back)]),
        ],
        joins=[(Assignment, Assignment.id == ProgressUpdate.assignment_id), (Task, Task.id == Assignment.task_id)],
        outer=[(MovedShare, MovedShare.assignment_id == Assignment.id)] if reading.is_look_back else [],
    )


def _histories(reading: Reading, rows: list[Row[Any]]) -> dict[int, History]:
    """Task -> when the share went from one desk to the other, oldest first."""
    found: dict[int, list[tuple[int, ProgressKind, date]]] = defaultdict(list)
    for row in rows:
        if (day := reading.day(row.at)) is not None:
            found[row.task_id].append((row.id, row.kind, day))
    return {task: [(kind, on) for _, kind, on in sorted(history)] for task, history in found.items()}


def _share(reading: Reading, row: Row[Any], days: list[date], history: History, found: Found) -> None:
    is_left = reading.is_past(row.share_withdrawn_at) and not row.why_withdrawn.startswith(CARRIED)
    if reading.is_past(row.withdrawn_at) or is_left:
        return
    record = Record("task", row.task_id, f"{row.category} · {row.item}" if row.category else row.item)
    signed = row.state is not AssignmentState.PENDING and (
        row.acknowledged_at is None or reading.is_past(row.acknowledged_at)
    )
    if signed or row.starts_on < reading.judged_on:  # the day on which it was handed out is not over
        found["acknowledged" if signed else "unacknowledged"].append(record)
    if row.role is AssignmentRole.COOPERATING:
        found["tasks_cooperating"].append(record)
        return
    found["tasks"].append(record)
    standing = _as_it_stood(history) if reading.is_look_back and history else _standing(reading, row)
    found[standing].append(record)
    if standing in ("tasks_open", "tasks_waiting"):
        _ahead(reading, row, record, found)
    if any(kind is ProgressKind.RETURNED for kind, _ in history):
        spent = turns(history, row.starts_on, reading.as_of, reading.calendar)
        found["returned"].append(
            Record("task", record.id, record.title, f"被退回{spent.returns}次（自任务下达起，{spent}）")
        )
    elif standing in ("tasks_done", "tasks_nothing_arose"):
        found["passed"].append(record)
    is_over = row.from_unit_id == row.unit_id and reading.known(row.passed_on) is not None
    if standing != "tasks_nothing_arose" and not is_over:  # what was due until that day: _until_passed_on
        _obligations(reading, row, record, days, found)


def _ahead(reading: Reading, row: Row[Any], record: Record, found: Found) -> None:
    """Whether what is not done has a date, and whether that is still to come; one that was over before is none."""
    on = row.deadline_on if row.deadline_kind is DeadlineKind.DATE else None
    if on is None or on < row.starts_on:
        found["tasks_undated"].append(record)
    elif on >= reading.judged_on:
        found["tasks_not_due"].append(record)


def _standing(reading: Reading, row: Row[Any]) -> str:
    """A submission counts by the day on which the unit handed it in: how long the office took is not the unit's."""
    handed_in = row.submitted_at or row.accepted_at
    in_the_year = handed_in is None or reading.is_past(handed_in)
    if row.state is AssignmentState.ACCEPTED and in_the_year:
        return "tasks_nothing_arose" if row.outcome is Outcome.NOTHING_AROSE else "tasks_done"
    return "tasks_waiting" if row.state is AssignmentState.SUBMITTED and in_the_year else "tasks_open"


def _as_it_stood(history: History) -> str:
    """Where the share lay after the last step of its history: what came later is not in it."""
    last = history[-1][0]
    if last is ProgressKind.RETURNED:
        return "tasks_open"
    if last is not ProgressKind.ACCEPTED:
        return "tasks_waiting"
    handed_in = [kind for kind, _ in history if kind not in REVIEWS]
    return "tasks_nothing_arose" if handed_in[-1:] == [ProgressKind.NOTHING_AROSE] else "tasks_done"


def _obligations(reading: Reading, row: Row[Any], record: Record, published_on: list[date], found: Found) -> None:
    """Each period and each fixed date that is over, kept or missed; what waits for review keeps none."""
    if row.deadline_kind is DeadlineKind.PERIODIC and row.deadline_period is not None:
        for first, last, words in _periods(row.deadline_period, reading.year, row.starts_on):
            if last < reading.judged_on:
                is_kept = any(first <= day <= last for day in published_on)
                _put(found, record, f"{words}已公开" if is_kept else f"{words}未公开", is_kept=is_kept)
    on = row.deadline_on
    if row.deadline_kind is DeadlineKind.DATE and on and row.starts_on <= on < reading.judged_on:
        handed_in = reading.day(row.submitted_at) if row.state is AssignmentState.ACCEPTED else None
        done_on = min([*published_on, *([handed_in] if handed_in else [])], default=None)
        waits = row.state is AssignmentState.SUBMITTED
        when = f"{done_on}完成" if done_on else "已上报待审核" if waits else "至今未公开"
        _put(found, record, f"应于{on}前公开，{when}", is_kept=done_on is not None and done_on <= on)


def _put(found: Found, record: Record, note: str, *, is_kept: bool) -> None:
    kind, key, title = record[:3]
    found["obligations_met" if is_kept else "obligations_missed"].append(Record(kind, key, title, note))


@lru_cache(maxsize=4096)
def _periods(period: Period, year: int, since: date) -> list[tuple[date, date, str]]:
    return [(first, last, period_name(period, first)) for first, last in periods(period, year, since)]
