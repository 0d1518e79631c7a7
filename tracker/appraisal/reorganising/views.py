"""Merging and splitting: what passed, and passing open work on."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal.blueprint import bp
from tracker.appraisal.models import Reorganisation
from tracker.appraisal.reorganising import moving, previewing
from tracker.appraisal.reorganising.forms import MoveForm
from tracker.choices import Area, Role
from tracker.clock import today
from tracker.db import db
from tracker.people import access
from tracker.people.models import Unit
from tracker.refusals import Refused

PAGE = "year_end/reorganisations.html"
FORM = (PAGE, "year_end/_reorganise.html")


@bp.get("/reorganisations")
@access.allow(*access.ALL_UNITS)
def reorganisations() -> Response:
    form = MoveForm(formdata=None, data={"on": today(), "areas": [area.value for area in Area]})
    return web.render("year_end/reorganisations.html", **_context(form))


@bp.post("/reorganisations")
@access.allow(Role.ADMIN)
def reorganise() -> Response:
    """First what would move and change; then, with ``seen``, the act: open work passes on, what was over stays."""
    form = MoveForm()
    context = _context(form)
    if not form.validate():
        return web.invalid(*FORM, **context)
    if "back" in request.form:
        return web.render(*FORM, **context)
    units = {str(unit.id): unit for unit in context["units"]}
    source, target = units[form.source.data], units[form.target.data]
    move = moving.Move(source, target, form.on.data, form.chosen, form.reason.data)
    try:
        if form.seen.data != previewing.fingerprint(move):
            return _preview(move, context, is_stale=bool(form.seen.data))
        made = moving.move_work(move, g.user)
    except Refused as refused:
        form.refuse(refused)
        return web.invalid(*FORM, **context)
    db.session.commit()
    told = "、".join(f"{moving.WORDS[name]}{count}" for name, count in made.moved.items() if count)
    said = f"已从{source.short_name}划转至{target.short_name}：{told}。单位撤销、更名请在“单位”中登记。"
    return web.saved(said, url_for(".reorganisations"))


def _preview(move: moving.Move, context: dict[str, Any], *, is_stale: bool) -> Response:
    found = previewing.preview(move, g.user)
    stale = "没有划转：您核对之后，要划转的工作有了变化。下面是现在的，请重新核对。" if is_stale else ""
    shown = context | {"source": move.source, "target": move.target, "preview": found, "stale": stale}
    answer = web.stale if is_stale else web.render
    return answer(PAGE, "year_end/_reorganise_preview.html", **shown)


def _context(form: MoveForm) -> dict[str, Any]:
    units = list(db.session.scalars(select(Unit).order_by(Unit.position, Unit.id)))
    form.source.choices = {"": "请选择"} | {str(unit.id): unit.short_name for unit in units}
    form.target.choices = {"": "请选择"} | {str(unit.id): unit.short_name for unit in units if unit.closed_on is None}
    held = db.session.scalars(select(Reorganisation).order_by(Reorganisation.id.desc()).limit(200)).all()
    areas = {area.value: area.label for area in Area}
    return {"form": form, "units": units, "held": held, "areas": areas, "words": moving.WORDS, "is_admin": _is_admin()}


def _is_admin() -> bool:
    return g.user.role is Role.ADMIN
