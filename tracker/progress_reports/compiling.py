"""The chapter of a year from the database: accepted reports beside what the records say today."""

from sqlalchemy import select

from tracker.db import db
from tracker.people.models import Unit, User
from tracker.progress_reports import gathering, tables
from tracker.progress_reports.chapter import Chapter, Part, Records, put_together
from tracker.progress_reports.choices import ReportState, Section
from tracker.progress_reports.models import ProgressReport
from tracker.requests.yearly import tallying


def compile_chapter(year: int, by: User) -> Chapter:
    as_of, figures = gathering.figures(year)
    accepted = select(ProgressReport, Unit).join(Unit, Unit.id == ProgressReport.unit_id)
    accepted = accepted.where(ProgressReport.year == year, ProgressReport.state == ReportState.ACCEPTED)
    parts = [
        Part(
            unit.id,
            unit.short_name,
            report.figures,
            tables.from_json(year, report.requests),
            report.added.get(Section.PROBLEMS, ""),
            report.annual,
        )
        for report, unit in db.session.execute(accepted.order_by(Unit.position, Unit.id))
    ]
    units = db.session.scalars(select(Unit).order_by(Unit.position, Unit.id)).all()
    of_units = tallying.tables_by_unit(year, by)
    busy = {unit for unit, counts in figures.items() if counts["tasks"] or counts["tasks_cooperating"]}
    names = {unit.id: unit.short_name for unit in units if unit.id in busy}
    records = Records(as_of, figures, of_units, names, gathering.decisions(year), gathering.year_before(year))
    return put_together(year, parts, records)
