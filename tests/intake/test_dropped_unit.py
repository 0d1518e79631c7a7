"""A unit that drops out of a row: gone where it never worked, else kept and asked about."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.appraisal.collected import of as year_of
from tests.client import Client
from tests.intake.sheets import changed, workbook
from tests.intake.test_withdrawal import of, tick
from tracker.choices import AssignmentRole, AssignmentState, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import ImportBatch
from tracker.tasks.models import Assignment, ProgressUpdate

REASON = "按机构改革方案，职责已划转区财政局。"
HANDED_OVER = workbook(changed(2, units="区财政局牵头，各镇办配合", deadline="每季度"))


def share(unit: str) -> Assignment:
    return next(each for each in of("分配结果").assignments if each.unit_name == unit)


@pytest.fixture
def waiting(imported: Any, upload: Any) -> ImportBatch:
    """The housing office has worked on what the finance office is to lead now."""
    imported(workbook(changed(2, deadline="每季度")))
    lead = share("区住建局")
    lead.state = AssignmentState.IN_PROGRESS
    db.session.add(ProgressUpdate(assignment=lead, kind=ProgressKind.UPDATED, percent=40, at=now()))
    db.session.commit()
    batch: ImportBatch = upload(HANDED_OVER)
    return batch


def test_it_works(admin: Client, waiting: ImportBatch, confirm: Any, sign_in: Any, manner: dict[str, str]) -> None:
    old = share("区住建局").id
    page = admin.get(f"/imports/{waiting.id}").text
    assert "表中不再列出、但已有办理记录的单位1个" in page
    assert tick(admin, waiting, headers=manner, drop=str(old)).status_code == 422
    answer = tick(admin, waiting, headers=manner, drop=str(old), reason=REASON)
    assert answer.status_code == (200 if manner else 303)
    assert re.search(rf'name="drop" value="{old}" checked', admin.get(f"/imports/{waiting.id}").text)
    assert confirm(waiting) == 303
    assert share("区住建局").withdrawn_reason == REASON
    assert share("区住建局").due_on is None
    assert share("区财政局").role is AssignmentRole.LEAD
    assert db.session.scalar(select(func.count()).select_from(ProgressUpdate)) == 1
    assert f"区住建局“分配结果”：{REASON}" in admin.get(f"/imports/{waiting.id}").text
    assert "已不再承担" in admin.get(f"/tasks/{of('分配结果').id}").text
    factories.liaison("zjj")
    liaison = sign_in("liaison-zjj")
    page = liaison.get(f"/tasks/{of('分配结果').id}").text
    assert f"不再承担这项任务：{REASON}" in page
    assert "登记公开" not in page
    assert "分配结果" not in liaison.get("/tasks").text
    assert "分配结果" in liaison.get("/tasks?state=withdrawn").text
    desk = liaison.get("/").text
    assert "分配结果" not in desk.partition('id="changed"')[0]
    assert "分配结果" in desk.partition('id="changed"')[2]
    assert liaison.get(f"/assignments/{old}/progress").status_code == 409


def test_what_is_not_ticked_is_kept_but_does_not_lead_beside_the_new_lead(
    admin: Client, waiting: ImportBatch, confirm: Any
) -> None:
    assert confirm(waiting) == 303
    roles = {
        each.unit_name: each.role for each in of("分配结果").assignments if each.role is not AssignmentRole.COOPERATING
    }
    assert roles == {"区住建局": AssignmentRole.RESPONSIBLE, "区财政局": AssignmentRole.LEAD}
    assert share("区住建局").withdrawn_at is None
    assert admin.post(f"/imports/{waiting.id}/undo").status_code == 303
    assert share("区住建局").role is AssignmentRole.LEAD


def test_it_may_be_ticked_at_the_next_import_too(
    admin: Client, waiting: ImportBatch, confirm: Any, upload: Any
) -> None:
    assert confirm(waiting) == 303
    again = upload(HANDED_OVER)
    assert again.counts["unchanged"] == 4
    tick(admin, again, drop=str(share("区住建局").id), reason=REASON)
    assert confirm(again) == 303
    assert share("区住建局").withdrawn_reason == REASON


def test_undo_and_a_row_that_names_it_again_bring_it_back(
    admin: Client, waiting: ImportBatch, confirm: Any, upload: Any
) -> None:
    due = share("区住建局").due_on
    assert due == date(2018, 12, 31)
    tick(admin, waiting, drop=str(share("区住建局").id), reason=REASON)
    assert confirm(waiting) == 303
    assert admin.post(f"/imports/{waiting.id}/undo").status_code == 303
    assert (share("区住建局").withdrawn_at, share("区住建局").due_on) == (None, due)

    second = upload(HANDED_OVER)
    tick(admin, second, drop=str(share("区住建局").id), reason=REASON)
    assert confirm(second) == 303
    third = upload(workbook(changed(2, units="区财政局牵头，区住建局、各镇办配合", deadline="每季度")))
    assert confirm(third) == 303
    back = share("区住建局")
    assert (back.withdrawn_at, back.role, back.due_on) == (None, AssignmentRole.COOPERATING, due)
    assert admin.post(f"/imports/{third.id}/undo").status_code == 303
    back = share("区住建局")
    assert (back.withdrawn_reason, back.due_on) == (REASON, None)
    assert back.withdrawn_at is not None


def test_the_year_asks_nothing_more_of_it(admin: Client, waiting: ImportBatch, confirm: Any) -> None:
    before = year_of("zjj").counts["tasks"]
    tick(admin, waiting, drop=str(share("区住建局").id), reason=REASON)
    assert confirm(waiting) == 303
    db.session.expire_all()
    assert year_of("zjj").counts["tasks"] == before - 1


@pytest.mark.parametrize("value", ["x", "²", "-1", "999999"])
def test_a_tick_for_what_is_not_offered_does_nothing(admin: Client, waiting: ImportBatch, value: str) -> None:
    assert tick(admin, waiting, drop=value, reason=REASON).status_code == 303
    db.session.refresh(waiting)
    assert waiting.drops == {}


def test_where_nobody_worked_it_goes_by_itself(admin: Client, imported: Any, upload: Any) -> None:
    imported()
    batch = upload(HANDED_OVER)
    assert "但已有办理记录的单位" not in admin.get(f"/imports/{batch.id}").text


def test_a_name_that_is_not_settled_may_be_the_unit_that_seems_to_be_missing(
    admin: Client, waiting: ImportBatch, upload: Any
) -> None:
    again = upload(workbook(changed(2, units="区住房保障中心牵头，各镇办配合", deadline="每季度")))
    page = admin.get(f"/imports/{again.id}").text
    assert "未找到单位“区住房保障中心”" in page
    assert "不再列" not in page
    (field,) = re.findall(r'select id="(unit-[^"]+)"', page)
    admin.post(f"/imports/{again.id}/review", data={field: str(factories.unit("czj").id)})
    assert "表中不再列“区住建局”" in admin.get(f"/imports/{again.id}").text
