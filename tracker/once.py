"""A form that is sent twice acts once: the second answer leads where the first one led.

Each form carries a random word. What was sent with it is stored as a hash in the same transaction as the act, so that
a double click, a reload, or ten requests at once cannot enter anything twice; the unique key decides between them.
"""

import hashlib
import time
from datetime import datetime, timedelta
from typing import ClassVar

from flask import Flask, flash, g, has_request_context, request
from flask import Response as FlaskResponse
from sqlalchemy import String, delete, event, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from tracker import web
from tracker.clock import wall_now
from tracker.db import Instant, Model, begin_reading, begin_writing, db
from tracker.sent import FIELD, KEPT, word

__all__ = ["SentForm", "word"]
REMEMBERED = timedelta(days=1)
PATIENCE, PAUSE = 2.0, 0.02
LONGEST_LOCATION = 500
PART = 1024 * 1024


class SentForm(Model):
    """One form that was acted on. ``location`` is where its answer led, empty until that is known."""

    __tablename__ = "sent_form"
    needs_no_record: ClassVar[bool] = True  # the act itself is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    location: Mapped[str] = mapped_column(String(LONGEST_LOCATION), default="")


class SentBefore(Exception):
    """Another request with the same form was first; this one stores nothing."""


def _key() -> str:
    """What was sent, by whom and where to; the same form sent with other contents is another act."""
    digest = hashlib.sha256(f"{g.user.id} {request.full_path}".encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in ("csrf_token", KEPT):
            digest.update(repr((name, value)).encode())
    for name, upload in request.files.items(multi=True):
        digest.update(repr((name, upload.filename)).encode())
        while part := upload.stream.read(PART):
            digest.update(part)
        upload.stream.seek(0)
    return digest.hexdigest()


def _look() -> Response | None:
    if request.method != "POST" or g.get("user") is None or not request.form.get(FIELD):
        return None
    key = _key()
    if db.session.scalar(select(SentForm.id).where(SentForm.key == key)) is not None:
        return _answer_again(key)
    g.once = key
    return None


def _keep(session: Session) -> None:
    """Store the key with the act. Raises SentBefore when the same form came in meanwhile."""
    if not has_request_context() or "once" not in g or session.in_nested_transaction():
        return
    key, moment = g.pop("once"), wall_now()
    session.flush()
    try:
        session.execute(insert(SentForm).values(key=key, at=moment, location=""))
    except IntegrityError:
        raise SentBefore(key) from None
    session.execute(delete(SentForm).where(SentForm.at < moment - REMEMBERED))
    g.sent = key


def _note_location(response: FlaskResponse) -> FlaskResponse:
    location = web.leads_to(response)
    if "sent" in g and location and len(location) <= LONGEST_LOCATION:
        begin_writing()
        try:
            db.session.execute(update(SentForm).where(SentForm.key == g.pop("sent")).values(location=location))
            db.session.commit()
        except DBAPIError:  # the act stands; only the way back to it is not kept
            db.session.rollback()
    return response


def _answer_again(key: str) -> Response:
    """Lead where the first answer led; it may be a moment until that is known."""
    end, location = time.monotonic() + PATIENCE, None
    while not location and time.monotonic() < end:
        begin_reading()
        location = db.session.scalar(select(SentForm.location).where(SentForm.key == key))
        if location is None:
            break
        time.sleep(0 if location else PAUSE)
    if not location:
        return web.problem(409, "已经提交过", "这份表单刚才已经提交并保存，没有重复办理。请返回列表查看。")
    flash("这份表单刚才已经提交并保存，没有重复办理。", "done")
    return web.go(location)


def _sent_before(error: SentBefore) -> Response:
    return _answer_again(str(error))


def drop() -> None:
    """What is committed from here on is not what the form asked for, such as the entry about a refusal."""
    g.pop("once", None)


def install(app: Flask) -> None:
    app.jinja_env.globals["once"] = word
    app.before_request(_look)
    app.after_request(_note_location)
    app.register_error_handler(SentBefore, _sent_before)


event.listen(db.session, "before_commit", _keep)
