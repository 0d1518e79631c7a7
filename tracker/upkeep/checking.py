"""Whether database, audit journal and stored files are whole; each thing that is not, in one line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker import journal
from tracker.choices import NoticeState
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.notices.models import Notice
from tracker.upkeep.archive import file_hash

MOST = 20
APPEND_ONLY = (
    "audit_entry",
    "progress_update",
    "opinion_entry",
    "rectification_entry",
    "request_entry",
    "project_entry",
    "disclosure_version",
    "secrecy_review",
    "disclosure_check",
    "link_visit",
    "interpretation_waiver",
    "circular",
    "progress_report_entry",
    "chapter_text",
    "issued_number",
    "calendar_change",
    "moved_limit",
    "spot_check",
    "carried_task",
    "reorganisation",
    "moved_share",
    "notice_follow_up",
    "opinion_rule",
    "duty_hours",
    "quarter_circular",
    "circular_withdrawal",
)


def database(connection: Connection) -> Iterator[str]:
    """The pages, the foreign keys and the audit journal of a database."""
    try:
        if connection.dialect.name == "sqlite":
            said = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
            yield from (f"数据库：{line}" for line in said if line != "ok")
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            yield from (f"数据库：表 {row[0]} 第 {row[1]} 行指向不存在的 {row[2]}" for row in broken[:MOST])
        with Session(bind=connection) as session:
            yield from islice(journal.breaks(session), MOST)
    except DBAPIError as error:
        yield f"数据库读不出来：{error.orig}"


def anchors(connection: Connection, noted: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Whether the journal still holds the entries that were its last when they were noted elsewhere, and where."""
    for where, audit in noted:
        if audit.get("last_id") is None:
            continue
        found = connection.scalar(select(AuditEntry.hash).where(AuditEntry.id == audit["last_id"]))
        if found != audit["head"]:
            yield f"审计记录 {audit['last_id']} 与{where}抄录的不一致：其后的记录可能被截去或重写"


def in_notices(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The journal's end as each issued notice bears it."""
    issued = select(Notice.document_number, Notice.content).where(Notice.state == NoticeState.ISSUED)
    for number, content in connection.execute(issued):
        if content.get("audit"):
            yield f"签发通报 {number} 时", content["audit"]


def guards(connection: Connection) -> Iterator[str]:
    """Triggers that keep the journal and the histories from being changed, and are gone."""
    if connection.dialect.name == "sqlite":
        statement = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        wanted = [f"{table}_no_{act}" for table in APPEND_ONLY for act in ("update", "delete")]
    else:
        statement = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        wanted = [f"{table}_append_only" for table in APPEND_ONLY]
    there = set(connection.execute(statement).scalars())
    yield from (f"数据库：防改动的触发器 {name} 不见了或被停用" for name in wanted if name not in there)


def stored_files(connection: Connection, path_of: Callable[[str], Path]) -> Iterator[str]:
    """Uploads that are gone from the disk or were changed there."""
    rows = connection.execute(
        select(StoredFile.sha256, func.max(StoredFile.size), func.min(StoredFile.name)).group_by(StoredFile.sha256)
    ).all()
    for sha256, size, name in rows:
        harm = file_harm(path_of(sha256), sha256, size)
        if harm:
            yield f"文件“{name}”（{sha256[:12]}…）{harm}"


def file_harm(path: Path, sha256: str, size: int) -> str | None:
    try:
        if path.stat().st_size != size:
            return "的大小与上传时不一致"
        return None if file_hash(path) == sha256 else "的内容与上传时不一致"
    except FileNotFoundError:
        return "在磁盘上找不到"
    except OSError as error:
        return f"读不出来：{error.strerror}"


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(db.metadata.tables.items())
    }


def audit_head(connection: Connection) -> dict[str, Any]:
    """Where the journal ends: worth noting outside the database, since a cut-off tail shows nowhere else."""
    last = connection.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    total = connection.scalar(select(func.count()).select_from(AuditEntry)) or 0
    return {"count": total, "last_id": last.id if last else None, "head": last.hash if last else None}
