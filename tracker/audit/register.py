"""The audit journal as a register: filtered by person, action, result, object, period and text."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, select

from tracker.audit import columns
from tracker.audit.wording import OBJECTS, RESULTS, ROLES, action
from tracker.choices import Role
from tracker.clock import SHANGHAI, local
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.journal import AuditEntry
from tracker.listing import contains, number_of
from tracker.people.models import User

SORTS: dict[str, Sequence[Any]] = {"at": (AuditEntry.id,)}
COLUMNS = (
    Column("编号", 9, Kind.NUMBER),
    Column("时间", 20, Kind.MOMENT),
    Column("人员", 16),
    Column("登录名", 16),
    Column("账号编号", 9, Kind.NUMBER),
    Column("角色", 10),
    Column("单位", 16),
    Column("地址", 16),
    Column("事项", 20),
    Column("对象", 14),
    Column("对象编号", 10, Kind.NUMBER),
    Column("结果", 8),
    Column("说明", 50),
    Column("改动", 60),
    Column("请求编号", 18),
    Column("校验值", 66),
)


def rows(asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """One row an entry; what the query string says wrongly filters nothing."""
    statement: Select[*tuple[Any, ...]] = select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor_name,
        User.username,
        AuditEntry.actor_id,
        AuditEntry.actor_role,
        AuditEntry.actor_unit,
        AuditEntry.address,
        AuditEntry.action,
        AuditEntry.object_type,
        AuditEntry.object_id,
        AuditEntry.result,
        AuditEntry.summary,
        AuditEntry.changes,
        AuditEntry.request_id,
        AuditEntry.hash,
    ).outerjoin(User, User.id == AuditEntry.actor_id)
    if asked.get("action"):
        statement = statement.where(AuditEntry.action == asked["action"][:64])
    if asked.get("result") in RESULTS:
        statement = statement.where(AuditEntry.result == asked["result"])
    if asked.get("object") in OBJECTS:
        statement = statement.where(AuditEntry.object_type == asked["object"])
        if (number := number_of(asked.get("number"))) is not None:
            statement = statement.where(AuditEntry.object_id == number)
    first, last = _midnight(asked.get("from", "")), _midnight(asked.get("to", ""))
    if first:
        statement = statement.where(AuditEntry.at >= first)
    if last:
        statement = statement.where(AuditEntry.at < last + timedelta(days=1))
    if asked.get("actor", "").strip():
        who = asked["actor"].strip()[:40].replace("\0", "")
        statement = statement.where(contains(who, AuditEntry.actor_name, AuditEntry.actor_unit, User.username))
    if text:
        statement = statement.where(contains(text, AuditEntry.summary, AuditEntry.address, AuditEntry.request_id))
    return statement


def _midnight(text: str) -> datetime | None:
    """The beginning of a day in Shanghai; None for what is no day between 2000 and 2100."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time(), SHANGHAI) if 2000 <= day.year < 2100 else None


def role(code: str) -> str:
    return Role(code).label if code in set(Role) else ROLES.get(code, code)


def sheet(found: Sequence[Row[Any]], on: date) -> Sheet:
    lines = (
        (
            row.id,
            local(row.at).replace(tzinfo=None),
            row.actor_name,
            row.username,
            row.actor_id,
            role(row.actor_role),
            row.actor_unit,
            row.address,
            action(row.action),
            OBJECTS.get(row.object_type, row.object_type),
            row.object_id,
            RESULTS.get(row.result, row.result),
            row.summary,
            columns.in_one_text(row.changes),
            row.request_id,
            row.hash,
        )
        for row in found
    )
    return Sheet("审计记录", "审计记录", COLUMNS, lines, (f"导出于 {on}，共{len(found)}条，时间为北京时间。",))
