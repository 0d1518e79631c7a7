"""The report of an import as a workbook, while it waits and for ever after."""

from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import journal
from tracker.choices import ImportState
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.spreadsheet import write_workbook
from tracker.files import sending, store
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.models import ImportBatch
from tracker.intake.reading.work import readings_of
from tracker.intake.reports import telling
from tracker.intake.reports.facts import facts
from tracker.intake.reports.sheets import workbook_of
from tracker.people import access

XLSX = store.OFFICE["xl/workbook.xml"]


@bp.get("/imports/<int:batch_id>/report")
@access.allow(*access.ALL_UNITS)
def report(batch_id: int) -> Response:
    """The rows of the originals with what became of each, the problem cells marked."""
    batch: ImportBatch = db.first_or_404(select(ImportBatch).where(ImportBatch.id == batch_id))
    readings = readings_of(batch)
    if batch.state is ImportState.PREVIEW:
        preview = batches.preview_of(batch, readings)
        told, problems = telling.of_preview(preview), [*preview.errors, *preview.warnings]
    else:
        told, problems = telling.of_batch(batch), [*telling.problems_of(batch)]
    name = f"第{batch.id}次导入报告"
    data = write_workbook(workbook_of(name, facts(batch), readings, told, problems))
    begin_writing()
    journal.record("import.export", "import", batch.id, f"导出《{name}》")
    db.session.commit()
    return sending.send_bytes(data, f"{name}-{today()}.xlsx", XLSX)
