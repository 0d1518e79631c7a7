"""The audit journal, for the auditor: search, one entry, export, and whether the chain is whole."""

from itertools import islice
from typing import Any

from flask import Blueprint, current_app, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.audit import columns, days, register, wording
from tracker.choices import Role
from tracker.clock import local, wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.listing import everything, listing, search_text
from tracker.people import access

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
    told: dict[str, Any] = {
        "lines": list(columns.lines(entry.changes)),
        "others": columns.others(entry.changes),
        "word": columns.word,
        "shown": columns.shown,
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
        "top": days.highest(found),
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
    """Walk the whole chain and say whether it is unbroken, and where it ends now."""
    breaks = list(islice(journal.breaks(), MOST_BREAKS))
    count, last = db.session.execute(select(func.count(AuditEntry.id), func.max(AuditEntry.id))).one()
    head = db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == last))
    return web.render(
        "audit/chain.html", "audit/_chain.html", breaks=breaks, count=count, last=last, head=head, checked_at=wall_now()
    )
