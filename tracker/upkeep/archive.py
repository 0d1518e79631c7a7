"""The file of a backup: one .tar.gz with a signed list of what is in it, the database's copy and the stored files."""

import gzip
import hashlib
import hmac
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from flask import current_app

from tracker.refusals import Refused

FORMAT = 1
MANIFEST, DATABASE, KEY_FILE, DEMO_FILE = "manifest.json", "database", "secret_key", "demo.json"
LARGEST_MANIFEST = 64 * 1024 * 1024
CHUNK = 1024 * 1024
_STORED = re.compile(r"files/([0-9a-f]{64})")
_DAMAGE = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, UnicodeError)


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. ``members`` maps each name to its size and SHA-256; ``missing`` names lost uploads."""

    made_at: str
    dialect: str
    schema: str
    key_check: str
    counts: Mapping[str, int]
    audit: Mapping[str, Any]
    members: Mapping[str, tuple[int, str]]
    missing: tuple[str, ...] = ()
    format: int = FORMAT
    signature: str = field(default="", compare=False)

    def signed(self, key: str) -> "Manifest":
        return Manifest(**{**asdict(self), "signature": self._mac(key)})

    def is_signed_with(self, key: str) -> bool:
        return hmac.compare_digest(str(self.signature).encode(), self._mac(key).encode())

    def _mac(self, key: str) -> str:
        content = {name: value for name, value in asdict(self).items() if name != "signature"}
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(key.encode(), b"backup" + canonical.encode(), hashlib.sha256).hexdigest()


def key_check(key: str) -> str:
    """Tells whether two keys are the same without telling the key."""
    return hmac.new(key.encode(), b"key check", hashlib.sha256).hexdigest()[:16]


def secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])


def file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(path: Path, manifest: Manifest, sources: Mapping[str, Path]) -> None:
    """Write the archive; it is synced to the disk before this returns."""
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            tar.addfile(_header(MANIFEST, len(content)), io.BytesIO(content))
            for name, (size, _) in manifest.members.items():
                with sources[name].open("rb") as stream:
                    tar.addfile(_header(name, size), stream)
        raw.flush()
        os.fsync(raw.fileno())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def unpack(path: Path, folder: Path) -> Manifest:
    """Lay the archive's parts into the folder, each checked against the list; nothing outside it is written.

    Raises Refused when the file is no backup, is damaged, or holds more or less than its list says.
    """
    try:
        _read_to_the_end(path)
        with tarfile.open(path, "r:gz") as tar:
            manifest = _manifest(tar)
            seen = [_lay(tar, member, manifest, folder) for member in tar if member.name != MANIFEST]
    except FileNotFoundError:
        raise Refused(f"找不到备份文件“{path}”。") from None
    except _DAMAGE as error:
        raise Refused(f"“{path.name}”不是本系统的备份，或已损坏（{error}）。请换一份备份。") from None
    except OSError as error:
        raise Refused(f"备份文件“{path}”读不出来：{error.strerror}。") from None
    if lost := sorted(set(manifest.members) - set(seen)):
        raise Refused(f"备份“{path.name}”不完整，缺少{len(lost)}项，如 {lost[0]}。请换一份备份。")
    return manifest


def _read_to_the_end(path: Path) -> None:
    """The checksum of the whole stream stands at its end, behind the archive's last part."""
    with gzip.open(path) as stream:
        while stream.read(CHUNK):
            pass


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == MANIFEST and first.isreg() else None
    if first is None or stream is None or first.size > LARGEST_MANIFEST:
        raise tarfile.TarError("没有清单")
    try:
        content = json.loads(stream.read())
        content["members"] = {name: (int(size), str(digest)) for name, (size, digest) in content["members"].items()}
        content["missing"] = tuple(content["missing"])
        manifest = Manifest(**content)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise tarfile.TarError("清单看不懂") from None
    if manifest.format != FORMAT:
        raise tarfile.TarError(f"格式 {manifest.format} 不是本版本能读的")
    return manifest


def _lay(tar: tarfile.TarFile, member: tarfile.TarInfo, manifest: Manifest, folder: Path) -> str:
    name = member.name
    known = name in (DATABASE, KEY_FILE, DEMO_FILE) or _STORED.fullmatch(name)
    stream = tar.extractfile(member) if known and member.isreg() and name in manifest.members else None
    if stream is None:
        raise tarfile.TarError("含有清单以外的内容")
    target = folder / name.replace("/", "-")
    size, digest = _write_out(stream, target)
    if (size, digest) != manifest.members[name]:
        raise tarfile.TarError(f"{name} 的内容与清单不一致")
    return name


def _write_out(stream: IO[bytes], target: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return size, digest.hexdigest()


def stored_hashes(members: Iterable[str]) -> list[str]:
    """The hashes of the stored files among the members."""
    return [found.group(1) for name in members if (found := _STORED.fullmatch(name))]
