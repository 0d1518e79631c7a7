"""By when the units hand in their reports of a year: as the office set it, else a day before the law's own."""

from dataclasses import dataclass
from datetime import date

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.progress_reports.models import ReportCall
from tracker.refusals import Refused

REGULATION = "《中华人民共和国政府信息公开条例》"
USUAL = (1, 20)


@dataclass(frozen=True)
class Law:
    """Until which day of the next year, month and day, a report may be due under the rule in force since then."""

    valid_from: date
    source: str
    latest: tuple[int, int]


LAWS = (
    Law(date(2008, 5, 1), f"{REGULATION}（国务院令第492号）第三十一条（每年3月31日前公布）", (3, 31)),
    Law(date(2019, 5, 15), f"{REGULATION}（国务院令第711号）第四十九条（每年1月31日前）", (1, 31)),
)


def law(year: int) -> Law:
    """The rule under which the reports of a year fall: that in force when they are due."""
    return max((each for each in LAWS if each.valid_from <= date(year + 1, 1, 31)), key=lambda each: each.valid_from)


def due_on(year: int) -> date:
    call = db.session.get(ReportCall, year)
    return call.due_on if call else date(year + 1, *USUAL)


def set_due(year: int, on: date, by: User) -> ReportCall:
    """Raises Refused for a day that is over, or after the law's last."""
    latest = date(year + 1, *law(year).latest)
    if not today() <= on <= latest:
        raise Refused(f"报送期限应在今天 {today()} 至 {latest} 之间。")
    call = db.session.get(ReportCall, year)
    if call is None:
        call = ReportCall(year=year)
        db.session.add(call)
    call.due_on, call.set_by_id, call.set_at = on, by.id, now()
    db.session.flush()
    journal.record("report.set_due", "report_call", year, f"{year}年度工作进展报告的报送期限定为 {on}")
    return call
