"""The register of projects and transactions: how it is filtered, sorted, paged and exported."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from tracker.choices import ProjectKind, ProjectRole, ProjectStage, PublicationDuty
from tracker.clock import today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import Sorts, contains, number_of
from tracker.people.models import Unit, User
from tracker.projects import money
from tracker.projects.models import Project, ProjectUnit
from tracker.projects.scope import of_unit, own

ALL_TRANSACTIONS = "transactions"
STAGES = (
    ("重大建设项目", ProjectStage.of(ProjectKind.MAJOR_PROJECT)),
    ("公共资源交易", ProjectStage.of(ProjectKind.LAND)),
)
STATES = {"open": "进行中", "closed": "已结束"}
SORTS: Sorts = {
    "name": (Project.name, Project.id),
    "kind": (Project.kind, Project.stage_on, Project.id),
    "stage": (Project.stage_on, Project.id),
    "unit": (Unit.position, Unit.id, Project.id),
    "amount": (Project.amount_yuan, Project.id),
}
DEFAULT_SORT = "-stage"
PROJECT, UNIT = Project.__table__, Unit.__table__
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("类型", 18),
    Column("名称", 36),
    Column("代码（编号）", 26),
    Column("项目法人单位", 28),
    Column("法人公开要求", 18),
    Column("法律法规名称", 26),
    Column("责任单位", 16),
    Column("审批单位", 24),
    Column("实施单位", 24),
    Column("现阶段", 12),
    Column("阶段日期", 12, Kind.DATE),
    Column("金额（万元）", 14, Kind.NUMBER),
    Column("地点", 24),
    Column("开工（开始）日期", 12, Kind.DATE),
    Column("竣工（结束）日期", 12, Kind.DATE),
)


def rows(conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """One row a project, with all that the pages and the export show."""
    of = PROJECT.c
    columns = (of.id, of.kind, of.name, of.code, of.legal_person, of.duty, of.law, of.stage, of.stage_on)
    more = (of.amount_yuan, of.location, of.started_on, of.finished_on, of.closed_at)
    joined = PROJECT.join(UNIT, of.unit_id == UNIT.c.id)
    return select(*columns, *more, UNIT.c.short_name.label("unit")).select_from(joined).where(*conditions)


def count(conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(Project).where(*conditions)


def asked(user: User, args: Mapping[str, str], text: str) -> list[ColumnElement[bool]]:
    """What the person may see and the query string asks for; what it says wrongly filters nothing."""
    conditions = [own(user)]
    kind, number = args.get("kind"), number_of(args.get("unit"))
    if kind in set(ProjectKind):
        conditions.append(Project.kind == kind)
    elif kind == ALL_TRANSACTIONS:
        conditions.append(Project.kind != ProjectKind.MAJOR_PROJECT)
    if args.get("stage") in set(ProjectStage):
        conditions.append(Project.stage == args["stage"])
    if args.get("duty") in set(PublicationDuty):
        conditions.append(Project.duty == args["duty"])
    if args.get("state") in STATES:
        closed = Project.closed_at.is_not(None)
        conditions.append(closed if args["state"] == "closed" else ~closed)
    if number is not None:
        conditions.append(of_unit(number))
    if text:
        conditions.append(contains(text, Project.name, Project.code, Project.legal_person))
    return conditions


def units_by_role(conditions: Sequence[ColumnElement[bool]]) -> dict[tuple[int, ProjectRole], str]:
    """The short names of the units that approve and implement each project, in one query for all of them."""
    found: dict[tuple[int, ProjectRole], str] = {}
    named = (
        select(ProjectUnit.project_id, ProjectUnit.role, Unit.short_name)
        .join(Unit, ProjectUnit.unit_id == Unit.id)
        .where(ProjectUnit.project_id.in_(select(Project.id).where(*conditions)))
        .order_by(Unit.position, Unit.id)
    )
    for project_id, role, name in db.session.execute(named):
        before = found.get((project_id, role))
        found[project_id, role] = f"{before}、{name}" if before else name
    return found


def sheet(found: Sequence[Row[Any]], units: Mapping[tuple[int, ProjectRole], str]) -> Sheet:
    lines = (
        (
            *(number, row.kind.label, row.name, row.code or "", row.legal_person, row.duty.label, row.law, row.unit),
            *(units.get((row.id, role), "") for role in ProjectRole),
            *(row.stage.label, row.stage_on),
            money.in_wan(row.amount_yuan) if row.amount_yuan is not None else None,
            *(row.location, row.started_on, row.finished_on),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {today()}，共{len(found)}项。范围依据实施方案二（一）、二（二），法人公开要求依据三（三）。",)
    return Sheet("项目和交易", "重大建设项目和公共资源交易台账", COLUMNS, lines, notes)
