"""The liaison drafts the unit's report from its facts, completes it, and brings the facts up to date."""

from collections.abc import Mapping

from sqlalchemy import select

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.progress_reports import annual
from tracker.progress_reports.choices import ReportState, ReportStep, Section
from tracker.progress_reports.gathering import gather
from tracker.progress_reports.models import ProgressReport, ProgressReportEntry
from tracker.refusals import Refused

EDITABLE = frozenset({ReportState.DRAFTING, ReportState.RETURNED})


def draft(unit: Unit, year: int, by: User) -> ProgressReport:
    """Raises Refused when the unit's report of the year was drafted before."""
    there = select(ProgressReport.id).where(ProgressReport.unit_id == unit.id, ProgressReport.year == year)
    if db.session.scalar(there) is not None:
        raise Refused(f"{unit.short_name}{year}年度的报告已经起草，请在列表中打开。")
    found = gather(unit, year, by)
    report = ProgressReport(
        year=year, unit_id=unit.id, state=ReportState.DRAFTING, **vars(found), added={}, returns=0, version=1
    )
    db.session.add(report)
    db.session.flush()
    enter(report, by, ReportStep.DRAFTED, f"数据截至 {report.as_of}")
    return report


def edit(report: ProgressReport, by: User, added: Mapping[Section, str]) -> None:
    """Raises Refused while it is not the unit's turn."""
    require_editable(report)
    before = report.added
    report.added = {section.value: text for section, text in added.items() if text}
    changed = [section.label for section in Section if before.get(section) != report.added.get(section)]
    enter(report, by, ReportStep.EDITED, "、".join(changed) or "没有改动")


def refresh(report: ProgressReport, by: User) -> None:
    """Take the facts as they are today; the own text stays. Raises Refused while it is not the unit's turn."""
    require_editable(report)
    found = gather(report.unit, report.year, by)
    report.as_of, report.figures = found.as_of, found.figures
    report.requests, report.drafted = found.requests, found.drafted
    enter(report, by, ReportStep.REFRESHED, f"数据截至 {report.as_of}")


def fill_in(report: ProgressReport, by: User, tables: annual.Annual) -> None:
    """Tables 2 and 4. Raises Refused where they do not add up, or while it is not the unit's turn."""
    require_editable(report)
    if wrong := annual.problems(tables):
        raise Refused(f"{'；'.join(wrong.values())}。")
    report.annual = {key: tables.get(key, 0) for key in annual.KEYS}
    enter(report, by, ReportStep.TABLES)


def require_editable(report: ProgressReport) -> None:
    if report.state not in EDITABLE:
        raise Refused(f"报告现在是“{report.state.label}”，不能修改。需要修改的，请领导或公开办退回。")


def enter(report: ProgressReport, by: User, step: ReportStep, note: str = "") -> None:
    """Add a step to the history and to the journal."""
    db.session.add(ProgressReportEntry(report_id=report.id, step=step, note=note, by_id=by.id, at=now()))
    db.session.flush()
    summary = f"{report.unit.short_name}{report.year}年度工作进展报告：{step.label}"
    journal.record(f"report.{step.value}", "progress_report", report.id, summary, details={"note": note})
