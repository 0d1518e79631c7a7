"""A unit's report as a finding about the year in which it fell due: in time, late or missing, and sent back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Flask
from sqlalchemy import select

from tracker.appraisal.reading import Finding, Reading, Source, noted
from tracker.appraisal.records import Record
from tracker.calendar import book
from tracker.clock import Light, light, today
from tracker.db import db
from tracker.people.models import Unit
from tracker.progress_reports.choices import ReportState, ReportStep
from tracker.progress_reports.due import USUAL, due_on
from tracker.progress_reports.models import ProgressReport, ProgressReportEntry, ReportCall
from tracker.tasks.models import Assignment, Task


def reports(reading: Reading) -> Source:
    """The report on the year before is owed by every unit that had a task then, and counts by the day on which it was
    first handed in. Its record goes by that year, since it is there also where the unit made none."""
    year = reading.year - 1
    called = reading.connection.scalar(select(ReportCall.due_on).where(ReportCall.year == year))
    limit = called or date(reading.year, *USUAL)
    busy = select(Assignment.unit_id).join(Task, Task.id == Assignment.task_id).where(Task.year == year).distinct()
    owing = {unit_id for (unit_id,) in reading.connection.execute(busy)}
    of, entry = ProgressReport, ProgressReportEntry
    feed = reading.feed(
        of.unit_id,
        *(entry.step, entry.at),
        where=[of.year == year, entry.step.in_((ReportStep.SUBMITTED, ReportStep.RETURNED))],
        joins=[(entry, entry.report_id == of.id)],
    )
    record = Record("report", year, f"{year}年度工作进展报告")

    def of_unit(unit_id: int) -> Iterator[Finding]:
        steps = [(row.step, day) for row in feed.of(unit_id) if (day := reading.day(row.at)) is not None]
        if unit_id not in owing:
            return
        day = min((on for step, on in steps if step is ReportStep.SUBMITTED), default=None)
        if day is not None and day <= limit:
            yield "reports_on_time", record
        elif day is not None or limit < reading.judged_on:
            said = f"{day}报送" if day else f"至{reading.as_of}未报送"
            yield "reports_late", noted(record, f"应于{limit}前报送，{said}")
        if returns := sum(step is ReportStep.RETURNED for step, _ in steps):
            yield "reports_returned", noted(record, f"被退回{returns}次")

    return of_unit


@dataclass(frozen=True)
class Own:
    """How far a unit's report on a year is today; ``state`` in words."""

    state: str
    due_on: date
    standing: Light
    returns: int = 0
    id: int | None = None


def own_report(year: int, code: str) -> Own:
    """The report that falls due after the year, and so counts in the next."""
    of, limit = ProgressReport, due_on(year)
    columns = (of.id, of.state, of.submitted_on, of.returns)
    row = db.session.execute(
        select(*columns).join(Unit, Unit.id == of.unit_id).where(of.year == year, Unit.code == code)
    ).first()
    handed_in = row.submitted_on if row and row.state in (ReportState.SUBMITTED, ReportState.ACCEPTED) else None
    standing = light(limit, handed_in, today(), book.in_force())
    return Own(row.state.label, limit, standing, row.returns, row.id) if row else Own("未起草", limit, standing)


def install(app: Flask) -> None:
    """Offer it to the year's page, which stands downstairs."""
    app.context_processor(lambda: {"own_report": own_report})
