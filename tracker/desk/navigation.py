"""One navigation per role, with a count only where something waits for this person."""

from flask import Flask, g
from sqlalchemy import Select, func, select

from tracker.choices import AssignmentState, Role
from tracker.db import db
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import waits_for
from tracker.people.models import User
from tracker.rectification.models import Rectification
from tracker.tasks.models import Assignment
from tracker.tasks.scope import count_live, own_share

DESK, TASKS, DISCLOSURES = ("/", "工作台"), ("/tasks", "任务"), ("/disclosures", "公开记录")
PROJECTS, COVERAGE = ("/projects", "项目和交易"), ("/coverage", "覆盖情况")
REQUESTS = ("/requests", "依申请公开")
OPINIONS, INTERPRETATIONS = ("/opinions", "舆情"), ("/interpretations", "政策解读")
YEAR_END, RECTIFICATIONS = ("/year-end", "年度考核"), ("/rectification", "整改")
IMPORTS, UNITS, USERS = ("/imports", "导入任务分解表"), ("/units", "单位"), ("/users", "人员")
CALENDAR, AUDIT, BACKUP = ("/calendar", "工作日历"), ("/audit", "审计"), ("/backup", "备份")
REVIEW, HELP = ("/review", "审核"), ("/help", "帮助")
WORK = (DESK, TASKS, DISCLOSURES, COVERAGE, REQUESTS, PROJECTS, OPINIONS, INTERPRETATIONS, YEAR_END, RECTIFICATIONS)
NAVIGATION = {
    Role.LIAISON: (*WORK, CALENDAR, HELP),
    Role.LEADER: (*WORK, CALENDAR, HELP),
    Role.OFFICE: (DESK, REVIEW, *WORK[1:], UNITS, CALENDAR, HELP),
    Role.ADMIN: (DESK, IMPORTS, TASKS, PROJECTS, UNITS, USERS, CALENDAR, BACKUP, HELP),
    Role.AUDITOR: (DESK, AUDIT, *WORK[1:], HELP),
}


FOR_OFFICE = select(
    count_live(Assignment.state == AssignmentState.SUBMITTED),
    select(func.count()).select_from(OpinionCase).where(OpinionCase.closed_at.is_(None)).scalar_subquery(),
    select(func.count()).select_from(Rectification).where(Rectification.state == "reported").scalar_subquery(),
)


def waiting() -> dict[str, int]:
    """Address -> how much waits there for the signed-in person; asked once a page."""
    if g.user is None or g.user.role not in (Role.LIAISON, Role.OFFICE):
        return {}
    if "waiting" not in g:
        g.waiting = _for_office() if g.user.role is Role.OFFICE else _for_unit(g.user)
    counts: dict[str, int] = g.waiting
    return counts


def _for_office() -> dict[str, int]:
    return _counts(FOR_OFFICE, "/review")


def _for_unit(user: User) -> dict[str, int]:
    desk = (AssignmentState.PENDING, AssignmentState.RETURNED)
    cases = select(func.count()).where(waits_for(user))
    ordered = select(func.count()).where(Rectification.unit_id == user.unit_id, Rectification.state == "ordered")
    mine = count_live(own_share(user), Assignment.state.in_(desk))
    return _counts(select(mine, cases.scalar_subquery(), ordered.scalar_subquery()), "/tasks")


def _counts(statement: Select[int, int, int], shares: str) -> dict[str, int]:
    row = db.session.execute(statement).one()
    return dict(zip((shares, "/opinions", "/rectification"), row, strict=True))


def install(app: Flask) -> None:
    app.context_processor(
        lambda: {
            "navigation": lambda: NAVIGATION[g.user.role],
            "waiting_for_me": lambda address: waiting().get(address, 0),
        }
    )
