"""May a packed file (.xlsx, .docx, .ods) be opened? Its parts are listed, then unpacked through a counter.

Nothing is written to disk and nothing trusts what a header says.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from imports.bounds import (
    MAX_CELLS,
    MAX_DOCUMENT,
    MAX_MERGES,
    MAX_PARTS,
    MAX_ROWS,
    MAX_UNPACKED,
    MEGABYTE,
    SAVE_AS,
    damaged,
    too_large,
    too_many_cells,
)

Packed = Literal["xlsx", "docx", "ods"]

MAX_RATIO = 100
# A table of repeated phrases packs very well; only what also grows large is suspicious.
RATIO_COUNTS_FROM = 20 * MEGABYTE

_MACROS = "文件带有宏，为安全起见不能上传。请另存为不带宏的 .xlsx 再上传。"
_ENCRYPTED = "文件设有密码，无法读取。请取消密码并另存为 .xlsx 再上传。"
_LINKED = "文件引用了其他工作簿的数据（外部链接），不能保证内容完整。请断开链接、粘贴为数值，另存为 .xlsx 再上传。"
_JOINED = "文档引用了其他文件的内容（子文档），不能保证内容完整。请把表格复制到 Excel 中，另存为 .xlsx 再上传。"
_CHUNK = 256 * 1024
_COUNTED: dict[Packed, dict[bytes, str]] = {
    "xlsx": {b"c": "cells", b"row": "rows", b"mergeCell": "merges"},
    "docx": {b"tc": "cells", b"tr": "rows"},
    "ods": {b"table-cell": "cells", b"covered-table-cell": "cells", b"table-row": "rows"},
}
_PATTERNS = {kind: re.compile(rb"<(?:\w+:)?(" + b"|".join(tags) + rb")[\s/>]") for kind, tags in _COUNTED.items()}
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
_SHEET_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def examine(data: bytes) -> tuple[Packed | None, str | None]:
    """What kind of file this archive is, and why it may not be opened; of the two, one is None."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            kind, refused = _kind(archive)
            refused = refused or _refuse_sizes(archive.infolist())
            if kind is not None and refused is None:
                refused = _refuse_parts(archive, kind, data)
            return (kind, None) if refused is None else (None, refused)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return None, damaged()
    except (KeyError, IndexError, OverflowError, MemoryError):
        return None, damaged()


def _kind(archive: ZipFile) -> tuple[Packed | None, str | None]:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return None, f"文件内部有 {len(parts)} 个部件，超过 {MAX_PARTS} 个的上限。请只保留任务分解表，另存后再上传。"
    if any(part.flag_bits & 0x1 for part in parts):
        return None, _ENCRYPTED
    names = Counter(part.filename.replace("\\", "/").lower() for part in parts)
    if max(names.values(), default=0) > 1:
        return None, damaged()
    if any(
        name.rsplit("/", 1)[-1].startswith("vbaproject") or name.startswith(("basic/", "scripts/")) for name in names
    ):
        return None, _MACROS
    if any("/externallinks/" in f"/{name}" for name in names):
        return None, _LINKED
    if "xl/workbook.bin" in names:
        return None, f"这是二进制工作簿（.xlsb），暂不能读取。{SAVE_AS}。"
    if "[content_types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx", None
    if "[content_types].xml" in names and "word/document.xml" in names:
        return "docx", None
    if "content.xml" in names:
        with archive.open("mimetype") as stream:
            is_sheet = stream.read(100).strip() == _SHEET_TYPE
        return ("ods", None) if is_sheet else (None, f"这个 OpenDocument 文件不是电子表格（.ods）。{SAVE_AS}。")
    return None, f"这是压缩包，但不是 .xlsx 工作簿。{SAVE_AS}。"


def _refuse_sizes(parts: list[ZipInfo]) -> str | None:
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        return too_large()
    if any(_swells(part.file_size, part.compress_size) for part in parts):
        return too_large()
    return None


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)


def _refuse_parts(archive: ZipFile, kind: Packed, data: bytes) -> str | None:
    total = 0
    counts: Counter[str] = Counter()
    for part in archive.infolist():
        if part.is_dir():
            continue
        room = MAX_UNPACKED - total
        if kind == "docx" and part.filename.lower() == "word/document.xml":
            room = min(room, MAX_DOCUMENT)
        size, refused = _read_part(archive, part, room, counts if _is_counted(kind, part) else None, kind)
        total += size
        if refused is None and _swells(size, len(data)):
            refused = too_large()
        if refused is not None:
            return refused
    return None


def _is_counted(kind: Packed, part: ZipInfo) -> bool:
    name = part.filename.lower()
    if kind == "xlsx":
        return name.startswith("xl/") and not name.startswith("xl/media/")
    return name == ("word/document.xml" if kind == "docx" else "content.xml")


def _read_part(
    archive: ZipFile, part: ZipInfo, room: int, counts: Counter[str] | None, kind: Packed
) -> tuple[int, str | None]:
    """Unpack one part in pieces; give its true size and why it is refused, if it is."""
    size, rest, first = 0, b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                return size, too_large()
            piece = rest + (chunk.replace(b"\0", b"") if b"\0" in chunk else chunk)
            refused = (_refuse_start(part, piece) if first else None) or _refuse_markup(part, piece)
            first = False
            cut = piece.rfind(b">") + 1
            if counts is not None:
                _count(piece[:cut], counts, kind)
                refused = refused or _refuse_counts(counts)
            if refused is not None:
                return size, refused
            # Half a tag waits for its other half; text longer than any tag needs only its last signs.
            rest = piece[cut:] if len(piece) - cut <= _CHUNK else piece[-16:]
    return size, None


def _refuse_start(part: ZipInfo, piece: bytes) -> str | None:
    """An XML part must be in an encoding in which the search for declarations can see them."""
    if not part.filename.lower().endswith((".xml", ".rels")):
        return None
    start = piece[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    declared = _ENCODING.match(start)
    if not start.startswith(b"<") or (declared and declared.group(1).strip().lower() not in _PLAIN_ENCODINGS):
        return damaged()
    if b"purl.oclc.org/ooxml" in piece[:8192]:
        return "文件存成了“Strict Open XML”格式，暂不能读取。请另存为普通的“Excel 工作簿（*.xlsx）”再上传。"
    if b"macroEnabled" in piece and part.filename.lower() == "[content_types].xml":
        return _MACROS
    return None


def _refuse_markup(part: ZipInfo, piece: bytes) -> str | None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        return f"文件内部含有不允许的声明（DOCTYPE 或 ENTITY），为安全起见不能读取。{SAVE_AS}。"
    name = part.filename.lower()
    if name == "content.xml" and b"<table:table-source" in piece:
        return _LINKED
    if name == "meta-inf/manifest.xml" and b"encryption-data" in piece:
        return _ENCRYPTED
    if name == "word/_rels/document.xml.rels" and (b"/subDocument" in piece or b"/aFChunk" in piece):
        return _JOINED
    return None


def _count(piece: bytes, counts: Counter[str], kind: Packed) -> None:
    for tag, times in Counter(_PATTERNS[kind].findall(piece)).items():
        counts[_COUNTED[kind][tag]] += times


def _refuse_counts(counts: Counter[str]) -> str | None:
    if counts["cells"] <= MAX_CELLS and counts["rows"] <= MAX_ROWS and counts["merges"] <= MAX_MERGES:
        return None
    return too_many_cells()
