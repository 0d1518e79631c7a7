"""The annual report's table 3 of one year, for one unit or the district."""

from flask import abort, g, request
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.clock import today
from tracker.db import db
from tracker.forms import EARLIEST
from tracker.listing import number_of
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit, User
from tracker.requests.blueprint import bp
from tracker.requests.replies import SOURCE
from tracker.requests.yearly import tallying
from tracker.requests.yearly.table import BALANCE_RULE, HEADINGS

DISTRICT = "全区"


@bp.get("/requests/table/<int:year>")
@access.allow(*access.EVERYBODY)
def table(year: int) -> Response:
    """The table on a page; ``export=xlsx`` gives it as a workbook."""
    if not EARLIEST.year <= year <= today().year:
        abort(404)
    unit = _unit(g.user)
    found = tallying.table_of(year, g.user, unit)
    of = unit.short_name if unit is not None else DISTRICT
    if request.args.get("export") == "xlsx":
        name = f"依申请公开表三-{of}-{year}年"
        answer = exporting.workbook("request.table", name, tallying.sheet(found, of), found.new.total)
        db.session.commit()
        return answer
    return web.render(
        "requests/table.html",
        "requests/_table.html",
        table=found,
        of=of,
        unit=unit,
        units=units_for(g.user),
        headings=HEADINGS,
        rule=BALANCE_RULE,
        source=SOURCE,
        first_year=EARLIEST.year,
    )


def _unit(user: User) -> Unit | None:
    """The unit that is asked for; the person's own for those who see but one. None for the district."""
    if not user.sees_all_units:
        return user.unit
    asked = request.args.get("unit", "")
    if not asked:
        return None
    unit: Unit = db.get_or_404(Unit, number_of(asked) or 0)
    return unit
