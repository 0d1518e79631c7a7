"""Reading reminders on the desk, the register, the rule, one's own address, the year counted."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories as f
from tests.reminders.conftest import Day, SignIn, soon
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.reminders import morning, rules, tallies
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Reminder, ReminderAddress, ReminderRule

RULE = {
    "version": "0",
    "valid_from": "2018-12-21",
    "yellow_workdays": "5",
    "repeat_workdays": "2",
    "reminder_workdays": "3",
    "urging_workdays": "2",
    "supervision_workdays": "4",
}


@pytest.fixture
def told(late: Disclosure) -> list[Reminder]:
    soon(late.unit)
    f.liaison("zjj")
    return morning.remind(date(2018, 12, 20)).made


def test_it_stands_on_the_desk_until_it_is_read(told: list[Reminder], sign_in: SignIn, manner: dict[str, str]) -> None:
    client = sign_in("liaison-fgj")
    assert "待确认的提醒（2条）" in client.get("/").text
    data = {"ids": told[0].id, "to": "/"}
    answer = client.post("/supervision/reminders/acknowledge", data=data, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(told[0])
    assert told[0].acknowledged_at is not None
    assert told[0].acknowledged_by_id == f.liaison().id
    assert "待确认的提醒（1条）" in client.get("/").text
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "reminder.noted")) == 1


def test_all_at_once(told: list[Reminder], sign_in: SignIn) -> None:
    client = sign_in("liaison-fgj")
    client.post("/supervision/reminders/acknowledge", data={"all": "1"})
    assert all(db.session.scalars(select(Reminder.acknowledged_at)))
    answer = client.post("/supervision/reminders/acknowledge", data={"all": "1"})
    assert answer.status_code == 409
    assert "没有需要确认的提醒" in answer.text


def test_reading_the_newest_reads_the_older_of_the_matter(told: list[Reminder], sign_in: SignIn, day: Day) -> None:
    day(date(2018, 12, 25))
    newest = morning.remind(date(2018, 12, 25)).made
    assert newest[0].record_id == told[0].record_id
    sign_in("liaison-fgj").post("/supervision/reminders/acknowledge", data={"ids": newest[0].id})
    db.session.refresh(told[0])
    assert told[0].acknowledged_at is not None


@pytest.mark.databases("sqlite")
def test_the_number_is_that_of_today(told: list[Reminder], sign_in: SignIn, day: Day) -> None:
    day(date(2018, 12, 21))
    page = sign_in("liaison-fgj").get("/").text
    card = page[page.index('id="pending"') : page.index("要办的事")]
    assert "逾期5个工作日" in card
    assert "期限 2018-12-14" in card
    assert "2018-12-20 提醒" in card
    assert "逾期4个工作日" not in page


def test_another_units_reminder_cannot_be_read(told: list[Reminder], sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    assert "待确认的提醒" not in client.get("/").text
    assert "某项目批复" not in client.get("/supervision/reminders").text
    answer = client.post("/supervision/reminders/acknowledge", data={"ids": told[0].id})
    assert answer.status_code == 409
    assert told[0].acknowledged_at is None


@pytest.mark.parametrize("who", ["leader-fgj", "office", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_only_the_liaison_reads_for_the_unit(told: list[Reminder], sign_in: SignIn, who: str) -> None:
    for make in (f.leader, f.office, f.admin, f.auditor):
        make()
    assert sign_in(who).post("/supervision/reminders/acknowledge", data={"all": "1"}).status_code == 404


def test_what_is_done_meanwhile_leaves_the_desk(told: list[Reminder], late: Disclosure, sign_in: SignIn) -> None:
    late.published_on = date(2018, 12, 20)
    page = sign_in("liaison-fgj").get("/").text
    assert "待确认的提醒（1条）" in page


def test_it_leads_nowhere_else(told: list[Reminder], sign_in: SignIn) -> None:
    data = {"all": "1", "to": "//evil.example"}
    answer = sign_in("liaison-fgj").post("/supervision/reminders/acknowledge", data=data)
    assert answer.headers["Location"] == "/supervision/reminders"


@pytest.mark.parametrize("query", ["light=red&state=unread&kind=disclosure", "q=某项目批", "light=x&unit=²&state=x"])
@pytest.mark.databases("sqlite")
def test_the_register_is_filtered(told: list[Reminder], sign_in: SignIn, query: str) -> None:
    f.office()
    assert "某项目批复" in sign_in("office").get(f"/supervision/reminders?{query}").text


@pytest.mark.parametrize("query", ["state=read", "state=settled", "light=yellow", "kind=share", "unit=9999"])
@pytest.mark.databases("sqlite")
def test_the_register_leaves_out_what_does_not_fit(told: list[Reminder], sign_in: SignIn, query: str) -> None:
    f.office()
    assert "某项目批复" not in sign_in("office").get(f"/supervision/reminders?{query}").text


def test_the_register_goes_out_as_a_workbook(told: list[Reminder], sign_in: SignIn) -> None:
    f.office()
    answer = sign_in("office").get("/supervision/reminders?export=xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert "某项目批复" in cells


def test_the_office_sets_the_rule(late: Disclosure, sign_in: SignIn, manner: dict[str, str], day: Day) -> None:
    f.office()
    client = sign_in("office")
    assert client.post("/supervision/reminders/rule", data=RULE, headers=manner).status_code in (200, 303)
    assert rules.in_force(date(2018, 12, 20)).yellow_workdays == 3
    assert rules.in_force(date(2018, 12, 21)).yellow_workdays == 5
    assert rules.in_force(date(2018, 12, 21)).waits[PaperStep.SUPERVISION] == 4
    assert "2018-12-21" in client.get("/supervision/reminders/rule").text
    stale = client.post("/supervision/reminders/rule", data=RULE | {"yellow_workdays": "4"}, headers=manner)
    assert stale.status_code == 409
    assert 'value="4"' in stale.text, "nothing typed is lost"
    assert "到期前5个工作日亮黄灯" in stale.text
    client.post("/supervision/reminders/rule", data=RULE | {"yellow_workdays": "4", "version": str(rules.version())})
    assert db.session.scalars(select(ReminderRule.yellow_workdays)).all() == [4]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"valid_from": "2018-12-19"}, "生效日期不能早于今天"),
        ({"yellow_workdays": "31"}, "请填写0至30之间的整数"),
        ({"repeat_workdays": "0"}, "请填写1至30之间的整数"),
        ({"urging_workdays": ""}, "请填写此项"),
    ],
)
@pytest.mark.databases("sqlite")
def test_a_rule_that_cannot_be(late: Disclosure, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    f.office()
    answer = sign_in("office").post("/supervision/reminders/rule", data=RULE | changed)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("who", "reads"), [("liaison-fgj", 404), ("admin", 404), ("auditor", 200)])
@pytest.mark.databases("sqlite")
def test_nobody_else_sets_the_rule(late: Disclosure, sign_in: SignIn, who: str, reads: int) -> None:
    f.admin(), f.auditor()
    client = sign_in(who)
    assert client.get("/supervision/reminders/rule").status_code == reads
    assert client.post("/supervision/reminders/rule", data=RULE).status_code == 404


def test_each_chooses_an_address(late: Disclosure, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, address = sign_in("liaison-fgj"), "/supervision/reminders/mail"
    assert "还没有配置邮件服务器" in client.get(address).text
    assert client.post(address, data={"address": "不是邮箱"}, headers=manner).status_code == 422
    client.post(address, data={"address": "fgj@tcwy.gov.cn"}, headers=manner)
    assert db.session.scalars(select(ReminderAddress.address)).all() == ["fgj@tcwy.gov.cn"]
    client.post(address, data={"address": ""}, headers=manner)
    assert db.session.scalar(select(ReminderAddress.user_id)) is None
    assert "fgj@tcwy" not in str(db.session.scalars(select(AuditEntry.summary)).all())


def test_the_year_is_counted(told: list[Reminder], late: Disclosure, sign_in: SignIn, day: Day) -> None:
    client = sign_in("liaison-fgj")
    client.post("/supervision/reminders/acknowledge", data={"ids": told[0].id})
    day(date(2018, 12, 21))
    db.session.scalars(select(Disclosure).where(Disclosure.id != late.id)).one().published_on = date(2018, 12, 20)
    morning.remind(date(2018, 12, 21))
    tally = tallies.of_year(2018, date(2018, 12, 21), db.session.connection())[late.unit_id]
    assert (tally.reminders, tally.acknowledged, tally.settled, tally.unanswered) == (2, 1, 1, 0)
    f.office()
    page = sign_in("office").get("/supervision/reminders/tally/2018").text
    assert "区发改局" in page
    assert client.get("/supervision/reminders/tally/2018?export=xlsx").status_code == 200
    assert client.get("/supervision/reminders/tally/2019").status_code == 404
