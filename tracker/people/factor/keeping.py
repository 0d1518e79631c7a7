"""A person's second factor: prepared, confirmed by a first code, asked for at each login, taken away when lost."""

import hashlib
import secrets

from flask import current_app
from sqlalchemy import delete, func, select

from tracker import journal
from tracker.choices import Role
from tracker.clock import wall_now
from tracker.db import db
from tracker.people.factor import codes
from tracker.people.models import RecoveryCode, SecondFactor, User
from tracker.refusals import Refused

ROLES = (Role.ADMIN, Role.SECURITY, Role.OFFICE, Role.AUDITOR)
RECOVERY_CODES = 8
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike on paper
WRONG = "验证码不正确或已经用过，请输入验证器当前显示的6位数字"


def of(user: User) -> SecondFactor | None:
    """The person's factor, also one that is not confirmed yet."""
    return db.session.scalar(select(SecondFactor).where(SecondFactor.user_id == user.id))


def is_on(user: User) -> bool:
    factor = of(user)
    return factor is not None and factor.confirmed_at is not None


def is_missing(user: User) -> bool:
    """Whether the house asks this person for a factor that is not there yet."""
    return current_app.config["SECOND_FACTOR"] == "required" and user.role in ROLES and not is_on(user)


def seed_of(factor: SecondFactor) -> bytes:
    return codes.seed(str(current_app.config["SECRET_KEY"]), factor.user_id, factor.nonce)


def prepare(user: User) -> SecondFactor:
    """A fresh secret to be put into the telephone; worth nothing until a code of it was typed.

    Raises Refused when the person has a factor: it must be given up first.
    """
    factor = of(user)
    if factor is not None and factor.confirmed_at is not None:
        raise Refused("已经启用了动态验证码。要换手机，请先停用，再重新启用。")
    if factor is None:
        factor = SecondFactor(user_id=user.id, nonce=secrets.token_hex(32), last_step=0)
        db.session.add(factor)
        db.session.flush()
        journal.record("factor.prepare", "user", user.id, f"{user.username} 准备启用动态验证码")
    return factor


def confirm(user: User, typed: str) -> list[str]:
    """Put the prepared factor into force. The recovery codes are returned to be shown once and kept nowhere.

    Raises Refused for a wrong code and when nothing was prepared.
    """
    factor = of(user)
    if factor is None or factor.confirmed_at is not None:
        raise Refused("请先取得密钥，再输入验证码。")
    step = codes.matching_step(seed_of(factor), _digits(typed), _now(), factor.last_step)
    if step is None:
        raise Refused(WRONG)
    factor.confirmed_at, factor.last_step = wall_now(), step
    fresh = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hashed(code)) for code in fresh)
    journal.record("factor.confirm", "user", user.id, f"{user.username} 启用动态验证码")
    db.session.flush()
    return fresh


def check(user: User, typed: str) -> bool:
    """Whether the code is right; a code of the telephone and one on paper each serve once."""
    factor = db.session.scalar(select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update())
    if factor is None or factor.confirmed_at is None:
        return False
    step = codes.matching_step(seed_of(factor), _digits(typed), _now(), factor.last_step)
    if step is not None:
        factor.last_step = step
        return True
    paper = select(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hashed(typed))
    found = db.session.scalar(paper.with_for_update())
    if found is None:
        return False
    db.session.delete(found)
    journal.record("factor.recover", "user", user.id, f"{user.username} 使用恢复码登录")
    return True


def codes_left(user: User) -> int:
    return db.session.scalar(select(func.count()).where(RecoveryCode.user_id == user.id)) or 0


def remove(user: User) -> None:
    """Give the factor up: by the person, or by another administrator when the telephone is lost."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    journal.record("factor.remove", "user", user.id, f"停用 {user.username} 的动态验证码")
    db.session.flush()


def _now() -> int:
    return codes.step_of(wall_now().timestamp())


def _digits(typed: str) -> str:
    return "".join(typed.split())


def _recovery_code() -> str:
    text = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _hashed(code: str) -> str:
    """Sixty bits of chance need no slow hash."""
    return hashlib.sha256("".join(code.lower().split()).replace("-", "").encode()).hexdigest()
