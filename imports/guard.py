"""May this file be opened at all, and as what? Judged by content and size, never by name, before anything is parsed."""

from __future__ import annotations

from typing import Literal

from imports import archives, old_workbook
from imports.bounds import MAX_FILE, MEGABYTE, SAVE_AS, damaged
from imports.compound import MAGIC, Compound, Damaged

Kind = Literal["xlsx", "docx", "ods", "xls", "csv"]

_STREAMS = ("encryptedpackage", "worddocument", "workbook", "book")
_STARTS = (
    (b"%PDF", f"这是 PDF 文件，不是电子表格。请找到原来的电子表格，{SAVE_AS[1:]}。"),
    (b"{\\rtf", f"这是 RTF 文档，不是电子表格。请把其中的表格复制到 Excel 中，{SAVE_AS[1:]}。"),
    (b"Rar!", "这是压缩包，不是电子表格。请先解压，再上传其中的 .xlsx 文件。"),
    (b"7z\xbc\xaf", "这是压缩包，不是电子表格。请先解压，再上传其中的 .xlsx 文件。"),
    (b"\x89PNG", "这是图片，不是电子表格。请上传原来的 .xlsx 文件。"),
    (b"\xff\xd8\xff", "这是图片，不是电子表格。请上传原来的 .xlsx 文件。"),
)


def refusal(data: bytes) -> str | None:
    """Why these bytes are no .xlsx workbook that may be opened, in Chinese sentences; None if they are one."""
    kind, refused = examine(data)
    return refused if kind in (None, "xlsx") else f"这不是 .xlsx 工作簿。{SAVE_AS}。"


def examine(data: bytes) -> tuple[Kind | None, str | None]:
    """What these bytes are, and why they may not be opened, in Chinese sentences; of the two, one is None."""
    if not data:
        return None, "文件是空的（0 字节）。请检查文件是否保存完整，再重新上传。"
    if len(data) > MAX_FILE:
        said = f"文件有 {len(data) / MEGABYTE:.1f} MB，超过 10 MB 的上限。请删去图片和无关的工作表后再上传。"
        return None, said
    if data.startswith(b"PK\x03\x04"):
        return archives.examine(data)
    if data.startswith(MAGIC):
        refused = _refuse_compound(data)
        return (None, refused) if refused else ("xls", None)
    refused = _refuse_other(data)
    return (None, refused) if refused else ("csv", None)


def _refuse_compound(data: bytes) -> str | None:
    try:
        names = Compound(data).top
    except Damaged:
        names = {name for name in _STREAMS if name.encode("utf-16-le") in data.lower()}
    if "encryptedpackage" in names:
        return "文件设有打开密码，无法读取。请取消密码并另存为 .xlsx 再上传。"
    if "worddocument" in names:
        return (
            "这是旧版 Word 文档（.doc 或 .wps），不能读取。请另存为 .docx，或把表格复制到 Excel 中另存为 .xlsx 再上传。"
        )
    if names & {"workbook", "book"}:
        return old_workbook.examine(data)
    return f"无法识别这个文件的格式。{SAVE_AS}。"


def _refuse_other(data: bytes) -> str | None:
    for start, words in _STARTS:
        if data.startswith(start):
            return words
    text = data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<div")):
        return f"这是网页（HTML）文件，只是名称像电子表格。{SAVE_AS}。"
    if text.startswith(b"<"):
        return f"这是 XML 文本，不是 .xlsx 工作簿。{SAVE_AS}。"
    if data.startswith(b"PK"):
        return damaged()
    return (
        None
        if _is_text(data)
        else f"无法识别这个文件的格式：它不是 .xlsx 等表格文件，文字编码也不是 UTF-8 或 GB18030。{SAVE_AS}。"
    )


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
