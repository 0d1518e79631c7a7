"""The whole story in a real browser: three tables in, a year of work, two notices out, what they order put right."""

import re
from datetime import time
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Download, expect

from tests.browsing import Live, OpenPage, sign_in
from tests.flow import district
from tests.flow.people import Person
from tracker.demo.commands import SAMPLES

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "0000000500017fd87a310000000049454e44ae426082"
)
SIGNED = "签发人已在纸质稿上签字，原件已存档"
TITLE = "红旗街排水管网改造工程可行性研究报告的批复"
LIMIT = "最迟 2018-10-24 公开"  # 20 working days after 2018-09-20, over 中秋 and 国庆


@pytest.mark.databases("sqlite", "postgresql")
def test_the_year_of_a_district(live: Live, open_page: OpenPage, tmp_path: Path, database: str) -> None:
    """With scripts on one database and without on the other: each page is the same on both."""
    scripts = database == "sqlite"
    live.app.config["TIME"] = time(10)
    district.settle(live.app)
    names = ("admin", f"liaison-{district.OWN}", "office", f"liaison-{district.IDLE}")
    admin, liaison, office, idle = (Person(open_page(scripts=scripts), scripts) for _ in names)
    for person, name in zip((admin, liaison, office, idle), names, strict=True):
        sign_in(person.page, name)
    import_the_three_tables(admin)
    share = district.share_of(live.app, district.OWN)
    district.let_the_others_work(live.app, but=share)

    acknowledge(liaison, share)
    update_progress(liaison, a_screenshot(tmp_path))
    record_a_disclosure(liaison)
    submit(liaison, share, "已全部公开。")
    return_with_a_reason(office, share)
    submit_again(liaison, share)
    accept(office, share)
    answer_public_opinion(liaison)
    interpret_a_policy(liaison)

    numbers = confirm_the_list(office)
    commended, criticised = read_the_list(office.downloads("导出名单 .xlsx"))
    assert numbers == (len(commended), len(criticised))
    assert "黄堡镇人民政府" in commended
    assert "区住房和城乡建设局" in criticised
    read_the_notice(issue_the_commendation(office), "王政办发〔2018〕42号", commended)
    state_no_objection(idle)
    read_the_notice(issue_the_criticism(office), "王政办发〔2018〕43号", criticised)

    put_right(idle)
    close_the_rectification(office)


def import_the_three_tables(admin: Person) -> None:
    admin.visit("导入任务分解表")
    admin.attach("files", *sorted(SAMPLES.glob("*.xlsx")))
    admin.fill(year="2018")
    admin.press("上传并核对")
    admin.is_told("还没有导入")
    admin.sees("重大建设项目", "公共资源配置", "社会公益事业", "有问题 0")
    admin.click(admin.main.get_by_role("button", name=re.compile(r"^导入 \d+ 项任务$")))
    admin.is_told("已导入2018年度任务")
    admin.sees("已导入")


def a_screenshot(folder: Path) -> Path:
    picture = folder / "网页截图.png"
    picture.write_bytes(PICTURE)
    return picture


def acknowledge(liaison: Person, share: district.Share) -> None:
    liaison.finds_task(share.item)
    liaison.press("签收")
    liaison.sees("办理中")


def update_progress(liaison: Person, picture: Path) -> None:
    liaison.follow("更新进展")
    liaison.fill(percent="130", note="已整理三个项目的审批结果。")
    liaison.attach("evidence", picture)
    liaison.press("保存进展")
    liaison.sees("请填写0至100之间的整数")
    expect(liaison.main.locator("[name=note]")).to_have_value("已整理三个项目的审批结果。")
    liaison.fill(percent="60")
    liaison.attach("evidence", picture)
    liaison.press("保存进展")
    liaison.sees("进度 60%", "已整理三个项目的审批结果。", "网页截图.png")


def record_a_disclosure(liaison: Person) -> None:
    liaison.follow("登记公开")
    liaison.sees_heading("登记公开")
    liaison.fill(title=TITLE, formed_on="2018-09-20", published_on="2018-10-24")
    if liaison.scripts:
        liaison.main.locator("[name=published_on]").blur()
    else:
        liaison.press("计算时限（不保存）")
    liaison.sees(LIMIT, "中秋", "国庆")
    liaison.tick("政府网站", "可以公开")
    liaison.main.get_by_label("政府网站的网址或位置").fill("http://www.tcwy.gov.cn/xm/1.html")
    liaison.fill(
        secrecy_reviewed_by="（测试）审查员",
        secrecy_reviewed_on="2018-10-10",
    )
    liaison.press("登记")
    liaison.is_told(f"已登记《{TITLE}》")
    liaison.sees("按期", "2018-10-24")


def submit(liaison: Person, share: district.Share, note: str) -> None:
    liaison.finds_task(share.item)
    liaison.follow("上报完成")
    liaison.fill(note=note)
    liaison.press("上报完成")
    liaison.sees("正在等公开办审核")


def return_with_a_reason(office: Person, share: district.Share) -> None:
    office.visit("工作台")
    office.follow(f"审核：{share.unit}，{share.item}")
    office.sees("已全部公开。")
    office.tick("缺公开网址或截图")
    office.fill(note="请补充网址。")
    office.press("退回")
    office.is_told("联络员将在工作台看到")


def submit_again(liaison: Person, share: district.Share) -> None:
    liaison.visit("工作台")
    liaison.sees("被退回", share.item)
    liaison.follow(share.item)
    liaison.sees("请补充网址。")
    submit(liaison, share, "网址见公开记录。")


def accept(office: Person, share: district.Share) -> None:
    office.visit("工作台")
    office.sees("曾退回1次")
    office.follow(f"审核：{share.unit}，{share.item}")
    office.sees("网址见公开记录。")
    office.press("审核通过")
    office.is_told("审核通过")
    if not office.scripts:
        office.follow("查看公开记录")
    office.sees(TITLE)


def answer_public_opinion(liaison: Person) -> None:
    liaison.visit("舆情")
    liaison.follow("登记舆情")
    liaison.fill(topic="网民询问排水改造工期")
    liaison.tick("重大建设项目")
    liaison.press("登记")
    liaison.is_told("已登记《网民询问排水改造工期》")
    for stage, text in (("预判", "预计询问增多"), ("跟踪", "转发二十余次"), ("回应", "公布工期"), ("办结", "平息")):
        liaison.tick(stage)
        liaison.fill(text=text)
        if stage == "回应":
            liaison.tick("发布权威信息")
            liaison.fill(channel="政府网站", address="http://www.tcwy.gov.cn/hy/1.html")
        if stage == "办结":
            liaison.choose(result="已解释说明，舆情平息")
        liaison.press("添加记录")
        liaison.is_told(f"已记录{stage}")
        liaison.sees(text)
    liaison.sees("按期回应", "已于 2018-12-20 10:00 办结")


def interpret_a_policy(liaison: Person) -> None:
    liaison.visit("政策解读")
    liaison.follow("登记政策文件")
    liaison.fill(title="政府投资项目管理办法", published_on="2018-12-17")
    liaison.tick("重大建设项目")
    liaison.press("登记")
    liaison.is_told("应于 2018-12-20 前发布解读")
    liaison.tick("问答")
    liaison.fill(title="一问一答", published_on="2018-12-19", address="http://www.tcwy.gov.cn/jd/1.html")
    liaison.press("登记解读")
    liaison.is_told("已登记解读《一问一答》")
    liaison.sees("按期")


def confirm_the_list(office: Person) -> tuple[int, int]:
    """How many units are commended and criticised, as the page lists them."""
    office.visit("年度考核")
    office.sees("拟通报表扬", "拟通报批评")
    office.follow("确认名单")
    office.press("确认并冻结2018年度名单")
    office.is_told("2018年度名单已确认")
    lists = office.main.locator("dl.facts dd")
    return lists.nth(0).locator("a[href*='/units/']").count(), lists.nth(1).locator("a[href*='/units/']").count()


def issue_the_commendation(office: Person) -> Download:
    office.follow("起草、签发表扬通报")
    office.sees("（草稿，未编号）")
    office.fill(number="王政办发[2018]42号", dated_on="2018-12-20", signed_by="（测试）区长")
    office.tick(SIGNED)
    office.press("签发表扬通报")
    office.is_told("2018年度表扬通报已以王政办发〔2018〕42号签发")
    return office.downloads("下载 .docx")


def issue_the_criticism(office: Person) -> Download:
    office.visit("年度考核")
    office.follow("起草、签发批评通报")
    office.fill(number="王政办发〔2018〕43号", dated_on="2018-12-20", signed_by="（测试）区长")
    office.tick(SIGNED)
    office.fill(rectify_by="2019-01-15", contact="（测试）王主任 0919-0000000")
    office.press("签发批评通报")
    office.is_told("责令整改")
    return office.downloads("下载 .docx")


def read_the_notice(download: Download, number: str, units: list[str]) -> None:
    paper = Document(BytesIO(Path(download.path()).read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)
    assert download.suggested_filename.endswith(".docx")
    assert number in text
    assert "2018年12月20日" in text
    missing = [unit for unit in units if unit not in text]
    assert missing == []


def read_the_list(download: Download) -> tuple[list[str], list[str]]:
    """The full names of the units that are commended and criticised."""
    rows = list(load_workbook(BytesIO(Path(download.path()).read_bytes()))["名单"].iter_rows(values_only=True))
    heading = next(row for row in rows if row[1] == "单位")
    place = heading.index("名单")
    commended, criticised = (
        [str(row[1]) for row in rows if word in str(row[place])] for word in ("通报表扬", "通报批评")
    )
    return commended, criticised


def state_no_objection(idle: Person) -> None:
    idle.visit("年度考核")
    idle.sees("签发之前可以申述", "期限到 2018-12-27 为止")
    idle.follow("申述或表示无异议")
    idle.tick("没有异议")
    idle.press("提交")
    idle.is_told("已提交")


def put_right(idle: Person) -> None:
    idle.visit("整改")
    idle.click(idle.main.locator("tbody tr").first.get_by_role("link"))
    idle.fill(reply="已补报并公开，指定专人负责。", address="http://www.tcwy.gov.cn/zg/1.html")
    idle.press("上报整改情况")
    idle.is_told("等待公开办复核")


def close_the_rectification(office: Person) -> None:
    office.visit("整改")
    office.click(office.main.locator("tbody tr").filter(has_text="待复核").first.get_by_role("link"))
    office.sees("已补报并公开，指定专人负责。")
    office.fill(remark="核实到位。")
    office.press("整改到位，销号")
    office.is_told("这项整改已销号")
    office.sees("2018-12-20")
