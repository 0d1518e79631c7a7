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
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.wrappers import Response

from tracker import journal, networks, once, web
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import begin_writing, db
from tracker.people.factor import keeping
from tracker.people.models import LoginSession, User

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=10)
TOUCH_EVERY = timedelta(minutes=1)
TOKEN = "token"  # noqa: S105 - the key under which the cookie holds it
EVERYBODY = tuple(Role)
PASSWORD_FIRST = ("people.password", "people.logout")
FACTOR_FIRST = ("people.factor", "people.prepare_factor", "people.confirm_factor", *PASSWORD_FIRST)
ALL_UNITS = (Role.OFFICE, Role.ADMIN, Role.AUDITOR)


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
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return
    current = db.session.scalar(_OF_TOKEN, {"token_hash": digest(token)})
    moment = wall_now()
    if current is None or current.user.disabled_at is not None:
        return
    if moment - current.seen_at > IDLE_LIMIT or moment - current.created_at > ABSOLUTE_LIMIT:
        return
    if not networks.allow(current.user.role, request.remote_addr or ""):
        return
    if abs(moment - current.seen_at) > TOUCH_EVERY:
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
                return web.sign_in_first(url_for("people.login", next=_page_to_return_to()))
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
    journal.record("access.refused", "page", None, f"{request.method} {request.path}", result="refused")
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
    CSRFProtect(app)  # after the person is known, so that a refused form is on record with its name
    app.after_request(_note_what_was_not_given)
    app.before_request(_refuse_unguarded)
    app.context_processor(lambda: {"me": g.get("user")})
