"""Putting a backup back: everything is verified first, what was there is kept aside, and the result is verified."""

import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, func, inspect, select

from tracker import journal
from tracker.cli import newest_schema
from tracker.clock import local, wall_now
from tracker.db import db
from tracker.files import store
from tracker.journal import AuditEntry
from tracker.people.models import LoginFailure, LoginSession, User
from tracker.refusals import Refused
from tracker.upkeep import anchors, archive, checking, copies
from tracker.upkeep.archive import DATABASE, DEMO_FILE, KEY_FILE, Manifest
from tracker.upkeep.backing import check_copy, data_dir, note, staging


def holds_data() -> bool:
    """Whether something would be replaced: accounts or journal entries, or tables that are not this version's."""
    tables = set(inspect(db.engine).get_table_names())
    if not tables:
        return False
    if not {User.__tablename__, AuditEntry.__tablename__} <= tables:
        return True
    with db.engine.connect() as connection:
        return any(connection.scalar(select(func.count()).select_from(model)) for model in (User, AuditEntry))


def restore(file: Path) -> tuple[Manifest, Path | None]:
    """Make database and stored files what the backup holds; sessions in it are ended.

    Returns what the backup says of itself and where the former database is kept. Raises Refused, with nothing changed,
    for a backup that is damaged, was made by another version or with another key, or belongs to another kind of
    database; and, after putting it back, when the result is not whole.
    """
    with staging() as folder:
        manifest = archive.unpack(file, folder)
        key = _key_for(manifest, folder)
        _refuse_unfit(manifest, key)
        former_key = current_app.config["SECRET_KEY"]
        current_app.config["SECRET_KEY"] = key
        try:
            check_copy(manifest, folder / DATABASE)
            aside = _keep_aside() if holds_data() else None
            _put_files(manifest, folder)
            copies.put_back(folder / DATABASE)
        except BaseException:
            current_app.config["SECRET_KEY"] = former_key
            raise
        for name in (KEY_FILE, DEMO_FILE):
            if name in manifest.members:
                _put(folder / name, data_dir() / name)
    _refuse_harmed(manifest, aside)
    note(file, manifest)
    anchors.forget()
    db.session.execute(delete(LoginSession))
    db.session.execute(delete(LoginFailure))
    details = {"file": file.name, "made_at": manifest.made_at}
    journal.record("backup.restore", "backup", None, f"从备份 {file.name} 恢复", details=details)
    return manifest, aside


def _key_for(manifest: Manifest, folder: Path) -> str:
    """The key in use, or the backup's own where this house has none from its operator."""
    if KEY_FILE in manifest.members and not os.environ.get("TRACKER_SECRET_KEY"):
        return (folder / KEY_FILE).read_text(errors="replace")  # a forged one will not fit the signature
    return archive.secret_key()


def _refuse_unfit(manifest: Manifest, key: str) -> None:
    if manifest.dialect != copies.dialect():
        raise Refused(f"这份备份来自 {manifest.dialect} 数据库，不能恢复到 {copies.dialect()} 数据库。")
    if manifest.schema != newest_schema():
        raise Refused(
            f"备份的数据库结构（{manifest.schema}）不是本版本的（{newest_schema()}）："
            "请用制作备份的版本恢复，再运行 flask db upgrade。"
        )
    if manifest.key_check != archive.key_check(key):
        raise Refused("密钥不是制作备份时的那个，审计记录将无法核验。请把 TRACKER_SECRET_KEY 设为原来的值后再恢复。")
    if not manifest.is_signed_with(key):
        raise Refused("备份的清单被改动过。请换一份备份。")


def _keep_aside() -> Path:
    folder = data_dir() / "before-restore"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"database-{local(wall_now()):%Y%m%d-%H%M%S-%f}"
    copies.keep_aside(target)
    return target


def _put_files(manifest: Manifest, folder: Path) -> None:
    """Stored files lie under their hash: one already there and whole is left alone."""
    for sha256 in archive.stored_hashes(manifest.members):
        place = store.path_of(sha256)
        size, _ = manifest.members[f"files/{sha256}"]
        if checking.file_harm(place, sha256, size):
            place.parent.mkdir(parents=True, exist_ok=True)
            _put(folder / f"files-{sha256}", place)


def _put(source: Path, place: Path) -> None:
    source.chmod(0o600)  # the key signs cookies, the database holds names: for the server's own user alone
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    source.replace(place)


def findings(manifest: Manifest) -> Iterator[str]:
    """What is wrong with the database and the files after a restore; uploads that the backup lacked are known."""
    with db.engine.connect() as connection:
        yield from checking.database(connection)
        if checking.counts(connection) != manifest.counts:
            yield "各表的记录数与清单不一致"
        if not manifest.missing:
            yield from checking.stored_files(connection, store.path_of)


def _refuse_harmed(manifest: Manifest, aside: Path | None) -> None:
    harm = next(findings(manifest), None)
    if harm:
        kept = f"恢复前的数据库保存在 {aside}。" if aside else ""
        raise Refused(f"恢复后核验没有通过：{harm}。{kept}")
