"""By when the units hand in their reports of a year: as the office set it, else a day before the law's own."""

from datetime import date

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.progress_reports.models import ReportCall
from tracker.refusals import Refused

LAW = "《中华人民共和国政府信息公开条例》第四十九条（每年1月31日前）、实施方案四（三）"
USUAL = (1, 20)
LATEST = (1, 31)


def due_on(year: int) -> date:
    call = db.session.get(ReportCall, year)
    return call.due_on if call else date(year + 1, *USUAL)


def set_due(year: int, on: date, by: User) -> ReportCall:
    """Raises Refused for a day that is over, or after the law's last."""
    if not today() <= on <= date(year + 1, *LATEST):
        raise Refused(f"报送期限应在今天 {today()} 至 {date(year + 1, *LATEST)} 之间。")
    call = db.session.get(ReportCall, year)
    if call is None:
        call = ReportCall(year=year)
        db.session.add(call)
    call.due_on, call.set_by_id, call.set_at = on, by.id, now()
    db.session.flush()
    journal.record("report.set_due", "report_call", year, f"{year}年度工作进展报告的报送期限定为 {on}")
    return call
