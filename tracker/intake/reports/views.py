"""The report of an import as a workbook, while it waits and for ever after."""

from sqlalchemy import select
from werkzeug.wrappers import Response

from imports.rows import Problem
from tracker import journal
from tracker.choices import Change, ImportState
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.spreadsheet import write_workbook
from tracker.files import sending, store
from tracker.intake import batches
from tracker.intake.blueprint import bp
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.intake.reading.work import readings_of
from tracker.intake.reports.facts import facts
from tracker.intake.reports.sheets import Place, workbook_of
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
        problems = [*preview.errors, *preview.warnings]
        results: dict[Place, str] = {
            (part.table.file, part.table.sheet, row.row.row): row.change.label
            for part in preview.tables
            for row in part.rows
        }
    else:
        problems = [
            Problem(file, sheet, row, column, said, "warning") for file, sheet, row, column, said in batch.problems
        ]
        results = _results(batch)
    name = f"第{batch.id}次导入报告"
    data = write_workbook(workbook_of(name, facts(batch), readings, results, problems))
    begin_writing()
    journal.record("import.export", "import", batch.id, f"导出《{name}》")
    db.session.commit()
    return sending.send_bytes(data, f"{name}-{today()}.xlsx", XLSX)


def _results(batch: ImportBatch) -> dict[Place, str]:
    found = db.session.execute(
        select(ImportedRow.file_id, ImportedRow.sheet, ImportedRow.row, ImportedRow.change)
        .join(ImportFile, ImportFile.id == ImportedRow.file_id)
        .where(ImportFile.batch_id == batch.id, ImportedRow.row.is_not(None))
    )
    names = {file.id: file.stored_file.name for file in batch.files}
    return {(names[row.file_id], row.sheet, row.row): Change(row.change).label for row in found}
