"""Keeping the register of units: entering, renaming, closing, and the groups that papers use."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker import journal
from tracker.choices import Area, NameKind, UnitKind
from tracker.db import db
from tracker.people.directory import key
from tracker.people.models import Unit, UnitGroup, UnitName, User
from tracker.refusals import Refused, Stale

CODE = re.compile(r"[a-z][a-z0-9]{1,15}", re.ASCII)
CODE_RULE = "代码为2至16个小写字母或数字，以字母开头，一般取简称的拼音首字母"
CHANGED = "您打开表单后，别人已修改过“{}”。请对照后再保存。"


@dataclass(frozen=True)
class NameEntry:
    text: str
    kind: NameKind
    area: Area | None = None
    subject: str | None = None
    valid_to: date | None = None

    @classmethod
    def of(cls, name: UnitName) -> "NameEntry":
        return cls(name.text, name.kind, name.area, name.subject, name.valid_to)

    def shown(self) -> str:
        parts = [
            self.area.label if self.area else "",
            self.subject or "",
            f"至{self.valid_to}" if self.valid_to else "",
        ]
        remark = "，".join(filter(None, parts))
        return f"{self.kind.label} {self.text}" + (f"（{remark}）" if remark else "")


@dataclass(frozen=True)
class UnitEntry:
    """What the form about a unit says; its code is given once and never changed."""

    name: str
    short_name: str
    kind: UnitKind
    position: int
    closed_on: date | None
    names: tuple[NameEntry, ...]

    @classmethod
    def of(cls, unit: Unit) -> "UnitEntry":
        names = tuple(NameEntry.of(name) for name in unit.names)
        return cls(unit.name, unit.short_name, unit.kind, unit.position, unit.closed_on, names)

    def shown(self) -> dict[str, str]:
        """Label -> value in words, for two versions side by side."""
        return {
            "全称": self.name,
            "简称": self.short_name,
            "类型": self.kind.label,
            "排序": str(self.position),
            "撤销日期": str(self.closed_on or "—"),
            "其他名称": "；".join(name.shown() for name in self.names) or "—",
        }


def create_unit(code: str, entry: UnitEntry) -> Unit:
    """Enter a unit. Raises Refused when the code or a name is malformed or belongs to another unit."""
    if not CODE.fullmatch(code):
        raise Refused(f"{CODE_RULE}。")
    if db.session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise Refused(f"代码“{code}”已由别的单位使用，请换一个。")
    _check_names(entry, None)
    unit = Unit(code=code, name=entry.name, short_name=entry.short_name, kind=entry.kind)
    db.session.add(unit)
    _apply(unit, entry)
    db.session.flush()
    journal.record("unit.create", "unit", unit.id, f"新增单位 {unit.short_name}", details=entry.shown())
    return unit


def change_unit(unit: Unit, entry: UnitEntry, version: int) -> None:
    """Change a unit and its names.

    Raises Stale when it was changed since ``version``; Refused when a name belongs to another unit or a unit with
    accounts in use is to be closed.
    """
    if version != unit.version:
        raise Stale(CHANGED.format(unit.short_name))
    _check_names(entry, unit.id)
    if entry.closed_on and not unit.closed_on and _has_accounts(unit):
        raise Refused(f"{unit.short_name}还有在用的账号。请先在“人员”中把他们停用或调到承接单位，再登记撤销。")
    before = UnitEntry.of(unit).shown()
    _apply(unit, entry)
    after = UnitEntry.of(unit).shown()
    changed = {label: [before[label], after[label]] for label in before if before[label] != after[label]}
    if changed:
        unit.version += 1
        journal.record("unit.change", "unit", unit.id, f"修改单位 {unit.short_name}", details=changed)
    db.session.flush()


def _apply(unit: Unit, entry: UnitEntry) -> None:
    for field in ("name", "short_name", "kind", "position", "closed_on"):
        if getattr(unit, field) != getattr(entry, field):
            setattr(unit, field, getattr(entry, field))
    kept = {NameEntry.of(name): name for name in unit.names}
    unit.names = [kept.get(name) or _new(name) for name in dict.fromkeys(entry.names)]


def _new(name: NameEntry) -> UnitName:
    return UnitName(text=name.text, kind=name.kind, area=name.area, subject=name.subject, valid_to=name.valid_to)


def _check_names(entry: UnitEntry, unit_id: int | None) -> None:
    """No unit may bear another's present name; an old name may have gone to several."""
    others = db.session.execute(select(Unit).where(Unit.id != (unit_id or 0))).scalars().all()
    taken = {key(text): unit for unit in others for text in (unit.name, unit.short_name)}
    for text in (entry.name, entry.short_name):
        if key(text) in taken:
            raise Refused(f"“{text}”已是{taken[key(text)].short_name}的名称，请核对。")
    for name in entry.names:
        owner = taken.get(key(name.text))
        if owner and owner.closed_on is None and not name.subject:
            raise Refused(
                f"“{name.text}”是{owner.short_name}现在的名称。如果只有部分职责划入本单位，请填写“划入的职责”。"
            )


def _has_accounts(unit: Unit) -> bool:
    in_use = select(func.count()).where(User.unit_id == unit.id, User.disabled_at.is_(None))
    return bool(db.session.scalar(in_use))


def save_group(group: UnitGroup, name: str, spellings: list[str], members: list[Unit], version: int) -> None:
    """Enter or change a group. Raises Stale as above, Refused when another group has the name or it has no member."""
    if group.id is not None and version != group.version:
        raise Stale(CHANGED.format(group.name))
    others = select(UnitGroup.id).where(UnitGroup.name == name, UnitGroup.id != (group.id or 0))
    if db.session.scalar(others) is not None:
        raise Refused(f"已有名为“{name}”的单位组，请换一个名称。")
    if not members:
        raise Refused("请至少选择一个单位。")
    before = {unit.short_name for unit in group.members}
    act = "change" if group.id is not None else "create"
    group.name, group.spellings, group.members = name, "、".join(dict.fromkeys(spellings)), members
    group.version = (group.version or 0) + 1
    db.session.add(group)
    db.session.flush()
    after = [unit.short_name for unit in members]
    details = {
        "spellings": group.spellings,
        "added": sorted(set(after) - before),
        "removed": sorted(before - set(after)),
    }
    journal.record(f"unit_group.{act}", "unit_group", group.id, f"保存单位组 {name}", details=details)
