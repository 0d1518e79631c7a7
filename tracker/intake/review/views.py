"""What the administrator says of a preview, and bringing it into the register: one form for all its buttons."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from imports.rows import Reading
from tracker import web
from tracker.choices import ImportState, Role
from tracker.db import db
from tracker.intake import applying, batches
from tracker.intake.blueprint import bp
from tracker.intake.matches import asking
from tracker.intake.models import ImportBatch
from tracker.intake.preview import Preview
from tracker.intake.reading.work import readings_of
from tracker.intake.review.forms import (
    ReviewForm,
    decided_areas,
    decided_units,
    has_choices,
    has_ticks,
    says_otherwise,
)
from tracker.intake.showing import preview_page
from tracker.intake.withdrawals import selecting
from tracker.people import access
from tracker.people.models import Unit

PAGE = ("imports/preview.html", "imports/_preview.html")
FRAGMENT = PAGE[1]
NOT_YET = "您刚才的选择和勾选已经保存并重新核对，还没有导入。请核对下面的结果，再按上面的按钮。"


@bp.post("/imports/<int:batch_id>/review")
@access.allow(Role.ADMIN)
def review(batch_id: int) -> Response:
    """Take the choices and ticks, and look again."""
    batch, readings = _held(batch_id)
    batches.require_open(batch)
    refused, again = _take(batch, readings)
    if refused is not None:
        return refused
    shown = preview_page(batch, again)
    return web.saved("已按您的选择重新核对。", url_for("imports.show", batch_id=batch_id), FRAGMENT, **shown)


@bp.post("/imports/<int:batch_id>/apply")
@access.allow(Role.ADMIN)
def apply(batch_id: int) -> Response:
    """Bring what the preview showed into the register, or show what would happen now instead.

    What was chosen or ticked since the preview was shown is kept first, and shown, before anything is applied.
    """
    batch, readings = _held(batch_id)
    if batch.state is ImportState.PREVIEW and says_otherwise(batch, request.form, ReviewForm()):
        refused, again = _take(batch, readings)
        return refused or web.stale(*PAGE, **preview_page(batch, again), outdated=NOT_YET)
    try:
        done = applying.apply(batch, readings, request.form.get("digest", ""))
    except applying.Outdated as outdated:
        context = preview_page(batch, outdated.preview) | {"outdated": str(outdated)}
        return web.stale(*PAGE, **context)
    db.session.commit()
    to = url_for("imports.show", batch_id=batch_id)
    if done is None:
        return web.saved("这次导入此前已经完成，没有重复导入。", to)
    return web.saved(f"已导入{batch.year}年度任务：{done.in_words}。责任单位将在工作台看到。", to)


def _held(batch_id: int) -> tuple[ImportBatch, Sequence[Reading]]:
    """The import and what is read in its files, which may have ended the transaction that fetched it."""
    asked = select(ImportBatch).where(ImportBatch.id == batch_id)
    readings = readings_of(db.first_or_404(asked))
    return db.first_or_404(asked.with_for_update()), readings


def _take(batch: ImportBatch, readings: Sequence[Reading]) -> tuple[Response | None, Preview]:
    """Keep what the form says with the import; or the answer that refuses it, with nothing kept and nothing lost.

    Ticks are about the tasks that were shown, so they come before the choices, after which others may be missing.
    """
    form, version, saved = ReviewForm(), batch.version, batches.selection_of(batch)
    preview = batches.preview_of(batch, readings)
    leave, back, drops = form.leaving(preview), set(form.revive.data or ()), set(form.drop.data or ())
    why = form.reason.data or ""
    typed = {"ticked": leave | back, "dropped": drops, "reason": why}
    is_stale = bool(form.version.data) and form.is_stale(version)
    wrong = _wrong(form, selecting.busy_with(preview, leave, drops)) if has_ticks(request.form) else []
    if is_stale or wrong:
        _choose(batch, preview)
        page = preview_page(batch, batches.preview_of(batch, readings)) | {"version": version, "typed": typed}
        refused = web.stale(*PAGE, **page, saved=saved) if is_stale else web.invalid(*PAGE, **page, wrong=wrong)
        return refused, preview
    if has_ticks(request.form):
        selecting.select(batch, preview, leave=leave, why=why, back=back, drops=drops)
    areas = [file.area for file in batch.files]
    _choose(batch, preview)
    if areas != [file.area for file in batch.files]:
        db.session.commit()  # what is read depends on it, and may take long
        batch, readings = _held(batch.id)
    preview = batches.preview_of(batch, readings)
    batches.count(batch, preview)
    db.session.commit()
    return None, preview


def _choose(batch: ImportBatch, preview: Preview) -> None:
    if not has_choices(request.form):
        return
    units = set(db.session.scalars(select(Unit.id).where(Unit.closed_on.is_(None))))
    chosen = decided_units(request.form, preview.questions, units)
    areas = decided_areas(request.form, [file.id for file in batch.files])
    batches.decide(batch, chosen, areas, asking.decided(preview, batch.matches, request.form))


def _wrong(form: ReviewForm, busy: list[str]) -> list[Any]:
    if form.validate() and busy and not form.reason.data:
        form.reason.errors = [selecting.unreasoned(busy)]
    return form.problems
