"""Importing in a real browser: a heading explained, a later version compared, both taken back, a long one cancelled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browsing import Live, OpenPage, sign_in
from tests.databases import join_readings
from tests.flow.people import Person
from tests.intake.sheets import HEADINGS, ROWS, TITLE, changed, district, workbook
from tracker.db import db

ODD = ("甲", "乙", "公开事项", "丙", "责任单位", "丁", "公开渠道")
NAME = "公共资源配置.xlsx"


@pytest.fixture
def admin(live: Live, open_page: OpenPage, scripts: bool) -> Iterator[Person]:
    with live.app.app_context():
        district()
        factories.admin()
        db.session.commit()
    person = Person(open_page(scripts=scripts), scripts)
    sign_in(person.page, "admin")
    yield person
    with live.app.app_context():
        join_readings()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def upload(admin: Person, folder: Path, data: bytes, name: str = NAME) -> None:
    file = folder / name
    file.write_bytes(data)
    admin.visit("导入任务分解表")
    admin.attach("files", file)
    admin.fill(year="2018")
    admin.press("上传并核对")


def choose(admin: Person, **columns: str) -> None:
    for letter, meaning in columns.items():
        admin.main.get_by_label(f"{letter}列", exact=True).select_option(meaning)


def test_a_heading_explained_and_a_later_version(admin: Person, tmp_path: Path) -> None:
    upload(admin, tmp_path, workbook(headings=ODD))
    admin.follow("指定各列")
    choose(admin, A="序号", B="类别", C="公开事项", D="公开内容", E="责任单位", F="公开时限", G="公开渠道")
    for which in ("表头第一行", "表头最后一行"):
        admin.main.get_by_label(which, exact=False).select_option("第2行")
    admin.press("保存并重新读取")
    admin.sees_heading("核对2018年度任务分解表")
    admin.press("导入 4 项任务")
    admin.sees_heading("第1次导入")

    moved = (
        *changed(3, content="项目金额", seq="9")[1:],
        ("5", "国有产权交易", "转让价格", "价格", "区财政局", "", ""),
    )
    upload(admin, tmp_path, workbook(moved, headings=ODD))
    row = admin.main.get_by_role("row").filter(has_text="采购预算金额")
    expect(row.locator("del", has_text="预算")).to_be_visible()
    expect(row.locator("ins", has_text="金额")).to_be_visible()
    expect(admin.main.get_by_label("核对结果")).to_contain_text("本次未列 1")
    admin.press("导入 2 项任务")
    admin.sees_heading("第2次导入")
    take_back(admin)
    admin.visit("任务")
    expect(admin.main).not_to_contain_text("转让价格")

    admin.visit("导入任务分解表")
    admin.click(admin.main.get_by_role("link", name="第1次", exact=False).first)
    take_back(admin)


def test_a_tick_goes_along_with_the_import(admin: Person, tmp_path: Path) -> None:
    upload(admin, tmp_path, workbook())
    admin.press("导入 4 项任务")
    admin.sees_heading("第1次导入")
    upload(admin, tmp_path, workbook(changed(1, content="改写")[:3]))
    admin.click(admin.main.get_by_label("撤销“政府采购 · 采购结果”"))
    admin.press("导入 1 项任务")
    expect(admin.main).to_contain_text("还没有导入")
    expect(admin.main.get_by_label("撤销“政府采购 · 采购结果”")).to_be_checked()
    admin.press("导入 1 项任务，撤销 1 项")
    admin.sees_heading("第2次导入")


def take_back(admin: Person) -> None:
    admin.click(admin.main.locator("summary", has_text="撤销这次导入"))
    admin.press("确认撤销")
    expect(admin.main.locator(".state", has_text="已撤销").first).to_be_visible()


def test_a_long_reading_is_watched_and_cancelled(admin: Person, live: Live, tmp_path: Path) -> None:
    live.app.config["IMPORT_PATIENCE"] = 0.01
    lines = [f"{n},住房保障,分配结果{n},房源{n},区住建局,20个工作日,政府网站" for n in range(1, 60_001)]
    data = "\n".join([TITLE, ",".join(HEADINGS), *lines]).encode()
    upload(admin, tmp_path, data, "公共资源配置.csv")
    admin.sees_heading("正在读取文件")
    expect(admin.main.get_by_role("progressbar")).to_be_visible()
    admin.press("取消读取，放弃这次导入")
    expect(admin.main).to_contain_text("已取消读取并放弃这次导入")
    expect(admin.main.get_by_role("row").filter(has_text="公共资源配置.csv")).to_contain_text("已放弃")


def test_a_long_reading_ends_in_the_preview(admin: Person, live: Live, tmp_path: Path) -> None:
    live.app.config["IMPORT_PATIENCE"] = 0.01
    upload(admin, tmp_path, workbook(ROWS))
    if not admin.scripts:
        while admin.main.get_by_role("heading", name="正在读取文件").count():
            admin.follow("查看最新进度")
    admin.sees_heading("核对2018年度任务分解表")
    expect(admin.main.get_by_label("核对结果")).to_contain_text("新增 4")
