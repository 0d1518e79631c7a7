"""The secrecy review as a step of its own."""

from flask import g, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.disclosures.blueprint import bp
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.secrecy import reviewing
from tracker.disclosures.secrecy.forms import ReviewForm
from tracker.people import access

REVIEW = ("disclosures/review.html", "disclosures/_review.html")


@bp.get("/disclosures/<int:disclosure_id>/secrecy-review")
@access.allow(Role.LEADER, Role.LIAISON)
def secrecy_review(disclosure_id: int) -> Response:
    disclosure = disclosure_of(disclosure_id)
    reviewing.require_reviewer(disclosure, g.user)
    return web.render(*REVIEW, disclosure=disclosure, form=ReviewForm(data={"version": str(disclosure.version)}))


@bp.post("/disclosures/<int:disclosure_id>/secrecy-review")
@access.allow(Role.LEADER, Role.LIAISON)
def enter_review(disclosure_id: int) -> Response:
    """Enter what the signed-in person, who did not record it, finds."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), ReviewForm()
    reviewing.require_reviewer(disclosure, g.user)
    if form.is_stale(disclosure.version):
        return web.stale(*REVIEW, disclosure=disclosure, form=form, stale=True)
    if not form.validate():
        return web.invalid(*REVIEW, disclosure=disclosure, form=form)
    ground, note = form.ground.data or None, form.ground_note.data or ""
    basis = form.basis.data or ""
    reviewing.review(disclosure, g.user, form.result.data, basis=basis, ground=ground, ground_note=note)
    db.session.commit()
    said = f"已审查《{disclosure.title}》：{form.result.data.label}。"
    return web.saved(said, url_for(".show", disclosure_id=disclosure.id))
