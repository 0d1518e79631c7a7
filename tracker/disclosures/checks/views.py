"""The office's check of a record."""

from collections.abc import Callable

from flask import g, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.disclosures.blueprint import bp
from tracker.disclosures.checks import checking
from tracker.disclosures.checks.forms import CheckForm, CheckReturnForm
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.models import Disclosure
from tracker.disclosures.record.views import record_page
from tracker.people import access


@bp.post("/disclosures/<int:disclosure_id>/check")
@access.allow(Role.OFFICE)
def check(disclosure_id: int) -> Response:
    """The office finds the record in order."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), CheckForm()
    if form.is_stale(disclosure.version) or not form.validate():
        return _again(disclosure, form, check=form)
    checking.pass_(disclosure, g.user, form.note.data or "")
    db.session.commit()
    said = f"已核对《{disclosure.title}》，没有发现问题。"
    return web.saved(said, url_for(".show", disclosure_id=disclosure.id))


@bp.post("/disclosures/<int:disclosure_id>/check-return")
@access.allow(Role.OFFICE)
def check_return(disclosure_id: int) -> Response:
    """The office gives the record back, with a reason that is counted."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), CheckReturnForm()
    if form.is_stale(disclosure.version) or not form.validate():
        return _again(disclosure, form, returning=form)
    checking.return_(disclosure, g.user, form.reason.data, form.note.data or "")
    db.session.commit()
    said = f"已退回《{disclosure.title}》，{disclosure.unit.short_name}联络员将在工作台最前面看到。"
    return web.saved(said, url_for(".show", disclosure_id=disclosure.id))


def _again(disclosure: Disclosure, form: CheckForm | CheckReturnForm, **forms: object) -> Response:
    answer: Callable[..., Response] = web.invalid if form.errors else web.stale
    return record_page(answer, disclosure, "disclosures/_checks.html", **forms, stale=not form.errors)
