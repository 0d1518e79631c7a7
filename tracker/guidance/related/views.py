"""What belongs to a case, a policy document or a disclosure, for its page to load in place."""

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.db import db
from tracker.guidance.blueprint import bp
from tracker.guidance.related import finding
from tracker.guidance.related.linking import BY_PATH, WRITERS, Ref, link, title_of, unlink
from tracker.listing import search_text
from tracker.people import access

ADDRESS = "/<any(opinions, interpretations, disclosures):path>/<int:number>/related"


@bp.get(ADDRESS)
@access.allow(*access.EVERYBODY)
def related(path: str, number: int) -> Response:
    """The linked records, and those that could be: by the words in ``q``, else of the same task."""
    ref, title = _fetch(path, number)
    text = search_text()
    return web.render(
        "guidance/related.html",
        "guidance/_related.html",
        ref=ref,
        title=title,
        linked=finding.linked(ref, g.user),
        likely=finding.likely(ref, g.user, text) if g.user.role in WRITERS else [],
        text=text,
        may_write=g.user.role in WRITERS,
    )


@bp.post(ADDRESS, endpoint="relate")
@access.allow(*WRITERS)
def add(path: str, number: int) -> Response:
    ref, _ = _fetch(path, number)
    other = Ref.read(request.form.get("other", ""))
    if other is None:
        abort(404)
    link(ref, other, g.user)
    db.session.commit()
    return web.saved(f"已关联{other.kind.label}。", ref.kind.address(number))


@bp.post(f"{ADDRESS}/removal", endpoint="unrelate")
@access.allow(*WRITERS)
def remove(path: str, number: int) -> Response:
    ref, _ = _fetch(path, number)
    other = Ref.read(request.form.get("other", ""))
    if other is None:
        abort(404)
    unlink(ref, other, g.user)
    db.session.commit()
    return web.saved(f"已取消与{other.kind.label}的关联。", url_for("guidance.related", path=path, number=number))


def _fetch(path: str, number: int) -> tuple[Ref, str]:
    ref = Ref(BY_PATH[path], number)
    title = title_of(ref, g.user)
    if title is None:
        abort(404)
    return ref, title
