"""The register of inspections, opening a round, what was drawn for it, and looking at each drawn task."""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Area, Role
from tracker.clock import today
from tracker.db import db
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.refusals import Refused
from tracker.supervision import arranging, checking, drawing, drawn, register, replying
from tracker.supervision.bearing import Bearing, bearings
from tracker.supervision.blueprint import bp
from tracker.supervision.choices import CheckIndicator, FindingState, InspectionState
from tracker.supervision.circulars import issuing
from tracker.supervision.circulars import views as circular_views
from tracker.supervision.findings import views as finding_views
from tracker.supervision.forms import ClearForm, FindingForm, RoundForm, SendForm
from tracker.supervision.indicators import BASES
from tracker.supervision.models import Inspection, InspectionItem, InspectionUnit
from tracker.supervision.scope import visible, visible_items, word

__all__ = ["bp", "circular_views", "finding_views"]


@bp.get("/supervision")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("inspection.export", "督促检查台账", register.sheet(found), len(found))
        db.session.commit()
        return answer
    page = listing(asked, register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "supervision/index.html", "supervision/_register.html", listing=page, states=InspectionState.options()
    )


@bp.route("/supervision/new", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def new() -> Response:
    """Open a round; its tasks are drawn at once by the number shown."""
    form = RoundForm()
    form.offer(units_for(g.user))
    if not form.is_submitted():
        _preset(form)
        return web.render("supervision/new.html", "supervision/_new.html", form=form)
    if not form.validate():
        return web.invalid("supervision/new.html", "supervision/_new.html", form=form)
    try:
        inspection = arranging.open_round(form.round(), g.user)
    except Refused as refused:
        form.units.errors = [str(refused)]
        return web.invalid("supervision/new.html", "supervision/_new.html", form=form)
    db.session.commit()
    said = f"已从{len(inspection.units)}个单位抽取{len(inspection.items)}项任务，请逐项检查。"
    return web.saved(said, url_for(".show", inspection_id=inspection.id))


def _preset(form: RoundForm) -> None:
    """The quarter so far, all areas and indicators, two tasks a unit, the day as the number that decides the draw."""
    day = today()
    quarter = (day.month - 1) // 3
    form.period_from.data = day.replace(month=3 * quarter + 1, day=1)
    form.period_to.data = day
    form.title.data = f"{day.year}年第{'一二三四'[quarter]}季度重点领域政府信息公开督促检查"
    form.areas.data, form.indicators.data = list(Area), list(CheckIndicator)
    form.every_unit.data, form.size.data, form.seed.data = True, 2, f"{day:%Y%m%d}"


@bp.get("/supervision/<int:inspection_id>")
@access.allow(*access.EVERYBODY)
def show(inspection_id: int) -> Response:
    return _show(web.render, _fetch(inspection_id))


@bp.post("/supervision/<int:inspection_id>/send")
@access.allow(Role.OFFICE)
def send(inspection_id: int) -> Response:
    """Hand what was found to the units, with the last day for their replies."""
    inspection, form = _fetch(inspection_id), SendForm()
    if form.is_stale(inspection.version):
        return _show(web.stale, inspection, sending=form, stale=True)
    if not form.validate():
        return _show(web.invalid, inspection, sending=form)
    try:
        replying.send(inspection, form.reply_by.data)
    except Refused as refused:
        return _show(web.invalid, inspection, sending=form.refuse(refused))
    db.session.commit()
    said = f"已交单位反馈，反馈期限 {inspection.reply_by}，有关单位将在“督查”中看到。"
    return web.saved(said, url_for(".show", inspection_id=inspection.id))


def _fetch(inspection_id: int) -> Inspection:
    statement = visible(g.user).where(Inspection.id == inspection_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    found: Inspection = db.first_or_404(statement)
    return found


def _show(answer: Callable[..., Response], inspection: Inspection, **context: Any) -> Response:
    """One round with what was drawn; under htmx the form or, for a read, the list alone."""
    found = listing(drawn.filtered(drawn.rows(g.user, inspection), request.args), drawn.SORTS, drawn.DEFAULT_SORT)
    left = select(func.count()).where(
        InspectionItem.inspection_id == inspection.id, InspectionItem.checked_at.is_(None)
    )
    fragment = "supervision/_drawn.html" if answer is web.render else "supervision/_send.html"
    fresh = {"sending": SendForm(formdata=None, data={"version": str(inspection.version)})}
    return answer(
        "supervision/show.html",
        fragment,
        inspection=inspection,
        listing=found,
        units=[each.unit for each in inspection.units] if g.user.sees_all_units else [],
        left=db.session.scalar(left) or 0,
        item_states=drawn.STATES,
        circular=issuing.of(inspection),
        bases=BASES,
        **fresh | context,
    )


@bp.get("/supervision/<int:inspection_id>/draw")
@access.allow(*access.EVERYBODY)
def draw(inspection_id: int) -> Response:
    """The draw done again from what was kept, unit by unit, so that anyone can see that it was fair."""
    inspection = _fetch(inspection_id)
    statement = (
        select(InspectionUnit)
        .where(InspectionUnit.inspection_id == inspection.id)
        .options(joinedload(InspectionUnit.unit))
        .order_by(InspectionUnit.id)
    )
    if not g.user.sees_all_units:
        statement = statement.where(InspectionUnit.unit_id == g.user.unit_id)
    items: dict[int, list[int]] = {}
    for item in db.session.scalars(select(InspectionItem).where(InspectionItem.inspection_id == inspection.id)):
        items.setdefault(item.unit_id, []).append(item.task_id)
    by = (inspection.size, inspection.seed)
    lines = [
        (
            each.unit,
            each.pool,
            drawing.draw(each.pool, *by, each.unit_id),
            drawing.is_as_drawn(each.pool, items.get(each.unit_id, []), *by, each.unit_id),
        )
        for each in db.session.scalars(statement)
    ]
    return web.render("supervision/draw.html", inspection=inspection, lines=lines)


@bp.get("/supervision/items/<int:item_id>")
@access.allow(*access.EVERYBODY)
def item(item_id: int) -> Response:
    """One drawn task: what the tracker knows of it, what was found, and the forms to enter it."""
    return _item(web.render, _fetch_item(item_id))


@bp.post("/supervision/items/<int:item_id>/findings")
@access.allow(Role.OFFICE)
def find(item_id: int) -> Response:
    found, form = _fetch_item(item_id), FindingForm()
    form.offer(found.inspection.looks_at)
    if form.is_stale(found.version):
        return _item(web.stale, found, finding_form=form, stale=True)
    if not form.validate():
        return _item(web.invalid, found, finding_form=form)
    try:
        finding = checking.find(found, g.user, form.observation(), form.keep())
    except Refused as refused:
        return _item(web.invalid, found, finding_form=form.refuse(refused))
    db.session.commit()
    said = f"已记录问题：{finding.indicator.label}，扣{finding.points}分。"
    return web.saved(said, url_for(".item", item_id=found.id))


@bp.post("/supervision/items/<int:item_id>/clear")
@access.allow(Role.OFFICE)
def clear(item_id: int) -> Response:
    found, form = _fetch_item(item_id), ClearForm()
    if form.is_stale(found.version):
        return _item(web.stale, found, clearing=form, stale=True)
    if not form.validate():
        return _item(web.invalid, found, clearing=form)
    try:
        checking.clear(found, g.user, form.remark.data or "")
    except Refused as refused:
        return _item(web.invalid, found, clearing=form.refuse(refused))
    db.session.commit()
    return web.saved("已记录：没有发现问题。", _next(found))


def _next(found: InspectionItem) -> str:
    """The first task of the round that is still to be looked at, else the round."""
    left = select(InspectionItem.id).where(
        InspectionItem.inspection_id == found.inspection_id, InspectionItem.checked_at.is_(None)
    )
    number = db.session.scalar(left.order_by(InspectionItem.id).limit(1))
    return url_for(".item", item_id=number) if number else url_for(".show", inspection_id=found.inspection_id)


def _fetch_item(item_id: int) -> InspectionItem:
    statement = visible_items(g.user).where(InspectionItem.id == item_id)
    if request.method == "POST":
        statement = statement.with_for_update(of=InspectionItem)
    found: InspectionItem = db.first_or_404(statement.options(selectinload(InspectionItem.findings)))
    return found


def _item(answer: Callable[..., Response], found: InspectionItem, **context: Any) -> Response:
    version = {"version": str(found.version)}
    fresh = {
        "finding_form": FindingForm(formdata=None, data=version),
        "clearing": ClearForm(formdata=None, data=version),
    }
    forms = fresh | context
    forms["finding_form"].offer(found.inspection.looks_at)
    return answer(
        "supervision/item.html",
        "supervision/_check.html",
        item=found,
        inspection=found.inspection,
        bearing=bearings(found.inspection).get((found.unit_id, found.task_id), Bearing()),
        word=word,
        may_clear=not any(each.state is FindingState.STANDING for each in found.findings),
        may_check=g.user.role is Role.OFFICE and found.inspection.state is InspectionState.CHECKING,
        point_words="、".join(f"{each.label}{BASES[each].points}分" for each in found.inspection.looks_at),
        **forms,
    )
