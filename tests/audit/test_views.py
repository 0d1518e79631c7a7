"""The auditor's pages: search, one entry, export, the chain."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker import journal
from tracker.audit import days, wording
from tracker.audit.days import Day
from tracker.choices import Role
from tracker.db import db
from tracker.journal import Actor, AuditEntry

SignIn = Callable[[str], Client]
LI = Actor(7, "李四", "liaison", "区发改局")


@pytest.fixture
def auditor(app: Flask, sign_in: SignIn) -> Client:
    factories.auditor()
    journal.record(
        "task.accept", "assignment", 3, "审核通过“100%节能审查”", details={"state": ["submitted", "accepted"]}
    )
    journal.record("task.submit", "assignment", 3, "上报完成", actor=LI)
    journal.record("access.refused", "page", None, "打开 /users", result="refused", actor=LI)
    return sign_in("auditor")


def listed(client: Client, query: str) -> str:
    return client.get(f"/audit?{query}").text.split('id="register"')[1]


def test_the_journal(auditor: Client) -> None:
    page = auditor.get("/audit").text
    assert "审核通过“100%节能审查”" in page
    assert "区发改局 联络员" in page
    assert "task.accept" not in page.split("<tbody>")[1]


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER, Role.OFFICE, Role.ADMIN])
def test_others_find_no_such_page(auditor: Client, sign_in: SignIn, role: Role) -> None:
    in_unit = role in (Role.LIAISON, Role.LEADER)
    client = sign_in(factories.user(role, factories.unit() if in_unit else None).username)
    assert {
        client.get(path).status_code for path in ("/audit", "/audit/1", "/audit/chain", "/audit/days", "/audit/rights")
    } == {404}
    assert "打开 /audit/chain" in listed(auditor, "result=refused")


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("actor=李四", "上报完成", "节能审查"),
        ("actor=区发改", "上报完成", "节能审查"),
        ("action=task.accept", "节能审查", "上报完成"),
        ("action=no.such", "没有符合", "节能审查"),
        ("result=refused", "打开 /users", "节能审查"),
        ("object=assignment&number=3", "节能审查", "打开 /users"),
        ("q=100%25", "节能审查", "上报完成"),
        ("q=0_", "没有符合", "节能审查"),
        ("from=2000-01-01&to=2099-12-31", "节能审查", "没有符合"),
        ("to=2001-01-01", "没有符合", "节能审查"),
        ("from=9999-12-31&to=0001-01-01&result=x&object=y&number=²&page=x&sort=evil", "节能审查", "没有符合"),
    ],
)
def test_filters(auditor: Client, query: str, seen: str, unseen: str) -> None:
    page = listed(auditor, query)
    assert seen in page
    assert unseen not in page


def test_pages_need_the_same_queries(auditor: Client) -> None:
    with counted() as few:
        auditor.get("/audit")
    for number in range(60):
        journal.record("task.update", "assignment", number, f"更新进展{number}")
    db.session.commit()
    with counted() as many:
        assert "更新进展59" in auditor.get("/audit").text
    assert len(few) == len(many)
    assert "更新进展2<" in auditor.get("/audit?page=2").text
    assert auditor.get("/audit?page=999").status_code == 404


def test_one_entry(auditor: Client) -> None:
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "task.accept")).one()
    page = auditor.get(f"/audit/{entry.id}").text
    assert entry.hash in page
    assert "待审核 → 审核通过" in page
    assert auditor.get("/audit/4711").status_code == 404


def test_the_export_is_itself_on_record(auditor: Client) -> None:
    answer = auditor.get("/audit?export=xlsx&actor=李四")
    values = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert "上报完成" in values
    assert "审核通过“100%节能审查”" not in values
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).one()
    assert (entry.summary, entry.details) == ("导出审计记录2条", {"actor": "李四"})


def test_an_unbroken_chain(auditor: Client, manner: dict[str, str]) -> None:
    page = auditor.get("/audit/chain", headers=manner).text
    head = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    assert "没有改动" in page
    assert head in page
    assert ("<html" in page) is (not manner)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ("UPDATE audit_entry SET summary = '没有这回事' WHERE id = 2", "审计记录 2 的内容被改动"),
        ("UPDATE audit_entry SET actor_name = '王五' WHERE id = 1", "审计记录 1 的内容被改动"),
        ("DELETE FROM audit_entry WHERE id = 2", "审计记录 3 与前一条不衔接"),
    ],
)
@pytest.mark.databases("sqlite")
def test_harm_is_seen(auditor: Client, harm: str, message: str) -> None:
    for act in ("update", "delete"):
        db.session.connection().exec_driver_sql(f"DROP TRIGGER audit_entry_no_{act}")
    db.session.connection().exec_driver_sql(harm)
    db.session.commit()
    page = auditor.get("/audit/chain").text
    assert message in page
    assert "不完整" in page
    assert "● " in auditor.get("/").text


def test_actions_in_words() -> None:
    assert wording.action("session.begin") == "登录"
    assert wording.action("task.accept") == "任务 · 审核通过"
    assert wording.action("no.such") == "no.such"


def test_who_acted_is_told_by_the_login_name(auditor: Client) -> None:
    person = factories.auditor()
    assert "<code>auditor</code>" in listed(auditor, "actor=auditor")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == person.id)).first()
    assert entry is not None
    assert "登录名 auditor" in auditor.get(f"/audit/{entry.id}").text
    rows = list(load_workbook(BytesIO(auditor.get("/audit?export=xlsx").data)).active.iter_rows(values_only=True))
    names = next(row for row in rows if "登录名" in row)
    assert "auditor" in {row[names.index("登录名")] for row in rows}


def test_numbers_of_units_and_people_are_told_by_name(auditor: Client) -> None:
    unit, person = factories.unit(), factories.office()
    db.session.commit()
    details = {"from_unit_id": None, "to_unit_id": unit.id, "by_id": person.id, "count": unit.id}
    entry = journal.record("opinion.take_over", "opinion_case", 1, "接办", details=details)
    person.unit_id = unit.id
    changed = journal.record("user.change", "user", person.id, "修改账号")
    db.session.commit()
    page = auditor.get(f"/audit/{entry.id}").text
    assert page.count("<dd>区发改局</dd>") == page.count("<dd>office</dd>") == page.count(f"<dd>{unit.id}</dd>") == 1
    assert "<td>区发改局</td>" in auditor.get(f"/audit/{changed.id}").text


def test_the_first_page_tells_when_the_chain_was_last_walked(auditor: Client) -> None:
    assert "还没有在网页上核对过" in auditor.get("/").text
    auditor.get("/audit/chain")
    assert re.search(r"✓ [\d: -]+ 审计员 核对审计记录\d+条，首尾相接，没有改动", auditor.get("/").text)


def test_the_days_as_a_picture(auditor: Client, client: Client, manner: dict[str, str]) -> None:
    for _ in range(7):
        client.post("/login", data={"username": "auditor", "password": "wrong"})
    page = auditor.get("/audit/days", headers=manner).text
    assert page.count("<rect") == 3 + 2  # a bar for each kind, and what two patterns are drawn on
    assert all(f'fill="{fill}"' in page for fill in ("#59626b", "url(#days-hatched)", "url(#days-dotted)"))
    assert [f">{count}</text>" in page for count in (5, 2, 1)] == [True] * 3
    assert "登录失败 5 次" in page
    assert "登录过于频繁 2 次" in page
    assert "被拒绝的访问 1 次" in page
    assert ("<html" in page) is (not manner)


@pytest.mark.parametrize("query", ["days=90", "days=7", "days=²", "days=-1", ""])
def test_days_of_another_span(auditor: Client, query: str) -> None:
    page = auditor.get(f"/audit/days?{query}").text
    assert f"最近{90 if query == 'days=90' else 30}天：登录失败" in page


def test_quiet_days(sign_in: SignIn, app: Flask) -> None:
    factories.auditor()
    assert "没有登录失败" in sign_in("auditor").get("/audit/days").text


def test_the_days_as_a_sheet(auditor: Client) -> None:
    rows = list(load_workbook(BytesIO(auditor.get("/audit/days?export=xlsx").data)).active.iter_rows(values_only=True))
    assert any(row[1:4] == (0, 0, 1) for row in rows)


def test_the_table_of_rights(auditor: Client) -> None:
    page = auditor.get("/audit/rights").text
    assert "/assignments/…/acceptance" in page
    assert "不需要登录" in page


def test_each_kind_has_a_scale_of_its_own_and_many_days_are_weeks() -> None:
    last = date(2018, 12, 20)
    found = [Day(last - timedelta(days=back), Counter(failed=back % 2, refused=100)) for back in reversed(range(90))]
    daily, weekly = days.panels(found[-30:]), days.panels(found)
    assert [(panel.top, panel.total, len(panel.bars)) for panel in daily[:3]] == [
        (1, 15, 30),
        (1, 0, 30),
        (100, 3000, 30),
    ]
    assert (weekly[2].total, len(weekly[2].bars), weekly[2].top) == (9000, 13, 700)
    assert (weekly[2].bars[-1].first, weekly[2].bars[-1].last) == (date(2018, 12, 14), last)
    assert len({panel.pattern for panel in daily}) == 4
    assert "登录失败共15次" in daily[0].said


def test_a_day_is_a_day_in_shanghai() -> None:
    late = datetime(2018, 12, 19, 16, 30, tzinfo=UTC)
    found = days.by_day([(late, "session.refused"), (late, "task.update")], date(2018, 12, 20), 2)
    assert [(day.on.day, dict(day.counts)) for day in found] == [(19, {}), (20, {"failed": 1})]
