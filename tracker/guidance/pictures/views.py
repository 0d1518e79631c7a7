"""Pictures of public opinion and interpretation, on a page and each for itself."""

from typing import Any

from flask import abort, g, render_template, request
from sqlalchemy import Row, select
from werkzeug.wrappers import Response

from tracker import web
from tracker.clock import today
from tracker.db import db
from tracker.forms import EARLIEST
from tracker.guidance.blueprint import bp
from tracker.guidance.pictures import counting
from tracker.guidance.pictures.shapes import Picture, scaled
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit

SVG = "image/svg+xml"
WIDTH = 360


@bp.get("/guidance")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The three pictures of a year, for the district or one unit, each with its numbers as a table."""
    year, unit, whose = _scope()
    return web.render(
        "guidance/index.html",
        "guidance/_pictures.html",
        pictures=[(picture, scaled(picture, WIDTH)) for picture in _pictures(year, unit)],
        year=year,
        years=range(today().year, EARLIEST.year - 1, -1),
        unit=unit,
        units=units_for(g.user),
        whose=whose,
        width=WIDTH,
    )


@bp.get("/guidance/<any(ages, months, forms):key>.svg")
@access.allow(*access.EVERYBODY)
def picture(key: str) -> Response:
    """One picture that stands alone and prints."""
    year, unit, whose = _scope()
    found = next(each for each in _pictures(year, unit) if each.key == key)
    context = {"picture": found, "drawn": scaled(found, WIDTH), "width": WIDTH, "whose": whose}
    return web.attachment(render_template("guidance/bars.svg", **context).encode(), f"{whose}{found.title}.svg", SVG)


def _pictures(year: int, unit: Row[Any] | None) -> list[Picture]:
    return list(counting.pictures(year, g.user, unit.id if unit is not None else None))


def _scope() -> tuple[int, Row[Any] | None, str]:
    """The year and the unit that are asked for; a unit's own people see what is theirs whatever is asked."""
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year
    if not EARLIEST.year <= year <= today().year:
        abort(404)
    if not g.user.sees_all_units:
        return year, None, g.user.unit.short_name if g.user.unit else ""
    code = request.args.get("unit", "")
    if not code:
        return year, None, "全区"
    named = select(Unit.id, Unit.code, Unit.short_name).where(Unit.code == code)
    unit: Any = db.session.execute(named).first()
    if unit is None:
        abort(404)
    return year, unit, unit.short_name
