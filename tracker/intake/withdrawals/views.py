"""Taking an import back, and withdrawing row by row instead."""

from typing import Any

from flask import request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.intake import undoing
from tracker.intake.blueprint import bp
from tracker.intake.models import ImportBatch
from tracker.intake.withdrawals.forms import InsteadForm
from tracker.intake.withdrawals.obstacles import Obstacles, find
from tracker.people import access

UNDO = ("imports/undo.html", "imports/_undo.html")


@bp.get("/imports/<int:batch_id>/undo", endpoint="undo_page")
@access.allow(Role.ADMIN)
def show_undo(batch_id: int) -> Response:
    """What stands in the way of taking the import back, task by task."""
    batch = _batch(batch_id)
    found = find(undoing.entries_of(batch))
    return web.render(*UNDO, **_undo_page(batch, found, InsteadForm(formdata=None, seen=found.digest)))


@bp.post("/imports/<int:batch_id>/undo")
@access.allow(Role.ADMIN)
def undo(batch_id: int) -> Response:
    """Take the import back, or show what was built on it."""
    batch = _batch(batch_id)
    try:
        undoing.undo(batch)
    except undoing.BuiltUpon as built:
        form = InsteadForm(formdata=None, seen=built.found.digest)
        return web.stale(*UNDO, **_undo_page(batch, built.found, form), refused=str(built))
    db.session.commit()
    said = f"已撤销第{batch_id}次导入：新增的任务已删除，变更和撤销的任务已恢复。"
    return web.saved(said, url_for("imports.show", batch_id=batch_id))


@bp.post("/imports/<int:batch_id>/withdrawals")
@access.allow(Role.ADMIN)
def withdraw(batch_id: int) -> Response:
    """Withdraw the ticked tasks of an import that cannot be undone as a whole."""
    batch = _batch(batch_id)
    found = find(undoing.entries_of(batch))
    form = InsteadForm()
    if form.is_stale(found.digest):
        refused = "您勾选期间，下面的记录有变化，您的勾选还没有保存。请核对后再提交。"
        return web.stale(*UNDO, **_undo_page(batch, found, form), refused=refused)
    if not form.validate():
        return web.invalid(*UNDO, **_undo_page(batch, found, form))
    chosen = [*form.withdraw.data, *(found.free if form.free.data else ())]
    number = undoing.instead(batch, chosen, form.reason.data)
    db.session.commit()
    return web.saved(f"已撤销{number}项任务，历史记录保留。", url_for("imports.undo_page", batch_id=batch_id))


def _undo_page(batch: ImportBatch, found: Obstacles, form: InsteadForm) -> dict[str, Any]:
    return {"batch": batch, "found": found, "form": form}


def _batch(batch_id: int) -> ImportBatch:
    """The import, with its row locked where it is to be changed."""
    asked = select(ImportBatch).where(ImportBatch.id == batch_id)
    return db.first_or_404(asked.with_for_update() if request.method == "POST" else asked)  # type: ignore[no-any-return]
