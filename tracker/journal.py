"""The audit journal: append-only, each entry chained to the one before by an HMAC, in the same transaction as the act.

The key is derived from the application's secret and never stored, so that whoever can write the database alone cannot
forge the chain. Database triggers refuse UPDATE and DELETE (migration ``append_only``).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, has_request_context, request
from sqlalchemy import JSON, String, event, inspect, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from tracker import differences
from tracker.clock import wall_now
from tracker.db import READING, Instant, Model, db

GENESIS = "0" * 64
CHAIN_LOCK = 610202  # one advisory lock for all writers of the chain: the district's own number


@dataclass(frozen=True)
class Actor:
    """Who acts, as known at the moment: the journal keeps the name and role of then."""

    id: int | None
    name: str
    role: str
    unit: str | None


SYSTEM = Actor(None, "命令行", "system", None)
STRANGER = Actor(None, "未登录", "stranger", None)


class AuditEntry(Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(80))
    actor_role: Mapped[str] = mapped_column(String(16))
    actor_unit: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64), index=True)
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int | None]
    result: Mapped[str] = mapped_column(String(16))
    summary: Mapped[str] = mapped_column(String(300))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def digest(self, key: bytes) -> str:
        """The HMAC-SHA256 over the previous hash and every field of this entry in canonical JSON."""
        fields = {
            name: getattr(self, name)
            for name in (
                "actor_id",
                "actor_name",
                "actor_role",
                "actor_unit",
                "address",
                "request_id",
                "action",
                "object_type",
                "object_id",
                "result",
                "summary",
                "details",
            )
        }
        fields["at"] = self.at.isoformat()
        if self.changes:  # entries of before this column keep their digests
            fields["changes"] = self.changes
        canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(key, (self.previous_hash + canonical).encode(), hashlib.sha256).hexdigest()


def acting() -> Actor:
    """Who acts just now."""
    who: Actor | None = g.get("actor")
    return who or (STRANGER if has_request_context() else SYSTEM)


def chain_key() -> bytes:
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), b"audit chain", hashlib.sha256).digest()


def record(
    action: str,
    object_type: str,
    object_id: int | None,
    summary: str,
    *,
    details: Mapping[str, Any] | None = None,
    result: str = "ok",
    actor: Actor | None = None,
) -> AuditEntry:
    """Append one entry inside the caller's transaction; when it cannot be written, the act fails with it.

    What the transaction changed up to here is added by itself (``differences``); ``details`` holds what else is worth
    telling, as JSON values, never secrets. ``actor`` defaults to the signed-in person.
    """
    db.session.flush()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    who = actor or acting()
    entry = AuditEntry(
        at=wall_now(),
        actor_id=who.id,
        actor_name=who.name,
        actor_role=who.role,
        actor_unit=who.unit,
        address=(request.remote_addr or "") if has_request_context() else "",
        request_id=g.get("request_id", "") if has_request_context() else "",
        action=action,
        object_type=object_type,
        object_id=object_id,
        result=result,
        summary=_one_line(summary),
        details=dict(details or {}),
        changes=differences.take(db.session()) or None,
        previous_hash=last or GENESIS,
    )
    entry.hash = entry.digest(chain_key())
    db.session.add(entry)
    db.session.flush()
    db.session().info["last"] = (action, object_type, object_id, summary, actor)
    return entry


def _one_line(summary: str) -> str:
    return "".join(char if char.isprintable() else " " for char in summary)[:300]


RECORDED, STORED = "tracker.recorded", "tracker.stored"


class Unrecorded(RuntimeError):
    """A request was about to store something of which the journal says nothing: a fault of ours, so nothing is kept."""


def _wrote(session: Session, what: object) -> None:
    kind = what if isinstance(what, type) else type(what)
    if kind is AuditEntry:
        session.info["recorded"] = True
    elif not getattr(kind, "needs_no_record", False):
        session.info["wrote"] = kind.__name__


def _note_flush(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted, *filter(_is_told, session.dirty)):
        _wrote(session, row)
    differences.note(session)


def _is_told(row: object) -> bool:
    """Whether more of it changed than what is reckoned from the rest."""
    attributes = inspect(row).attrs
    return any(each.history.has_changes() for each in attributes if each.key not in differences.UNTOLD)


def _note_statement(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete or state.is_insert) and state.bind_mapper is not None:
        _wrote(state.session, state.bind_mapper.class_)


def _require_record(session: Session) -> None:
    """No request that writes may commit before its journal entry stands, whichever view forgot it.

    What the same request stores after the act, such as counts for the next page, needs no second entry, also where that
    is done in a session of its own.
    """
    if not has_request_context() or request.method in READING or session.in_nested_transaction():
        return
    session.flush()
    if "recorded" in session.info:
        request.environ[RECORDED] = True
    elif "wrote" in session.info and RECORDED not in request.environ:
        raise Unrecorded(f"{request.method} {request.endpoint} changed {session.info['wrote']} without an entry")


def _tell_the_rest(session: Session) -> None:
    """What an act changed after its entry was written stands in a second one."""
    if "last" not in session.info or session.in_nested_transaction():
        return
    session.flush()
    if differences.are_left(session):
        action, object_type, object_id, summary, actor = session.info["last"]
        record(action, object_type, object_id, f"{summary}（续）", actor=actor)


def _note_commit(session: Session) -> None:
    if "recorded" in session.info and has_request_context():
        request.environ[STORED] = True
    _forget(session)


def is_stored() -> bool:
    """Whether the act of this request stands already, whatever fails afterwards."""
    return bool(request.environ.get(STORED))


def _forget(session: Session, ended: SessionTransaction | None = None) -> None:
    if ended is not None and ended.nested:
        return
    session.info.pop("wrote", None)
    session.info.pop("recorded", None)
    session.info.pop("last", None)
    differences.forget(session)


event.listen(db.session, "after_flush", _note_flush)
event.listen(db.session, "do_orm_execute", _note_statement)
event.listen(db.session, "before_commit", _tell_the_rest)
event.listen(db.session, "before_commit", _require_record)
event.listen(db.session, "after_commit", _note_commit)
event.listen(db.session, "after_soft_rollback", _forget)


def head() -> dict[str, Any] | None:
    """Where the chain ends now, to be kept elsewhere: a cut-off tail shows only against such a note."""
    last = db.session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return {"last_id": last.id, "head": last.hash} if last else None


def breaks(session: Session | None = None) -> Iterator[str]:
    """Walk the whole chain and name each entry that does not follow from the one before.

    ``session`` stands for another database than the application's, such as one in a backup.
    """
    previous, key = GENESIS, chain_key()
    for entry in (session or db.session).scalars(select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        if entry.previous_hash != previous:
            yield f"审计记录 {entry.id} 与前一条不衔接：其间有记录被删除、调换或插入"
        elif entry.hash != entry.digest(key):
            yield f"审计记录 {entry.id} 的内容被改动"
        previous = entry.hash
