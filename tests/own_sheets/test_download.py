"""The sheet that is given out: only the unit's own tasks, keys hidden, drop-downs, and a record of who took it."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.own_sheets import keys
from tracker.own_sheets.columns import option
from tracker.tasks.models import Assignment


def test_it_works(sheet: bytes, shares: list[Assignment], app: Any) -> None:
    book = load_workbook(io.BytesIO(sheet))
    assert book.sheetnames == ["任务进展", "公开记录", "填写说明"]
    rows = list(book["任务进展"].iter_rows(min_row=3, values_only=True))
    assert [row[4] for row in rows] == ["第1项", "第2项"]
    assert [row[-3:] for row in rows] == [("办理中", 10, "刚刚开始")] * 2
    key = keys.read(str(rows[0][0]), app.config["SECRET_KEY"])
    assert key is not None
    assert (key.assignment_id, key.version, key.year) == (shares[0].id, shares[0].version, 2018)
    assert "别家的事" not in str([list(page.values) for page in book])


def test_keys_are_hidden_and_locked_and_progress_is_not(sheet: bytes) -> None:
    page = load_workbook(io.BytesIO(sheet))["任务进展"]
    assert page.column_dimensions["A"].hidden
    assert page.protection.sheet
    assert [cell.protection.locked for cell in page[3]] == [True] * 9 + [False] * 2


def test_the_drop_downs_offer_the_tasks_and_the_words(sheet: bytes, shares: list[Assignment]) -> None:
    rules = load_workbook(io.BytesIO(sheet))["公开记录"].data_validations.dataValidation
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in rules if rule.type == "list"}
    assert (
        lists["A"] == f'"{",".join(option(share.task_id, share.task.category, share.task.item) for share in shares)}"'
    )
    assert lists["D"] == '"一般信息,行政许可,行政处罚"'
    assert lists["L"] == '"可以公开,区分处理后公开,不予公开"'


def test_taking_it_is_on_record(sheet: bytes) -> None:
    assert sheet
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "own_sheet.download")).one()
    assert entry.summary == "下载本单位2018年任务表（2项任务）"


def test_a_withdrawn_task_is_left_out(liaison: Client, shares: list[Assignment]) -> None:
    shares[0].task.withdrawn_at = datetime(2018, 12, 1, tzinfo=UTC)
    page = load_workbook(io.BytesIO(liaison.get("/own-sheet.xlsx?year=2018").data))["任务进展"]
    assert [row[4] for row in page.iter_rows(min_row=3, values_only=True)] == ["第2项"]


@pytest.mark.parametrize("year", ["2017", "abc", "99999999999"])
def test_a_year_without_tasks_is_a_404(liaison: Client, year: str) -> None:
    assert liaison.get(f"/own-sheet.xlsx?year={year}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICE, Role.ADMIN, Role.AUDITOR])
@pytest.mark.parametrize("address", ["/own-sheet", "/own-sheet.xlsx"])
@pytest.mark.usefixtures("shares")
def test_nobody_else_gets_it(sign_in: Callable[[str], Client], role: Role, address: str) -> None:
    who = factories.leader() if role is Role.LEADER else factories.user(role)
    assert sign_in(who.username).get(address).status_code == 404


def test_the_page_leads_to_it(liaison: Client) -> None:
    page = liaison.get("/own-sheet").text
    assert "/own-sheet.xlsx?year=2018" in page
    assert "还没有上传过任务表" in page
    assert 'href="/own-sheet"' in liaison.get("/tasks").text


def test_a_unit_without_tasks_is_told_why(app: Any, sign_in: Callable[[str], Client]) -> None:
    factories.liaison("czj")
    page = sign_in("liaison-czj").get("/own-sheet").text
    assert "本单位还没有任务" in page
    assert sign_in("liaison-czj").get("/own-sheet.xlsx").status_code == 404


def test_a_leader_sees_no_link(app: Any, sign_in: Callable[[str], Client]) -> None:
    factories.leader()
    assert "/own-sheet" not in sign_in("leader-fgj").get("/tasks").text


def test_more_tasks_take_no_more_queries(liaison: Client) -> None:
    liaison.get("/own-sheet.xlsx")
    with counted() as few:
        liaison.get("/own-sheet.xlsx")
    for _ in range(20):
        factories.assignment()
    db.session.commit()
    with counted() as many:
        liaison.get("/own-sheet.xlsx")
    assert len(many) == len(few)
