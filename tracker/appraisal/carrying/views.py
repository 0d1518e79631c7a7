"""What a year leaves unfinished, and carrying it into the next year's plan."""

from collections.abc import Sequence
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
from tracker.refusals import Refused
from tracker.tasks.models import Task

ADDRESS = "/year-end/<int:year>/carry"
PAGE = ("year_end/carry.html", "year_end/_carry.html")


@bp.get(ADDRESS)
@access.allow(Role.OFFICE, Role.ADMIN)
def unfinished(year: int) -> Response:
    _require_year(year)
    tasks = carrying.unfinished(year)
    data = {"tasks": [task.id for task in tasks]}
    form = CarryForm.over(tasks)(formdata=None, data=data)
    return web.render(*PAGE, **_context(year, form, tasks))


@bp.post(ADDRESS)
@access.allow(Role.OFFICE)
def carry(year: int) -> Response:
    _require_year(year)
    tasks = carrying.unfinished(year)
    form = CarryForm.over(tasks)()
    if not form.validate():
        return web.invalid(*PAGE, **_context(year, form, tasks))
    try:
        made = carrying.carry(year, set(form.tasks.data or ()), form.days)
    except Refused as refused:
        return web.invalid(*PAGE, **_context(year, form.refuse(refused), tasks))
    db.session.commit()
    said = f"{len(made)}项任务已结转到{year + 1}年度，责任单位重新签收。未销号的整改继续办理，不需要结转。"
    return web.saved(said, url_for(".unfinished", year=year))


def _require_year(year: int) -> None:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)


def _context(year: int, form: CarryForm, tasks: Sequence[Task]) -> dict[str, Any]:
    open_orders = (
        select(Rectification)
        .where(Rectification.year <= year, Rectification.state != RectificationState.CLOSED)
        .options(joinedload(Rectification.unit))
        .order_by(Rectification.due_on, Rectification.id)
    )
    return {
        "year": year,
        "form": form,
        "tasks": tasks,
        "carried": carrying.carried(year),
        "orders": db.session.scalars(open_orders).all(),
        "hindrance": carrying.hindrance(year),
    }
