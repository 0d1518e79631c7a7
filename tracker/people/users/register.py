"""The register of accounts: who may sign in, and which accounts need a look."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from tracker.choices import Role
from tracker.clock import Light
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.listing import contains, number_of
from tracker.people import accounts
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "username": (User.username,),
    "name": (User.name, User.id),
    "role": (User.role, User.username),
    "unit": (Unit.position, Unit.id, User.username),
    "created": (User.id,),
}
STATES = {"in_use": "在用", "waiting": "待启用", "initial": "初始密码未改", "idle": "90天未登录", "disabled": "已停用"}
DISABLED, WAITING = Light("none", "–", "已停用"), Light("soon", "▲", "待启用")
INITIAL, IN_USE = Light("soon", "▲", "初始密码未改"), Light("done", "✓", "在用")


def rows(asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """One row an account; what the query string says wrongly filters nothing."""
    statement: Select[*tuple[Any, ...]] = select(
        User.id,
        User.username,
        User.name,
        User.role,
        User.phone,
        User.disabled_at,
        User.must_change_password,
        User.waits_since,
        User.unit_id,
        Unit.short_name.label("unit"),
    ).outerjoin(Unit, User.unit_id == Unit.id)
    if asked.get("role") in set(Role):
        statement = statement.where(User.role == asked["role"])
    if asked.get("state") in STATES:
        statement = statement.where(_in_state(asked["state"]))
    if (number := number_of(asked.get("unit"))) is not None:
        statement = statement.where(User.unit_id == number)
    if text:
        statement = statement.where(contains(text, User.username, User.name, Unit.short_name, Unit.name))
    return statement


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "disabled":
        return User.disabled_at.is_not(None)
    if state == "idle":
        return accounts.is_idle()
    usable = User.disabled_at.is_(None)
    if state == "waiting":
        return usable & User.waits_since.is_not(None)
    return usable & User.waits_since.is_(None) & User.must_change_password.is_(state == "initial")


def count_idle() -> int:
    return db.session.scalar(select(func.count()).select_from(User).where(accounts.is_idle())) or 0


def light(account: User | Row[Any]) -> Light:
    if account.disabled_at is not None:
        return DISABLED
    if account.waits_since is not None:
        return WAITING
    return INITIAL if account.must_change_password else IN_USE


def last_logins(found: Iterable[Row[Any]]) -> dict[int, datetime]:
    """When each of the listed people signed in last, as the journal says."""
    numbers = [row.id for row in found]
    said = db.session.execute(
        select(AuditEntry.actor_id, func.max(AuditEntry.at))
        .where(AuditEntry.action == "session.begin", AuditEntry.actor_id.in_(numbers))
        .group_by(AuditEntry.actor_id)
    )
    return {number: at for number, at in said if number is not None}


def incomplete_units() -> Sequence[Any]:
    """Units in being that lack a liaison or a leader, with how many they have of each."""
    in_use = User.disabled_at.is_(None)
    liaisons = func.count(User.id).filter(in_use, User.role == Role.LIAISON)
    leaders = func.count(User.id).filter(in_use, User.role == Role.LEADER)
    return db.session.execute(
        select(Unit.id, Unit.short_name, liaisons.label("liaisons"), leaders.label("leaders"))
        .outerjoin(User, User.unit_id == Unit.id)
        .where(Unit.closed_on.is_(None))
        .group_by(Unit.id, Unit.short_name, Unit.position)
        .having((liaisons == 0) | (leaders == 0))
        .order_by(Unit.position, Unit.id)
    ).all()
