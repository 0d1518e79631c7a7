"""Stored files: named as text, typed by content, whole on the way in and checked on the way out."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask

from tracker.db import db
from tracker.files import store
from tracker.refusals import Refused

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"


def archive(*names: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 \xff\xd9", "image/jpeg"),
        (b"%PDF-1.7 %%EOF", "application/pdf"),
        (archive("word/document.xml"), store.OFFICE["word/document.xml"]),
        (archive("xl/workbook.xml"), store.OFFICE["xl/workbook.xml"]),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), store.BINARY),
        (b"PK\x03\x04 broken", store.BINARY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", store.BINARY),
        (b"<html>", store.HTML),
        (b"\xef\xbb\xbf\n<!-- saved from url=(0021)http://www.tcwy.gov.cn/ -->\n<!DOCTYPE html><html>", store.HTML),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n--", store.MHTML),
        (b"Subject: x\n\nMIME-Version: 1.0 multipart/related", store.BINARY),
        (b"<htmlx>", store.BINARY),
    ],
)
def test_the_content_says_the_type(data: bytes, kind: str) -> None:
    assert store.media_type(data) == kind


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n", "不完整"),
        (b"%PDF-1.7 cut off", "不完整"),
        (b"<script>alert(1)</script>", "只接受"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "只接受"),
        (PNG + b"0" * store.MAX_SIZE, "超过10MB"),
    ],
)
def test_what_cannot_be_evidence_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert why in (store.evidence_refusal(data) or "")


def test_a_whole_picture_is_evidence() -> None:
    assert store.evidence_refusal(PNG) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("截图.png", "截图.png"),
        ("../../etc/passwd", "passwd"),
        (r"C:\temp\a.xlsx", "a.xlsx"),
        ('a"b\r\n<c>.pdf', "abc.pdf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("...", "未命名"),
        ("长" * 200 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_a_name_is_text_only(given: str, kept: str) -> None:
    assert store.clean_name(given) == kept


def test_equal_contents_lie_once(app: Flask) -> None:
    first, second = store.keep(PNG, "一.png"), store.keep(PNG, "二.png")
    assert first.id != second.id
    assert store.path_of(first.sha256) == store.path_of(second.sha256)
    assert store.read(second) == PNG
    assert [path.name for path in store.path_of(first.sha256).parent.iterdir()] == [first.sha256]


@pytest.mark.parametrize(
    ("harm", "said"), [(lambda path: path.unlink(), "找不到"), (lambda path: path.write_bytes(PNG + b"!"), "不一致")]
)
def test_a_file_that_is_gone_or_changed_is_not_handed_out(app: Flask, harm: object, said: str) -> None:
    stored = store.keep(PNG, "一.png")
    db.session.commit()
    harm(store.path_of(stored.sha256))  # type: ignore[operator]
    with pytest.raises(Refused, match=said):
        store.read(stored)


@pytest.mark.parametrize(
    ("name", "agrees"),
    [("截图.png", True), ("截图", True), ("截图.hta", True), ("批复.PDF", False), ("页面.html", False)],
)
def test_a_name_that_claims_another_type_is_refused(name: str, agrees: bool) -> None:
    assert ("扩展名与内容不一致" in (store.evidence_refusal(PNG, name) or "")) is not agrees


def test_what_swells_when_it_is_unpacked_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * (store.MOST_UNPACKED + 1))
    assert "解开后超过100MB" in (store.evidence_refusal(file.getvalue(), "a.docx") or "")
