"""A person's feeds: made, listed, revoked; and what a calendar program reads under the secret address."""

from typing import Any

from flask import Blueprint, abort, g, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from tracker import web
from tracker.clock import now
from tracker.db import begin_writing, db
from tracker.documents.events import Day, write_feed
from tracker.feeds import keys
from tracker.feeds.forms import KeyForm
from tracker.feeds.models import HOLDERS, FeedKey
from tracker.people import access
from tracker.refusals import Refused
from tracker.reminders import upcoming

bp = Blueprint("feeds", __name__)
PAGES = ("feeds/index.html", "feeds/_keys.html")
CREATED = ("feeds/created.html", "feeds/_created.html")
CALENDAR = "text/calendar"
LAST_REVOKED = 10


@bp.get("/feeds")
@access.allow(*HOLDERS)
def index() -> Response:
    """The person's own addresses with their last use, and how to add one to a calendar."""
    return web.render(*PAGES, **_shown(KeyForm()))


def _shown(form: KeyForm) -> dict[str, Any]:
    own = select(FeedKey).where(FeedKey.user_id == g.user.id)
    in_use = own.where(FeedKey.revoked_at.is_(None)).order_by(FeedKey.id)
    revoked = own.where(FeedKey.revoked_at.is_not(None)).order_by(FeedKey.id.desc()).limit(LAST_REVOKED)
    found = (*db.session.scalars(in_use), *db.session.scalars(revoked))
    return {"form": form, "keys": found, "most": keys.MOST}


@bp.post("/feeds")
@access.allow(*HOLDERS)
def create() -> Response:
    """Make an address; it is shown on the answer to this one request and kept nowhere."""
    form = KeyForm()
    if not form.validate():
        return web.invalid(*PAGES, **_shown(form))
    try:
        key, token = keys.create(g.user, form.name.data)
    except Refused as refused:
        form.name.errors = [str(refused)]
        return web.invalid(*PAGES, **_shown(form))
    db.session.commit()
    return web.render(*CREATED, key=key, address=url_for(".feed", token=token, _external=True))


@bp.post("/feeds/<int:key_id>/revoke")
@access.allow(*HOLDERS)
def revoke(key_id: int) -> Response:
    """Let one of the person's own addresses open nothing any more."""
    own = select(FeedKey).where(FeedKey.id == key_id, FeedKey.user_id == g.user.id)
    key: FeedKey = db.first_or_404(own.with_for_update(of=FeedKey))
    keys.revoke(key, g.user)
    db.session.commit()
    return web.saved(f"已停用订阅地址“{key.name}”，使用它的日历不再更新。", url_for(".index"))


@bp.get("/feeds/<token>.ics")
@access.public
def feed(token: str) -> Response:
    """The open limits as a calendar, for whoever holds the address."""
    key = keys.find(token)
    if key is None:
        abort(404)
    dues = upcoming.of_unit(key.unit_id) if key.unit_id is not None else upcoming.of_all_units()
    whose = key.unit.short_name if key.unit else "全区"
    note = f"截至读取时尚未完成的期限，共{len(dues)}项" + ("，更多的未列出。" if len(dues) == upcoming.MOST else "。")
    days = [Day(due.uid, due.on, due.summary, due.description) for due in dues]
    answer = web.attachment(write_feed(f"{whose}政府信息公开期限", note, days, now()), "feed.ics", CALENDAR)
    if not keys.was_used_today(key):
        _note_use(key.id)
    return answer


def _note_use(key_id: int) -> None:
    """When another writer does not let go, reading goes on and the next reading tries again."""
    begin_writing()
    try:
        keys.note_use(key_id)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
