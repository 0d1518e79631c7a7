"""How far the reading of an import's files is, and giving it up."""

from flask import request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import ImportState, Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.history import same_files
from tracker.intake.models import ImportBatch, ImportWork
from tracker.intake.reading.work import StillReading, cancel, progress_of
from tracker.people import access

PAGE = ("imports/reading.html", "imports/_reading.html")


@bp.errorhandler(StillReading)
def still_reading(waiting: StillReading) -> Response:
    """Whatever was asked of an import whose files are not read yet is answered with its progress."""
    if request.method != "GET":
        return web.go(url_for("imports.show", batch_id=waiting.batch_id))
    return _progress(_batch(waiting.batch_id), progress_of(waiting.batch_id), over=False)


@bp.get("/imports/<int:batch_id>/reading", endpoint="reading")
@access.allow(*access.ALL_UNITS)
def progress(batch_id: int) -> Response:
    """The progress while there is some, then the import's own page.

    ``again=1`` comes from a page that asks every second: it is told to ask no more before it is sent anywhere, or it
    would go on asking while the next page loads.
    """
    batch = _batch(batch_id)
    work = progress_of(batch_id)
    if work is None and "again" not in request.args:
        return web.go(url_for("imports.show", batch_id=batch_id))
    return _progress(batch, work, over=work is None)


@bp.post("/imports/<int:batch_id>/reading/cancel", endpoint="cancel")
@access.allow(Role.ADMIN)
def cancel_reading(batch_id: int) -> Response:
    """Stop reading and give the import up."""
    batch = _batch(batch_id)
    cancel(batch_id)
    if batch.state is ImportState.PREVIEW:
        batches.discard(batch)
    db.session.commit()
    return web.saved("已取消读取并放弃这次导入，任务没有改动。", url_for("imports.index"))


def _batch(batch_id: int) -> ImportBatch:
    return db.first_or_404(select(ImportBatch).where(ImportBatch.id == batch_id))  # type: ignore[no-any-return]


def _progress(batch: ImportBatch, work: ImportWork | None, *, over: bool) -> Response:
    seconds = int((wall_now() - work.started_at).total_seconds()) if work else 0
    same = same_files(batch)
    return web.render(*PAGE, batch=batch, work=work, seconds=seconds, over=over, same_files=same)
