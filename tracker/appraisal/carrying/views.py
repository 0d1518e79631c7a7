"""What a year leaves unfinished, and carrying it into the next year's plan."""

from typing import Any

from flask import abort, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal import lists
from tracker.appraisal.blueprint import bp
from tracker.appraisal.carrying import carrying
from tracker.appraisal.carrying.forms import CarryForm
from tracker.choices import RectificationState, Role
from tracker.clock import today
from tracker.db import db
from tracker.people import access
from tracker.rectification.models import Rectification

ADDRESS = "/year-end/<int:year>/carry"


@bp.get(ADDRESS)
@access.allow(Role.OFFICE, Role.ADMIN)
def unfinished(year: int) -> Response:
    return web.render("year_end/carry.html", **_context(year, CarryForm(formdata=None)))


@bp.post(ADDRESS)
@access.allow(Role.OFFICE)
def carry(year: int) -> Response:
    form = CarryForm()
    context = _context(year, form)
    if not form.validate():
        return web.invalid("year_end/carry.html", "year_end/_carry.html", **context)
    made = carrying.carry(year, form.tasks.data or (), form.due_on.data)
    db.session.commit()
    said = f"{len(made)}项任务已结转到{year + 1}年度，责任单位重新签收。未销号的整改继续办理，不需要结转。"
    return web.saved(said, url_for(".unfinished", year=year))


def _context(year: int, form: CarryForm) -> dict[str, Any]:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)
    open_orders = (
        select(Rectification)
        .where(Rectification.year <= year, Rectification.state != RectificationState.CLOSED)
        .options(joinedload(Rectification.unit))
        .order_by(Rectification.due_on, Rectification.id)
    )
    return {
        "year": year,
        "form": form,
        "tasks": carrying.unfinished(year),
        "orders": db.session.scalars(open_orders).all(),
        "is_confirmed": lists.confirmed(year) is not None,
    }
