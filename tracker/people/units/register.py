"""The register of units: who is in it, and who lacks a liaison or a leader."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from tracker.choices import Role, UnitKind
from tracker.clock import Light
from tracker.listing import contains
from tracker.people.models import Unit, UnitName, User

SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id),
    "name": (Unit.name, Unit.id),
    "code": (Unit.code,),
    "kind": (Unit.kind, Unit.position, Unit.id),
}
STATES = {"incomplete": "缺联络员或分管领导", "complete": "人员齐全", "closed": "已撤销"}
NO_LIAISON, NO_LEADER = Light("late", "●", "缺联络员"), Light("soon", "▲", "缺分管领导")
COMPLETE, CLOSED = Light("done", "✓", "人员齐全"), Light("none", "–", "已撤销")


def people(role: Role) -> ScalarSelect[int]:
    """How many accounts in use a unit has in the role."""
    return (
        select(func.count())
        .where(User.unit_id == Unit.id, User.role == role, User.disabled_at.is_(None))
        .correlate(Unit)
        .scalar_subquery()
    )


LIAISONS, LEADERS = people(Role.LIAISON), people(Role.LEADER)
OTHER_NAMES = select(func.count()).where(UnitName.unit_id == Unit.id).correlate(Unit).scalar_subquery()


def rows(asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """One row a unit; what the query string says wrongly filters nothing."""
    statement: Select[*tuple[Any, ...]] = select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.short_name,
        Unit.kind,
        Unit.closed_on,
        LIAISONS.label("liaisons"),
        LEADERS.label("leaders"),
        OTHER_NAMES.label("other_names"),
    )
    if asked.get("kind") in set(UnitKind):
        statement = statement.where(Unit.kind == asked["kind"])
    if asked.get("state") in STATES:
        statement = statement.where(_in_state(asked["state"]))
    if text:
        other = exists().where(UnitName.unit_id == Unit.id, contains(text, UnitName.text))
        statement = statement.where(contains(text, Unit.name, Unit.short_name, Unit.code) | other)
    return statement


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "closed":
        return Unit.closed_on.is_not(None)
    incomplete = Unit.closed_on.is_(None) & ((LIAISONS == 0) | (LEADERS == 0))
    return incomplete if state == "incomplete" else Unit.closed_on.is_(None) & (LIAISONS > 0) & (LEADERS > 0)


def lights(liaisons: int, leaders: int, is_closed: bool) -> list[Light]:
    """What a unit lacks, in words, shape and colour."""
    if is_closed:
        return [CLOSED]
    missing = [light for light, count in ((NO_LIAISON, liaisons), (NO_LEADER, leaders)) if not count]
    return missing or [COMPLETE]
