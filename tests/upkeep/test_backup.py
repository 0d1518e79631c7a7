"""Backup, restore and verify: the drill, and every kind of damage."""

import json
import sqlite3
import tarfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from app import create_app
from tests import factories
from tests.client import apart
from tests.databases import SETTINGS
from tracker import journal
from tracker.db import db
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.people.models import LoginSession, Unit
from tracker.upkeep.backing import last_backup

Command = Callable[..., Result]
Act = Callable[..., Result]


@pytest.fixture
def busy(app: Flask) -> str:
    """A house with people, a session, journal entries and one stored file; the file's hash."""
    liaison = factories.liaison("fgj")
    factories.admin()
    session = {"token_hash": "x" * 64, "user_id": liaison.id, "address": "", "created_at": factories.now()}
    factories.add(LoginSession(seen_at=factories.now(), **session))
    for number in range(5):
        journal.record("task.update", "assignment", number, f"更新进展{number}")
    return store.keep(b"%PDF-1.4 evidence", "证据.pdf").sha256


@pytest.fixture
def made(busy: str, command: Command, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    answer = command("backup", file)
    assert (answer.exit_code, answer.stderr) == (0, "")
    return file


def rows() -> tuple[int, int, int]:
    db.session.rollback()
    db.session.expire_all()
    models = (Unit, AuditEntry, StoredFile)
    one, two, three = (db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models)
    return one, two, three


def house(folder: Path, **settings: object) -> Act:
    """Another house's commands: its own folder, its own database."""
    folder.mkdir(exist_ok=True)
    url = f"sqlite:///{folder / 'tracker.db'}"
    other = create_app({**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, **settings}, mode="test")

    def run(*arguments: object) -> Result:
        answer: Result = apart(FlaskCliRunner(other).invoke, args=[str(each) for each in arguments])
        with other.app_context():
            db.session.remove()
            db.engine.dispose()
        return answer

    return run


@pytest.mark.databases("sqlite")
def test_the_restore_drill(made: Path, busy: str, tmp_path: Path) -> None:
    elsewhere = house(tmp_path / "new")
    answer = elsewhere("restore", made)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert elsewhere("verify").exit_code == 0
    assert (tmp_path / "new" / "files" / busy[:2] / busy).read_bytes() == b"%PDF-1.4 evidence"
    with closing(sqlite3.connect(tmp_path / "new" / "tracker.db")) as connection:
        assert connection.execute("SELECT count(*) FROM unit").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM login_session").fetchone() == (0,)
        assert connection.execute("SELECT summary FROM audit_entry ORDER BY id DESC").fetchone()[0].startswith("从备份")


def test_back_to_the_day_of_the_backup(app: Flask, made: Path, busy: str, command: Command) -> None:
    before = rows()
    factories.unit("zjj")
    store.path_of(busy).unlink()
    assert command("verify").exit_code == 1
    answer = command("restore", made)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "恢复前的数据库保存在" in answer.stdout
    assert rows() == before
    assert command("verify").stdout == "核验通过：数据库、审计记录和上传的文件都完整。\n"


def test_the_journal_tells_of_backup_and_restore(app: Flask, made: Path, command: Command) -> None:
    command("backup", made.with_name("second.tar.gz"))
    said = list(db.session.scalars(select(AuditEntry.summary).where(AuditEntry.object_type == "backup")))
    assert said == ["制作并核验备份 backup.tar.gz", "制作并核验备份 second.tar.gz"]


def test_the_key_in_the_data_folder_goes_with_the_data(tmp_path: Path) -> None:
    first = house(tmp_path / "a", SECRET_KEY="")
    key = (tmp_path / "a" / "secret_key").read_text()
    first = house(tmp_path / "a", SECRET_KEY=key)
    (tmp_path / "a" / "demo.json").write_text('{"today": "2018-12-20"}')
    assert first("load-units").exit_code == 0
    assert first("backup", tmp_path / "x.tar.gz").exit_code == 0
    assert house(tmp_path / "b")("restore", tmp_path / "x.tar.gz").exit_code == 0
    assert (tmp_path / "b" / "secret_key").read_text() == key
    assert (tmp_path / "b" / "secret_key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b" / "demo.json").exists()
    assert house(tmp_path / "b", SECRET_KEY=key)("verify").exit_code == 0


@pytest.mark.databases("sqlite")
def test_another_key_is_refused(made: Path, tmp_path: Path) -> None:
    answer = house(tmp_path / "new", SECRET_KEY="another key, as long as the first one was")("restore", made)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert "密钥不是制作备份时的那个" in answer.stderr


@pytest.mark.databases("sqlite")
def test_an_older_backup_put_back_is_the_new_anchor(app: Flask, made: Path, command: Command) -> None:
    for number in range(3):
        journal.record("task.update", "assignment", number, f"后来的进展{number}")
    assert command("backup", made.with_name("later.tar.gz")).exit_code == 0
    assert command("restore", made).exit_code == 0
    assert command("verify").exit_code == 0


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("place", [0.02, 0.3, 0.5, 0.7, 0.99])
def test_a_flipped_byte_is_refused(app: Flask, made: Path, command: Command, place: float) -> None:
    before = rows()
    data = bytearray(made.read_bytes())
    data[int(len(data) * place)] ^= 0xFF
    made.write_bytes(data)
    answer = command("restore", made)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert rows() == before


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b" + b"\0" * 40])
def test_what_is_no_backup_is_refused(app: Flask, command: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    answer = command("restore", tmp_path / "x")
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert "不是本系统的备份" in answer.stderr


@pytest.mark.databases("sqlite")
def test_a_truncated_backup_is_refused(app: Flask, made: Path, command: Command) -> None:
    made.write_bytes(made.read_bytes()[:-20])
    assert command("restore", made).exit_code == 1


def repacked(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive with its parts changed, packed again in good order."""
    with tarfile.open(file) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}
    change(parts)
    with tarfile.open(file, "w:gz") as tar:
        for name, data in parts.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            tar.addfile(header, BytesIO(data))


def edit_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changes).encode()

    return change


def swap_evidence(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("files/"))
    parts[name] = parts[name].replace(b"evidence", b"forgery!")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (swap_evidence, "与清单不一致"),
        (lambda parts: parts.pop("database"), "缺少1项"),
        (lambda parts: parts.update({"../evil": b"x"}), "清单以外"),
        (lambda parts: parts.update({"files/passwd": b"x"}), "清单以外"),
        (edit_manifest(schema="0000"), "不是本版本的"),
        (edit_manifest(dialect="postgresql"), "postgresql"),
        (edit_manifest(format=99), "格式 99"),
        (edit_manifest(counts={}), "清单被改动过"),
        (edit_manifest(members=[1, 2]), "清单看不懂"),
        (edit_manifest(more=1), "清单看不懂"),
        (edit_manifest(signature="签名"), "清单被改动过"),
        (edit_manifest(signature=7), "清单被改动过"),
    ],
)
def test_a_forged_backup_is_refused(
    app: Flask, made: Path, command: Command, change: Callable[[dict[str, bytes]], None], message: str
) -> None:
    before = rows()
    repacked(made, change)
    answer = command("restore", made)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert message in answer.stderr
    assert rows() == before
    assert not (made.parent / "evil").exists()


@pytest.mark.databases("sqlite")
def test_a_backup_replaces_the_older_one_only_when_it_stands(
    app: Flask, made: Path, command: Command, busy: str
) -> None:
    old = made.read_bytes()
    harm_journal("UPDATE audit_entry SET summary = '没有这回事' WHERE id = 2")
    answer = command("backup", made)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "审计记录 2 的内容被改动" in answer.stderr
    assert made.read_bytes() == old
    assert list(made.parent.glob("*.part")) == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", ["no/such/folder/x.tar.gz", "."])
def test_a_place_that_cannot_be_written(app: Flask, command: Command, tmp_path: Path, name: str) -> None:
    answer = command("backup", tmp_path / name)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)


@pytest.mark.databases("sqlite")
def test_a_lost_upload_is_told_and_the_rest_backed_up(app: Flask, busy: str, command: Command, tmp_path: Path) -> None:
    store.path_of(busy).unlink()
    answer = command("backup", tmp_path / "x.tar.gz")
    assert answer.exit_code == 0
    assert "在磁盘上找不到" in answer.stderr
    last = last_backup()
    assert last is not None
    assert len(last.missing) == 1


def harm_journal(statement: str) -> None:
    for act in ("update", "delete"):
        db.session.connection().exec_driver_sql(f"DROP TRIGGER audit_entry_no_{act}")
    db.session.connection().exec_driver_sql(statement)
    db.session.commit()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ("UPDATE audit_entry SET summary = '没有这回事' WHERE id = 2", "审计记录 2 的内容被改动"),
        ("DELETE FROM audit_entry WHERE id = 2", "审计记录 3 与前一条不衔接"),
        ("DELETE FROM audit_entry WHERE id >= 5", "与上次备份时抄录的不一致"),
    ],
)
def test_verify_sees_harm_to_the_journal(app: Flask, made: Path, command: Command, harm: str, message: str) -> None:
    assert command("verify").exit_code == 0
    harm_journal(harm)
    answer = command("verify")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert message in answer.stderr


def test_verify_sees_a_changed_upload(app: Flask, busy: str, command: Command) -> None:
    path = store.path_of(busy)
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)
    answer = command("verify")
    assert (answer.exit_code, answer.stderr) == (1, f"文件“证据.pdf”（{busy[:12]}…）的内容与上传时不一致\n")
    path.unlink()
    assert "在磁盘上找不到" in command("verify").stderr


@pytest.mark.databases("sqlite")
def test_verify_sees_a_broken_reference(app: Flask, busy: str, command: Command) -> None:
    db.session.commit()
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        connection.execute("DELETE FROM unit")
        connection.commit()
    answer = command("verify")
    assert answer.exit_code == 1
    assert "指向不存在的 unit" in answer.stderr


@pytest.mark.databases("sqlite")
def test_a_backup_under_load_holds_what_was_acknowledged(
    app: Flask, busy: str, command: Command, tmp_path: Path
) -> None:
    db.session.commit()
    acknowledged, stop = [0], threading.Event()
    file = db.engine.url.database

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=10)) as connection:
            while not stop.is_set():
                values = (f"u{acknowledged[0]}", f"单位{acknowledged[0]}", f"单{acknowledged[0]}", "department")
                connection.execute(
                    "INSERT INTO unit (code, name, short_name, kind, position, version) VALUES (?, ?, ?, ?, 0, 1)",
                    values,
                )
                connection.commit()
                acknowledged[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while acknowledged[0] < 20:
            time.sleep(0.01)
        before = acknowledged[0]
        answer = command("backup", tmp_path / "x.tar.gz")
    finally:
        stop.set()
        writer.join()
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert house(tmp_path / "new")("restore", tmp_path / "x.tar.gz").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "new" / "tracker.db")) as connection:
        assert before < connection.execute("SELECT count(*) FROM unit").fetchone()[0] <= acknowledged[0] + 1
