"""When the last verified backup was made, for the administrator."""

from flask import Blueprint
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.people import access
from tracker.upkeep.backing import NEVER, last_backup

bp = Blueprint("upkeep", __name__)


@bp.get("/backup")
@access.allow(Role.ADMIN)
def index() -> Response:
    """The state of the backups, and how they are made and put back."""
    last = last_backup()
    state = last.light(wall_now()) if last else NEVER
    return web.render("upkeep/index.html", "upkeep/_state.html", last=last, state=state)
