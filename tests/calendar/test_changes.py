"""What a change of the calendar moved: after saving, later, and from the command line."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.calendar.models import CalendarChange, CalendarDay, CalendarYear
from tracker.choices import Role
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.people import access

SignIn = Callable[[str], Client]
Command = Callable[..., Result]
Manner = dict[str, str]
NEXT = {
    "version": 0,
    "notice": "国办发明电〔2026〕9号",
    "holidays": "2027-01-01至2027-01-03 元旦",
    "worked": "",
    "checked": "y",
}


@pytest.fixture
def provisional(app: Flask) -> Disclosure:
    found: Disclosure = factories.disclosure(
        title="某项目<批复>",
        formed_on=date(2026, 12, 10),
        published_on=None,
        due_on=date(2027, 1, 7),
        is_provisional=True,
    )
    return found


@pytest.fixture
def admin(provisional: Disclosure, sign_in: SignIn) -> Client:
    factories.admin()
    factories.office()
    return sign_in("admin")


def enter(admin: Client, headers: Manner | None = None) -> str:
    answer = admin.post("/calendar/2027/edit", data=NEXT, headers=headers)
    return answer.headers.get("Location") or answer.headers["HX-Redirect"]


def test_saving_leads_to_what_moved(admin: Client, manner: Manner, provisional: Disclosure) -> None:
    to = enter(admin, manner)
    assert to == f"/calendar/2027/changes/{db.session.scalars(select(CalendarChange.id)).one()}"
    page = admin.get(to).text
    assert "已保存2027年的放假安排，有1条期限发生变化，列在下面。" in page
    assert "<del>2027-01-07（暂定）</del>" in page
    assert "<ins>2027-01-08</ins>" in page
    assert f'<a href="/disclosures/{provisional.id}">某项目&lt;批复&gt;</a>' in page
    assert "区发改局" in page
    assert "国办发明电〔2026〕9号" in page


def test_removing_leads_to_what_moved_back(admin: Client, manner: Manner) -> None:
    enter(admin)
    answer = admin.post("/calendar/2027/remove", headers=manner)
    page = admin.get(answer.headers.get("Location") or answer.headers["HX-Redirect"]).text
    assert "<del>2027-01-08</del>" in page
    assert "<ins>2027-01-07（暂定）</ins>" in page


def test_nothing_moved_is_said(admin: Client) -> None:
    answer = admin.post("/calendar/2028/edit", data=NEXT | {"holidays": "2028-01-01 元旦"}, follow_redirects=True)
    assert "已登记的期限没有变化" in answer.text
    assert "没有使任何期限发生变化" in answer.text


def test_the_year_lists_its_changes(admin: Client, sign_in: SignIn) -> None:
    to = enter(admin)
    admin.post("/calendar/2027/remove")
    for name in ("admin", "office"):
        page = sign_in(name).get("/calendar/2027").text.split("历次修改")[1]
        assert to in page
        assert page.index("删除安排") < page.index("录入安排")
    factories.liaison()
    page = sign_in("liaison-fgj").get("/calendar/2027").text.split("历次修改")[1]
    assert page.count("1条") == 2


@pytest.mark.parametrize("role", access.EVERYBODY)
def test_everybody_reads_of_the_own_limits_and_no_unit_of_anothers(admin: Client, sign_in: SignIn, role: Role) -> None:
    to = enter(admin)
    in_unit = role in (Role.LIAISON, Role.LEADER)
    person = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    assert "某项目&lt;批复&gt;" in person.get(to).text
    assert person.get(f"{to}?export=xlsx").status_code == 200
    if in_unit:
        other = sign_in(factories.user(role, factories.unit("zjj")).username)
        assert "没有使本单位的期限发生变化" in other.get(to).text
        assert "历次修改" not in other.get("/calendar/2027").text


def test_another_year_or_number_is_nowhere(admin: Client) -> None:
    to = enter(admin)
    assert admin.get(to.replace("2027", "2026")).status_code == 404
    assert admin.get("/calendar/2027/changes/999").status_code == 404
    assert admin.get(f"{to}?page=2").status_code == 404


@pytest.mark.parametrize(("text", "found"), [("批复", True), ("发改", True), ("%", False), ("住建", False)])
def test_it_is_searched(admin: Client, manner: Manner, text: str, found: bool) -> None:
    page = admin.get(f"{enter(admin)}?q={text.replace('%', '%25')}&sort=-unit", headers=manner).text
    assert ("某项目" in page) is found
    assert ("没有符合条件的期限" in page) is not found
    assert page.lstrip().startswith('<div id="register">') is bool(manner)


def test_it_is_exported_and_that_is_on_record(admin: Client) -> None:
    rows = list(
        load_workbook(BytesIO(admin.get(f"{enter(admin)}?export=xlsx").data)).active.iter_rows(values_only=True)
    )
    assert [str(value)[:10] for value in rows[2][1:8]] == [
        "公开记录", "某项目<批复>", "区发改局", "2027-01-07", "暂定", "2027-01-08", "None"
    ]  # fmt: skip
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.export")).one()


def know_2027() -> None:
    """As a new release of the package would: nobody was told."""
    days = [CalendarDay(on=date(2027, 1, day), is_worked=False, name="元旦") for day in (1, 2, 3)]
    factories.add(CalendarYear(year=2027, notice="国办发明电〔2026〕9号", days=days))


def test_the_command_recounts_what_nobody_was_told_of(provisional: Disclosure, command: Command) -> None:
    know_2027()
    answer = command("recount")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "2027年：1条期限有变化。\n", "")
    assert db.session.scalar(select(Disclosure.due_on)) == date(2027, 1, 8)
    change = db.session.scalars(select(CalendarChange)).one()
    assert (change.year, change.what, change.by_id) == (2027, "重新推算", None)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.recount")).one()
    assert entry.details == {"change": change.id, "moved": 1}
    assert command("recount").stdout == "期限没有变化。\n"
    assert len(db.session.scalars(select(CalendarChange)).all()) == 1


def test_the_command_takes_one_year(provisional: Disclosure, command: Command) -> None:
    know_2027()
    assert command("recount", "--year", 2025).stdout == "期限没有变化。\n"
    assert command("recount", "--year", 2027).stdout == "2027年：1条期限有变化。\n"


@pytest.mark.parametrize("arguments", [("--year", "x"), ("--year", "1"), ("--year",), ("2027",)])
def test_wrong_usage_is_told_in_one_line(command: Command, arguments: tuple[str, ...]) -> None:
    answer = command("recount", *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1
