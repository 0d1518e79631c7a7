"""The second factor: its code at the login, the person's own page about it, and its removal by an administrator."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.people import access, accounts, activation, login, passwords
from tracker.people.blueprint import bp
from tracker.people.factor import codes, keeping, picture
from tracker.people.factor.forms import CodeForm, ConfirmForm, PasswordOnlyForm
from tracker.people.models import User
from tracker.refusals import Refused

ISSUER = "王益区公开台账"
PAGE = "people/factor/index.html"


@bp.route("/login/code", methods=["GET", "POST"], endpoint="code")
@access.public
def ask_code() -> Response:
    """The second half of a login; who did not do the first, or took too long, begins anew."""
    user = login.half_way()
    if user is None:
        return web.go(url_for("people.login"))
    form = CodeForm()
    if not form.is_submitted():
        return web.render("people/factor/code.html", form=form)
    if not form.validate():
        return web.invalid("people/factor/code.html", form=form)
    if not login.check_code(user, form.code.data):
        login.note_failure(user.username)
        db.session.commit()
        form.code.errors = [keeping.WRONG]
        return web.invalid("people/factor/code.html", form=form)
    login.sign_in(user)
    db.session.commit()
    return web.go(login.leads_to(user, request.args.get("next")))


@bp.get("/factor", endpoint="factor")
@access.allow(*access.ANYBODY)
def index() -> Response:
    """Whether the person's logins ask for a code, and how that is begun and ended."""
    return web.render(PAGE, **_shown(ConfirmForm()))


def _shown(form: ConfirmForm) -> dict[str, Any]:
    factor = keeping.of(g.user)
    shown: dict[str, Any] = {"form": form, "factor": factor, "needed": keeping.is_missing(g.user)}
    if factor is not None and factor.confirmed_at is None:
        seed = keeping.seed_of(factor)
        address = codes.address(seed, g.user.username, ISSUER)
        shown |= {"secret": codes.shown(seed), "address": address, "picture": picture.draw(address)}
    if factor is not None and factor.confirmed_at is not None:
        shown |= {"left": keeping.codes_left(g.user), "form": PasswordOnlyForm()}
    return shown


@bp.post("/factor/preparation", endpoint="prepare_factor")
@access.allow(*access.ANYBODY)
def prepare() -> Response:
    keeping.prepare(g.user)
    db.session.commit()
    return web.go(url_for("people.factor"))


@bp.post("/factor/confirmation", endpoint="confirm_factor")
@access.allow(*access.ANYBODY)
def confirm() -> Response:
    """Put the factor into force; the recovery codes are on the answer to this one request and kept nowhere."""
    form = ConfirmForm()
    if form.validate():
        if not passwords.matches(g.user.password_hash, form.password.data):
            form.password.errors = ["当前密码不正确"]
        else:
            try:
                fresh = keeping.confirm(g.user, form.code.data)
            except Refused as refused:
                form.code.errors = [str(refused)]
            else:
                db.session.commit()
                return web.render("people/factor/recovery.html", codes=fresh)
    return web.invalid(PAGE, **_shown(form))


@bp.post("/factor/removal", endpoint="remove_factor")
@access.allow(*access.ANYBODY)
def remove() -> Response:
    """Give up the own factor, by the password."""
    form = PasswordOnlyForm()
    if form.validate() and passwords.matches(g.user.password_hash, form.password.data):
        keeping.remove(g.user)
        db.session.commit()
        return web.saved("已停用动态验证码。", url_for("people.factor"))
    if not form.password.errors:
        form.password.errors = ["当前密码不正确"]
    return web.invalid(PAGE, **(_shown(ConfirmForm()) | {"form": form}))


@bp.post("/users/<int:user_id>/factor", endpoint="remove_factor_of")
@access.allow(Role.ADMIN, Role.SECURITY)
def remove_of(user_id: int) -> Response:
    """For a lost telephone: the person signs in with the password alone and sets a new one up."""
    user: User = db.first_or_404(select(User).where(User.id == user_id))
    if user.id == g.user.id:
        raise Refused("自己的动态验证码请在“动态验证码”页面停用。")
    activation.require_granting(g.user)
    accounts.require_not_watcher(user)
    keeping.remove(user)
    db.session.commit()
    return web.saved(f"已停用 {user.username} 的动态验证码。", url_for("people.user", user_id=user_id))
