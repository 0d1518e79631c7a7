"""The first page: each role's own work."""

from flask import Blueprint, g
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Area, Role
from tracker.desk import news, office, unit, watch, yearly
from tracker.people import access, activation
from tracker.reminders import answering
from tracker.tasks import changes, register

bp = Blueprint("desk", __name__)


@bp.get("/", endpoint="index")
@access.allow(*access.ANYBODY)
def index() -> Response:
    show = DESKS.get(g.user.role, _unit)
    return show()


@bp.get("/help")
@access.allow(*access.ANYBODY)
def guide() -> Response:
    """What a person in this role does here, how limits are counted, what the marks mean."""
    return web.render("desk/help.html")


def _unit() -> Response:
    return web.render(
        "desk/unit.html",
        figures=unit.figures(g.user),
        items=unit.agenda(g.user),
        changed=changes.unseen(g.user),
        news=news.of(g.user),
        pending=answering.shown(g.user) if g.user.role is Role.LIAISON else [],
        year=register.years()[0],
    )


def _office() -> Response:
    year = register.years()[0]
    submitted, waiting, proposals = office.submitted(), office.waiting(), office.proposals()
    dead_links, clocks_to_check = office.to_look_at()
    return web.render(
        "desk/office.html",
        year=year,
        submitted=submitted[0],
        submitted_total=submitted[1],
        waiting=waiting[0],
        waiting_total=waiting[1],
        dead_links=dead_links,
        proposals=proposals[0],
        proposals_total=proposals[1],
        clocks_to_check=clocks_to_check,
        answered=yearly.answered(),
        statements=yearly.statements(),
        grid=office.grid(year),
        areas=list(Area),
        requests=office.requests_due(),
        cases=office.open_cases(),
        papers=office.marked_papers(),
        without=office.papers_without(),
        week=office.due_this_week(),
    )


def _admin() -> Response:
    return web.render(
        "desk/admin.html",
        imports=watch.last_imports(),
        posts=watch.empty_posts(),
        missing_years=watch.missing_years(),
    )


def _security() -> Response:
    return web.render("desk/security.html", waiting=activation.waiting(), names=watch.names())


def _auditor() -> Response:
    rows, total, failed = watch.refusals()
    return web.render(
        "desk/auditor.html",
        rows=rows,
        total=total,
        failed=failed,
        verified=watch.last_verified(),
        accounts=watch.accounts_of_weight(),
    )


DESKS = {Role.OFFICE: _office, Role.ADMIN: _admin, Role.SECURITY: _security, Role.AUDITOR: _auditor}
