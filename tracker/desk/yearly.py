"""What the year's end and the office's papers ask of a unit: to answer, to be heard, to report, to sign."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.appraisal import lists
from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal, Statement, Verdict
from tracker.calendar import book
from tracker.choices import NoticeKind, Proposal, Role
from tracker.clock import Light, light, today
from tracker.db import db
from tracker.notices import revising
from tracker.notices.models import NoticeText
from tracker.notices.wording import PAPERS
from tracker.people.models import User
from tracker.progress_reports import due
from tracker.progress_reports.choices import ReportState
from tracker.progress_reports.models import ProgressReport
from tracker.reminders.models import Paper
from tracker.supervision.models import Finding, Inspection
from tracker.supervision.scope import own_findings, waits_for_unit
from tracker.tasks.models import Assignment, Task

Asked = tuple[str, int, str, str, Light, date, str]
"""Kind, record, title, detail, light, the day by which, and the next step."""
MOST = 20
DONE = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def asked(user: User) -> Iterator[Asked]:
    if user.unit_id is None or user.role not in (Role.LIAISON, Role.LEADER):
        return
    yield from _findings(user)
    yield from _papers(user)
    yield from _hearings(user)
    yield from _reports(user)
    if revising.may_sign(user):
        yield from _signatures()


def _findings(user: User) -> Iterator[Asked]:
    """What an inspection found, while the unit may still answer."""
    columns = (Finding.id, Finding.problem, Inspection.reply_by)
    statement = (
        select(*columns)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(own_findings(user), waits_for_unit())
        .order_by(Inspection.reply_by, Finding.id)
        .limit(MOST)
    )
    day, calendar = today(), book.in_force()
    for row in db.session.execute(statement):
        standing = light(row.reply_by, None, day, calendar)
        yield "finding", row.id, row.problem, "检查发现的问题，待反馈", standing, row.reply_by, "反馈"


def _papers(user: User) -> Iterator[Asked]:
    """Numbered papers without an answer, save where the next one already went out."""
    following = aliased(Paper)
    statement = (
        select(Paper)
        .outerjoin(following, following.previous_id == Paper.id)
        .where(Paper.unit_id == user.unit_id, Paper.answered_at.is_(None), following.id.is_(None))
        .order_by(Paper.answer_by, Paper.id)
    )
    day, calendar = today(), book.in_force()
    for paper in db.session.scalars(statement):
        step = "反馈" if paper.received_at else "签收"
        standing = light(paper.answer_by, None, day, calendar)
        yield "paper", paper.id, f"{paper.number}", f"{paper.step.label}，待{step}", standing, paper.answer_by, step


def _hearings(user: User) -> Iterator[Asked]:
    """That the unit is about to be criticised and may state its case."""
    statement = (
        select(Verdict)
        .join(Appraisal, Appraisal.id == Verdict.appraisal_id)
        .outerjoin(Statement, (Statement.year == Appraisal.year) & (Statement.unit_id == Verdict.unit_id))
        .where(Verdict.unit_id == user.unit_id, Verdict.decision == Proposal.CRITICISE)
        .where(Appraisal.criticised_on.is_(None), Statement.id.is_(None))
    )
    for verdict in db.session.scalars(statement):
        year, last = verdict.appraisal.year, stating.until(verdict)
        standing = light(last, None, today(), book.in_force()) if last else Light("soon", "▲", "签发之前")
        title = f"拟列入{year}年度通报批评名单"
        yield "hearing", year, title, "签发之前可以申述，也可以表示无异议", standing, last or today(), "申述"


def _reports(user: User) -> Iterator[Asked]:
    """The report of the year that is over, until it is handed in."""
    year = today().year - 1
    if user.role is not Role.LIAISON:
        return
    of = ProgressReport
    handed_in = exists().where(of.unit_id == user.unit_id, of.year == year, of.state.in_(DONE))
    own_task = select(Assignment.id).join(Task).where(Assignment.unit_id == user.unit_id, Task.year == year, ~handed_in)
    if db.session.scalar(own_task.limit(1)) is None:
        return
    limit = due.due_on(year)
    standing = light(limit, None, today(), book.in_force())
    yield "report", year, f"{year}年度工作进展报告", "待报送", standing, limit, "报送"


def _signatures() -> Iterator[Asked]:
    """The texts of notices that the office has finished and nobody has signed."""
    for text in _texts():
        if text.waits_for_leader:
            year, kind = text.appraisal.year, text.kind
            title = f"{year}年度{PAPERS[kind]}第{text.number}版"
            yield f"sign-{kind.value}", year, title, "待签批", Light("soon", "▲", "待签批"), today(), "签批"


def answered() -> list[NoticeText]:
    """Notices that the leader signed and the office has yet to issue, or returned and the office has yet to amend."""
    return [text for text in _texts() if not text.waits_for_leader]


def statements() -> Sequence[Statement]:
    """What units contest before they are criticised and the office has yet to answer, the oldest first."""
    asked = select(Statement).where(Statement.is_contested, Statement.outcome.is_(None))
    return db.session.scalars(asked.options(joinedload(Statement.unit)).order_by(Statement.at, Statement.id)).all()


def _texts() -> Iterator[NoticeText]:
    """The text in force of every notice that is not issued; most days there is none, which one select says."""
    pending = or_(
        and_(NoticeText.kind == NoticeKind.CRITICISM, Appraisal.criticised_on.is_(None)),
        and_(NoticeText.kind == NoticeKind.COMMENDATION, Appraisal.commended_on.is_(None)),
    )
    statement = select(Appraisal.year, NoticeText.kind).join(Appraisal, Appraisal.id == NoticeText.appraisal_id)
    for year, kind in sorted({(row.year, row.kind) for row in db.session.execute(statement.where(pending))}):
        appraisal = lists.confirmed(year)
        text = revising.in_force(appraisal, kind) if appraisal is not None else None
        if text is not None:
            yield text
