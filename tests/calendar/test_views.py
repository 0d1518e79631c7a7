"""The calendar's pages: read by all, kept by the administrator."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.calendar.book import in_force
from tracker.calendar.entry import Arrangement, write
from tracker.calendar.models import CalendarYear
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people import access

SignIn = Callable[[str], Client]
Manner = dict[str, str]
NEXT = {
    "version": 0,
    "notice": "国办发明电〔2026〕9号",
    "holidays": "2027-01-01至2027-01-03 元旦",
    "worked": "2027-01-09",
    "checked": "y",
}


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    factories.admin()
    return sign_in("admin")


def entered() -> CalendarYear | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(select(CalendarYear).where(CalendarYear.year == 2027))


@pytest.mark.parametrize("role", access.EVERYBODY)
def test_everybody_reads(app: Flask, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    client = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    page = client.get("/calendar").text
    assert "2018年" in page
    assert "暂定，按周一至周五推算" in page.split("2027年")[1].split("2026年")[0]
    year = client.get("/calendar/2018").text
    assert "2018-09-30" in year
    assert "国庆节" in year
    assert ("核对后录入" in year) is (role is Role.ADMIN)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.OFFICE, Role.AUDITOR])
def test_only_the_administrator_writes(app: Flask, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    client = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    assert client.get("/calendar/2027/edit").status_code == 404
    assert client.post("/calendar/2027/edit", data=NEXT).status_code == 404
    assert client.post("/calendar/2027/remove").status_code == 404
    assert entered() is None


@pytest.mark.parametrize("year", ["2003", "2100", "0", "99999999999999999999", "x"])
def test_a_year_that_is_none(admin: Client, year: str) -> None:
    assert admin.get(f"/calendar/{year}").status_code == 404
    assert admin.get(f"/calendar/{year}/edit").status_code == 404


def test_entering_the_next_year(app: Flask, admin: Client, manner: Manner) -> None:
    answer = admin.post("/calendar/2027/edit", data=NEXT, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    own = entered()
    assert own is not None
    assert [(day.on, day.is_worked) for day in own.days][-1] == (date(2027, 1, 9), True)
    assert "国办发明电〔2026〕9号" in admin.get("/calendar").text
    assert not in_force().due(date(2026, 12, 10), 20).provisional
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.change")).one().object_id == 2027


def test_taking_a_year_over_from_the_package(app: Flask, admin: Client) -> None:
    page = admin.get("/calendar/2018/edit").text
    assert "2018-10-01至2018-10-07 国庆节" in page
    before = in_force().workdays_of(2018)
    holidays = page.split('name="holidays"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    worked = page.split('name="worked"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    notice = {"version": 0, "notice": "国办发明电〔2017〕12号"}
    assert admin.post("/calendar/2018/edit", data=notice | {"holidays": holidays, "worked": worked}).status_code == 303
    db.session.rollback()
    assert in_force().workdays_of(2018) == before


def test_changing_a_year(app: Flask, admin: Client, manner: Manner) -> None:
    admin.post("/calendar/2027/edit", data=NEXT)
    changed = NEXT | {"version": 1, "holidays": "2027-01-01至2027-01-04 元旦", "worked": ""}
    assert admin.post("/calendar/2027/edit", data=changed, headers=manner).status_code in (200, 303)
    own = entered()
    assert own is not None
    assert (own.version, [day.on.day for day in own.days]) == (2, [1, 2, 3, 4])


def test_a_stale_copy_comes_back_with_both_versions(app: Flask, admin: Client, manner: Manner) -> None:
    admin.post("/calendar/2027/edit", data=NEXT)
    late = NEXT | {"holidays": "2027-01-01 元旦晚填"}
    answer = admin.post("/calendar/2027/edit", data=late, headers=manner)
    assert answer.status_code == 409
    assert "2027-01-01至2027-01-03 元旦" in answer.text
    assert answer.text.count("元旦晚填") == 2
    assert 'name="version" type="hidden" value="1"' in answer.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"notice": ""}, "请填写此项"),
        ({"notice": "长" * 121}, "不能超过120个字"),
        ({"holidays": ""}, "请填写此项"),
        ({"holidays": "元旦"}, "看不懂"),
        ({"worked": "2027-01-04"}, "不是星期六或星期日"),
        ({"version": "²"}, "请填写整数"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    app: Flask, admin: Client, manner: Manner, changes: dict[str, Any], message: str
) -> None:
    answer = admin.post("/calendar/2027/edit", data=NEXT | changes, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    kept = "国办发明电〔2026〕9号" if "notice" not in changes else "2027-01-01至2027-01-03 元旦"
    assert kept in answer.text
    assert entered() is None


def test_giving_a_year_up(app: Flask, admin: Client, manner: Manner) -> None:
    admin.post("/calendar/2027/edit", data=NEXT)
    assert admin.post("/calendar/2027/remove", headers=manner).status_code in (200, 303)
    assert entered() is None
    assert "暂定" in admin.get("/calendar/2027").text
    assert admin.post("/calendar/2027/remove", headers=manner).status_code == 404


def test_a_year_that_lacks_festivals_is_saved_by_a_tick_alone(app: Flask, admin: Client, manner: Manner) -> None:
    unticked = NEXT | {"checked": "", "worked": ""}
    answer = admin.post("/calendar/2027/edit", data=unticked, headers=manner)
    assert answer.status_code == 422
    for name in ("春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"):
        assert f"没有{name}的安排" in answer.text
    assert "没有元旦的安排" not in answer.text
    assert "没有填写调休上班日" in answer.text
    assert 'name="checked"' in answer.text
    assert "2027-01-01至2027-01-03 元旦" in answer.text
    assert entered() is None
    assert admin.post("/calendar/2027/edit", data=unticked | {"checked": "y"}, headers=manner).status_code in (200, 303)


def test_days_that_differ_from_the_package_are_told(app: Flask, admin: Client) -> None:
    package = in_force()
    off = {day: name for day, name in package.holidays.items() if day.year == 2018}
    worked = sorted(day for day in package.makeup if day.year == 2018)
    holidays, _ = write(Arrangement(off, frozenset()))
    answer = admin.post("/calendar/2018/edit", data=NEXT | {"checked": "", "holidays": holidays, "worked": worked[0]})
    assert answer.status_code == 422
    assert f"调休上班比系统预置的少6天：{worked[1]}" in answer.text
    assert "的安排</li>" not in answer.text


def test_deleting_asks_first_and_says_what_happens(app: Flask, admin: Client, sign_in: SignIn) -> None:
    admin.post("/calendar/2027/edit", data=NEXT)
    assert 'href="/calendar/2027/remove"' in admin.get("/calendar/2027").text
    page = admin.get("/calendar/2027/remove").text
    assert "改为暂定" in page
    assert "删除后有变化的日子，共 4 天" in page
    assert entered() is not None
    assert admin.get("/calendar/2026/remove").status_code == 404
    factories.office()
    assert sign_in("office").get("/calendar/2027/remove").status_code == 404
