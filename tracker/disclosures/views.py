"""The register of disclosures, and what was published under one task."""

from flask import abort, g, request
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.calendar import book
from tracker.choices import Area, MatterKind, Phase
from tracker.clock import today
from tracker.db import db
from tracker.disclosures import outstanding, register
from tracker.disclosures.blueprint import bp
from tracker.disclosures.checks import views as checks_views
from tracker.disclosures.entering import views as entering_views
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals import views as proposals_views
from tracker.disclosures.record import views as record_views
from tracker.disclosures.scope import STATES, own
from tracker.disclosures.secrecy import views as secrecy_views
from tracker.files import store
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit
from tracker.tasks.models import Task
from tracker.tasks.scope import is_open_to, visible_tasks

__all__ = ["bp", "checks_views", "entering_views", "proposals_views", "record_views", "secrecy_views"]
XLSX = store.OFFICE["xl/workbook.xml"]


@bp.get("/disclosures")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    if request.args.get("export") == "xlsx":
        return _export()
    meant = register.found(g.user, request.args, search_text(), today())
    found = listing(meant, register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "disclosures/index.html",
        "disclosures/_register.html",
        listing=found,
        rows=register.shown(found.rows, today(), book.in_force()),
        units=units_for(g.user),
        areas=Area.options(),
        kinds=MatterKind.options(),
        phases=Phase.options(),
        states=STATES,
    )


def _export() -> Response:
    meant = register.keys(g.user, request.args, search_text(), today())
    asked = register.rows(*register.EXPORTED).where(Disclosure.id.in_(meant))
    found = everything(asked, register.SORTS, register.DEFAULT_SORT)
    sheet = register.sheet(found, today(), book.in_force())
    answer = exporting.workbook("disclosure.export", "公开记录", sheet, len(found))
    db.session.commit()
    return answer


@bp.get("/tasks/<int:task_id>/disclosures")
@access.allow(*access.EVERYBODY)
def of_task(task_id: int) -> Response:
    """What was published under one task, by all or by the one unit asked for, for other pages to load in place."""
    task, unit = _of_unit(task_id)
    asked = register.rows().where(own(g.user), Task.id == task_id)
    if unit is not None:
        asked = asked.where(Disclosure.unit_id == unit.id)
    found = db.session.execute(asked.order_by(*register.SORTS["event"]).limit(200)).all()
    return web.render(
        "disclosures/of_task.html",
        "disclosures/_of_task.html",
        task=task,
        is_open=is_open_to(g.user, task),
        unit=unit,
        owed=outstanding.outstanding(task, unit, g.user) if unit else None,
        rows=found,
        lights=register.lights(found, today(), book.in_force()),
        marks=register.marks,
        counts=register.counts(found, today()),
    )


@bp.get("/tasks/<int:task_id>/outstanding", endpoint="outstanding")
@access.allow(*access.EVERYBODY)
def show_outstanding(task_id: int) -> Response:
    """What the unit has not published, for it to see before it hands in."""
    task, unit = _of_unit(task_id)
    if unit is None:
        abort(404)
    owed = outstanding.outstanding(task, unit, g.user)
    return web.render("disclosures/outstanding.html", "disclosures/_outstanding.html", task=task, owed=owed)


def _of_unit(task_id: int) -> tuple[Task, Unit | None]:
    """A task that the person may see, and the unit whose share of it is asked for."""
    task = db.first_or_404(visible_tasks(g.user).where(Task.id == task_id))
    asked = request.args.get("unit", "")
    unit = outstanding.unit_of(task, g.user, asked)
    if unit is None and asked:
        abort(404)
    return task, unit
