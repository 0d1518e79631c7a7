"""What the office's watching brought up in a year: inspections, reminders, papers; and what others found outside."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, exists

from tracker.appraisal.reading import Finding, Reading, Source
from tracker.appraisal.records import Record
from tracker.outside.models import OutsideResult
from tracker.outside.points import points
from tracker.reminders.choices import ReminderKind
from tracker.reminders.models import Paper, Reminder, document_number
from tracker.supervision.choices import FindingState
from tracker.supervision.models import Circular, Inspection, InspectionItem
from tracker.supervision.models import Finding as Problem
from tracker.tasks.models import Task

MOST_TITLE = 60


def inspections(reading: Reading) -> Source:
    """Tasks drawn in the rounds whose circular is issued; before that a finding may still be withdrawn."""
    is_told = exists().where(Circular.inspection_id == Inspection.id, Circular.dated_on <= reading.as_of)
    items = reading.feed(
        InspectionItem.unit_id,
        *(InspectionItem.id, InspectionItem.task_id, Task.category, Task.item, Inspection.title),
        where=[Inspection.year == reading.year, is_told],
        joins=[(Inspection, Inspection.id == InspectionItem.inspection_id), (Task, Task.id == InspectionItem.task_id)],
    )
    problems = reading.feed(
        Problem.unit_id,
        *(Problem.id, Problem.item_id, Problem.problem, Problem.points, Problem.indicator),
        where=[Inspection.year == reading.year, is_told, Problem.state == FindingState.STANDING],
        joins=[(Inspection, Inspection.id == Problem.inspection_id)],
    )

    def of(unit_id: int) -> Iterator[Finding]:
        found: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in problems.of(unit_id):
            found[row.item_id].append(row)
            title = f"{row.indicator.label}：{row.problem}"[:MOST_TITLE]
            yield "findings", Record("finding", row.id, title, f"扣{row.points}分")
        for row in items.of(unit_id):
            title = f"{row.category} · {row.item}" if row.category else row.item
            name = "inspected_with_problems" if row.id in found else "inspected_in_order"
            said = f"发现问题{len(found[row.id])}个" if row.id in found else "未发现问题"
            yield name, Record("task", row.task_id, title, f"《{row.title}》{said}")

    return of


def reminders(reading: Reading) -> Source:
    """Whether each reminder was read, or what it was about done or handed on; one of this very day is still open."""
    of = Reminder
    feed = reading.feed(
        of.unit_id,
        *(of.kind, of.record_id, of.task_id, of.title, of.on, of.acknowledged_at, of.settled_on),
        where=[of.on >= date(reading.year, 1, 1), of.on <= reading.as_of],
    )

    def of_unit(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            is_share = row.kind is ReminderKind.SHARE
            kind, key = ("task", row.task_id) if is_share else (row.kind.value, row.record_id)
            if reading.is_past(row.acknowledged_at) or reading.known(row.settled_on):
                yield "reminders_answered", Record(kind, key, row.title)
            elif row.on < reading.judged_on:
                yield "reminders_unread", Record(kind, key, row.title, f"{row.on}提醒，至{reading.as_of}未确认也未办结")

    return of_unit


def papers(reading: Reading) -> Source:
    """Numbered papers (提醒、催办、督办) whose time to answer is over, or that were answered."""
    of = Paper
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.step, of.year, of.serial, of.answer_by, of.answered_at),
        where=[of.issued_on >= date(reading.year, 1, 1), of.issued_on <= reading.as_of],
    )

    def of_unit(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            number = document_number(row.step, row.year, row.serial)
            day = reading.day(row.answered_at)
            if (day or reading.judged_on) <= row.answer_by:
                if day is not None:
                    yield "papers_answered", Record("paper", row.id, number)
                continue
            said = f"{day}反馈" if day else "至今未反馈"
            yield "papers_unanswered", Record("paper", row.id, number, f"应于{row.answer_by}前反馈，{said}")

    return of_unit


def outside(reading: Reading) -> Source:
    """Results from outside dated up to the last day that counts, less those that were voided by then.

    A result recorded later about an earlier day counts, save in a look back.
    """
    of = OutsideResult
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.source, of.score, of.full, of.title, of.assessor, of.dated_on, of.recorded_at, of.voided_at),
        where=[of.year == reading.year, of.dated_on <= reading.as_of],
    )

    def of_unit(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            if reading.is_past(row.voided_at) or (reading.is_look_back and not reading.is_past(row.recorded_at)):
                continue
            note = f"{row.assessor}，{row.dated_on}，{points(row.score)}分（满分{points(row.full)}分）"
            record = Record("outside", row.id, row.title, note, share=Fraction(row.score, row.full))
            yield f"outside_{row.source.value}", record

    return of_unit
