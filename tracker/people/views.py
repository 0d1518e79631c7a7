"""Signing in and out, one's own password; the pages about units and accounts join the same blueprint."""

from flask import g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, journal, proxy, web
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.people import access, login, unsaved
from tracker.people.blueprint import bp
from tracker.people.factor import keeping
from tracker.people.factor import views as factor_views
from tracker.people.forms import LoginForm, PasswordForm
from tracker.people.own_data import of as own_data_of
from tracker.people.units import views as unit_views
from tracker.people.users import views as user_views
from tracker.refusals import Refused

OVERHEARD = (
    "密码在未加密的连接上可能被窃听，因此不能登录。请把地址开头的 http 改为 https 再打开；仍不能打开的，请联系管理员。"
)
__all__ = ["bp", "factor_views", "unit_views", "user_views"]


@bp.route("/login", methods=["GET", "POST"], endpoint="login")
@access.public
def show_login() -> Response:
    """The login page; in the demo it names the demo accounts."""
    if proxy.may_be_overheard():
        return web.problem(403, "请改用加密连接", OVERHEARD)
    form = LoginForm()
    if not form.is_submitted():
        return web.render("people/login.html", form=form)
    if not form.validate():
        return web.invalid("people/login.html", form=form)
    user = login.check(form.username.data, form.password.data)
    if user is None or login.comes_from_outside(user):
        login.note_failure(form.username.data)
        db.session.commit()
        form.password.errors = [login.WRONG]
        return web.invalid("people/login.html", form=form)
    target = request.args.get("next")
    if keeping.is_on(user):
        login.begin_half(user)
        return web.go(url_for("people.code", next=target))
    login.sign_in(user)
    db.session.commit()
    return web.go(login.leads_to(user, target))


@bp.post("/logout", endpoint="logout")
@access.allow(*access.ANYBODY)
def logout() -> Response:
    login.sign_out(g.user)
    db.session.commit()
    response = web.go(url_for("people.login"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.route("/password", methods=["GET", "POST"], endpoint="password")
@access.allow(*access.ANYBODY)
def password() -> Response:
    form = PasswordForm()
    if not form.is_submitted():
        return web.render("people/password.html", form=form)
    if form.validate():
        try:
            login.change_password(g.user, form.current.data, form.new.data)
        except login.WrongPassword as wrong:
            login.note_failure(g.user.username)
            db.session.commit()
            form.current.errors = [str(wrong)]
        except Refused as refused:
            form.new.errors = [str(refused)]
        else:
            db.session.commit()
            return web.saved("密码已修改，其他设备上的登录已退出。", login.leads_to(g.user, None))
    return web.invalid("people/password.html", form=form)


@bp.get("/unsaved", endpoint="unsaved")
@access.allow(*access.ANYBODY)
def show_unsaved() -> Response:
    """What the person sent after the session had ended, to be sent again or not."""
    return web.render("people/unsaved.html", forms=unsaved.of(g.user.id))


@bp.post("/unsaved/discard", endpoint="discard_unsaved")
@access.allow(*access.ANYBODY)
def discard_unsaved() -> Response:
    unsaved.forget(g.user.id)
    journal.record("access.discard", "page", None, "放弃尚未提交的内容")
    db.session.commit()
    return web.saved("已放弃尚未提交的内容。", "/")


@bp.get("/account/data.xlsx", endpoint="own_data")
@access.allow(*access.ANYBODY)
def own_data() -> Response:
    """Everything that is held about the person who asks."""
    data = own_data_of(g.user)
    begin_writing()
    journal.record("user.export", "user", g.user.id, f"{g.user.username} 导出本人数据")
    db.session.commit()
    return web.attachment(data, f"本人数据-{today()}.xlsx", exporting.XLSX)


@bp.get("/healthz")
@access.public
def healthz() -> dict[str, str]:
    """For the operator's monitor: answers once the database answers."""
    db.session.execute(db.select(1))
    return {"status": "ok"}
