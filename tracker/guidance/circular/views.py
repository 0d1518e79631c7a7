"""The quarterly circular: page, workbook and official document."""

from flask import abort, g, request
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.official import write_official
from tracker.forms import EARLIEST
from tracker.guidance.blueprint import bp
from tracker.guidance.circular import reading, wording
from tracker.guidance.circular.quarter import QUARTERS, Quarter
from tracker.people import access

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/guidance/circular")
@access.allow(*access.EVERYBODY)
def circular() -> Response:
    """The table of one quarter; ``export`` gives it as xlsx, or as docx to those who see all units."""
    quarter = _asked()
    table = reading.table_of(quarter, g.user)
    whose = "全区" if g.user.sees_all_units else (g.user.unit.short_name if g.user.unit else "")
    if request.args.get("export") == "xlsx":
        sheet = wording.sheet(table, today(), whose)
        answer = exporting.workbook("guidance.circular", f"{quarter.label}解读和回应情况", sheet, len(table.lines))
        db.session.commit()
        return answer
    if request.args.get("export") == "docx":
        if not g.user.sees_all_units:
            abort(404)
        data = write_official(wording.paper(table, today()))
        begin_writing()
        journal.record("guidance.circular", "register", None, f"下载{quarter.label}解读和回应情况通报草稿")
        db.session.commit()
        return web.attachment(data, f"{quarter.label}政策解读和舆情回应情况通报（草稿）.docx", DOCX)
    return web.render(
        "guidance/circular.html",
        "guidance/_circular.html",
        table=table,
        quarter=quarter,
        quarters=QUARTERS,
        years=range(today().year, EARLIEST.year - 1, -1),
        headings=wording.HEADINGS,
        registers=wording.REGISTERS,
        cells=wording.cells,
        whose=whose,
        summary=wording.summary(table),
        without=wording.without(table),
        basis=wording.BASIS,
        papers=reading.issued(quarter),
    )


def _asked() -> Quarter:
    """The quarter that is asked for; a malformed one means the present, one to come is no page."""
    present, asked = Quarter.of(today()), request.args
    year, number = asked.get("year", ""), asked.get("quarter", "")
    found = Quarter(
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else present.year,
        int(number) if number in {"1", "2", "3", "4"} else present.number,
    )
    if not EARLIEST.year <= found.year or found.first > today():
        abort(404)
    return found
