"""Upload, preview, confirm, undo; the history with the original files."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from imports.rows import Reading
from tracker import journal, web
from tracker.choices import Area, Change, ImportState, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.spreadsheet import Sheet, write_workbook
from tracker.files import sending, store
from tracker.files.models import StoredFile
from tracker.intake import batches, blank, history
from tracker.intake.blueprint import bp
from tracker.intake.forms import UploadForm
from tracker.intake.headings import views as heading_views
from tracker.intake.limits import views as limit_views
from tracker.intake.lines import lines
from tracker.intake.matches import views as match_views
from tracker.intake.models import ImportBatch, ImportFile
from tracker.intake.reading import keeping, work
from tracker.intake.reading import views as reading_views
from tracker.intake.reports import views as report_views
from tracker.intake.reports.facts import decisions
from tracker.intake.reports.telling import problems_of
from tracker.intake.review import views as review_views
from tracker.intake.showing import preview_page
from tracker.intake.withdrawals import views as withdrawal_views
from tracker.listing import everything, listing
from tracker.people import access
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import visible_tasks

__all__ = [
    "bp",
    "heading_views",
    "limit_views",
    "match_views",
    "reading_views",
    "report_views",
    "review_views",
    "withdrawal_views",
]
XLSX = store.OFFICE["xl/workbook.xml"]


@bp.get("/imports")
@access.allow(*access.ALL_UNITS)
def index() -> Response:
    """The upload form and every import so far; ``export=xlsx`` gives the history as a workbook."""
    if request.args.get("export") == "xlsx":
        rows = everything(history.batches(), history.SORTS, history.DEFAULT_SORT)
        return _exported(history.batches_sheet(rows), "导入历史", None)
    form = UploadForm(formdata=None, year=today().year)
    return web.render("imports/index.html", "imports/_history.html", form=form, unread=(), **_history())


def _holds_nothing(reading: Reading) -> bool:
    """Neither a table nor rows that a person could explain as one."""
    return not reading.tables and not any(head.heads_something for head in reading.heads)


def _history() -> dict[str, Any]:
    found = listing(history.batches(), history.SORTS, history.DEFAULT_SORT)
    return {"areas": Area.options(), "listing": found, "files": history.files_of([row.id for row in found.rows])}


@bp.post("/imports")
@access.allow(Role.ADMIN)
def upload() -> Response:
    """Keep one to three files that hold tables and show what importing them would do."""
    form = UploadForm()
    unread: list[str] = []
    if form.validate():
        reading = work.start(form.sources, form.year.data)
        readings = reading.wait(work.patience())
        unread = [each.message for found in readings or () if _holds_nothing(found) for each in found.errors]
        if not unread:
            try:
                batch = batches.keep(form.sources, form.year.data, g.user)
            except Refused as refused:
                form.files.errors = [str(refused)]
            else:
                return _uploaded(batch, reading, readings)
    return web.invalid("imports/index.html", "imports/_upload.html", form=form, unread=unread, **_history())


def _uploaded(batch: ImportBatch, reading: work.Work, readings: list[Reading] | None) -> Response:
    """Lead to the preview; or to the progress of a reading that takes long, and goes on for the import."""
    number = batch.id
    to = url_for("imports.show", batch_id=number)
    if readings is None:
        reading.register(number)
        db.session.commit()
        reading.adopt(number)  # which may write in a session of its own: ours must hold nothing
        return web.go(to)
    keeping.keep(batch, keeping.packed(readings))
    batches.count(batch, batches.preview_of(batch, readings))
    db.session.commit()
    return web.saved("文件已读取，还没有导入。请核对后确认。", to)


@bp.get(f"/imports/templates/<any({', '.join(Area)}):area>.xlsx")
@access.allow(*access.ALL_UNITS)
def template(area: str) -> Response:
    """A blank table of one area to fill in, with today's units in its drop-downs."""
    return sending.send_bytes(blank.template(Area(area)), blank.file_name(Area(area)), XLSX)


@bp.get("/imports/<int:batch_id>")
@access.allow(*access.ALL_UNITS)
def show(batch_id: int) -> Response:
    """The preview while it waits; afterwards the report of what was done."""
    batch = _batch(batch_id)
    if batch.state is ImportState.PREVIEW:
        return web.render("imports/preview.html", **preview_page(batch))
    asked = request.args.get("change", "")
    if request.args.get("export") == "xlsx":
        rows = everything(history.entries(batch, asked), history.ENTRY_SORTS, history.ENTRY_DEFAULT)
        return _exported(history.entries_sheet(batch, rows), f"第{batch.id}次导入", batch.id)
    found = listing(history.entries(batch, asked), history.ENTRY_SORTS, history.ENTRY_DEFAULT)
    return web.render(
        "imports/show.html",
        "imports/_entries.html",
        batch=batch,
        listing=found,
        differences=history.differences,
        named=history.named,
        notices=lines(problems_of(batch)),
        changes=Change,
        files=history.files_of([batch.id])[batch.id],
        decisions=decisions(batch),
    )


@bp.post("/imports/<int:batch_id>/discard")
@access.allow(Role.ADMIN)
def discard(batch_id: int) -> Response:
    batches.discard(_batch(batch_id))
    db.session.commit()
    return web.saved("已放弃这次导入，任务没有改动。", url_for("imports.index"))


@bp.get("/imports/<int:batch_id>/files/<int:file_id>")
@access.allow(*access.ALL_UNITS)
def original(batch_id: int, file_id: int) -> Response:
    """An original file as it was uploaded, its hash checked."""
    asked: Select[StoredFile] = (
        select(StoredFile)
        .join(ImportFile, ImportFile.stored_file_id == StoredFile.id)
        .where(ImportFile.id == file_id, ImportFile.batch_id == batch_id)
    )
    stored = db.first_or_404(asked)
    begin_writing()
    summary = f"下载第{batch_id}次导入的原件《{stored.name}》"
    journal.record("import.download", "import", batch_id, summary, details={"sha256": stored.sha256})
    db.session.commit()
    return sending.send(stored)


@bp.get("/tasks/<int:task_id>/source")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """Which imports made and changed one task, for the task's page to load in place."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    found = db.session.execute(history.of_task(task_id)).all()
    return web.render(
        "imports/of_task.html", "imports/_of_task.html", task=task, rows=found, differences=history.differences
    )


def _batch(batch_id: int) -> ImportBatch:
    return db.first_or_404(select(ImportBatch).where(ImportBatch.id == batch_id))  # type: ignore[no-any-return]


def _exported(sheet: Sheet, name: str, batch_id: int | None) -> Response:
    data = write_workbook([sheet])
    begin_writing()
    journal.record("import.export", "import", batch_id, f"导出《{name}》")
    db.session.commit()
    return sending.send_bytes(data, f"{name}-{today()}.xlsx", XLSX)
