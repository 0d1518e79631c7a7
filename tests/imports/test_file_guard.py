"""Files that must not be opened, and what their owner is told."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from imports import bounds
from imports.guard import examine, refusal
from imports.reader import read
from tests.imports.formats import as_csv, as_docx, as_ods, ods, word
from tests.imports.sheets import book

GOOD = book("公开事项 | 责任单位\n申报要求 | 区发改局")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The good workbook with its parts changed."""
    with ZipFile(BytesIO(GOOD)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    return changed(lambda parts: parts.update({name: data}))


def in_sheet(old: bytes, new: bytes) -> bytes:
    sheet = "xl/worksheets/sheet1.xml"
    return changed(lambda parts: parts.update({sheet: parts[sheet].replace(old, new, 1)}))


def in_workbook(start: bytes) -> bytes:
    part = "xl/workbook.xml"
    return changed(lambda parts: parts.update({part: start + parts[part]}))


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 512


def rebuilt(data: bytes, changes: dict[str, bytes]) -> bytes:
    """An archive with some parts replaced or added."""
    with ZipFile(BytesIO(data)) as old:
        return packed({name: old.read(name) for name in old.namelist()} | changes)


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def old_book(name: str = "Workbook", start: bytes = b"", sheet: bytes = b"", version: int = 0x0600) -> bytes:
    """A compound file with one stream of records: the workbook's own, then one sheet's."""
    bof, eof = record(0x0809, struct.pack("<HH", version, 5) + b"\0" * 12), record(0x000A, b"")
    place = len(bof + start + eof) + 4 + 14
    listed = record(0x0085, struct.pack("<IBB", place, 0, 0) + b"\x06\0Sheet1")
    content = (bof + start + listed + eof + bof + sheet + eof).ljust(8192, b"\0")
    return compound({name: content})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams of 4096 bytes and more: header, table of sectors, directory, streams."""
    sectors, fat, entries = [], [0xFFFFFFFD, 0xFFFFFFFE], []
    for name, content in streams.items():
        first, count = len(fat), -(-len(content) // 512)
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        sectors.append(content.ljust(count * 512, b"\0"))
        entries.append((name, 2, first, len(content)))
    directory = b""
    for number, (name, kind, first, size) in enumerate([("Root Entry", 5, 0xFFFFFFFE, 0), *entries]):
        raw = (name + "\0").encode("utf-16-le")
        right = number + 1 if 0 < number < len(entries) else 0xFFFFFFFF
        child = 1 if kind == 5 else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw), kind, 1, 0xFFFFFFFF, right, child)
        directory += b"\0" * 36 + struct.pack("<III", first, size, 0)
    assert len(directory) <= 512
    header = OLE[:8] + b"\0" * 16 + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<9I", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + struct.pack(
        "<109I", *[0xFFFFFFFF] * 109
    )
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return header[:512] + table + directory.ljust(512, b"\0") + b"".join(sectors)


def test_it_works() -> None:
    assert refusal(GOOD) is None


KINDS = {
    "xlsx": GOOD,
    "docx": as_docx(GOOD),
    "ods": as_ods(GOOD),
    "csv": as_csv(GOOD),
    "xls": (Path(__file__).parent / "fixtures" / "分解表.xls").read_bytes(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_judged_by_content(kind: str) -> None:
    assert examine(KINDS[kind]) == (kind, None)
    assert (refusal(KINDS[kind]) is None) == (kind == "xlsx")


def test_an_old_workbook_made_by_hand_passes() -> None:
    assert examine(old_book()) == ("xls", None)


def test_what_is_embedded_does_not_count() -> None:
    assert examine(old_book() + "WordDocument".encode("utf-16-le")) == ("xls", None)


REFUSED = {
    "empty": (b"", "空的"),
    "too large": (b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024), "超过 10 MB"),
    "html named xlsx": (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "rtf": (b"{\\rtf1 ...", "RTF"),
    "picture": (b"\x89PNG\r\n\x1a\n", "图片"),
    "spreadsheet xml": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "no more than the start of an old workbook": (stream("Workbook"), "损坏"),
    "old doc": (stream("WordDocument"), "旧版 Word"),
    "encrypted": (stream("EncryptedPackage"), "密码"),
    "old workbook with a password": (old_book(start=record(0x2F, b"\0" * 6)), "密码"),
    "old workbook with links": (old_book(start=record(0x01AE, b"\1\0\5\0\0abcde")), "外部链接"),
    "old workbook with macro sheet": (old_book(start=record(0x85, b"\0\0\0\0\0\1\1\0x")), "宏"),
    "old workbook with macros": (
        compound({"Workbook": b"\0" * 4096, "_VBA_PROJECT_CUR": b"\0" * 4096}),
        "宏",
    ),
    "very old workbook": (old_book(version=0x0500), "Excel 95"),
    "very old stream": (old_book("Book"), "Excel 95"),
    "old workbook of a claimed size": (
        old_book(sheet=record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))),
        "表格过大",
    ),
    "old workbook of a size below nought": (
        old_book(sheet=record(0x0200, struct.pack("<IIHHH", 9, 3, 0, 7, 0))),
        "损坏",
    ),
    "old workbook with far cells": (
        old_book(sheet=record(0x0203, b"\0" * 14) + record(0x0203, b"\xff\xff\xff\0" + b"\0" * 10)),
        "表格过大",
    ),
    "old workbook without sheets": (compound({"Workbook": b"\0" * 4096}), "损坏"),
    "old workbook that runs in a circle": (
        old_book()[:512] + old_book()[512:].replace(struct.pack("<I", 3), struct.pack("<I", 2), 1),
        "损坏",
    ),
    "old document": (compound({"WordDocument": b"\0" * 4096, "1Table": b"\0" * 4096}), "旧版 Word"),
    "docx with macros": (rebuilt(word(), {"word/vbaProject.bin": b"x"}), "宏"),
    "docx with an entity": (rebuilt(word(), {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "DOCTYPE"),
    "docx that joins others": (
        rebuilt(word(), {"word/_rels/document.xml.rels": b'<Relationships Type="http://x/subDocument"/>'}),
        "子文档",
    ),
    "docx bomb": (rebuilt(word(), {"word/document.xml": b"<x>" + b"<y/>" * 7_000_000 + b"</x>"}), "异常庞大"),
    "docx of a million cells": (
        rebuilt(word(), {"word/document.xml": b"<x>" + b"<w:tc/>" * 700_000 + b"</x>"}),
        "表格过大",
    ),
    "ods with a password": (
        rebuilt(ods(""), {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "密码",
    ),
    "ods with links": (ods("<table:table><table:table-source/></table:table>"), "外部链接"),
    "ods with macros": (rebuilt(ods(""), {"Basic/script-lc.xml": b"<x/>"}), "宏"),
    "ods of a million cells": (ods("<table:table-cell/>" * 700_000), "表格过大"),
    "ods with an entity": (rebuilt(ods(""), {"content.xml": b"<!DOCTYPE x><x/>"}), "DOCTYPE"),
    "binary behind text": (b"a,b\n\0\1\2\3" * 10, "无法识别"),
    "random bytes": (bytes(range(256)) * 8, "无法识别"),
    "cut short": (GOOD[: len(GOOD) // 2], "损坏"),
    "only the start": (GOOD[:40], "损坏"),
    "no more than the names of a docx": (
        packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}),
        "损坏",
    ),
    "odt": (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "OpenDocument"),
    "no type": (packed({"content.xml": b"<x/>"}), "损坏"),
    "xlsb": (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}), "xlsb"),
    "zip of files": (packed({"a.txt": b"x"}), "不是 .xlsx"),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "宏"),
    "macro type": (
        changed(
            lambda p: p.update(
                {"[Content_Types].xml": p["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main")}
            )
        ),
        "宏",
    ),
    "external links": (with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "外部链接"),
    "many parts": (changed(lambda p: p.update({f"xl/x{n}.xml": b"<x/>" for n in range(300)})), "部件"),
    "bomb": (with_part("xl/worksheets/sheet9.xml", b"<x>" + b" " * (60 * 1024 * 1024) + b"</x>"), "异常庞大"),
    "bomb in parts": (changed(lambda p: p.update({f"xl/m{n}.xml": b" " * 2**24 for n in range(8)})), "异常庞大"),
    "doctype": (in_workbook(b'<!DOCTYPE x [<!ENTITY a "b">]>'), "DOCTYPE"),
    "entity in a sheet": (in_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "DOCTYPE"),
    "entity in relations": (with_part("xl/_rels/workbook.xml.rels", b"<!ENTITY x 'y'><r/>"), "DOCTYPE"),
    "doctype in utf-16": (
        with_part("xl/styles.xml", "<?xml version='1.0'?><!DOCTYPE a><a/>".encode("utf-16")),
        "DOCTYPE",
    ),
    "unusual encoding": (with_part("xl/styles.xml", b'<?xml version="1.0" encoding="IBM037"?><a/>'), "损坏"),
    "utf-7": (with_part("xl/styles.xml", b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE"), "损坏"),
    "ebcdic": (with_part("xl/styles.xml", "<?xml version='1.0'?><!DOCTYPE a><a/>".encode("cp037")), "损坏"),
    "strict workbook": (
        changed(
            lambda p: p.update(
                {
                    "xl/workbook.xml": p["xl/workbook.xml"].replace(
                        b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml/spreadsheetml"
                    )
                }
            )
        ),
        "Strict",
    ),
    "a million cells": (
        in_sheet(b"<sheetData>", b"<sheetData>" + b"<row>" + b"<c/>" * 700_000 + b"</row>"),
        "表格过大",
    ),
    "a million rows": (in_sheet(b"<sheetData>", b"<sheetData>" + b"<row/>" * 200_000), "表格过大"),
    "a million merges": (
        in_sheet(b"</sheetData>", b"</sheetData>" + b'<mergeCell ref="A1:B2"/>' * 200_000),
        "表格过大",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_one_plain_sentence(name: str) -> None:
    data, said = REFUSED[name]
    found = read(data, f"{name}.xlsx", year=2018)
    (problem,) = found.errors
    assert said in problem.message
    assert problem.message.startswith(f"《{name}.xlsx》：")
    assert "请" in problem.message
    assert found.tables == ()


def test_a_header_that_lies_about_the_size_is_seen_through() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(GOOD)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/zzz.xml", b"<x>" + b" " * (3 * bounds.MAX_UNPACKED // 2) + b"</x>")
    true_size = (3 * bounds.MAX_UNPACKED // 2 + 7).to_bytes(4, "little")
    assert out.getvalue().count(true_size) >= 1
    lying = out.getvalue().replace(true_size, (1000).to_bytes(4, "little"))
    assert refusal(lying) is not None


def test_a_wrong_checksum_is_damage() -> None:
    checksum = zlib.crc32(b"<x>abc</x>").to_bytes(4, "little")
    out = BytesIO()
    with ZipFile(BytesIO(GOOD)) as old, ZipFile(out, "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/note.xml", b"<x>abc</x>")
    assert refusal(out.getvalue()) is None
    assert "损坏" in (refusal(out.getvalue().replace(checksum, b"\1\2\3\4")) or "")


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(GOOD)
    start = data.find(b"PK\x01\x02")
    while start != -1:
        data[start + 8] |= 1
        start = data.find(b"PK\x01\x02", start + 4)
    assert "密码" in (refusal(bytes(data)) or "")


def test_a_name_used_twice_is_damage() -> None:
    out = BytesIO(GOOD)
    with ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert "损坏" in (refusal(out.getvalue()) or "")


def test_the_message_shows_a_plain_name() -> None:
    (problem,) = read(b"", "../../etc/\u202e表\u0007.xlsx", year=2018).errors
    assert problem.file == "表.xlsx"
