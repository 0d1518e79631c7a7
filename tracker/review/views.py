"""The office's queue of submissions, and accepting many at once after a preview."""

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Area, Outcome, Role
from tracker.db import db
from tracker.listing import everything, listing, number_of, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.refusals import Stale
from tracker.review import deciding, queue
from tracker.review.blueprint import bp
from tracker.review.checks import views as check_views

__all__ = ["bp", "check_views"]


@bp.get("/review")
@access.allow(Role.OFFICE)
def index() -> Response:
    """What waits for the office, filtered by the query string; ``export=xlsx`` gives it as a workbook."""
    asked = queue.filtered(queue.rows(), request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(asked, queue.SORTS, queue.DEFAULT_SORT)
        answer = exporting.workbook("review.export", "待审核的上报", queue.sheet(found), len(found))
        db.session.commit()
        return answer
    page = listing(asked, queue.SORTS, queue.DEFAULT_SORT)
    return web.render(
        "review/index.html",
        "review/_register.html",
        listing=page,
        bearings=queue.bearings(page.rows),
        waited=queue.waited,
        units=units_for(g.user),
        areas=Area.options(),
        outcomes=Outcome.options(),
        kinds=queue.KINDS,
    )


@bp.get("/review/acceptance")
@access.allow(Role.OFFICE)
def preview() -> Response:
    """What accepting the chosen submissions would do, with what speaks against each; nothing is done yet."""
    return _preview(web.render, _numbers(request.args.getlist("ids")))


@bp.post("/review/acceptance")
@access.allow(Role.OFFICE)
def accept() -> Response:
    """Accept those that stayed ticked, as they were in the preview."""
    seen = dict(pair for text in request.form.getlist("shares") if (pair := _seen(text)))
    try:
        shares = deciding.accept_all(seen, g.user)
    except Stale as stale:
        db.session.rollback()
        return _preview(web.stale, list(seen), stale=stale)
    db.session.commit()
    return web.saved(f"已审核通过{len(shares)}项上报。", url_for(".index"))


def _preview(answer: Any, chosen: list[int], **context: Any) -> Response:
    found = queue.of(chosen)
    gone = len(set(chosen)) - len(found)
    response: Response = answer(
        "review/acceptance.html",
        "review/_acceptance.html",
        rows=found,
        bearings=queue.bearings(found),
        gone=gone,
        most=deciding.MOST_AT_ONCE,
        **context,
    )
    return response


def _numbers(texts: list[str]) -> list[int]:
    """The row numbers that the query names, singly or several with commas between; what is no number is left out."""
    parts = [part for text in texts for part in text.split(",")]
    return [number for part in parts if (number := number_of(part)) is not None][:1000]


def _seen(text: str) -> tuple[int, tuple[int, str]] | None:
    """``12:3:2-5`` -> share 12 as it was in version 3, with the stamp of its records."""
    share, _, rest = text.partition(":")
    version, _, stamp = rest.partition(":")
    numbers = _numbers([f"{share},{version}"])
    return (numbers[0], (numbers[1], stamp)) if len(numbers) == 2 else None
