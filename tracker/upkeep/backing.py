"""Making a backup and proving it: copied while the server runs, written aside, read back, only then put in place."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, select

from tracker import journal
from tracker.cli import newest_schema
from tracker.clock import Light, wall_now
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.refusals import Refused
from tracker.upkeep import archive, checking, copies
from tracker.upkeep.archive import DATABASE, DEMO_FILE, KEY_FILE, Manifest

STATE = "last_backup.json"
TOO_OLD = timedelta(hours=26)
LEEWAY = timedelta(minutes=5)


def data_dir() -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder


@contextmanager
def staging() -> Iterator[Path]:
    """A folder beside the data for a while: the same disk, the same protection."""
    folder = Path(mkdtemp(prefix="upkeep-", dir=data_dir()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_backup(target: Path) -> Manifest:
    """Back everything up into the file and verify it; an older file of that name is replaced only then.

    Raises Refused when the place cannot be written or the copy does not stand the check.
    """
    part = target.with_name(target.name + ".part")
    if target.is_dir() or not target.parent.is_dir():
        raise Refused(f"不能写入“{target}”：请给出已有文件夹中的文件名，如 备份-2018-12-20.tar.gz。")
    try:
        with staging() as folder:
            manifest, sources = _collect(folder)
            archive.write(part, manifest, sources)
        prove(part)
        part.replace(target)
    except OSError as error:
        raise Refused(f"备份没有写成“{target}”：{error.strerror or error}。") from None
    finally:
        part.unlink(missing_ok=True)
    note(target, manifest)
    size = target.stat().st_size
    details = {"file": target.name, "size": size, "files": len(archive.stored_hashes(manifest.members))}
    journal.record("backup.make", "backup", None, f"制作并核验备份 {target.name}", details=details)
    return manifest


def _collect(folder: Path) -> tuple[Manifest, dict[str, Path]]:
    sources = {DATABASE: folder / DATABASE}
    with copies.snapshot(sources[DATABASE]) as connection:
        counts, audit = checking.counts(connection), checking.audit_head(connection)
        missing = _add_files(connection, sources)
    for name in (KEY_FILE, DEMO_FILE):
        if (data_dir() / name).exists() and (name != KEY_FILE or _key_lies_here()):
            sources[name] = data_dir() / name
    members = {name: (path.stat().st_size, archive.file_hash(path)) for name, path in sources.items()}
    key = archive.secret_key()
    manifest = Manifest(
        made_at=wall_now().isoformat(),
        dialect=copies.dialect(),
        schema=newest_schema() or "",
        key_check=archive.key_check(key),
        counts=counts,
        audit=audit,
        members=members,
        missing=tuple(missing),
    )
    return manifest.signed(key), sources


def _add_files(connection: Connection, sources: dict[str, Path]) -> list[str]:
    """Name the stored files to pack; those lost or changed are left out and told."""
    missing = []
    sizes = connection.execute(select(StoredFile.sha256, func.max(StoredFile.size)).group_by(StoredFile.sha256)).all()
    for sha256, size in sizes:
        path = store.path_of(sha256)
        harm = checking.file_harm(path, sha256, size)
        if harm:
            missing.append(f"{sha256[:12]}…{harm}")
        else:
            sources[f"files/{sha256}"] = path
    return missing


def _key_lies_here() -> bool:
    """Whether the key in use is the data folder's own: only then does it belong to the data, not to the operator."""
    return (data_dir() / KEY_FILE).read_text() == archive.secret_key()


def prove(file: Path) -> Manifest:
    """Read the backup back and check it as a restore would. Raises Refused naming what is wrong."""
    with staging() as folder:
        manifest = archive.unpack(file, folder)
        check_copy(manifest, folder / DATABASE)
        return manifest


def check_copy(manifest: Manifest, copy: Path) -> None:
    """Whether the copy of the database is whole and says what the list says.

    A PostgreSQL dump cannot be asked without a server; it is checked against its hash here and after being put back.
    """
    if manifest.dialect != copies.SQLITE:
        return
    with copies.opened(copy) as connection:
        harm = next(checking.database(connection), None)
        if harm is None and checking.counts(connection) != manifest.counts:
            harm = "各表的记录数与清单不一致"
        if harm is None and checking.audit_head(connection) != manifest.audit:
            harm = "审计记录的末条与清单不一致"
    if harm:
        raise Refused(f"备份没有通过核验：{harm}。请换一份备份。")


@dataclass(frozen=True)
class LastBackup:
    """The last backup that stood its check, as noted beside the database."""

    name: str
    made_at: datetime
    size: int
    counts: dict[str, int]
    files: int
    missing: list[str]
    audit: dict[str, Any]

    def light(self, moment: datetime) -> Light:
        age = moment - self.made_at
        hours = max(0, int(age / timedelta(hours=1)))
        if age < -LEEWAY:
            return Light("late", "●", "上次备份的时间在当前时间之后，请核对服务器时钟")
        if age > TOO_OLD:
            return Light("late", "●", f"上次备份已过去{hours}小时")
        if self.missing:
            return Light("soon", "▲", f"已备份，但缺{len(self.missing)}个文件")
        return Light("done", "✓", f"{hours}小时前已备份并核验" if hours else "刚刚备份并核验")


NEVER = Light("late", "●", "还没有核验过的备份")


def last_backup() -> LastBackup | None:
    try:
        said = json.loads((data_dir() / STATE).read_text(encoding="utf-8"))
        return LastBackup(**{**said, "made_at": datetime.fromisoformat(said["made_at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(target: Path, manifest: Manifest) -> None:
    """Remember a verified backup beside the database, with the journal's end as it was then."""
    said = {
        "name": target.name,
        "made_at": manifest.made_at,
        "size": target.stat().st_size,
        "counts": dict(manifest.counts),
        "files": len(archive.stored_hashes(manifest.members)),
        "missing": list(manifest.missing),
        "audit": dict(manifest.audit),
    }
    part = data_dir() / f"{STATE}.part"
    part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    part.replace(data_dir() / STATE)
