"""Accounts, kept by the administrator: made, changed, disabled, given a new password."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.choices import Role
from tracker.clock import local, today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import everything, listing, search_text
from tracker.people import access, accounts, activation, login, passwords
from tracker.people.blueprint import bp
from tracker.people.factor import keeping
from tracker.people.models import Unit, User
from tracker.people.users import register
from tracker.people.users.forms import NewUserForm, UserForm
from tracker.refusals import Refused

KEEPERS = (Role.ADMIN, Role.SECURITY)


@bp.get("/users", endpoint="users")
@access.allow(*KEEPERS)
def index() -> Response:
    """All accounts, and the units that lack people."""
    statement = register.rows(request.args, search_text())
    if request.args.get("export") == "xlsx":
        return _export(statement)
    found = listing(statement, register.SORTS, "unit")
    return web.render(
        "people/users/index.html",
        "people/users/_register.html",
        listing=found,
        light=register.light,
        last_logins=register.last_logins(found.rows),
        incomplete=register.incomplete_units(),
        idle=register.count_idle(),
        waiting=activation.count_waiting(),
        is_separated=activation.is_separated(),
        roles=Role.options(),
        states=register.STATES,
    )


def _export(statement: Any) -> Response:
    found = everything(statement, register.SORTS, "unit")
    seen = register.last_logins(found)
    names, widths = ("登录名", "姓名", "角色", "单位", "办公电话", "状态", "最近登录"), (20, 14, 12, 20, 18, 14, 18)
    kinds = (*[Kind.TEXT] * 6, Kind.MOMENT)
    columns = [Column(*parts) for parts in zip(names, widths, kinds, strict=True)]
    lines = (
        (
            row.username,
            row.name,
            row.role.label,
            row.unit,
            row.phone,
            register.light(row).word,
            local(seen[row.id]).replace(tzinfo=None) if row.id in seen else None,
        )
        for row in found
    )
    sheet = Sheet("人员", "账号名册", columns, lines, (f"截至 {today()}，共{len(found)}个账号。",))
    answer = exporting.workbook("user.export", "账号名册", sheet, len(found))
    db.session.commit()
    return answer


def _fetch(user_id: int, *, writing: bool = False) -> User:
    statement = select(User).where(User.id == user_id)
    user: User = db.first_or_404(statement.with_for_update(of=User) if writing else statement)
    return user


def _form(form: UserForm) -> UserForm:
    form.offer(db.session.execute(select(Unit.id, Unit.short_name).order_by(Unit.position, Unit.id)).all())
    return form


def _unit(form: UserForm) -> Unit | None:
    return db.session.get(Unit, form.unit_id.data) if form.unit_id.data else None


@bp.get("/users/<int:user_id>", endpoint="user")
@access.allow(*KEEPERS)
def show(user_id: int) -> Response:
    user = _fetch(user_id)
    return web.render(
        "people/users/show.html",
        user=user,
        state=register.light(user),
        may_grant=activation.may_grant(g.user),
        is_locked=login.must_wait(user.username),
        last_login=register.last_logins([user]).get(user.id),  # type: ignore[list-item]
        has_factor=keeping.is_on(user),
    )


@bp.route("/users/new", methods=["GET", "POST"], endpoint="new_user")
@access.allow(Role.ADMIN)
def new() -> Response:
    """Make an account; its random password is shown on the answer to this one request and kept nowhere."""
    form = _form(NewUserForm())
    if not form.is_submitted():
        form.role.data = request.args.get("role", Role.LIAISON.value)
        form.unit_id.data = request.args.get("unit", type=int) or 0
        return web.render("people/users/new.html", form=form)
    if not form.validate():
        return web.invalid("people/users/new.html", "people/users/_form.html", form=form)
    password = passwords.initial_password(form.username.data)
    try:
        accounts.require_made_here(Role(form.role.data))
        user = accounts.create_user(
            form.username.data,
            form.name.data,
            Role(form.role.data),
            _unit(form),
            password,
            phone=form.phone.data or "",
            initial=True,
            by=g.user,
        )
    except Refused as refused:
        return web.invalid("people/users/new.html", "people/users/_form.html", form=form, refused=str(refused))
    db.session.commit()
    return _shown_once(user, password)


@bp.route("/users/<int:user_id>/edit", methods=["GET", "POST"], endpoint="edit_user")
@access.allow(Role.ADMIN)
def edit(user_id: int) -> Response:
    """Change who a person is and may do; never one's own role."""
    user = _fetch(user_id, writing=request.method == "POST")
    form = _form(UserForm())
    pages = ("people/users/edit.html", "people/users/_form.html")
    if not form.is_submitted():
        form.fill(user)
        return web.render(*pages, form=form, user=user)
    if not form.validate():
        return web.invalid(*pages, form=form, user=user)
    if form.version.data != user.version:
        return web.stale(*pages, form=form, user=user, **_versions(user, form))
    try:
        accounts.change_user(
            user,
            name=form.name.data,
            phone=form.phone.data or "",
            role=Role(form.role.data),
            unit=_unit(form),
            by=g.user,
        )
    except Refused as refused:
        return web.invalid(*pages, form=form, user=user, refused=str(refused))
    db.session.commit()
    return web.saved(f"已保存账号 {user.username}。", url_for(".user", user_id=user.id))


def _versions(user: User, form: UserForm) -> dict[str, Any]:
    saved = _form(UserForm(formdata=None))
    saved.fill(user)
    form.version.raw_data, form.version.data = None, user.version
    stored, typed = saved.shown(), form.shown()
    return {
        "stale": f"您打开表单后，别人已修改过账号 {user.username}。请对照后再保存。",
        "versions": [(name, stored[name], typed[name]) for name in stored if stored[name] != typed[name]],
    }


@bp.post("/users/<int:user_id>/disable", endpoint="disable_user")
@access.allow(Role.ADMIN)
def disable(user_id: int) -> Response:
    user = _fetch(user_id, writing=True)
    accounts.disable_user(user, g.user)
    db.session.commit()
    return web.saved(f"已停用账号 {user.username}，其登录已全部退出。", url_for(".user", user_id=user_id))


@bp.post("/users/<int:user_id>/enable", endpoint="enable_user")
@access.allow(Role.ADMIN)
def enable(user_id: int) -> Response:
    user = _fetch(user_id, writing=True)
    accounts.enable_user(user, g.user)
    db.session.commit()
    said = f"已恢复账号 {user.username}" + ("，启用后才能登录。" if user.waits_since else "。")
    return web.saved(said, url_for(".user", user_id=user_id))


@bp.post("/users/<int:user_id>/activation", endpoint="activate_user")
@access.allow(*KEEPERS)
def activate(user_id: int) -> Response:
    """Put an account of weight into use that somebody else prepared; its first password is on this one answer."""
    user = _fetch(user_id, writing=True)
    password = activation.activate(user, g.user)
    db.session.commit()
    if password:
        return _shown_once(user, password)
    return web.saved(f"已启用账号 {user.username}。", url_for(".user", user_id=user_id))


@bp.post("/users/<int:user_id>/unlocking", endpoint="unlock_user")
@access.allow(*KEEPERS)
def unlock(user_id: int) -> Response:
    """End the waits after wrong passwords."""
    user = _fetch(user_id, writing=True)
    activation.unlock(user, g.user)
    db.session.commit()
    return web.saved(f"已解除 {user.username} 的登录等待。", url_for(".user", user_id=user_id))


@bp.post("/users/<int:user_id>/sessions", endpoint="end_sessions")
@access.allow(Role.ADMIN)
def end_sessions(user_id: int) -> Response:
    """Sign the person out everywhere."""
    user = _fetch(user_id, writing=True)
    accounts.end_sessions(user)
    journal.record("session.end", "user", user.id, f"强制 {user.username} 退出登录")
    db.session.commit()
    return web.saved(f"已让 {user.username} 在所有设备上退出登录。", url_for(".user", user_id=user_id))


@bp.post("/users/<int:user_id>/password", endpoint="reset_password")
@access.allow(Role.ADMIN)
def reset_password(user_id: int) -> Response:
    """Give the account a new random password, shown once."""
    user = _fetch(user_id, writing=True)
    password = accounts.reset_password(user, g.user)
    db.session.commit()
    return _shown_once(user, password)


def _shown_once(user: User, password: str) -> Response:
    told: dict[str, Any] = {"user": user, "password": password, "is_separated": activation.is_separated()}
    return web.render("people/users/password.html", "people/users/_password.html", **told)
