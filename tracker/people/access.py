"""Who may: every view names its roles, and a person fetches only what that person may see; the rest is a 404."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, request, session, url_for
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.wrappers import Response

from tracker import journal, networks, once, sent, web
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import begin_reading, begin_writing, db, is_busy
from tracker.people import unsaved
from tracker.people.factor import keeping
from tracker.people.models import LoginSession, User

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=10)
TOUCH_EVERY = timedelta(minutes=1)
TOKEN = "token"  # noqa: S105 - the key under which the cookie holds it
ANYBODY = tuple(Role)  # for what concerns the own account
EVERYBODY = tuple(role for role in Role if role is not Role.SECURITY)  # who has to do with the records at all
PASSWORD_FIRST = ("people.password", "people.logout")
FACTOR_FIRST = ("people.factor", "people.prepare_factor", "people.confirm_factor", *PASSWORD_FIRST)
ALL_UNITS = (Role.OFFICE, Role.ADMIN, Role.AUDITOR)


ENDED = "登录已结束，请重新登录。"
NOT_SAVED = "登录已结束，刚才填写的内容没有保存。请重新登录后再填写。"
KEPT = (
    "登录已结束，刚才填写的内容没有保存，已暂存30分钟（密码和文件不保留）。"
    "请用同一账号重新登录，登录后可以核对并再次提交。"
)

_OF_TOKEN = select(LoginSession).where(LoginSession.token_hash == bindparam("token_hash"))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(user: User) -> None:
    """Sign the person in with a new token; whatever the browser held before is dropped."""
    session.clear()
    token = secrets.token_urlsafe(32)
    session[TOKEN] = token
    moment = wall_now()
    db.session.add(
        LoginSession(
            token_hash=digest(token),
            user_id=user.id,
            address=request.remote_addr or "",
            created_at=moment,
            seen_at=moment,
        )
    )


def end_session() -> None:
    """Sign out on the server: a copy of the cookie is worth nothing afterwards."""
    current = g.get("login_session")
    if current is not None:
        db.session.delete(current)
    session.clear()


def _load_user() -> None:
    """Find the person behind the cookie in one query, and keep the session alive at most once a minute."""
    g.user = g.login_session = None
    g.actor = journal.STRANGER
    try:
        _find(touch=True)
    except OperationalError as error:
        if is_busy(error) and db.engine.dialect.name == "sqlite":
            begin_reading()  # who waited in vain for writing is known by reading: for the answer and the log
            _find(touch=False)
        raise


def _find(*, touch: bool) -> None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return
    current = db.session.scalar(_OF_TOKEN, {"token_hash": digest(token)})
    moment = wall_now()
    if current is None or not current.user.is_usable:
        return
    if moment - current.seen_at > IDLE_LIMIT or moment - current.created_at > ABSOLUTE_LIMIT:
        return
    if not networks.allow(current.user.role, request.remote_addr or ""):
        return
    if touch and abs(moment - current.seen_at) > TOUCH_EVERY:
        _touch(current, moment)
    user = current.user
    g.user, g.login_session = user, current
    g.actor = journal.Actor(user.id, user.name, user.role.value, user.unit.short_name if user.unit else None)


def _touch(current: LoginSession, moment: datetime) -> None:
    """Keep the session alive. When another writer does not let go, reading goes on and the next page tries again."""
    before = g.get("writing")
    begin_writing()
    try:
        current.seen_at = moment
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    finally:
        g.pop("writing") if before is None else setattr(g, "writing", before)


def allow(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Name the roles that may call a view: strangers are sent to the login, others get a 404."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.user is None:
                return _sign_in_first()
            if g.user.must_change_password and request.endpoint not in PASSWORD_FIRST:
                return web.go(url_for("people.password"))
            if request.endpoint not in FACTOR_FIRST and keeping.is_missing(g.user):
                return web.go(url_for("people.factor"))
            if g.user.role not in roles:
                note_refusal()
                abort(404)
            return view(*args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return mark


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that anyone may call without signing in."""
    view.roles = None  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class Right:
    """One row of the table of roles and routes. ``roles`` is None where no login is needed."""

    address: str
    method: str
    endpoint: str
    roles: frozenset[Role] | None

    @property
    def shown(self) -> str:
        """The address with its changing parts as dots."""
        return re.sub(r"<[^<>]+>", "…", self.address)


def rights(app: Flask) -> Iterator[Right]:
    """Who may what, one row for each address and method: the whole table, as the guard itself reads it.

    Raises LookupError for a view that names nobody; such a view cannot be reached either.
    """
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        view = app.view_functions[rule.endpoint]
        if not hasattr(view, "roles"):
            raise LookupError(f"{rule.rule} names nobody who may")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Right(rule.rule, method, rule.endpoint, view.roles)


def note_refusal() -> None:
    """Put a refused access on record before it is answered with a 404."""
    g.is_noted = True
    once.drop()
    begin_writing()
    act = "打开" if request.method == "GET" else "提交"
    journal.record("access.refused", "page", None, f"{act} {request.path}", result="refused")
    db.session.commit()


def _note_what_was_not_given(response: Response) -> Response:
    """A signed-in person asked for a record of others or for none, sent a form of another page, or met a damaged file.

    The answer does not say which; the journal says that it was asked for.
    """
    alarm = g.pop("alarm", None)
    is_refused = response.status_code == 404 or (response.status_code == 400 and request.method == "POST")
    if g.get("user") is None or g.get("is_noted") or not (alarm or (is_refused and request.url_rule is not None)):
        return response
    try:
        if alarm:
            once.drop()
            begin_writing()
            journal.record(*alarm, result="failed")
            db.session.commit()
        else:
            note_refusal()
    except DBAPIError:  # the answer stands; the server's log has its line
        db.session.rollback()
    return response


def _sign_in_first() -> Response:
    """To the login; what was sent meanwhile waits for its author."""
    to = url_for("people.login", next=_page_to_return_to())
    if request.method == "POST":
        return web.sign_in_first(to, KEPT if _put_aside() else NOT_SAVED)
    return web.sign_in_first(to, ENDED if TOKEN in session else None)


def _put_aside() -> bool:
    author, what = sent.owner(), sent.now()
    if author is None or what is None:
        return False
    try:
        begin_writing()
        is_kept = unsaved.keep(author, what)
        db.session.commit()
    except DBAPIError:
        db.session.rollback()
        return False
    return is_kept


def _lost_token(_error: CSRFError) -> Response:
    """A form whose token is gone: of a session that ended, or of an older page of the same person."""
    if g.user is None and sent.owner() is not None:
        return _sign_in_first()
    return web.problem(400, *web.EXPLAINED[400], again=True)


def _forget_what_was_sent_again(response: Response) -> Response:
    number = request.form.get(sent.KEPT) if request.method == "POST" and response.status_code < 400 else None
    if number and g.get("user") is not None:
        try:
            begin_writing()
            unsaved.forget(g.user.id, number)
            db.session.commit()
        except DBAPIError:  # it is offered once more and acts no second time
            db.session.rollback()
    return response


def _page_to_return_to() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def _refuse_unguarded() -> Response | None:
    """Default deny: a view that names no roles cannot be reached, whoever forgot it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not hasattr(view, "roles"):
        abort(404)
    return None


def install(app: Flask) -> None:
    app.before_request(_load_user)
    app.before_request(web.refuse_odd_requests)  # after the person is known, as for the form tokens
    CSRFProtect(app)  # after the person is known, so that a refused form is on record with its name
    app.register_error_handler(CSRFError, _lost_token)
    app.after_request(_note_what_was_not_given)
    app.after_request(_forget_what_was_sent_again)
    app.before_request(_refuse_unguarded)
    app.context_processor(lambda: {"me": g.get("user")})
