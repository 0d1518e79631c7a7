"""When the last verified backup was made, for the administrator; figures for the operator's monitor."""

from ipaddress import ip_address

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.people import access
from tracker.upkeep import metrics
from tracker.upkeep.backing import NEVER, last_backup

bp = Blueprint("upkeep", __name__)


@bp.get("/backup")
@access.allow(Role.ADMIN)
def index() -> Response:
    """The state of the backups, and how they are made and put back."""
    last = last_backup()
    state = last.light(wall_now()) if last else NEVER
    return web.render("upkeep/index.html", "upkeep/_state.html", last=last, state=state)


@bp.get("/metrics")
@access.public
def figures() -> Response:
    """Only for this machine: what a proxy passes on comes from elsewhere."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback or "X-Forwarded-For" in request.headers:  # noqa: S104
        abort(404)
    return Response("\n".join(metrics.lines(wall_now())) + "\n", mimetype="text/plain")
