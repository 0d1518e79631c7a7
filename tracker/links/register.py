"""The two lists of the office: dead pages to decide on, and the last visit to each address."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from tracker.clock import local, today
from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.links.choices import FindingState, LinkState
from tracker.links.models import LinkFinding, LinkVisit
from tracker.links.outcomes import Visit
from tracker.listing import contains
from tracker.people.models import Unit, User

SORTS: dict[str, Sequence[Any]] = {
    "found": (LinkFinding.found_at, LinkFinding.id),
    "unit": (Unit.position, Unit.id, LinkFinding.id),
    "title": (Disclosure.title, LinkFinding.id),
    "state": (LinkFinding.state, LinkFinding.id),
}
DEFAULT_SORT = "found"
VISIT_SORTS: dict[str, Sequence[Any]] = {
    "at": (LinkVisit.at, LinkVisit.id),
    "address": (LinkVisit.address,),
    "state": (LinkVisit.state, LinkVisit.id),
}
VISIT_DEFAULT_SORT = "-at"
STATES = {**dict(FindingState.options()), "all": "全部"}
BASIS = "依据实施方案三（二）“第一平台”和四（二）督促检查。"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("责任单位", 14),
    Column("公开记录", 36),
    Column("网址", 44),
    Column("发现日期", 12, Kind.DATE),
    Column("为什么", 44),
    Column("状态", 14),
    Column("处理人", 12),
    Column("处理日期", 12, Kind.DATE),
    Column("排除的理由", 36),
    Column("更正日期", 12, Kind.DATE),
    Column("更正情况", 36),
)
VISIT_COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("网址", 60),
    Column("最近一次访问", 18, Kind.MOMENT),
    Column("结果", 16),
    Column("网站的回答", 12, Kind.NUMBER),
    Column("说明", 44),
)


def rows() -> Select[*tuple[Any, ...]]:
    """One row a finding."""
    of = LinkFinding
    return (
        select(
            *(of.id, of.disclosure_id, of.address, of.why, of.found_at, of.state, of.note, of.at),
            *(of.mended_at, of.answer, Disclosure.title, Unit.short_name.label("unit"), User.name.label("decided_by")),
        )
        .join(Disclosure, Disclosure.id == of.disclosure_id)
        .join(Unit, Unit.id == Disclosure.unit_id)
        .outerjoin(User, User.id == of.by_id)
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("state") in set(FindingState):
        statement = statement.where(LinkFinding.state == asked["state"])
    if asked.get("unit"):
        statement = statement.where(Unit.code == asked["unit"])
    if text:
        statement = statement.where(contains(text, Disclosure.title, LinkFinding.address, Unit.short_name, Unit.name))
    return statement


def visits(asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The last visit to each address, filtered in the same way."""
    of = LinkVisit
    last = select(func.max(of.id)).group_by(of.address)
    statement = select(of.id, of.address, of.state, of.status, of.final_address, of.reason, of.at).where(
        of.id.in_(last)
    )
    if asked.get("state") in set(LinkState):
        statement = statement.where(of.state == asked["state"])
    if text:
        statement = statement.where(contains(text, of.address, of.final_address))
    return statement


def last_visits(addresses: Iterable[str]) -> dict[str, LinkVisit]:
    """Address -> the last visit to it, where there was one."""
    last = select(func.max(LinkVisit.id)).where(LinkVisit.address.in_(set(addresses))).group_by(LinkVisit.address)
    return {each.address: each for each in db.session.scalars(select(LinkVisit).where(LinkVisit.id.in_(last)))}


def records(found: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """Address -> the records that state it."""
    channel = DisclosureChannel
    statement = (
        select(channel.address, Disclosure.id, Disclosure.title, Unit.short_name.label("unit"))
        .join(Disclosure, Disclosure.id == channel.disclosure_id)
        .join(Unit, Unit.id == Disclosure.unit_id)
        .where(channel.address.in_({row.address for row in found}))
        .order_by(Disclosure.id)
        .distinct()
    )
    stating: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in db.session.execute(statement) if found else ():
        stating.setdefault(row.address, []).append(row)
    return stating


def in_words(row: Row[*tuple[Any, ...]]) -> str:
    return Visit(row.state, row.status, row.final_address, row.reason).words


def sheet(found: Sequence[Row[*tuple[Any, ...]]]) -> Sheet:
    lines = (
        (
            *(number, row.unit, row.title, row.address, local(row.found_at).date(), row.why, row.state.label),
            *(row.decided_by or ("系统" if row.at else ""), local(row.at).date() if row.at else None, row.note),
            *(local(row.mended_at).date() if row.mended_at else None, row.answer),
        )
        for number, row in enumerate(found, 1)
    )
    return Sheet("网址核查", "打不开的政府网站网址", COLUMNS, lines, (f"截至 {today()}，共{len(found)}条。{BASIS}",))


def visits_sheet(found: Sequence[Row[*tuple[Any, ...]]]) -> Sheet:
    lines = (
        (number, row.address, local(row.at).replace(tzinfo=None), row.state.label, row.status, in_words(row))
        for number, row in enumerate(found, 1)
    )
    notes = (f"截至 {today()}，每个网址只列最近一次访问，共{len(found)}个。",)
    return Sheet("访问结果", "公开网址访问结果", VISIT_COLUMNS, lines, notes)
