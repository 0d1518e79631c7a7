"""The report's way: to the unit's leader, to the office, and back where it is not yet good enough."""

from tracker.clock import today
from tracker.people.models import User
from tracker.progress_reports.choices import ReportState, ReportStep, Section
from tracker.progress_reports.models import ProgressReport
from tracker.progress_reports.writing import enter, require_editable
from tracker.refusals import Refused

S = ReportState


def lacks(report: ProgressReport) -> str:
    """What the unit has yet to write before its leader can look at it; nothing once it has."""
    if not report.added.get(Section.PROBLEMS):
        return f"请先补充“{Section.PROBLEMS.label}”，写明原因和改进措施，再送领导审定。"
    if not report.annual:
        return "请先填写年度报告第二、四部分的表格，没有的填0，再送领导审定。"
    return ""


def send_up(report: ProgressReport, by: User) -> None:
    """To the leader. Raises Refused before the unit has written what it found wanting and will improve,
    and its tables."""
    require_editable(report)
    if why := lacks(report):
        raise Refused(why)
    _go(report, by, S.WITH_LEADER, ReportStep.SENT_UP)


def approve(report: ProgressReport, by: User) -> None:
    _require(report, S.WITH_LEADER, "报告没有等待审定，不能审定。")
    report.approved_by_id, report.approved_on = by.id, today()
    _go(report, by, S.APPROVED, ReportStep.APPROVED)


def send_back(report: ProgressReport, by: User, note: str) -> None:
    """The leader wants it changed; also after approval, until it is handed in."""
    if report.state not in (S.WITH_LEADER, S.APPROVED):
        raise Refused("报告不在审定环节，不能退回修改。")
    report.approved_by_id = report.approved_on = None
    _go(report, by, S.DRAFTING, ReportStep.SENT_BACK, note)


def submit(report: ProgressReport, by: User, document_number: str = "") -> None:
    """To the office, under the unit's own number where it gives one."""
    _require(report, S.APPROVED, "报告还没有经领导审定，不能报送。")
    report.document_number, report.submitted_on = document_number, today()
    _go(report, by, S.SUBMITTED, ReportStep.SUBMITTED, document_number)


def accept(report: ProgressReport, by: User) -> None:
    _require(report, S.SUBMITTED, "报告没有等待审核，不能审核。")
    report.accepted_on = today()
    _go(report, by, S.ACCEPTED, ReportStep.ACCEPTED)


def return_(report: ProgressReport, by: User, note: str) -> None:
    """Back to the unit, also after acceptance; it needs the leader's approval again. Each return is counted."""
    if report.state not in (S.SUBMITTED, S.ACCEPTED):
        raise Refused("报告没有报送，没有可以退回的内容。")
    report.returns += 1
    report.approved_by_id = report.approved_on = report.accepted_on = None
    _go(report, by, S.RETURNED, ReportStep.RETURNED, note)


def _require(report: ProgressReport, state: ReportState, refusal: str) -> None:
    if report.state is not state:
        raise Refused(f"{refusal}现在是“{report.state.label}”。")


def _go(report: ProgressReport, by: User, state: ReportState, step: ReportStep, note: str = "") -> None:
    report.state = state
    enter(report, by, step, note)
