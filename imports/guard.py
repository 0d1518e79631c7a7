"""May this file be opened at all? Judged by content and size, before any XML is parsed.

Nothing is written to disk and nothing trusts what a header says: each part is unpacked through a counter.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

MEGABYTE = 1024 * 1024
MAX_FILE = 10 * MEGABYTE
MAX_PARTS = 200
MAX_UNPACKED = 100 * MEGABYTE
MAX_RATIO = 100
# A table of repeated phrases packs very well; only what also grows large is suspicious.
RATIO_COUNTS_FROM = 20 * MEGABYTE
MAX_CELLS = 600_000
MAX_ROWS = 100_000
MAX_MERGES = 100_000

SAVE_AS = "请用 WPS 或 Excel 打开后另存为 .xlsx 再上传"

_CHUNK = 256 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", f"这是 PDF 文件，不是电子表格。请找到原来的电子表格，{SAVE_AS[1:]}。"),
    (b"{\\rtf", f"这是 RTF 文档，不是电子表格。请把其中的表格复制到 Excel 中，{SAVE_AS[1:]}。"),
    (b"Rar!", "这是压缩包，不是电子表格。请先解压，再上传其中的 .xlsx 文件。"),
    (b"7z\xbc\xaf", "这是压缩包，不是电子表格。请先解压，再上传其中的 .xlsx 文件。"),
    (b"\x89PNG", "这是图片，不是电子表格。请上传原来的 .xlsx 文件。"),
    (b"\xff\xd8\xff", "这是图片，不是电子表格。请上传原来的 .xlsx 文件。"),
)


def refusal(data: bytes) -> str | None:
    """Why these bytes may not be opened, as one or two Chinese sentences; None if they are a plain .xlsx workbook."""
    if not data:
        return "文件是空的（0 字节）。请检查文件是否保存完整，再重新上传。"
    if len(data) > MAX_FILE:
        return f"文件有 {len(data) / MEGABYTE:.1f} MB，超过 10 MB 的上限。请删去图片和无关的工作表后再上传。"
    if data.startswith(_OLE):
        return _refuse_ole(data)
    if not data.startswith(b"PK\x03\x04"):
        return _refuse_other(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _refuse_members(archive.infolist()) or _refuse_parts(archive, data)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return _damaged()
    except (KeyError, IndexError, OverflowError, MemoryError):
        return _damaged()


def _damaged() -> str:
    return f"文件已损坏或没有下载完整，无法打开。{SAVE_AS}。"


def _refuse_ole(data: bytes) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return "文件设有打开密码，无法读取。请取消密码并另存为 .xlsx 再上传。"
    if has("WordDocument"):
        return "这是旧版 Word 文档（.doc 或 .wps），暂不能读取。请把表格复制到 Excel 中，另存为 .xlsx 再上传。"
    if has("Workbook") or has("Book"):
        return f"这是旧版电子表格（.xls 或 .et），暂不能读取。{SAVE_AS}。"
    return f"无法识别这个文件的格式。{SAVE_AS}。"


def _refuse_other(data: bytes) -> str:
    for start, words in _STARTS:
        if data.startswith(start):
            return words
    text = data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<div")):
        return f"这是网页（HTML）文件，只是名称像电子表格。{SAVE_AS}。"
    if text.startswith(b"<"):
        return f"这是 XML 文本，不是 .xlsx 工作簿。{SAVE_AS}。"
    if data.startswith(b"PK"):
        return _damaged()
    if _is_text(data):
        return f"这是文本（.csv 或 .txt）文件，暂不能读取。{SAVE_AS}。"
    return f"无法识别这个文件的格式，它不是 .xlsx 工作簿。{SAVE_AS}。"


def _is_text(data: bytes) -> bool:
    """UTF-8 or GB18030 text without control characters; a character cut off at the end does not count."""
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(sign < 32 and sign not in b"\t\r\n\f" for sign in start):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(min(4, len(start))):
            try:
                start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _refuse_members(parts: list[ZipInfo]) -> str | None:
    if len(parts) > MAX_PARTS:
        return f"文件内部有 {len(parts)} 个部件，超过 {MAX_PARTS} 个的上限。请只保留任务分解表，另存后再上传。"
    if any(part.flag_bits & 0x1 for part in parts):
        return "文件设有密码，无法读取。请取消密码并另存为 .xlsx 再上传。"
    names = Counter(part.filename.replace("\\", "/").lower() for part in parts)
    if max(names.values(), default=0) > 1:
        return _damaged()
    if any(name.rsplit("/", 1)[-1].startswith("vbaproject") for name in names):
        return "文件带有宏，为安全起见不能上传。请另存为不带宏的 .xlsx 再上传。"
    if any("/externallinks/" in f"/{name}" for name in names):
        return "文件引用了其他工作簿的数据（外部链接），不能保证内容完整。请断开链接、粘贴为数值，另存为 .xlsx 再上传。"
    if "xl/workbook.bin" in names:
        return f"这是二进制工作簿（.xlsb），暂不能读取。{SAVE_AS}。"
    if "word/document.xml" in names:
        return "这是 Word 文档（.docx），暂不能读取。请把表格复制到 Excel 中，另存为 .xlsx 再上传。"
    if "content.xml" in names:
        return f"这是 OpenDocument 文件（.ods），暂不能读取。{SAVE_AS}。"
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        return f"这是压缩包，但不是 .xlsx 工作簿。{SAVE_AS}。"
    return _refuse_sizes(parts)


def _refuse_sizes(parts: list[ZipInfo]) -> str | None:
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        return _too_large()
    if any(_swells(part.file_size, part.compress_size) for part in parts):
        return _too_large()
    return None


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)


def _too_large() -> str:
    return "文件解开后异常庞大，为安全起见不能上传。请新建工作簿，只粘贴任务分解表的内容，另存为 .xlsx 再上传。"


def _refuse_parts(archive: ZipFile, data: bytes) -> str | None:
    total = 0
    counts: Counter[str] = Counter()
    for part in archive.infolist():
        if part.is_dir():
            continue
        size, refused = _read_part(archive, part, MAX_UNPACKED - total, counts)
        total += size
        if refused is None and _swells(size, len(data)):
            refused = _too_large()
        if refused is not None:
            return refused
    return None


def _read_part(archive: ZipFile, part: ZipInfo, room: int, counts: Counter[str]) -> tuple[int, str | None]:
    """Unpack one part in pieces; give its true size and why it is refused, if it is."""
    size, rest, first = 0, b"", True
    is_sheet = part.filename.lower().startswith("xl/") and not part.filename.lower().startswith("xl/media/")
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                return size, _too_large()
            piece = rest + (chunk.replace(b"\0", b"") if b"\0" in chunk else chunk)
            refused = (_refuse_start(part, piece) if first else None) or _refuse_markup(piece)
            first = False
            cut = piece.rfind(b">") + 1
            if is_sheet:
                _count(piece[:cut], counts)
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
        return _damaged()
    if b"purl.oclc.org/ooxml" in piece[:8192]:
        return "文件存成了“Strict Open XML”格式，暂不能读取。请另存为普通的“Excel 工作簿（*.xlsx）”再上传。"
    if b"macroEnabled" in piece and part.filename.lower() == "[content_types].xml":
        return "文件带有宏，为安全起见不能上传。请另存为不带宏的 .xlsx 再上传。"
    return None


def _refuse_markup(piece: bytes) -> str | None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        return f"文件内部含有不允许的声明（DOCTYPE 或 ENTITY），为安全起见不能读取。{SAVE_AS}。"
    return None


def _count(piece: bytes, counts: Counter[str]) -> None:
    counts["cells"] += len(_CELL.findall(piece))
    counts["rows"] += len(_ROW.findall(piece))
    counts["merges"] += len(_MERGE.findall(piece))


def _refuse_counts(counts: Counter[str]) -> str | None:
    if counts["cells"] <= MAX_CELLS and counts["rows"] <= MAX_ROWS and counts["merges"] <= MAX_MERGES:
        return None
    return (
        f"表格过大：最多读取 {MAX_ROWS // 10_000} 万行、{MAX_CELLS // 10_000} 万个单元格。"
        "请删去表格下方和右侧的空白行列，另存后再上传。"
    )
