"""Pasting a notice: it fills the form in, the administrator checks and saves."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.calendar.notices import LABOUR_DAY_2019, NOTICES, SPRING_FESTIVAL_2020
from tests.client import Client
from tracker.calendar.book import in_force
from tracker.calendar.models import CalendarYear
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry

SignIn = Callable[[str], Client]
Manner = dict[str, str]
OF_2027 = re.sub(r"（[^）]*周.）", "", NOTICES[2026].replace("2026", "2027").replace("2025", "2026"))
OF_2027 = OF_2027.replace("1月4日上班", "1月9日上班").replace("2月14日、2月28日上班", "2月14日、2月27日上班")
OF_2027 = OF_2027.replace("5月9日上班", "5月8日上班").replace("9月20日、10月10日上班", "9月19日、10月9日上班")


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def years() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CalendarYear)) or 0


def offered(page: str) -> dict[str, str]:
    """What the year's form is filled in with, as a browser would send it."""
    form = page.split('id="year-form"')[1].split("</form>", maxsplit=1)[0]
    fields = dict(re.findall(r'<input(?![^>]*checkbox)[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    fields |= dict(re.findall(r'name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', form))
    return {name: unescape(value) for name, value in fields.items() if name != "csrf_token"}


def test_it_works(admin: Client, manner: Manner) -> None:
    assert "粘贴放假通知" in admin.get("/calendar").text
    answer = admin.post("/calendar/notice", data={"text": OF_2027}, headers=manner)
    assert answer.status_code == 200
    assert years() == 0
    data = offered(answer.text)
    assert data["notice"] == "国办发明电〔2026〕7号（2026-11-04）"
    assert data["holidays"].startswith("2027-01-01至2027-01-03 元旦")
    assert data["worked"].splitlines()[0] == "2027-01-09"
    saved = admin.post("/calendar/2027/edit", data=data, headers=manner)
    assert saved.status_code == (200 if manner else 303)
    assert years() == 1
    assert not in_force().due(date(2026, 12, 10), 20).provisional
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.change")).one()


def test_the_fragment_is_the_page_s_own(admin: Client) -> None:
    fragment = admin.post("/calendar/notice", data={"text": OF_2027}, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="from-notice">')
    assert 'id="from-notice"' in admin.get("/calendar/notice").text


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.OFFICE, Role.AUDITOR])
def test_only_the_administrator_pastes(app: Flask, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    client = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    assert client.get("/calendar/notice").status_code == 404
    assert client.post("/calendar/notice", data={"text": OF_2027}).status_code == 404


def test_a_doubt_must_be_looked_at_before_saving(admin: Client, manner: Manner) -> None:
    wrong = OF_2027.replace("至6日放假，共3天", "至6日放假，共4天")
    page = admin.post("/calendar/notice", data={"text": wrong}, headers=manner).text
    assert "通知写共4天，读到的是3天" in page
    assert "原文：4月4日至6日放假，共4天。" in page
    data = offered(page)
    refused = admin.post("/calendar/2027/edit", data=data, headers=manner)
    assert refused.status_code == 422
    assert "通知写共4天，读到的是3天" in refused.text
    assert "请逐条核对后勾选" in refused.text
    assert offered(refused.text)["holidays"] == data["holidays"]
    assert years() == 0
    assert admin.post("/calendar/2027/edit", data=data | {"checked": "y"}, headers=manner).status_code in (200, 303)
    assert years() == 1


def test_a_made_up_day_that_is_none_is_never_saved(admin: Client) -> None:
    wrong = OF_2027.replace("1月9日上班", "1月4日上班")
    page = admin.post("/calendar/notice", data={"text": wrong}).text
    assert "2027-01-04是星期一，本来就上班，不是调休" in page
    answer = admin.post("/calendar/2027/edit", data=offered(page) | {"checked": "y"})
    assert answer.status_code == 422
    assert "2027-01-04不是星期六或星期日" in answer.text
    assert years() == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": ""}, "请粘贴通知全文"),
        ({"text": " \n\u200b "}, "请粘贴通知全文"),
        ({"text": "长" * 10_001}, "不能超过10000个字"),
        ({"text": "今天天气很好"}, "没有读到这是哪一年的安排"),
        ({"text": "今天天气很好", "year": "2027"}, "没有读到任何节日的放假安排"),
        ({"text": "1月1日放假", "year": "27"}, "请填写2004至2099之间的整数"),
        ({"text": "1月1日放假", "year": "²"}, "请填写整数"),
        ({"text": OF_2027.replace("2027", "1999")}, "通知是1999年的安排，只能录入2004年至2099年的"),
        ({"text": OF_2027.replace("2027", "0001")}, "通知是1年的安排"),
    ],
)
def test_what_is_no_notice_is_told(admin: Client, manner: Manner, data: dict[str, Any], message: str) -> None:
    answer = admin.post("/calendar/notice", data=data, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert years() == 0


def test_what_was_pasted_is_shown_as_text(admin: Client) -> None:
    page = admin.post("/calendar/notice", data={"text": OF_2027.replace("共9天", "共8天<b>&amp;lt;")}).text
    assert "共8天&lt;b&gt;&amp;amp;lt;" in page
    assert "<b>&amp;" not in page


def test_the_year_may_be_filled_in(admin: Client) -> None:
    page = admin.post("/calendar/notice", data={"text": OF_2027.partition("如下。")[2], "year": "2027"}).text
    assert offered(page)["holidays"].startswith("2027-01-01至2027-01-03 元旦")


def test_a_known_year_shows_what_would_differ(admin: Client) -> None:
    page = admin.post("/calendar/notice", data={"text": NOTICES[2026]}).text
    assert "没有不同：系统中2026年的安排与通知一致" in page
    moved = NOTICES[2026].replace("5月9日（周六）上班", "4月26日（周日）上班")
    page = admin.post("/calendar/notice", data={"text": moved}).text
    assert "<del>双休日</del>" in page
    assert "<ins>班（调休）</ins>" in page
    assert "2026-05-09" in page.split("与现行安排不同的日子")[1]


def test_a_change_is_put_upon_the_year(admin: Client) -> None:
    data = offered(admin.post("/calendar/notice", data={"text": NOTICES[2019]}).text)
    admin.post("/calendar/2019/edit", data=data | {"checked": "y"})
    page = admin.post("/calendar/notice", data={"text": LABOUR_DAY_2019}).text
    assert "识别结果：2019年（调整通知）" in page
    data = offered(page)
    assert data["notice"] == "国办发明电〔2018〕15号（2018-12-01）；国办发明电〔2019〕3号（2019-03-22）"
    assert "2019-05-01至2019-05-04 劳动节" in data["holidays"]
    assert data["version"] == "1"
    assert admin.post("/calendar/2019/edit", data=data).status_code == 303
    db.session.rollback()
    assert in_force().is_workday(date(2019, 5, 5))


def test_a_change_of_a_preloaded_year_names_both_sources(admin: Client) -> None:
    page = admin.post("/calendar/notice", data={"text": SPRING_FESTIVAL_2020}).text
    assert offered(page)["notice"] == "系统预置，经国办发明电〔2020〕1号（2020-01-26）调整"
    assert "系统中春节已经放到2020-02-02，与通知一致" in page
    assert 'id="doubts"' not in page


def test_a_notice_that_reaches_into_another_year_offers_both(admin: Client) -> None:
    first = offered(admin.post("/calendar/notice", data={"text": NOTICES[2018]}).text)
    without = first["holidays"].replace("\n2018-12-30至2018-12-31 元旦", "")
    worked = first["worked"].replace("\n2018-12-29", "")
    admin.post("/calendar/2018/edit", data=first | {"holidays": without, "worked": worked, "checked": "y"})
    page = admin.post("/calendar/notice", data={"text": NOTICES[2019]}).text
    assert "这份通知还涉及2018年，有3天与现行安排不同" in page
    data = offered(page)
    assert "2018" not in data["holidays"]
    said = admin.post("/calendar/2019/edit", data=data | {"checked": "y"}, follow_redirects=True).text
    assert "这份通知还有2018年的3天没有录入" in said
    data = offered(admin.post("/calendar/notice", data={"text": NOTICES[2019], "year": "", "part": "2018"}).text)
    assert "2018-12-30至2018-12-31 元旦" in data["holidays"]
    assert "2018-10-01至2018-10-07 国庆节" in data["holidays"]
    assert "2018-12-29" in data["worked"]
    said = admin.post("/calendar/2018/edit", data=data | {"checked": "y"}, follow_redirects=True).text
    assert "没有录入" not in said
    page = admin.post("/calendar/notice", data={"text": NOTICES[2019]}).text
    assert "系统中2018年的安排已经与通知一致" in page


def test_a_part_of_a_year_that_it_does_not_name_is_not_taken(admin: Client) -> None:
    page = admin.post("/calendar/notice", data={"text": OF_2027, "part": "2031"}).text
    assert "识别结果：2027年" in page
