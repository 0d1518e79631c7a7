"""A register as a workbook: what is filtered, in the asked order; that it left the house is on record."""

from flask import request
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.clock import today
from tracker.db import begin_writing
from tracker.documents.spreadsheet import Sheet, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(action: str, name: str, sheet: Sheet, count: int, *, object_type: str = "register") -> Response:
    """The register ``name`` with its ``count`` rows as a download, entered in the journal with what was asked for.

    The view commits afterwards. Nobody waits for the lock while the workbook is written.
    """
    data = write_workbook([sheet])
    begin_writing()
    asked = {key: value[:100] for key, value in request.args.items() if key != "export" and value}
    journal.record(action, object_type, None, f"导出{name}{count}条", details=asked)
    return web.attachment(data, f"{name}-{today()}.xlsx", XLSX)
