"""The audit journal, for the auditor: search, one entry, export, and whether the chain is whole."""

from functools import partial
from itertools import islice
from typing import Any

from flask import Blueprint, current_app, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.audit import columns, days, naming, register, wording
from tracker.choices import Role
from tracker.clock import local, wall_now
from tracker.db import begin_writing, db
from tracker.journal import AuditEntry
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.models import User

bp = Blueprint("audit", __name__)
WORDS: dict[str, Any] = {
    "action": wording.action,
    "role": register.role,
    "results": wording.RESULTS,
    "objects": wording.OBJECTS,
}
MOST_BREAKS = 50


@bp.get("/audit")
@access.allow(Role.AUDITOR)
def index() -> Response:
    """The journal, newest first, filtered by the query string."""
    statement = register.rows(request.args, search_text())
    if request.args.get("export") == "xlsx":
        return _export(statement)
    return web.render(
        "audit/index.html",
        "audit/_register.html",
        listing=listing(statement, register.SORTS, "-at"),
        actions=sorted(db.session.scalars(select(AuditEntry.action).distinct()), key=wording.action),
        **WORDS,
    )


def _export(statement: Any) -> Response:
    found = everything(statement, register.SORTS, "-at")
    answer = exporting.workbook("audit.export", "审计记录", register.sheet(found, local(wall_now()).date()), len(found))
    db.session.commit()
    return answer


@bp.get("/audit/<int:entry_id>")
@access.allow(Role.AUDITOR)
def show(entry_id: int) -> Response:
    """One entry with all it holds."""
    entry = db.first_or_404(select(AuditEntry).where(AuditEntry.id == entry_id))
    names = naming.names()
    told: dict[str, Any] = {
        "lines": list(columns.lines(entry.changes, names)),
        "others": columns.others(entry.changes),
        "word": columns.word,
        "shown": partial(columns.shown, names=names),
        "username": db.session.scalar(select(User.username).where(User.id == entry.actor_id)),
    }
    return web.render("audit/show.html", entry=entry, **told, **WORDS)


@bp.get("/audit/days")
@access.allow(Role.AUDITOR)
def by_day() -> Response:
    """Failed logins, throttled ones and refusals of each day as a picture, the numbers below it."""
    asked = request.args.get("days", "")
    span = int(asked) if asked in map(str, days.SPANS) else days.SPANS[0]
    found = days.counted(local(wall_now()).date(), span)
    if request.args.get("export") == "xlsx":
        answer = exporting.workbook("audit.export", "登录失败和拒绝访问每日情况", days.sheet(found), len(found))
        db.session.commit()
        return answer
    context: dict[str, Any] = {
        "days": found,
        "kinds": days.KINDS,
        "panels": days.panels(found),
        "span": span,
        "spans": days.SPANS,
    }
    return web.render("audit/days.html", "audit/_days.html", **context)


@bp.get("/audit/rights")
@access.allow(Role.AUDITOR)
def rights() -> Response:
    """Which role may open and do what: the table as the guard itself reads it."""
    found = list(access.rights(current_app))
    return web.render("audit/rights.html", rights=found, roles=list(Role))


@bp.get("/audit/chain")
@access.allow(Role.AUDITOR)
def chain() -> Response:
    """Walk the whole chain and say whether it is unbroken, and where it ends now; that it was asked is on record."""
    breaks = list(islice(journal.breaks(), MOST_BREAKS))
    begin_writing()  # not before: the walk takes long, and others want to write
    count = db.session.scalar(select(func.count(AuditEntry.id))) or 0
    said = f"审计记录有{len(breaks)}处不衔接或被改动" if breaks else f"核对审计记录{count}条，首尾相接，没有改动"
    entry = journal.record("audit.verify", "audit_entry", None, said, result="failed" if breaks else "ok")
    context: dict[str, Any] = {"count": count + 1, "last": entry.id, "head": entry.hash, "checked_at": entry.at}
    db.session.commit()
    return web.render("audit/chain.html", "audit/_chain.html", breaks=breaks, **context)
