"""Making a secret address, finding what it opens, and revoking it. The address itself is told once and kept nowhere."""

import secrets

from sqlalchemy import func, select

from tracker import journal
from tracker.choices import Role
from tracker.clock import local, now
from tracker.db import db
from tracker.feeds.models import FeedKey, may_hold
from tracker.journal import Actor
from tracker.people.access import digest
from tracker.people.models import User
from tracker.refusals import Refused

MOST = 5
RANDOM_BYTES = 32


def create(by: User, name: str) -> tuple[FeedKey, str]:
    """A new address of the person's own feed: the key, and the random part that goes into the address.

    Raises Refused for an account that has no feed, and when five addresses are in use.
    """
    unit_id = None if by.role is Role.OFFICE else by.unit_id
    if not may_hold(by, unit_id):
        raise Refused("您的账号没有所属单位，暂时不能订阅。请联系管理员在“人员”中指定单位。")
    in_use = select(func.count()).where(FeedKey.user_id == by.id, FeedKey.revoked_at.is_(None))
    if (db.session.scalar(in_use) or 0) >= MOST:
        raise Refused(f"最多同时使用{MOST}个订阅地址，请先停用不再使用的地址。")
    token = secrets.token_urlsafe(RANDOM_BYTES)
    key = FeedKey(user=by, unit_id=unit_id, name=name, token_hash=digest(token), created_at=now())
    db.session.add(key)
    db.session.flush()
    journal.record("feed.create", "feed_key", key.id, f"生成日历订阅地址“{name}”")
    return key, token


def find(token: str) -> FeedKey | None:
    """The key that the address opens; None alike for one that never was, was revoked or whose owner is gone.

    Found by the hash: how long that takes tells nothing of how much of an address was right.
    """
    key = db.session.scalar(select(FeedKey).where(FeedKey.token_hash == digest(token)))
    return key if key is not None and key.serves else None


def revoke(key: FeedKey, by: User) -> None:
    """Let the address open nothing any more. Raises Refused for one that is another's or revoked already."""
    if key.user_id != by.id:
        raise Refused("这是他人的订阅地址，只能由本人停用。")
    if key.revoked_at is not None:
        raise Refused(f"订阅地址“{key.name}”已经停用，不必重复办理。")
    key.revoked_at = now()
    db.session.flush()
    journal.record("feed.revoke", "feed_key", key.id, f"停用日历订阅地址“{key.name}”")


def was_used_today(key: FeedKey) -> bool:
    return key.last_used_at is not None and local(key.last_used_at).date() == local(now()).date()


def note_use(key_id: int) -> None:
    """Remember the first reading of a day, which is enough to see which addresses are still in use."""
    key = db.session.scalar(select(FeedKey).where(FeedKey.id == key_id).with_for_update(of=FeedKey))
    if key is None or was_used_today(key):
        return
    key.last_used_at = now()
    db.session.flush()
    user = key.user
    actor = Actor(user.id, user.name, user.role.value, user.unit.short_name if user.unit else None)
    journal.record("feed.read", "feed_key", key.id, f"日历程序读取订阅“{key.name}”，每日只记首次", actor=actor)
