"""Figures for the operator's monitor in the Prometheus text format, counted afresh at each visit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from tracker.choices import AssignmentState
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import LoginFailure, LoginSession, User
from tracker.tasks.models import Assignment
from tracker.upkeep.backing import last_backup

ACTIVE = timedelta(minutes=30)


def lines(moment: datetime) -> Iterator[str]:
    """Each figure with what it means; nothing in them names a person or a unit."""
    recent = LoginSession.seen_at > moment - ACTIVE
    yield from _gauge(
        "tracker_users",
        "accounts that may sign in",
        _count(User, User.disabled_at.is_(None), User.waits_since.is_(None)),
    )
    yield from _gauge("tracker_sessions", "browsers active in the last half hour", _count(LoginSession, recent))
    yield from _gauge("tracker_failed_logins", "failed logins remembered for throttling", _count(LoginFailure))
    submitted = Assignment.state == AssignmentState.SUBMITTED
    yield from _gauge(
        "tracker_waiting_for_review", "submissions that wait for the office", _count(Assignment, submitted)
    )
    yield from _gauge("tracker_audit_entries", "entries in the audit journal", _count(AuditEntry))
    last = last_backup()
    if last is not None:
        age = (moment - last.made_at).total_seconds()
        yield from _gauge("tracker_backup_age_seconds", "age of the last verified backup", int(age))


def _count(model: type[object], *conditions: object) -> int:
    statement: Select[int] = select(func.count()).select_from(model).where(*conditions)  # type: ignore[arg-type]
    return db.session.scalar(statement) or 0


def _gauge(name: str, meaning: str, value: int) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"
