"""Withdrawing what a table no longer lists, while the import waits for confirmation."""

from flask import request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.models import ImportBatch
from tracker.intake.showing import preview_page
from tracker.intake.withdrawals import selecting
from tracker.intake.withdrawals.forms import SelectionForm
from tracker.people import access

PREVIEW = ("imports/preview.html", "imports/_preview.html")


@bp.post("/imports/<int:batch_id>/selection", endpoint="select")
@access.allow(Role.ADMIN)
def select_tasks(batch_id: int) -> Response:
    """Take the ticks for tasks to withdraw and to revive, and look again."""
    batch = _batch(batch_id)
    batches.require_open(batch)
    readings = batches.read_apart(batch)
    batch = _batch(batch_id)
    preview = batches.preview_of(batch, readings)
    form = SelectionForm()
    leave, back = set(form.withdraw.data or ()), set(form.revive.data or ())
    if form.idle.data:
        leave |= {task.id for task in preview.missing if not task.in_use}
    typed = {"ticked": leave | back, "reason": form.reason.data or ""}
    if form.is_stale(batch.version):
        saved = batches.selection_of(batch)
        return web.stale(*PREVIEW, **preview_page(batch, preview), typed=typed, saved=saved)
    busy = [task.duty.item for task in preview.missing if task.id in leave and task.in_use]
    if form.validate() and busy and not form.reason.data:
        form.reason.errors = [selecting.unreasoned(busy)]
    if form.errors or form.reason.errors:
        return web.invalid(*PREVIEW, **preview_page(batch, preview), typed=typed, wrong=form.problems)
    selecting.select(batch, preview, leave=leave, why=form.reason.data or "", back=back)
    again = batches.preview_of(batch, readings)
    batches.count(batch, again)
    db.session.commit()
    to = url_for("imports.show", batch_id=batch_id)
    return web.saved("已按您的勾选重新核对。", to, "imports/_preview.html", **preview_page(batch, again))


def _batch(batch_id: int) -> ImportBatch:
    """The import, with its row locked where it is to be changed."""
    asked = select(ImportBatch).where(ImportBatch.id == batch_id)
    return db.first_or_404(asked.with_for_update() if request.method == "POST" else asked)  # type: ignore[no-any-return]
