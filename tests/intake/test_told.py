"""Units learn what an import changed about their tasks: in the history, and at their desk until they have seen it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests import factories
from tests.client import Client
from tests.intake.sheets import ROWS, changed, workbook
from tests.intake.test_withdrawal import REASON, of, tick, work_on
from tracker.choices import AssignmentState
from tracker.clock import now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, TaskChange


@pytest.fixture
def liaison(sign_in: Any) -> Client:
    factories.liaison("czj")
    return sign_in("liaison-czj")


def fields(page: str) -> dict[str, str]:
    section = page.partition('id="changed"')[2]
    return dict(re.findall(r'name="(ids|until)" value="([\d,]+)"', section)[-2:])


def test_it_works(liaison: Client, imported: Any, manner: dict[str, str]) -> None:
    imported()
    work_on("采购结果")
    assert "任务有变更" not in liaison.get("/").text
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    desk = liaison.get("/").text
    assert "任务有变更" in desk
    assert f'href="/tasks/{of("采购结果").id}#timeline"' in desk
    page = liaison.get(f"/tasks/{of('采购结果').id}").text
    assert "第2次导入《公共资源配置.xlsx》变更" in page
    assert re.search("公开内容</span> <del>成交供应商和金额</del> <ins>成交供应商、金额和合同</ins>", page)
    answer = liaison.post("/tasks/changes/seen", data=fields(desk), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert "任务有变更" not in liaison.get("/").text
    assert "第2次导入" in liaison.get(f"/tasks/{of('采购结果').id}").text
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "task.seen")) == 1


def test_numbers_and_writing_tell_nobody(liaison: Client, imported: Any) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, seq="44")))
    assert "任务有变更" not in liaison.get("/").text


def test_a_withdrawal_is_told_with_its_reason(
    admin: Client, liaison: Client, imported: Any, upload: Any, confirm: Any
) -> None:
    imported()
    work_on("采购结果")
    batch = upload(workbook(ROWS[:3]))
    tick(admin, batch, withdraw=str(of("采购结果").id), reason=REASON)
    assert confirm(batch) == 303
    desk = liaison.get("/").text
    assert f"撤销任务：{REASON}" in desk
    assert "▲ 已撤销" in desk
    assert f"撤销任务：{REASON}" in liaison.get(f"/tasks/{of('采购结果').id}").text


def test_what_was_never_taken_in_hand_is_read_as_it_is(liaison: Client, imported: Any) -> None:
    imported()
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    assert "任务有变更" not in liaison.get("/").text
    assert "第2次导入" in liaison.get(f"/tasks/{of('采购结果').id}").text


def test_after_two_weeks_it_is_history(liaison: Client, imported: Any) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    db.session.execute(update(TaskChange).values(at=now() - timedelta(days=15)))
    db.session.commit()
    assert "任务有变更" not in liaison.get("/").text


def test_what_is_changed_again_is_told_again(liaison: Client, imported: Any) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    seen = fields(liaison.get("/").text)
    imported(workbook(changed(4, content="成交供应商、金额、合同和验收")))
    liaison.post("/tasks/changes/seen", data=seen)
    desk = liaison.get("/").text
    assert "第3次导入" in desk
    assert "第2次导入" not in desk


def test_an_undone_import_is_told_too_and_leaves_no_trace_of_what_is_gone(
    admin: Client, liaison: Client, imported: Any
) -> None:
    first = imported()
    share = of("采购结果").assignments[0]
    share.state = AssignmentState.ACCEPTED
    db.session.commit()
    second = imported(workbook(changed(4, content="成交供应商、金额和合同")))
    assert admin.post(f"/imports/{second.id}/undo").status_code == 303
    assert "第2次导入已撤销，恢复原样" in liaison.get("/").text
    share = of("采购结果").assignments[0]
    share.state = AssignmentState.PENDING
    db.session.commit()
    assert admin.post(f"/imports/{first.id}/undo").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(TaskChange)) == 0


def test_other_units_are_not_told_and_cannot_answer_for_it(liaison: Client, imported: Any, sign_in: Any) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    sent = fields(liaison.get("/").text)
    factories.liaison("fgj"), factories.leader("czj"), factories.office()
    other = sign_in("liaison-fgj")
    assert "任务有变更" not in other.get("/").text
    assert other.post("/tasks/changes/seen", data=sent).status_code == 409
    leader = sign_in("leader-czj")
    assert "任务有变更" in leader.get("/").text
    for name in ("leader-czj", "office", "admin"):
        assert sign_in(name).post("/tasks/changes/seen", data=sent).status_code == 404
    assert db.session.scalars(select(Assignment.seen_change_id).distinct()).all() == [None]


@pytest.mark.parametrize("until", ["", "x", "²", "9" * 30, "0"])
def test_a_bad_answer_changes_nothing(liaison: Client, imported: Any, until: str) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    sent = fields(liaison.get("/").text) | {"until": until}
    assert liaison.post("/tasks/changes/seen", data=sent).status_code == 409
    assert "任务有变更" in liaison.get("/").text


def test_what_is_not_there_yet_cannot_be_seen(liaison: Client, imported: Any) -> None:
    imported()
    work_on("采购结果")
    imported(workbook(changed(4, content="成交供应商、金额和合同")))
    sent = fields(liaison.get("/").text) | {"until": "999999999"}
    assert liaison.post("/tasks/changes/seen", data=sent).status_code == 303
    imported(workbook(changed(4, content="成交供应商、金额、合同和验收")))
    assert "任务有变更" in liaison.get("/").text


def test_a_limit_set_by_hand_is_told(admin: Client, liaison: Client, imported: Any) -> None:
    imported()
    work_on("采购结果")
    task = of("采购结果")
    typed = {"version": str(task.version), "kind": "periodic", "period": "half_year", "reason": "按答复"}
    assert admin.post(f"/tasks/{task.id}/limit", data=typed).status_code == 303
    assert "人工设定时限：按答复" in liaison.get("/").text
