"""What the administrator and the auditor look after: imports, empty posts, the calendar; refusals and failed logins."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, select

from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import SHANGHAI, local, today, wall_now
from tracker.db import db
from tracker.intake.models import ImportBatch, ImportFile
from tracker.journal import AuditEntry
from tracker.people.models import Unit, User

LAST_IMPORTS, LAST_REFUSALS = 5, 20
LATELY = timedelta(days=7)
OF_WEIGHT = ("user.create", "user.activate", "user.change", "user.enable", "user.password_reset", "factor.remove")
Rows = Sequence[Row[*tuple[Any, ...]]]


def last_imports() -> Rows:
    files = select(func.count()).where(ImportFile.batch_id == ImportBatch.id).scalar_subquery()
    statement = (
        select(
            ImportBatch.id, ImportBatch.year, ImportBatch.state, ImportBatch.created_at, User.name, files.label("files")
        )
        .outerjoin(User, ImportBatch.created_by_id == User.id)
        .order_by(ImportBatch.id.desc())
    )
    return db.session.execute(statement.limit(LAST_IMPORTS)).all()


def empty_posts() -> Rows:
    """Units in force that lack a liaison or a leader (the plan, section 四（一）), with which of the two."""
    has_liaison, has_leader = (
        exists().where(User.unit_id == Unit.id, User.role == role, User.disabled_at.is_(None))
        for role in (Role.LIAISON, Role.LEADER)
    )
    statement = (
        select(Unit.code, Unit.short_name, has_liaison.label("has_liaison"), has_leader.label("has_leader"))
        .where(Unit.closed_on.is_(None), ~(has_liaison & has_leader))
        .order_by(Unit.position, Unit.id)
    )
    return db.session.execute(statement).all()


def missing_years() -> list[int]:
    """This year and the next where the statutory days off are not known: their limits are provisional."""
    return [year for year in (today().year, today().year + 1) if not book.knows(year)]


def names() -> dict[int, str]:
    """Who prepared the accounts that wait: number -> login name."""
    prepared = select(User.prepared_by_id).where(User.prepared_by_id.is_not(None))
    found = db.session.execute(select(User.id, User.username).where(User.id.in_(prepared)))
    return {row.id: row.username for row in found}


def last_verified() -> Row[*tuple[Any, ...]] | None:
    """When, by whom and with which result the journal's chain was last walked on its page."""
    statement = select(AuditEntry.at, AuditEntry.actor_name, AuditEntry.result, AuditEntry.summary)
    return db.session.execute(
        statement.where(AuditEntry.action == "audit.verify").order_by(AuditEntry.id.desc()).limit(1)
    ).first()


def accounts_of_weight() -> Rows:
    """What was done lately with accounts that confirm, review, administer or watch, newest first."""
    since = wall_now() - LATELY
    statement = (
        select(AuditEntry.id, AuditEntry.at, AuditEntry.actor_name, AuditEntry.summary, User.name, User.role)
        .join(User, (AuditEntry.object_type == "user") & (AuditEntry.object_id == User.id))
        .where(AuditEntry.action.in_(OF_WEIGHT), AuditEntry.at >= since, User.role != Role.LIAISON)
        .where(AuditEntry.actor_id.is_(None) | (AuditEntry.actor_id != User.id))
        .order_by(AuditEntry.id.desc())
    )
    return db.session.execute(statement.limit(LAST_REFUSALS)).all()


def refusals() -> tuple[Rows, int, int]:
    """Today's refused acts, newest first, with how many there were and how many of them failed logins.

    Today by the wall: the journal does not follow a demo's date.
    """
    midnight = datetime.combine(local(wall_now()).date(), time.min, SHANGHAI)
    condition = (AuditEntry.result == "refused", AuditEntry.at >= midnight)
    statement = select(AuditEntry.at, AuditEntry.action, AuditEntry.actor_name, AuditEntry.address, AuditEntry.summary)
    rows = db.session.execute(statement.where(*condition).order_by(AuditEntry.id.desc()).limit(LAST_REFUSALS)).all()
    logins = func.count().filter(AuditEntry.action == "session.refused")
    total, failed = db.session.execute(select(func.count(), logins).where(*condition)).one()
    return rows, total, failed
