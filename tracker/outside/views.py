"""The register of results from outside, one of them with its paper, recording and voiding."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending, store
from tracker.listing import everything, listing, search_text
from tracker.outside import recording, register
from tracker.outside.choices import OutsideSource
from tracker.outside.forms import ResultForm, VoidForm
from tracker.outside.models import OutsideResult
from tracker.outside.points import points
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit

bp = Blueprint("outside", __name__)


@bp.get("/supervision/outside")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("outside.export", "外部评价结果", register.sheet(found), len(found))
        db.session.commit()
        return answer
    return web.render(
        "outside/index.html",
        "outside/_register.html",
        listing=listing(asked, register.SORTS, register.DEFAULT_SORT),
        points=points,
        units=units_for(g.user),
        sources=OutsideSource.options(),
        states=register.STATES,
    )


@bp.route("/supervision/outside/new", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def new() -> Response:
    """Record one unit's result with the paper that states it."""
    form = ResultForm()
    form.offer(units_for(g.user))
    if not form.is_submitted():
        form.year.data = today().year
        return web.render("outside/new.html", "outside/_new.html", form=form)
    if not form.validate():
        return web.invalid("outside/new.html", "outside/_new.html", form=form)
    unit = db.get_or_404(Unit, form.unit.data)
    if recording.same(unit, form.result()) is not None:
        form.title.errors = [recording.AGAIN]
        return web.invalid("outside/new.html", "outside/_new.html", form=form)
    upload = form.paper.data
    kept = store.keep_evidence(upload.read(), upload.filename)
    made = recording.record(unit, g.user, form.result(), kept)
    db.session.commit()
    said = f"已登记{unit.short_name}的{made.source.label}结果。"
    return web.saved(said, url_for(".show", result_id=made.id))


@bp.get("/supervision/outside/<int:result_id>")
@access.allow(*access.EVERYBODY)
def show(result_id: int) -> Response:
    return _show(web.render, _fetch(result_id))


@bp.post("/supervision/outside/<int:result_id>/void")
@access.allow(Role.OFFICE)
def void(result_id: int) -> Response:
    result, form = _fetch(result_id), VoidForm()
    if form.is_stale(result.version):
        return _show(web.stale, result, form=form)
    if not form.validate():
        return _show(web.invalid, result, form=form)
    recording.void(result, form.reason.data)
    db.session.commit()
    return web.saved("已作废，记录和原因保留，不再作为考核依据。", url_for(".show", result_id=result.id))


@bp.get("/supervision/outside/<int:result_id>/paper")
@access.allow(*access.EVERYBODY)
def paper(result_id: int) -> Response:
    """The paper as it was uploaded."""
    begin_writing()
    result = _fetch(result_id)
    answer = sending.send(result.stored_file)
    journal.record("file.download", "stored_file", result.stored_file_id, f"下载来源文件“{result.stored_file.name}”")
    db.session.commit()
    return answer


def _fetch(result_id: int) -> OutsideResult:
    statement = register.visible(g.user).where(OutsideResult.id == result_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    found: OutsideResult = db.first_or_404(statement)
    return found


def _show(answer: Callable[..., Response], result: OutsideResult, form: VoidForm | None = None) -> Response:
    context: dict[str, Any] = {
        "result": result,
        "points": points,
        "form": form or VoidForm(formdata=None, data={"version": str(result.version)}),
        "stale": answer is web.stale,
    }
    return answer("outside/show.html", "outside/_void.html", **context)
