"""Merging and splitting: what passed, and passing open work on."""

from typing import Any

from flask import g, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal.blueprint import bp
from tracker.appraisal.models import Reorganisation
from tracker.appraisal.reorganising import moving
from tracker.appraisal.reorganising.forms import MoveForm
from tracker.choices import Area, Role
from tracker.clock import today
from tracker.db import db
from tracker.people import access
from tracker.people.models import Unit


@bp.get("/reorganisations")
@access.allow(*access.ALL_UNITS)
def reorganisations() -> Response:
    form = MoveForm(formdata=None, data={"on": today(), "areas": [area.value for area in Area]})
    return web.render("year_end/reorganisations.html", **_context(form))


@bp.post("/reorganisations")
@access.allow(Role.ADMIN)
def reorganise() -> Response:
    """Pass open work on; what was over by the day stays with the unit that had it."""
    form = MoveForm()
    context = _context(form)
    if not form.validate():
        return web.invalid("year_end/reorganisations.html", "year_end/_reorganise.html", **context)
    units = {str(unit.id): unit for unit in context["units"]}
    source, target = units[form.source.data], units[form.target.data]
    made = moving.move_work(moving.Move(source, target, form.on.data, form.chosen, form.reason.data), g.user)
    db.session.commit()
    told = "、".join(f"{moving.WORDS[name]}{count}" for name, count in made.moved.items() if count)
    said = f"已从{source.short_name}划转至{target.short_name}：{told}。单位撤销、更名请在“单位”中登记。"
    return web.saved(said, url_for(".reorganisations"))


def _context(form: MoveForm) -> dict[str, Any]:
    units = list(db.session.scalars(select(Unit).order_by(Unit.position, Unit.id)))
    form.source.choices = {"": "请选择"} | {str(unit.id): unit.short_name for unit in units}
    form.target.choices = {"": "请选择"} | {str(unit.id): unit.short_name for unit in units if unit.closed_on is None}
    held = db.session.scalars(select(Reorganisation).order_by(Reorganisation.id.desc()).limit(200)).all()
    areas = {area.value: area.label for area in Area}
    return {"form": form, "units": units, "held": held, "areas": areas, "words": moving.WORDS, "is_admin": _is_admin()}


def _is_admin() -> bool:
    return g.user.role is Role.ADMIN
