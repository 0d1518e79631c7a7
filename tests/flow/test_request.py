"""A request from receipt to answer in a real browser, with scripts and without, and into the year's table."""

from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browsing import Live, OpenPage, settle, sign_in
from tests.flow.people import Person
from tracker.db import db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_request_is_answered(live: Live, open_page: OpenPage, tmp_path: Path, scripts: bool) -> None:
    live.app.config["TIME"] = time(10)
    with live.app.app_context():
        factories.liaison(), factories.office()
        db.session.commit()
    liaison, office = (Person(open_page(scripts=scripts), scripts) for _ in range(2))
    sign_in(liaison.page, "liaison-fgj")
    sign_in(office.page, "office")

    record(liaison)
    ask_a_third_party(liaison)
    answer(liaison, tmp_path)
    counted_for_the_year(office)
    assert office.page.url.endswith("/requests/table/2018")


def record(liaison: Person) -> None:
    """Four fields; the limit stands there as soon as the date does, or at the press of a button."""
    liaison.visit("依申请公开")
    liaison.follow("登记申请")
    liaison.fill(received_on="2018-12-03", subject="红旗街排水管网改造工程施工合同")
    if liaison.scripts:
        liaison.page.keyboard.press("Tab")
    else:
        liaison.press("计算期限（不保存）")
    liaison.sees("最迟 2018-12-24 答复")
    liaison.tick("邮寄", "商业企业")
    liaison.press("登记")
    liaison.is_told("已登记为〔2018〕1号，应于 2018-12-24 前答复（含当日）。")


def ask_a_third_party(liaison: Person) -> None:
    liaison.follow("征求第三方意见")
    liaison.fill(happened_on="2018-12-05", until="2018-12-01", note="是否同意公开报价")
    liaison.press("保存")
    liaison.sees("请填写征求意见函写明的答复期限，应晚于发函之日（2018-12-05）")
    liaison.fill(until="2018-12-26")
    liaison.press("保存")
    liaison.is_told("〔2018〕1号 已记录“征求第三方意见”，应于 2019-01-16 前答复。")
    liaison.sees("暂停，剩14个工作日")


def answer(liaison: Person, folder: Path) -> None:
    paper = folder / "答复书.png"
    paper.write_bytes(PNG)
    liaison.follow("收到第三方意见")
    liaison.fill(happened_on="2018-12-14", note="同意公开")
    liaison.press("保存")
    liaison.is_told("已记录“收到第三方意见”")
    liaison.follow("答复")
    liaison.main.locator("[name=reply]").select_option("予以公开")
    liaison.attach("evidence", paper)
    liaison.press("保存")
    liaison.is_told("〔2018〕1号 已记录“答复”，按期办结。")
    liaison.sees("答复书.png", "征求第三方意见")
    expect(liaison.main.get_by_role("link", name="答复", exact=True)).to_have_count(0)


def counted_for_the_year(office: Person) -> None:
    office.visit("依申请公开")
    office.follow("年度报告表三")
    office.sees("本年新收1件 + 上年结转0件 = 1件；办理结果总计1件 + 结转下年度0件 = 1件。两边相等，勾稽关系成立。")
    assert office.downloads("导出 .xlsx").suggested_filename == "依申请公开表三-全区-2018年-2018-12-20.xlsx"
    if office.scripts:
        settle(office.page)
