"""One navigation per role, with a count only where something waits for this person."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Flask, g
from sqlalchemy import Select, func, select

from tracker.appraisal.models import Statement
from tracker.choices import AssignmentState, Role
from tracker.clock import today
from tracker.db import db
from tracker.disclosures.scope import in_state
from tracker.disclosures.scope import own as own_disclosure
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import waits_for
from tracker.people import activation
from tracker.people.models import User
from tracker.progress_reports.choices import ReportState
from tracker.progress_reports.models import ProgressReport
from tracker.rectification.models import Rectification
from tracker.reminders.models import Paper, Reminder
from tracker.supervision.models import Finding, Inspection
from tracker.supervision.scope import waits_for_office, waits_for_unit
from tracker.tasks.models import Assignment
from tracker.tasks.scope import count_live, own_share

DESK, TASKS, DISCLOSURES = ("/", "工作台"), ("/tasks", "任务"), ("/disclosures", "公开记录")
PROJECTS, COVERAGE = ("/projects", "项目和交易"), ("/coverage", "覆盖情况")
REQUESTS = ("/requests", "依申请公开")
OPINIONS, INTERPRETATIONS = ("/opinions", "舆情"), ("/interpretations", "政策解读")
SUPERVISION, REPORTS = ("/supervision", "督查"), ("/reports", "年度报告")
YEAR_END, RECTIFICATIONS = ("/year-end", "年度考核"), ("/rectification", "整改")
REORGANISATIONS = ("/reorganisations", "机构调整")
IMPORTS, UNITS, USERS = ("/imports", "导入任务分解表"), ("/units", "单位"), ("/users", "人员")
CALENDAR, AUDIT, BACKUP = ("/calendar", "工作日历"), ("/audit", "审计"), ("/backup", "备份")
REVIEW, HELP = ("/review", "审核"), ("/help", "帮助")
WORK = (
    *(DESK, TASKS, DISCLOSURES, COVERAGE, REQUESTS, PROJECTS, OPINIONS, INTERPRETATIONS),
    *(SUPERVISION, YEAR_END, RECTIFICATIONS, REPORTS),
)
NAVIGATION = {
    Role.LIAISON: (*WORK, CALENDAR, HELP),
    Role.LEADER: (*WORK, CALENDAR, HELP),
    Role.OFFICE: (DESK, REVIEW, *WORK[1:], UNITS, CALENDAR, HELP),
    Role.ADMIN: (DESK, IMPORTS, TASKS, PROJECTS, UNITS, REORGANISATIONS, USERS, CALENDAR, BACKUP, HELP),
    Role.SECURITY: (DESK, USERS, HELP),
    Role.AUDITOR: (DESK, AUDIT, *WORK[1:], HELP),
}


UNDER = {"guidance": "/opinions", "assignments": "/tasks", "own-sheet": "/tasks"}
WITH_LIAISON = (ReportState.RETURNED, ReportState.APPROVED)


def _reports(*conditions: Any) -> Any:
    return select(func.count(ProgressReport.id)).where(*conditions).scalar_subquery()


UNANSWERED = Statement.outcome.is_(None)
FOR_OFFICE = {
    "/review": count_live(Assignment.state == AssignmentState.SUBMITTED),
    "/opinions": select(func.count(OpinionCase.id)).where(OpinionCase.closed_at.is_(None)).scalar_subquery(),
    "/rectification": select(func.count(Rectification.id)).where(Rectification.state == "reported").scalar_subquery(),
    "/supervision": select(func.count(Finding.id)).where(waits_for_office()).scalar_subquery(),
    "/reports": _reports(ProgressReport.state == ReportState.SUBMITTED),
    "/year-end": select(func.count(Statement.id)).where(Statement.is_contested, UNANSWERED).scalar_subquery(),
}


def entry_of(path: str) -> str:
    """The address of the menu's entry under which a page belongs."""
    first = path.split("/")[1]
    return UNDER.get(first, f"/{first}")


def waiting() -> dict[str, int]:
    """Address -> how much waits there for the signed-in person; asked once a page."""
    if g.user is not None and g.user.role is Role.SECURITY:
        return {"/users": activation.count_waiting()}
    if g.user is None or g.user.role not in (Role.LIAISON, Role.LEADER, Role.OFFICE):
        return {}
    if "waiting" not in g:
        addresses, counts = _counting(g.user.role, g.user.unit_id, today())
        g.waiting = dict(zip(addresses, db.session.execute(counts).one(), strict=True))
    found: dict[str, int] = g.waiting
    return found


@lru_cache(maxsize=256)
def _counting(role: Role, unit_id: int | None, _on: date) -> tuple[tuple[str, ...], Select[*tuple[Any, ...]]]:
    """Addresses and the statement that counts for each; made once a day and unit, which costs more than running it."""
    anyone = User(role=role, unit_id=unit_id)
    of_unit = _for_leader if role is Role.LEADER else _for_liaison
    asked: Mapping[str, Any] = FOR_OFFICE if role is Role.OFFICE else of_unit(anyone)
    return tuple(asked), select(*asked.values())


def _for_liaison(user: User) -> dict[str, Any]:
    desk = (AssignmentState.PENDING, AssignmentState.RETURNED)
    cases = select(func.count()).where(waits_for(user))
    ordered = select(func.count()).where(Rectification.unit_id == user.unit_id, Rectification.state == "ordered")
    return {
        "/tasks": count_live(own_share(user), Assignment.state.in_(desk)),
        "/opinions": cases.scalar_subquery(),
        "/rectification": ordered.scalar_subquery(),
        "/supervision": _supervised(user),
        "/reports": _reports(ProgressReport.unit_id == user.unit_id, ProgressReport.state.in_(WITH_LIAISON)),
    }


def _for_leader(user: User) -> dict[str, Any]:
    with_leader = ProgressReport.state == ReportState.WITH_LEADER
    reviews = select(func.count()).where(own_disclosure(user), in_state("unreviewed", today()))
    return {
        "/disclosures": reviews.scalar_subquery(),
        "/reports": _reports(ProgressReport.unit_id == user.unit_id, with_leader),
    }


def _supervised(user: User) -> Any:
    """What the office found, told and wrote that the unit has not answered."""
    found = select(func.count()).select_from(Finding).join(Inspection, Inspection.id == Finding.inspection_id)
    told = (Reminder.unit_id == user.unit_id, Reminder.acknowledged_at.is_(None), Reminder.settled_on.is_(None))
    matters = select(Reminder.kind, Reminder.record_id).where(*told).distinct().subquery()
    followed = select(Paper.previous_id).where(Paper.previous_id.is_not(None))
    silent = (Paper.unit_id == user.unit_id, Paper.answered_at.is_(None), Paper.id.not_in(followed))
    return (
        found.where(Finding.unit_id == user.unit_id, waits_for_unit()).scalar_subquery()
        + select(func.count()).select_from(matters).scalar_subquery()
        + select(func.count(Paper.id)).where(*silent).scalar_subquery()
    )


def install(app: Flask) -> None:
    app.context_processor(
        lambda: {
            "navigation": lambda: NAVIGATION[g.user.role],
            "entry_of": entry_of,
            "waiting_for_me": waiting,
        }
    )
