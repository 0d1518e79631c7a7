"""Separated administrators (三权分立): who makes an account of weight neither puts it into use nor knows its password.

The administrator makes accounts, the security administrator (安全管理员) activates those that confirm, review or
administer, and the auditor sees both. A house that has no security administrator yet lets a second administrator
activate, or the operator on the server.
"""

from collections.abc import Sequence

from sqlalchemy import delete, exists, func, select

from tracker import journal
from tracker.choices import Role
from tracker.db import db
from tracker.people import passwords
from tracker.people.models import LoginFailure, User
from tracker.refusals import Refused


def is_separated() -> bool:
    """Whether the house has a security administrator, who then is the only one to grant."""
    guards = exists().where(User.role == Role.SECURITY, User.disabled_at.is_(None))
    return bool(db.session.scalar(select(guards)))


def may_grant(user: User) -> bool:
    """Whether the person may activate, unlock and take a lost second factor away."""
    return user.role is (Role.SECURITY if is_separated() else Role.ADMIN)


def require_granting(by: User) -> None:
    """Raises Refused for an administrator where a security administrator does it."""
    if not may_grant(by):
        raise Refused("启用账号、解除登录等待和停用动态验证码由安全管理员办理，请与其联系。")


def activate(user: User, by: User | None) -> str | None:
    """Put a waiting account into use; ``by`` is None for a command on the server.

    Whatever password it had, the one who prepared it may know it: a fresh one is returned, to be shown once and handed
    over by the one who activates. None where nothing waited.

    Raises Refused for one's own account, for one that oneself prepared, and where somebody else grants.
    """
    if user.waits_since is None:
        return None
    if by is not None:
        require_granting(by)
        if by.id in (user.id, user.prepared_by_id):
            raise Refused("账号由谁建立、改任或重置，就不能由谁启用，请由另一人办理，或由运行维护人员在服务器上启用。")
    user.waits_since = user.prepared_by_id = None
    password = passwords.give(user)
    journal.record("user.activate", "user", user.id, f"启用账号 {user.username}（{user.role.label}）")
    db.session.flush()
    return password


def unlock(user: User, by: User) -> None:
    """End the waits after wrong passwords. Raises Refused for one's own account and where somebody else grants."""
    require_granting(by)
    if user.id == by.id:
        raise Refused("自己的登录等待由另一人解除，或稍候自行结束。")
    db.session.execute(delete(LoginFailure).where(LoginFailure.username == user.username))
    journal.record("user.unlock", "user", user.id, f"解除 {user.username} 的登录等待")


def waiting() -> Sequence[User]:
    """Accounts that wait for a second person, the oldest first."""
    statement = select(User).where(User.waits_since.is_not(None), User.disabled_at.is_(None))
    return db.session.scalars(statement.order_by(User.waits_since, User.id)).all()


def count_waiting() -> int:
    waits = (User.waits_since.is_not(None), User.disabled_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(User).where(*waits)) or 0
