"""The register of units and their groups: read by the office, kept by the administrator."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Role, UnitKind
from tracker.clock import today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import everything, listing, search_text
from tracker.people import access, registry
from tracker.people.blueprint import bp
from tracker.people.models import Unit, UnitGroup, User
from tracker.people.registry import UnitEntry
from tracker.people.units import register
from tracker.people.units.forms import GroupForm, NewUnitForm, UnitForm
from tracker.refusals import Refused, Stale


@bp.get("/units", endpoint="units")
@access.allow(Role.ADMIN, Role.OFFICE)
def index() -> Response:
    """All units with what they lack, and the groups that papers use."""
    statement = register.rows(request.args, search_text())
    if request.args.get("export") == "xlsx":
        return _export(statement)
    return web.render(
        "people/units/index.html",
        "people/units/_register.html",
        listing=listing(statement, register.SORTS, "unit"),
        lights=register.lights,
        kinds=UnitKind.options(),
        states=register.STATES,
        groups=db.session.scalars(
            select(UnitGroup).options(selectinload(UnitGroup.members)).order_by(UnitGroup.id)
        ).all(),
    )


def _export(statement: Any) -> Response:
    found = everything(statement, register.SORTS, "unit")
    names = ("序号", "代码", "全称", "简称", "类型", "联络员", "分管领导", "状态")
    widths = (6, 10, 36, 20, 16, 8, 10, 22)
    kinds = (Kind.NUMBER, *[Kind.TEXT] * 4, Kind.NUMBER, Kind.NUMBER, Kind.TEXT)
    columns = [Column(*parts) for parts in zip(names, widths, kinds, strict=True)]
    lines = (
        (
            number,
            row.code,
            row.name,
            row.short_name,
            row.kind.label,
            row.liaisons,
            row.leaders,
            "、".join(light.word for light in register.lights(row.liaisons, row.leaders, row.closed_on is not None)),
        )
        for number, row in enumerate(found, 1)
    )
    sheet = Sheet("单位", "王益区单位名册", columns, lines, (f"截至 {today()}，共{len(found)}个单位。",))
    answer = exporting.workbook("unit.export", "单位名册", sheet, len(found))
    db.session.commit()
    return answer


@bp.get("/units/<int:unit_id>", endpoint="unit")
@access.allow(Role.ADMIN, Role.OFFICE)
def show(unit_id: int) -> Response:
    """One unit with its names and its people."""
    unit = _fetch(unit_id)
    people = _people(unit)
    in_use = [person.role for person in people if person.disabled_at is None]
    return web.render(
        "people/units/show.html",
        unit=unit,
        people=people,
        lights=register.lights(in_use.count(Role.LIAISON), in_use.count(Role.LEADER), unit.closed_on is not None),
    )


def _fetch(unit_id: int, *, writing: bool = False) -> Unit:
    statement = select(Unit).where(Unit.id == unit_id)
    unit: Unit = db.first_or_404(statement.with_for_update() if writing else statement)
    return unit


def _people(unit: Unit) -> Sequence[Any]:
    columns = (User.id, User.name, User.username, User.role, User.phone, User.disabled_at)
    return db.session.execute(select(*columns).where(User.unit_id == unit.id).order_by(User.role, User.id)).all()


@bp.route("/units/new", methods=["GET", "POST"], endpoint="new_unit")
@access.allow(Role.ADMIN)
def new() -> Response:
    form = NewUnitForm()
    if not form.is_submitted():
        return _form(web.render, form, None)
    if not form.validate():
        return _form(web.invalid, form, None)
    try:
        unit = registry.create_unit(form.code.data, form.entry())
    except Refused as refused:
        return _form(web.invalid, form, None, refused=str(refused))
    db.session.commit()
    return web.saved(
        f"已新增{unit.short_name}。接下来请为它建立联络员和分管领导的账号。", url_for(".unit", unit_id=unit.id)
    )


@bp.route("/units/<int:unit_id>/edit", methods=["GET", "POST"], endpoint="edit_unit")
@access.allow(Role.ADMIN)
def edit(unit_id: int) -> Response:
    """Change a unit's names; a copy opened before another's change comes back with both versions."""
    unit = _fetch(unit_id, writing=request.method == "POST")
    form = UnitForm()
    if not form.is_submitted():
        form.fill(unit)
        return _form(web.render, form, unit)
    if not form.validate():
        return _form(web.invalid, form, unit)
    try:
        registry.change_unit(unit, form.entry(), form.version.data or 0)
    except Stale as stale:
        saved, typed = UnitEntry.of(unit).shown(), form.entry().shown()
        form.version.raw_data, form.version.data = None, unit.version
        return _form(web.stale, form, unit, stale=str(stale), versions=_differing(saved, typed))
    except Refused as refused:
        return _form(web.invalid, form, unit, refused=str(refused))
    db.session.commit()
    return web.saved(f"已保存{unit.short_name}。导入任务分解表时将按这些名称识别。", url_for(".unit", unit_id=unit.id))


def _form(answer: Any, form: UnitForm, unit: Unit | None, **context: Any) -> Response:
    form.add_spare_rows()
    page = "people/units/edit.html" if unit else "people/units/new.html"
    response: Response = answer(page, "people/units/_form.html", form=form, unit=unit, **context)
    return response


def _differing(saved: dict[str, str], typed: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]


@bp.route("/units/groups/new", methods=["GET", "POST"], endpoint="new_group")
@access.allow(Role.ADMIN)
def new_group() -> Response:
    return _group(UnitGroup(name="", spellings=""))


@bp.route("/units/groups/<int:group_id>", methods=["GET", "POST"], endpoint="group")
@access.allow(Role.ADMIN)
def group(group_id: int) -> Response:
    """A group's spellings and members."""
    statement = select(UnitGroup).where(UnitGroup.id == group_id)
    return _group(db.first_or_404(statement.with_for_update() if request.method == "POST" else statement))


def _group(group: UnitGroup) -> Response:
    units = list(db.session.scalars(select(Unit).where(Unit.closed_on.is_(None)).order_by(Unit.position, Unit.id)))
    form = GroupForm()
    form.offer(units)
    context: dict[str, Any] = {"form": form, "group": group}
    if not form.is_submitted():
        form.fill(group)
        return web.render("people/units/group.html", "people/units/_group.html", **context)
    answer = web.invalid
    if form.validate():
        chosen = [unit for unit in units if unit.id in form.members.data]
        try:
            registry.save_group(group, form.name.data, form.spelled(), chosen, form.version.data or 0)
        except Stale as stale:
            answer = web.stale
            context |= {"stale": str(stale), "versions": _group_versions(group, form, chosen)}
        except Refused as refused:
            context["refused"] = str(refused)
        else:
            db.session.commit()
            return web.saved(f"已保存单位组“{group.name}”，共{len(chosen)}个单位。", url_for(".units"))
    return answer("people/units/group.html", "people/units/_group.html", **context)


def _group_versions(group: UnitGroup, form: GroupForm, chosen: list[Unit]) -> list[tuple[str, str, str]]:
    saved = {
        "名称": group.name,
        "其他写法": group.spellings or "—",
        "成员单位": "、".join(unit.short_name for unit in group.members) or "—",
    }
    typed = {
        "名称": form.name.data or "",
        "其他写法": "、".join(form.spelled()) or "—",
        "成员单位": "、".join(unit.short_name for unit in chosen) or "—",
    }
    form.version.raw_data, form.version.data = None, group.version
    return _differing(saved, typed)
