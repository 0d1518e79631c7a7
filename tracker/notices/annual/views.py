"""The annual result as a workbook and as JSON, for the body that does the annual assessment."""

from flask import abort
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.appraisal import document, lists
from tracker.appraisal.models import Appraisal
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.notices.annual import gathering
from tracker.notices.blueprint import bp
from tracker.people import access
from tracker.refusals import Refused


@bp.get("/year-end/<int:year>/annual.xlsx")
@access.allow(*access.ALL_UNITS)
def annual_workbook(year: int) -> Response:
    found = gathering.gather(_confirmed(year))
    sheet = gathering.sheet(found)
    answer = exporting.workbook("appraisal.export", f"{year}年度考核结果", sheet, len(found["units"]))
    db.session.commit()
    return answer


@bp.get("/year-end/<int:year>/annual.json")
@access.allow(*access.ALL_UNITS)
def annual_json(year: int) -> Response:
    data = document.canonical(gathering.gather(_confirmed(year))).encode()
    begin_writing()
    journal.record("appraisal.export", "register", None, f"导出{year}年度考核结果 JSON")
    db.session.commit()
    return web.attachment(data, f"{year}年度考核结果.json", "application/json")


def _confirmed(year: int) -> Appraisal:
    if not lists.FIRST_YEAR <= year <= today().year:
        abort(404)
    found = lists.confirmed(year)
    if found is None:
        raise Refused(f"{year}年度名单还没有确认，结果没有确定，暂不能报送。请先确认名单。")
    return found
