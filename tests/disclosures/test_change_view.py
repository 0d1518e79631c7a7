"""Changing a record, its evidence and its page: who may, and what two people at once see."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.disclosures.fields import channel_fields
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50 + b"IEND"


@pytest.fixture
def record(app: Any) -> Disclosure:
    factories.liaison()
    factories.liaison("zjj")
    return factories.disclosure(title="原标题")


def typed(record: Disclosure, **changed: Any) -> dict[str, Any]:
    return {
        "version": record.version,
        "title": record.title,
        "kind": "general",
        "formed_on": "2018-09-20",
        "published_on": "2018-10-24",
        **channel_fields(("政府网站", "http://www.tcwy.gov.cn/1.html")),
        "mode": "proactive",
        "secrecy_reviewed_by": "（测试）审查员",
        "secrecy_reviewed_on": "2018-10-08",
        "secrecy_result": "clear",
        "reason": "登记时抄错",
    } | changed


def test_it_works(record: Disclosure, sign_in: Any, manner: dict[str, str]) -> None:
    data = typed(record, published_on="2018-10-25")
    answer = sign_in("liaison-fgj").post(f"/disclosures/{record.id}/edit", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(record)
    assert (record.published_on, record.version, record.rule) == (date(2018, 10, 25), 2, "任务表20个工作日")


def test_the_form_holds_what_is_saved(record: Disclosure, sign_in: Any) -> None:
    record.channels = factories.channels(("政府网站", "http://a.b/7"), "村务公开栏")
    page = sign_in("liaison-fgj").get(f"/disclosures/{record.id}/edit").text
    for text in ('value="原标题"', 'value="2018-09-20"', 'value="http://a.b/7"', "最迟 2018-10-24 公开"):
        assert text in page
    assert re.findall(r'-on" value="yes" checked> (\S+)</label>', page) == ["政府网站", "村务公开栏"]


def test_the_second_of_two_sees_both_versions_and_loses_nothing(
    record: Disclosure, sign_in: Any, manner: dict[str, str]
) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{record.id}/edit"
    old = typed(record, title="乙改的标题", document_number="王发改〔2018〕9号")
    assert browser.post(address, data=typed(record, title="甲改的标题")).status_code == 303
    answer = browser.post(address, data=old, headers=manner)
    assert answer.status_code == 409
    assert "已被他人修改" in answer.text
    assert "<td>甲改的标题</td><td>乙改的标题</td>" in answer.text
    assert 'value="乙改的标题"' in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert browser.post(address, data=old | {"version": 2}, headers=manner).status_code == (200 if manner else 303)
    db.session.refresh(record)
    assert record.title == "乙改的标题"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_forged_version_changes_nothing(record: Disclosure, sign_in: Any, version: str) -> None:
    data = typed(record, version=version, title="新标题")
    assert sign_in("liaison-fgj").post(f"/disclosures/{record.id}/edit", data=data).status_code in (409, 422)
    db.session.refresh(record)
    assert record.title == "原标题"


@pytest.mark.parametrize("title", ["原标题", "改过的标题"])
def test_correcting_what_is_public_wants_a_reason(record: Disclosure, sign_in: Any, title: str) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{record.id}/edit"
    answer = browser.post(address, data=typed(record, title=title, document_number="补号", reason=""))
    assert answer.status_code == (303 if title == record.title else 422)
    assert ("请写明理由" in answer.text) == (title != record.title)


def test_each_version_shows_what_it_changed(record: Disclosure, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post(f"/disclosures/{record.id}/edit", data=typed(record, document_number="补号", reason=""))
    browser.post(f"/disclosures/{record.id}/edit", data=typed(record, title="甲改的标题", version=2))
    page = browser.get(f"/disclosures/{record.id}").text
    assert "登记时抄错" in page
    assert "甲改的标题</td>" in page


def test_bad_input_comes_back(record: Disclosure, sign_in: Any) -> None:
    data = typed(record, published_on="2018-09-01", title="改到一半")
    answer = sign_in("liaison-fgj").post(f"/disclosures/{record.id}/edit", data=data)
    assert answer.status_code == 422
    assert "公开日期早于" in answer.text
    assert 'value="改到一半"' in answer.text


@pytest.mark.parametrize("path", ["", "/edit", "/evidence/1"])
def test_another_unit_sees_nothing(record: Disclosure, sign_in: Any, path: str) -> None:
    assert sign_in("liaison-zjj").get(f"/disclosures/{record.id}{path}").status_code == 404


def test_another_unit_changes_nothing(record: Disclosure, sign_in: Any) -> None:
    browser = sign_in("liaison-zjj")
    assert browser.post(f"/disclosures/{record.id}/edit", data=typed(record)).status_code == 404
    sent = {"file": (BytesIO(PNG), "图.png")}
    assert browser.post(f"/disclosures/{record.id}/evidence", data=sent).status_code == 404


@pytest.mark.parametrize("person", ["leader", "office", "admin", "auditor"])
def test_others_read_and_do_not_change(record: Disclosure, sign_in: Any, person: str) -> None:
    browser = sign_in(getattr(factories, person)().username)
    page = browser.get(f"/disclosures/{record.id}")
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert browser.get(f"/disclosures/{record.id}/edit").status_code == 404
    assert browser.post(f"/disclosures/{record.id}/edit", data=typed(record)).status_code == 404


def test_evidence_is_kept_and_given_back(record: Disclosure, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{record.id}/evidence"
    sent = {"file": (BytesIO(PNG), "公开页面截图.png")}
    assert browser.post(address, data=sent, headers=manner).status_code == (200 if manner else 303)
    assert "公开页面截图.png" in browser.get(f"/disclosures/{record.id}").text
    stored = record.evidence[0]
    answer = browser.get(f"{address}/{stored.id}")
    assert answer.data == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-2:] == ["disclosure.attach", "file.download"]


def test_a_file_of_another_record_is_not_given(record: Disclosure, sign_in: Any) -> None:
    browser = sign_in("liaison-fgj")
    browser.post(f"/disclosures/{record.id}/evidence", data={"file": (BytesIO(PNG), "图.png")})
    other = factories.disclosure()
    assert browser.get(f"/disclosures/{other.id}/evidence/{record.evidence[0].id}").status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "请选择文件"), ({"file": (b"<svg/>", "图.png")}, "只接受"), ({"file": (b"", "空.pdf")}, "空")],
)
def test_what_is_no_evidence_is_refused(
    record: Disclosure, sign_in: Any, manner: dict[str, str], sent: dict[str, Any], words: str
) -> None:
    data = {name: (BytesIO(content), title) for name, (content, title) in sent.items()}
    answer = sign_in("liaison-fgj").post(f"/disclosures/{record.id}/evidence", data=data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert record.evidence == []


def test_the_same_file_is_kept_once(record: Disclosure, sign_in: Any, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{record.id}/evidence"
    browser.post(address, data={"file": (BytesIO(PNG), "截图.png")})
    answer = browser.post(address, data={"file": (BytesIO(PNG), "又一张.png")}, headers=manner)
    assert answer.status_code == 422
    assert "这份文件与已上传的“截图.png”内容相同" in answer.text
    db.session.refresh(record)
    assert len(record.evidence) == 1


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "网页.html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "网页.mhtml"),
    ],
)
def test_a_saved_page_leaves_as_an_attachment_in_which_nothing_runs(
    record: Disclosure, sign_in: Any, page: bytes, name: str
) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{record.id}/evidence"
    assert browser.post(address, data={"file": (BytesIO(page), name)}).status_code == 303
    answer = browser.get(f"{address}/{record.evidence[0].id}")
    assert record.evidence[0].name == name
    assert answer.data == page
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
