"""Where the facts of a year are read from: one select per kind of record, each row said as a finding about a unit.

What happened after ``as_of`` has not happened; a limit that ends before ``judged_on`` is over.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, TypeAlias

from sqlalchemy import Row

from tracker.appraisal import matters
from tracker.appraisal.reading import Finding, Reading, noted
from tracker.appraisal.records import Record
from tracker.choices import (
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Mode,
    Outcome,
    ProgressKind,
)
from tracker.clock import local
from tracker.disclosures.models import Disclosure, DisclosureCheck
from tracker.disclosures.scope import HAS_ADDRESS
from tracker.tasks.deadlines import missed_periods, period_name, periods
from tracker.tasks.models import Assignment, ProgressUpdate, Task
from tracker.tasks.turns import HANDS_TO, turns

Published: TypeAlias = dict[tuple[int, int], list[date]]


def everything(reading: Reading) -> Iterator[Finding]:
    """Unit, name of the fact and record, for all units."""
    disclosures, returned = _read_disclosures(reading), _read_returned(reading)
    published: Published = defaultdict(list)
    for row in disclosures:
        if day := reading.known(row.published_on):
            published[row.unit_id, row.task_id].append(day)
    return chain(
        _assignments(reading, published),
        chain.from_iterable(_disclosure(reading, row, returned) for row in disclosures),
        matters.dead_links(reading),
        matters.opinions(reading),
        matters.policies(reading),
        matters.rectifications(reading),
    )


# --- tasks -----------------------------------------------------------------------------------------------------------


def _assignments(reading: Reading, published: Published) -> Iterator[Finding]:
    handed = _read_handing(reading)
    for row in reading.rows(
        *(Assignment.task_id, Assignment.unit_id, Assignment.role, Assignment.state, Assignment.outcome),
        *(Assignment.acknowledged_at, Assignment.submitted_at, Assignment.accepted_at, Task.withdrawn_at),
        Assignment.withdrawn_at.label("share_withdrawn_at"),
        *(Task.category, Task.item, Task.starts_on, Task.deadline_kind, Task.deadline_on, Task.deadline_period),
        where=[Task.year == reading.year, Assignment.unit_id.is_not(None)],
        joins=[(Task, Task.id == Assignment.task_id)],
    ):
        over = [at for at in (row.withdrawn_at, row.share_withdrawn_at) if at is not None]
        if any(reading.day(at) is not None for at in over):
            continue
        record = Record("task", row.task_id, f"{row.category} · {row.item}" if row.category else row.item)
        signed = row.state is not AssignmentState.PENDING and (
            row.acknowledged_at is None or reading.day(row.acknowledged_at) is not None
        )
        yield row.unit_id, "acknowledged" if signed else "unacknowledged", record
        if row.role is AssignmentRole.COOPERATING:
            yield row.unit_id, "tasks_cooperating", record
            continue
        yield row.unit_id, "tasks", record
        standing = _standing(reading, row)
        yield row.unit_id, standing, record
        spent = turns(handed.get((row.unit_id, row.task_id), []), row.starts_on, reading.as_of, reading.calendar)
        if spent.returns:
            note = f"被退回{spent.returns}次，{spent}"
            yield row.unit_id, "returned", Record("task", record.id, record.title, note)
        elif standing in ("tasks_done", "tasks_nothing_arose"):
            yield row.unit_id, "passed", record
        if standing != "tasks_nothing_arose":
            days = published.get((row.unit_id, row.task_id), [])
            yield from ((row.unit_id, *each) for each in _obligations(reading, row, record, days))


def _standing(reading: Reading, row: Row[Any]) -> str:
    """A submission counts by the day on which the unit handed it in: how long the office took is not the unit's."""
    handed_in = row.submitted_at or row.accepted_at
    in_the_year = handed_in is None or reading.day(handed_in) is not None
    if row.state is AssignmentState.ACCEPTED and in_the_year:
        return "tasks_nothing_arose" if row.outcome is Outcome.NOTHING_AROSE else "tasks_done"
    return "tasks_waiting" if row.state is AssignmentState.SUBMITTED and in_the_year else "tasks_open"


def _obligations(
    reading: Reading, row: Row[Any], record: Record, published: list[date]
) -> Iterator[tuple[str, Record]]:
    """Each period and each fixed date that is over, kept or missed; what waits for review keeps none."""
    if row.deadline_kind is DeadlineKind.PERIODIC and row.deadline_period is not None:
        missed = missed_periods(row.deadline_period, reading.year, published, reading.judged_on, row.starts_on)
        for first, last in periods(row.deadline_period, reading.year, row.starts_on):
            if last < reading.judged_on:
                words = period_name(row.deadline_period, first)
                is_missed = (first, last) in missed
                note = f"{words}未公开" if is_missed else f"{words}已公开"
                yield _obligation(is_missed), Record("task", record.id, record.title, note)
    if (
        row.deadline_kind is DeadlineKind.DATE
        and row.deadline_on
        and row.starts_on <= row.deadline_on < reading.judged_on
    ):
        handed_in = reading.day(row.submitted_at) if row.state is AssignmentState.ACCEPTED else None
        done_on = min([*published, *([handed_in] if handed_in else [])], default=None)
        is_missed = done_on is None or done_on > row.deadline_on
        waits = row.state is AssignmentState.SUBMITTED
        when = f"{done_on}完成" if done_on else "已上报待审核" if waits else "至今未公开"
        note = f"应于{row.deadline_on}前公开，{when}"
        yield _obligation(is_missed), Record("task", record.id, record.title, note)


def _obligation(is_missed: bool) -> str:
    return "obligations_missed" if is_missed else "obligations_met"


def _read_handing(reading: Reading) -> dict[tuple[int, int], list[tuple[ProgressKind, date]]]:
    """Unit and task -> when the share went from one desk to the other, oldest first."""
    found: dict[tuple[int, int], list[tuple[int, ProgressKind, date]]] = defaultdict(list)
    for row in reading.rows(
        *(Assignment.unit_id, Assignment.task_id, ProgressUpdate.id, ProgressUpdate.kind, ProgressUpdate.at),
        where=[Task.year == reading.year, ProgressUpdate.kind.in_(HANDS_TO)],
        joins=[(Assignment, Assignment.id == ProgressUpdate.assignment_id), (Task, Task.id == Assignment.task_id)],
    ):
        if row.unit_id is not None and reading.day(row.at) is not None:
            found[row.unit_id, row.task_id].append((row.id, row.kind, local(row.at).date()))
    return {share: [(kind, on) for _, kind, on in sorted(history)] for share, history in found.items()}


# --- disclosures -----------------------------------------------------------------------------------------------------


def _read_disclosures(reading: Reading) -> list[Row[Any]]:
    rows = reading.rows(
        *(Disclosure.id, Disclosure.unit_id, Disclosure.task_id, Disclosure.title, Disclosure.kind),
        *(Disclosure.formed_on, Disclosure.decided_on, Disclosure.published_on, Disclosure.due_on),
        *(Disclosure.is_provisional, Disclosure.mode, Disclosure.is_on_website, HAS_ADDRESS.label("has_address")),
        *(Disclosure.is_late_entry, Disclosure.publication_recorded_on),
        *(Disclosure.secrecy_reviewed_on, Disclosure.secrecy_result),
        where=[Task.year == reading.year],
        joins=[(Task, Task.id == Disclosure.task_id)],
    )
    arose = ((row, row.formed_on if row.kind is MatterKind.GENERAL else row.decided_on) for row in rows)
    return [row for row, day in arose if day is None or day <= reading.as_of]


def _read_returned(reading: Reading) -> dict[int, list[str]]:
    """Record -> the reasons for which the office gave it back, oldest first."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in reading.rows(
        *(DisclosureCheck.disclosure_id, DisclosureCheck.id, DisclosureCheck.reason, DisclosureCheck.at),
        where=[Task.year == reading.year, DisclosureCheck.reason.is_not(None)],
        joins=[(Disclosure, Disclosure.id == DisclosureCheck.disclosure_id), (Task, Task.id == Disclosure.task_id)],
    ):
        if row.reason is not None and reading.day(row.at) is not None:
            found[row.disclosure_id].append((row.id, row.reason.label))
    return {record: [reason for _, reason in sorted(returns)] for record, returns in found.items()}


def _disclosure(reading: Reading, row: Row[Any], returned: Mapping[int, list[str]]) -> Iterator[Finding]:
    """How one piece of information stands: in time or not, and if public, by which way and after which review."""
    unit, record = row.unit_id, Record("disclosure", row.id, row.title)
    yield unit, "disclosures", record
    if returns := returned.get(row.id):
        yield unit, "disclosures_returned", noted(record, f"被退回{len(returns)}次：{'、'.join(returns)}")
    if row.mode is not Mode.PROACTIVE:
        yield unit, "disclosures_withheld", record
        return
    day = reading.known(row.published_on)
    if row.due_on is not None:
        yield unit, *_timeliness(reading, row, day, record)
    if day is None:
        return
    if not row.is_on_website:
        yield unit, "disclosures_without_website", noted(record, "公开渠道未含政府网站")
    if not row.has_address:
        yield unit, "disclosures_without_address", noted(record, "未登记公开网址")
    if row.is_late_entry:
        note = f"{day}公开，{row.publication_recorded_on}才登记"
        yield unit, "disclosures_entered_late", noted(record, note)
    if row.is_on_website and row.has_address:
        yield unit, "disclosures_in_order", record
    reviewed = row.secrecy_result is not None and row.secrecy_reviewed_on is not None
    if reviewed and row.secrecy_reviewed_on <= day:
        yield unit, "disclosures_reviewed", record
    else:
        note = f"{day}公开，{row.secrecy_reviewed_on}才审查" if reviewed else "没有保密审查记录"
        yield unit, "disclosures_unreviewed", noted(record, note)


def _timeliness(reading: Reading, row: Row[Any], day: date | None, record: Record) -> tuple[str, Record]:
    if (day or reading.judged_on) <= row.due_on:
        return ("disclosures_on_time", record) if day else ("disclosures_pending", record)
    days = reading.late_days(row.due_on, day)
    when = f"{day}公开" if day else f"至{reading.as_of}未公开"
    provisional = "（期限暂按周一至周五推算）" if row.is_provisional else ""
    note = f"应于{row.due_on}前公开，{when}，逾期{days}个工作日{provisional}"
    return "disclosures_late", Record("disclosure", row.id, row.title, note, days)
