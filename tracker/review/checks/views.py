"""Spot checks of records: what was drawn, a new draw, and one draw with what became of its records."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import today
from tracker.db import db
from tracker.disclosures import register
from tracker.disclosures.models import Disclosure
from tracker.listing import listing
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.review.blueprint import bp
from tracker.review.checks import drawing
from tracker.review.checks.forms import DrawForm
from tracker.review.checks.models import SpotCheck

PAGE = ("review/checks.html", "review/_draws.html")
SORTS = {"at": (SpotCheck.at, SpotCheck.id), "seed": (SpotCheck.seed, SpotCheck.id)}


@bp.get("/review/checks")
@access.allow(Role.OFFICE)
def checks() -> Response:
    """Draw some records by a number that anyone can draw again, and the draws so far."""
    form = DrawForm()
    form.offer(units_for(g.user))
    return web.render(*PAGE, form=form, **_draws())


@bp.post("/review/checks")
@access.allow(Role.OFFICE)
def draw() -> Response:
    """Keep a draw, so that its list is there again after each record that was looked at."""
    form = DrawForm()
    form.offer(units_for(g.user))
    if not form.validate():
        return web.invalid(PAGE[0], "review/_draw.html", form=form, **_draws())
    found = drawing.draw(g.user, form.number, form.size.data, form.asked, form.scope)
    if found is None:
        form.state.errors = ["这个范围内没有可抽查的公开记录，请换一个范围"]
        return web.invalid(PAGE[0], "review/_draw.html", form=form, **_draws())
    db.session.commit()
    said = f"已从{found.population}条中抽取{len(found.drawn)}条并保存，逐条核对后可以随时回到这里。"
    return web.saved(said, url_for(".spot_check", check_id=found.id))


def _draws() -> dict[str, Any]:
    page = listing(select(SpotCheck).options(joinedload(SpotCheck.by)), SORTS, "-at")
    found = [row[0] for row in page.rows]
    return {"listing": page, "draws": found, "checked": drawing.checked(found)}


@bp.get("/review/checks/<int:check_id>")
@access.allow(Role.OFFICE)
def spot_check(check_id: int) -> Response:
    """One draw with its records as they stand now; ``export=xlsx`` gives them as a workbook."""
    found: SpotCheck = db.first_or_404(
        select(SpotCheck).where(SpotCheck.id == check_id).options(joinedload(SpotCheck.by))
    )
    more = register.EXPORTED if request.args.get("export") == "xlsx" else ()
    drawn = register.rows(*more).where(Disclosure.id.in_(found.drawn)).order_by(Disclosure.id)
    rows = db.session.execute(drawn).all()
    if more:
        sheet = register.sheet(rows, today(), book.in_force())
        answer = exporting.workbook("review.check_export", f"抽查公开记录（{found.label}）", sheet, len(rows))
        db.session.commit()
        return answer
    return web.render(
        "review/check.html",
        found=found,
        rows=rows,
        checked=drawing.checked([found])[found.id],
        lights=register.lights(rows, today(), book.in_force()),
        marks=register.marks,
    )
