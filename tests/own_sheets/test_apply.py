"""The way back: download, fill in, upload, look, confirm. What the web changed meanwhile is never overwritten."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.own_sheets.sheets import OWED, PUBLISHED, filled, said
from tests.queries import counted
from tracker.choices import AssignmentState, ImportState, MatterKind, ProgressKind, SecrecyResult
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.own_sheets.models import OwnSheetUpload
from tracker.tasks.models import Assignment, ProgressUpdate

Kept = Callable[[bytes], tuple[str, str]]
Latest = Callable[[], OwnSheetUpload]


def disclosures() -> list[Disclosure]:
    return list(db.session.scalars(select(Disclosure).order_by(Disclosure.id)))


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(ProgressUpdate)) or 0


def test_it_works(
    sheet: bytes, kept: Kept, confirm: Any, shares: list[Assignment], latest: Latest, manner: dict[str, str]
) -> None:
    address, page = kept(filled(sheet, {1: said(60)}, {1: PUBLISHED, 2: OWED}))
    assert "写入 1 项进展、 2 条公开记录" in " ".join(page.split())
    assert "<del>10%</del>" in page
    assert "<ins>已公开三批</ins>" in page
    assert (entries(), disclosures()) == (0, [])
    answer = confirm(address, page, manner)
    assert (answer.headers.get("HX-Redirect") or answer.location) == address
    db.session.expire_all()
    assert [(share.percent, share.note) for share in shares] == [(60, "已公开三批"), (10, "刚刚开始")]
    entry = db.session.scalars(select(ProgressUpdate)).one()
    assert (entry.kind, entry.percent, entry.assignment_id) == (ProgressKind.UPDATED, 60, shares[0].id)
    published, owed = disclosures()
    assert (
        published.task_id,
        published.kind,
        published.secrecy_result,
        [each.name for each in published.channels],
    ) == (
        shares[0].task_id,
        MatterKind.GENERAL,
        SecrecyResult.CLEAR,
        ["政府网站"],
    )
    assert (published.formed_on, published.due_on) == (date(2018, 9, 20), date(2018, 10, 24))
    assert owed.published_on is None
    assert latest().state is ImportState.APPLIED


def test_everything_is_on_record(sheet: bytes, kept: Kept, confirm: Any, liaison: Client) -> None:
    confirm(*kept(filled(sheet, {1: said(60)}, {1: OWED})))
    said_of = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    for action in ("own_sheet.upload", "own_sheet.apply", "task.update", "disclosure.record"):
        assert action in said_of
    page = liaison.get("/own-sheet").text
    assert "已写入" in page
    assert "进展1项 · 公开记录1条" in page


def test_real_dates_and_typed_ones_are_both_read(sheet: bytes, kept: Kept, confirm: Any) -> None:
    day = datetime(2018, 9, 20)
    confirm(*kept(filled(sheet, None, {1: OWED | {"形成（变更）日期": day}, 2: OWED | {"信息标题": "另一条"}})))
    assert [each.formed_on for each in disclosures()] == [date(2018, 9, 20), date(2018, 12, 10)]


def test_the_same_sheet_twice_changes_nothing(
    sheet: bytes, kept: Kept, confirm: Any, liaison: Client, shares: list[Assignment]
) -> None:
    data = filled(sheet, {1: said(60)}, {1: PUBLISHED, 2: OWED})
    confirm(*kept(data))
    db.session.expire_all()
    before = shares[0].version, entries(), len(disclosures())
    address, page = kept(data)
    assert "与系统中的完全一致" in page
    assert 'name="digest"' not in page
    refused = liaison.post(f"{address}/apply", data={"digest": ""})
    assert refused.status_code == 409
    db.session.expire_all()
    assert (shares[0].version, entries(), len(disclosures())) == before


def test_pressing_the_button_twice_writes_once(sheet: bytes, kept: Kept, confirm: Any) -> None:
    address, page = kept(filled(sheet, {1: said(60)}, {1: OWED}))
    confirm(address, page)
    again = confirm(address, page)
    assert again.status_code == 303
    assert (entries(), len(disclosures())) == (1, 1)


def test_what_the_web_changed_meanwhile_is_shown_and_left(
    sheet: bytes, kept: Kept, confirm: Any, liaison: Client, shares: list[Assignment]
) -> None:
    typed = {"version": shares[0].version, "percent": "80", "note": "网页上写的"}
    assert liaison.post(f"/assignments/{shares[0].id}/progress", data=typed).status_code == 303
    address, page = kept(filled(sheet, {1: said(60), 2: said(30, "第二项的进展")}))
    conflicts = page.partition('id="conflicts"')[2].partition("</section>")[0]
    for words in ("80%", "60%", "网页上写的", "已公开三批", "任务进展第3行"):
        assert words in conflicts
    assert "写入 1 项进展" in page
    assert confirm(address, page).status_code == 303
    db.session.expire_all()
    assert [(share.percent, share.note) for share in shares] == [(80, "网页上写的"), (30, "第二项的进展")]


def test_a_change_between_preview_and_confirmation_is_shown_anew(
    sheet: bytes, kept: Kept, confirm: Any, shares: list[Assignment], liaison: Client, manner: dict[str, str]
) -> None:
    address, page = kept(filled(sheet, {1: said(60)}))
    typed = {"version": shares[0].version, "percent": "80", "note": "网页上写的"}
    liaison.post(f"/assignments/{shares[0].id}/progress", data=typed)
    answer = confirm(address, page, manner)
    assert answer.status_code == 409
    assert "核对之后数据有变化" in answer.text
    assert ("<!doctype html>" in answer.text) is not bool(manner)
    assert "网页上写的" in answer.text
    db.session.expire_all()
    assert shares[0].percent == 80


def test_a_disclosure_recorded_on_the_web_meanwhile_is_not_doubled(
    sheet: bytes, kept: Kept, shares: list[Assignment]
) -> None:
    factories.disclosure(shares[0], title=PUBLISHED["信息标题"], published_on=date(2018, 10, 8), channels=[])
    _, page = kept(filled(sheet, None, {1: PUBLISHED}))
    conflicts = page.partition('id="conflicts"')[2].partition("</section>")[0]
    assert "公开渠道" in conflicts
    assert PUBLISHED["公开网址"] in conflicts
    assert 'name="digest"' not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (AssignmentState.PENDING, "还没有签收"),
        (AssignmentState.SUBMITTED, "正在等公开办审核"),
        (AssignmentState.ACCEPTED, "已经审核通过"),
    ],
)
def test_a_state_that_takes_no_progress_is_told(
    kept: Kept, shares: list[Assignment], liaison: Client, state: AssignmentState, words: str
) -> None:
    shares[0].state = state
    address, page = kept(filled(liaison.get("/own-sheet.xlsx").data, {1: said(60)}))
    assert f"第3行：《第1项》的进展不能写入：{'' if state is not AssignmentState.PENDING else '这项任务'}" in page
    assert words in page
    assert liaison.post(f"{address}/apply", data={"digest": ""}).status_code == 409
    assert entries() == 0


def test_a_problem_keeps_everything_from_being_written(sheet: bytes, kept: Kept, liaison: Client) -> None:
    address, page = kept(filled(sheet, {1: said(60)}, {1: OWED | {"形成（变更）日期": "明天"}}))
    assert "工作表“公开记录”第3行E列：“明天”不是有效的日期。请按 2018-09-20 的格式填写。" in page
    assert 'name="digest"' not in page
    assert liaison.post(f"{address}/apply", data={"digest": ""}).status_code == 409
    assert (entries(), disclosures()) == (0, [])


def test_giving_up_changes_nothing(sheet: bytes, kept: Kept, confirm: Any, liaison: Client, latest: Latest) -> None:
    address, page = kept(filled(sheet, {1: said(60)}))
    assert liaison.post(f"{address}/discard").status_code == 303
    assert latest().state is ImportState.DISCARDED
    assert "已放弃" in liaison.get(address).text
    assert confirm(address, page).status_code == 409
    assert liaison.post(f"{address}/discard").status_code == 409
    assert entries() == 0


def test_what_was_written_can_be_looked_up(sheet: bytes, kept: Kept, confirm: Any, liaison: Client) -> None:
    data = filled(sheet, {1: said(60)})
    address, page = kept(data)
    confirm(address, page)
    assert "2018年任务表（已写入）" in liaison.get(address).text
    assert liaison.get(f"{address}/original").data == data


def test_another_unit_knows_nothing_of_it(sheet: bytes, kept: Kept, sign_in: Callable[[str], Client]) -> None:
    address, page = kept(filled(sheet, {1: said(60)}))
    stranger = sign_in("liaison-zjj")
    assert [stranger.get(f"{address}{end}").status_code for end in ("", "/original")] == [404, 404]
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    assert stranger.post(f"{address}/apply", data={"digest": digest}).status_code == 404
    assert stranger.post(f"{address}/discard").status_code == 404
    assert entries() == 0


def test_more_tasks_take_no_more_queries(kept: Kept, liaison: Client) -> None:
    def queries() -> int:
        data = liaison.get("/own-sheet.xlsx").data
        last = load_workbook(io.BytesIO(data))["任务进展"].max_row - 2
        address, _ = kept(filled(data, {row: said(60) for row in range(1, last + 1)}, {1: OWED}))
        with counted() as statements:
            assert f"更新进展 {last}" in liaison.get(address).text
        return len(statements)

    few = queries()
    for _ in range(15):
        factories.assignment()
    assert queries() == few
