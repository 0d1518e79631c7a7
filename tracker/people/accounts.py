"""Accounts: made, changed, disabled and given a new password by an administrator; never deleted."""

import re
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select

from tracker import journal
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import activation, passwords
from tracker.people.models import LoginFailure, LoginSession, Unit, User
from tracker.refusals import Refused

UNIT_ROLES = (Role.LIAISON, Role.LEADER)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}", re.ASCII)
USERNAME_RULE = "登录名为2至40个小写字母、数字或 . _ -，以字母或数字开头"
IDLE_DAYS = 90
WATCHED = (Role.OFFICE, Role.LEADER, Role.ADMIN)  # an account of these needs a second person's word
ON_SERVER = (Role.AUDITOR, Role.SECURITY)  # they watch over the administrators, who therefore do not touch them


def create_user(
    username: str,
    name: str,
    role: Role,
    unit: Unit | None,
    password: str,
    *,
    phone: str = "",
    initial: bool = False,
    by: User | None = None,
) -> User:
    """Add an account. An ``initial`` password must be changed at the first login, within a week.

    What a person makes (``by``, None for a command on the server) waits for a second one where the role is watched.

    Raises Refused when the login name is malformed or was ever used, the unit does not fit the role, or the password
    is too weak.
    """
    if not USERNAME.fullmatch(username):
        raise Refused(f"登录名“{username}”不合要求：{USERNAME_RULE}。")
    if db.session.scalar(select(User.id).where(User.username == username)) is not None:
        raise Refused(f"登录名“{username}”已经用过。停用的账号也不能再用同一登录名，请换一个。")
    _check_unit(role, unit)
    weakness = passwords.weakness(password, username, words_of(unit))
    if weakness:
        raise Refused(f"{weakness}。")
    user = User(
        username=username,
        name=name,
        phone=phone,
        role=role,
        unit_id=unit.id if unit else None,
        password_hash=passwords.hashed(password),
        must_change_password=initial,
        password_until=wall_now() + passwords.INITIAL_VALID if initial else None,
        password_set_at=wall_now(),
        created_at=wall_now(),
    )
    _wait_for_another(user, by)
    db.session.add(user)
    db.session.flush()
    details = {"role": role.value, "unit": unit.code if unit else None}
    journal.record("user.create", "user", user.id, f"新建账号 {username}（{role.label}）", details=details)
    return user


def require_made_here(role: Role) -> None:
    """Raises Refused for an account whose first password an administrator would otherwise read."""
    if role in ON_SERVER:
        raise Refused(
            f"{role.label}的账号不由管理员建立，请在服务器上运行 flask create-user 登录名 --role {role.value}。"
        )


def require_not_watcher(user: User) -> None:
    """Whoever administers must not slip into the account of those who watch over it. Raises Refused."""
    if user.role in ON_SERVER:
        raise Refused(
            f"{user.role.label}的角色、密码和停用不由管理员办理，请运行维护人员在服务器上执行 "
            "flask reset-password 或 flask disable-user。"
        )


def change_user(user: User, *, name: str, phone: str, role: Role, unit: Unit | None, by: User) -> None:
    """Change who the person is and may do; a change of role or unit ends the person's sessions.

    Raises Refused for one's own role or unit, for the last administrator's role, and for a unit that does not fit.
    """
    _check_unit(role, unit)
    unit_id = unit.id if unit else None
    if (role, unit_id) != (user.role, user.unit_id):
        if user is by:
            raise Refused("不能修改自己的角色和单位，请由另一位管理员办理。")
        require_not_watcher(user)
        if role in ON_SERVER:
            raise Refused(f"{role.label}不能由原有账号改任，请为其新建账号：谁办理过业务，谁就不{_duty(role)}。")
        if user.role is Role.ADMIN:
            _keep_an_administrator(user)
        end_sessions(user)
    is_promoted = role is not user.role
    new = {"name": name, "phone": phone, "role": role, "unit_id": unit_id}
    changed = {field: [getattr(user, field), value] for field, value in new.items() if getattr(user, field) != value}
    for field, (_, value) in changed.items():
        setattr(user, field, value)
    if is_promoted:
        _wait_for_another(user, by)
    if changed:
        details = {field: both for field, both in changed.items() if field != "phone"}
        journal.record("user.change", "user", user.id, f"修改账号 {user.username}", details=details)
    db.session.flush()


def disable_user(user: User, by: User | None) -> None:
    """Close the account and end its sessions at once; ``by`` is None for a command on the server.

    Raises Refused for oneself, for an auditor disabled by an administrator, and for the last of either.
    """
    if user.disabled_at is not None:
        return
    if user is by:
        raise Refused("不能停用自己的账号，请由另一位管理员办理。")
    if by is not None:
        require_not_watcher(user)
    if user.role in ON_SERVER:
        _keep_one(user, f"请先用 flask create-user 新建另一位{user.role.label}")
    if user.role is Role.ADMIN:
        _keep_an_administrator(user)
    user.disabled_at = wall_now()
    end_sessions(user)
    journal.record("user.disable", "user", user.id, f"停用账号 {user.username}")
    db.session.flush()


def enable_user(user: User, by: User | None) -> None:
    if user.disabled_at is not None:
        user.disabled_at = None
        if activation.is_separated():
            _wait_for_another(user, by)
        journal.record("user.enable", "user", user.id, f"恢复账号 {user.username}")
        db.session.flush()


def reset_password(user: User, by: User | None) -> str:
    """Give the account a random password, valid for a week and to be changed at once; end its sessions.

    The password is returned to be shown once and kept nowhere; where the account now waits for another person, that one
    is given another instead. ``by`` is None for a command on the server. Raises
    Refused for one's own account, and for an auditor's that an administrator would open.
    """
    if user is by:
        raise Refused("自己的密码请在右上角“修改密码”中更改。")
    if by is not None:
        require_not_watcher(user)
    if activation.is_separated():
        _wait_for_another(user, by)
    password = passwords.give(user)
    end_sessions(user)
    db.session.execute(delete(LoginFailure).where(LoginFailure.username == user.username))
    journal.record("user.password_reset", "user", user.id, f"重置 {user.username} 的密码")
    db.session.flush()
    return password


def words_of(unit: Unit | None) -> list[str]:
    """What a person of the unit would think of first: its names and its code, but for a code as short as a syllable."""
    if unit is None:
        return []
    names = [unit.name, unit.short_name, *(name.text for name in unit.names)]
    return [*names, *(name.removeprefix("区") for name in names), *([unit.code] if len(unit.code) > 3 else [])]


def is_idle(days: int = IDLE_DAYS) -> ColumnElement[bool]:
    """Accounts in use that nobody signed in with for so long, and that are not newer than that."""
    since = wall_now() - timedelta(days=days)
    seen = select(AuditEntry.actor_id).where(AuditEntry.action == "session.begin", AuditEntry.at > since)
    recently = seen.where(AuditEntry.actor_id.is_not(None))
    return User.disabled_at.is_(None) & (User.created_at < since) & User.id.not_in(recently)


def disable_idle(days: int) -> list[User]:
    """Disable them; the last administrator and the last auditor stay. Who was disabled."""
    done = []
    for user in db.session.scalars(select(User).where(is_idle(days)).order_by(User.id)).all():
        try:
            disable_user(user, None)
        except Refused:
            continue
        done.append(user)
    return done


def end_sessions(user: User) -> None:
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _wait_for_another(user: User, by: User | None) -> None:
    """Who knows a watched account's password, or gave it its role, does not put it into use alone."""
    if by is not None:
        is_watched = user.role in WATCHED
        user.waits_since, user.prepared_by_id = (wall_now(), by.id) if is_watched else (None, None)


def _duty(role: Role) -> str:
    return "审计" if role is Role.AUDITOR else "授权"


def _check_unit(role: Role, unit: Unit | None) -> None:
    if role in UNIT_ROLES and unit is None:
        raise Refused(f"{role.label}要有所属单位，请选择单位。")
    if role not in UNIT_ROLES and unit is not None:
        raise Refused(f"{role.label}面向全区，不属于某个单位，请不选单位。")


def _keep_an_administrator(user: User) -> None:
    _keep_one(user, "请先新建另一位管理员")


def _keep_one(user: User, what_first: str) -> None:
    usable = (User.disabled_at.is_(None), User.waits_since.is_(None))
    others = select(func.count()).where(User.role == user.role, *usable, User.id != user.id)
    if not db.session.scalar(others):
        raise Refused(f"这是最后一位可用的{user.role.label}，{what_first}。")
