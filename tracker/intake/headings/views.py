"""The page on which the administrator says what each column of a table is."""

from typing import Any

from flask import abort, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from imports.grid import letter
from imports.rows import Head
from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.headings import remembering
from tracker.intake.headings.forms import NAMES, ColumnsForm, ends, mark
from tracker.intake.models import HeadingMapping, ImportBatch, ImportFile
from tracker.intake.reading.work import readings_of
from tracker.people import access

ADDRESS = "/imports/<int:batch_id>/files/<int:file_id>/columns/<int:number>"
PAGE = ("imports/columns.html", "imports/_columns.html")


@bp.route(ADDRESS, methods=["GET", "POST"])
@access.allow(Role.ADMIN)
def columns(batch_id: int, file_id: int, number: int) -> Response:
    """The first rows of a table with the field above each column, and keeping what is chosen."""
    file, head = _head(batch_id, file_id, number)
    mapping = remembering.of_head(head)
    opened_on = mark(head, mapping.version if mapping else 0)
    if request.method == "GET":
        area = file.area.value if file.area else ""
        form = ColumnsForm(head, formdata=None, data={"opened_on": opened_on, "area": area, **ends(head)})
        return web.render(*PAGE, **_page(file, number, form, mapping))
    form = ColumnsForm(head, request.form)
    came_on, form.opened_on.data = form.opened_on.data, opened_on
    if came_on != opened_on:
        return web.stale(*PAGE, **_page(file, number, form, mapping) | {"saved": head.fields})
    if not form.validate():
        return web.invalid(*PAGE, **_page(file, number, form, mapping))
    remembering.remember(file, head, form.rows, form.fields, area=form.chosen_area, by=g.user)
    db.session.commit()
    _count(batch_id)
    return web.saved("已按指定的列重新读取，以后同样的表头也这样读取。", url_for("imports.show", batch_id=batch_id))


@bp.post(f"{ADDRESS}/forget")
@access.allow(Role.ADMIN)
def forget_columns(batch_id: int, file_id: int, number: int) -> Response:
    file, head = _head(batch_id, file_id, number)
    mapping = remembering.of_head(head)
    if mapping is not None:
        remembering.forget(mapping, file.batch)
        db.session.commit()
        _count(batch_id)
    return web.saved("已改回自动识别。", url_for("imports.show", batch_id=batch_id))


def _head(batch_id: int, file_id: int, number: int) -> tuple[ImportFile, Head]:
    file: ImportFile = db.first_or_404(
        select(ImportFile).where(ImportFile.id == file_id, ImportFile.batch_id == batch_id)
    )
    batches.require_open(file.batch)
    reading = readings_of(file.batch)[file.batch.files.index(file)]
    if number >= len(reading.heads):
        abort(404)
    return file, reading.heads[number]


def _count(batch_id: int) -> None:
    """Bring the history's figures up to what the preview says now."""
    batch: ImportBatch = db.first_or_404(select(ImportBatch).where(ImportBatch.id == batch_id))
    readings = readings_of(batch)
    batches.count(batch, batches.preview_of(batch, readings))
    db.session.commit()


def _page(file: ImportFile, number: int, form: ColumnsForm, mapping: HeadingMapping | None) -> dict[str, Any]:
    return {
        "batch": file.batch,
        "file": file,
        "number": number,
        "form": form,
        "head": form.head,
        "mapping": mapping,
        "names": NAMES,
        "letter": letter,
        "saved": None,
    }
