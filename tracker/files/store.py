"""Keeping uploads: content-addressed on disk, type judged by content, hash checked on the way out.

A file is written beside its place, synced and moved there before the transaction commits, so that a row never points
to a file that is not whole; a file whose transaction failed stays without a row and is harmless.
"""

import hashlib
import logging
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import current_app, g, has_app_context, has_request_context

from tracker.clock import now
from tracker.db import db
from tracker.files import scanning
from tracker.files.models import StoredFile
from tracker.forms import BIDI
from tracker.refusals import Refused

log = logging.getLogger("tracker.files")
MAX_NAME = 120
LONGEST_EXTENSION = 10
MAX_SIZE = 10 * 1024 * 1024
BINARY = "application/octet-stream"
HEAD = 4096
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*(?:<!doctype html\b|<html[\s>])", re.DOTALL)
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {"application/pdf": b"%%EOF", "image/png": b"IEND", "image/jpeg": b"\xff\xd9"}
HTML, MHTML = "text/html", "multipart/related"
EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    OFFICE["word/document.xml"]: (".docx",),
    OFFICE["xl/workbook.xml"]: (".xlsx",),
    HTML: (".html", ".htm"),
    MHTML: (".mhtml", ".mht"),
}
EVIDENCE_TYPES = frozenset(EXTENSIONS)
KNOWN = tuple(extension for extensions in EXTENSIONS.values() for extension in extensions)
MOST_UNPACKED = 100 * 1024 * 1024


def media_type(data: bytes) -> str:
    """The type that the content has, whatever its name says; BINARY when it is none that we know."""
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK"):
        try:
            names = set(zipfile.ZipFile(BytesIO(data)).namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return BINARY
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return BINARY
        for member, kind in OFFICE.items():
            if member in names:
                return kind
    return _page_type(data)


def _page_type(data: bytes) -> str:
    """A web page as browsers save it: one document of HTML, or all its parts in one message."""
    start = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if _HTML.match(start):
        return HTML
    headers = start.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return MHTML if b"mime-version:" in headers and b"multipart/related" in headers else BINARY


def evidence_refusal(data: bytes, name: str = "") -> str | None:
    """Why a file cannot be evidence, in words for the person who chose it; None when it can."""
    if not data:
        return "文件是空的，请重新选择"
    if len(data) > MAX_SIZE:
        return "文件超过10MB，请压缩或截取需要的部分后再上传"
    kind = media_type(data)
    if kind in ENDINGS and ENDINGS[kind] not in data[-1024:]:
        return "文件不完整，打不开，请重新截图或导出后再上传"
    if kind not in EVIDENCE_TYPES:
        return "只接受 PNG、JPEG 图片，PDF，不含宏的 .docx、.xlsx，以及保存的网页（.html、.mhtml）"
    if kind in OFFICE.values() and _swells(data):
        return "解开后超过100MB，请压缩其中的图片，另存后再上传"
    if claims_to_be_another(name, kind):
        return f"扩展名与内容不一致（内容是 {EXTENSIONS[kind][0]} 文件），请核对是否选对了文件"
    return scanning.refusal(data) if has_app_context() else None


def _swells(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED


def claims_to_be_another(name: str, kind: str) -> bool:
    """Whether the extension is that of another accepted type; one that says nothing is simply replaced."""
    own = EXTENSIONS[kind]
    return any(name.lower().endswith(each) for each in KNOWN if each not in own)


def keep_evidence(data: bytes, name: str) -> StoredFile:
    """Keep a file that proves something. Raises Refused when its content is of no accepted type or too large."""
    refusal = evidence_refusal(data, name)
    if refusal:
        raise Refused(f"“{clean_name(name)}”：{refusal}")
    return _keep(data, with_own_extension(clean_name(name), media_type(data)))


def with_own_extension(name: str, kind: str) -> str:
    """The name with the extension that its content has: a document called .hta would run where it is opened."""
    extensions = EXTENSIONS[kind]
    return name if name.lower().endswith(extensions) else f"{name.rpartition('.')[0] or name}{extensions[0]}"


def keep(data: bytes, name: str) -> StoredFile:
    """Store the bytes and add the row that names them. Raises Refused when the scanner does not let them pass."""
    refusal = scanning.refusal(data)
    if refusal:
        raise Refused(f"“{clean_name(name)}”：{refusal}")
    return _keep(data, name)


def _keep(data: bytes, name: str) -> StoredFile:
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if not (place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == sha256):  # a damaged one is healed
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).rename(place)
    user = g.get("user") if has_request_context() else None
    stored = StoredFile(
        sha256=sha256,
        size=len(data),
        name=clean_name(name),
        media_type=media_type(data),
        uploaded_by_id=user.id if user else None,
        uploaded_at=now(),
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def same_as(upload: Any, kept: Iterable[StoredFile]) -> StoredFile | None:
    """The kept file that has the upload's very content."""
    sha256 = hashlib.sha256(upload.read(MAX_SIZE + 1)).hexdigest()
    upload.seek(0)
    return next((each for each in kept if each.sha256 == sha256), None)


def read(stored: StoredFile) -> bytes:
    """The file's bytes as they were stored. Raises Refused when they are gone or were changed on the disk."""
    try:
        data = path_of(stored.sha256).read_bytes()
    except FileNotFoundError:
        _alarm(stored, "在磁盘上找不到")
        raise Refused(f"文件“{stored.name}”在磁盘上找不到，请联系管理员从备份恢复") from None
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        _alarm(stored, "的内容与上传时不一致")
        raise Refused(f"文件“{stored.name}”的内容与上传时不一致，已停止提供，请联系管理员")
    return data


def _alarm(stored: StoredFile, harm: str) -> None:
    """Into the server's log, and into the journal once the refusal is answered."""
    log.error("stored file %s (%s) is damaged or gone", stored.id, stored.sha256)
    if has_request_context():
        g.alarm = ("file.damaged", "stored_file", stored.id, f"文件“{stored.name}”{harm}，没有提供")


def path_of(sha256: str) -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder / "files" / sha256[:2] / sha256


def clean_name(name: str) -> str:
    """The given name as text only: no folders, no control or direction characters, at most 120 characters."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(char for char in text if char.isprintable() and char not in BIDI and char not in '"<>|:*?')
    if len(text) > MAX_NAME:
        stem, dot, extension = text.rpartition(".")
        short = dot and len(extension) <= LONGEST_EXTENSION
        text = stem[: MAX_NAME - len(extension) - 1] + dot + extension if short else text[:MAX_NAME]
    return text.strip(". ") or "未命名"
