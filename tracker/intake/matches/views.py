"""The page on which the administrator says which task one row of a table continues."""

from typing import Any

from flask import abort, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.matches.asking import candidates, rows_of
from tracker.intake.matches.deciding import decide
from tracker.intake.matches.forms import MatchForm
from tracker.intake.models import ImportBatch
from tracker.intake.preview import Preview, PreviewRow, PreviewTable
from tracker.intake.reading.work import readings_of
from tracker.people import access

PAGE = ("imports/match.html", "imports/_match.html")


@bp.route("/imports/<int:batch_id>/rows/<place>", methods=["GET", "POST"])
@access.allow(Role.ADMIN)
def match(batch_id: int, place: str) -> Response:
    """One row beside the tasks that it may continue, and keeping what is chosen."""
    batch = _batch(batch_id)
    batches.require_open(batch)
    readings = readings_of(batch)
    batch = _batch(batch_id)
    preview = batches.preview_of(batch, readings)
    part, each = _row(preview, place)
    offered = candidates(preview, part, each)
    if request.method == "GET":
        now = str(each.result.task.id) if each.result.task else "new"
        form = MatchForm(offered, formdata=None, data={"version": str(batch.version), "task": now})
        return web.render(*PAGE, **_page(batch, part, each, offered, form))
    form = MatchForm(offered)
    if form.is_stale(batch.version):
        return web.stale(*PAGE, **_page(batch, part, each, offered, form), stale=True)
    if not form.validate():
        return web.invalid(*PAGE, **_page(batch, part, each, offered, form))
    decide(batch, part, each, form.chosen)
    batches.count(batch, batches.preview_of(batch, readings))
    db.session.commit()
    said = f"第{each.row.row}行已按您的选择重新核对。"
    return web.saved(said, url_for("imports.show", batch_id=batch_id))


def _row(preview: Preview, place: str) -> tuple[PreviewTable, PreviewRow]:
    found = next(((part, each) for part, each in rows_of(preview) if each.place == place), None)
    return found or abort(404)


def _page(
    batch: ImportBatch, part: PreviewTable, each: PreviewRow, offered: list[Any], form: MatchForm
) -> dict[str, Any]:
    return {"batch": batch, "part": part, "each": each, "offered": offered, "form": form}


def _batch(batch_id: int) -> ImportBatch:
    """The import, with its row locked where it is to be changed."""
    asked = select(ImportBatch).where(ImportBatch.id == batch_id)
    return db.first_or_404(asked.with_for_update() if request.method == "POST" else asked)  # type: ignore[no-any-return]
