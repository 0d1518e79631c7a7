"""A limit that a new version changes counts from the day of the change, and the preview says whom it meets."""

from datetime import date
from typing import Any

from tests.client import Client
from tests.intake.sheets import changed, workbook
from tests.intake.test_withdrawal import of, work_on
from tracker.choices import AssignmentState, Outcome, Period
from tracker.clock import now
from tracker.db import db
from tracker.tasks.history import limit_of

BEFORE = date(2018, 1, 1)


def handed_out_in_january(*items: str) -> None:
    for item in items:
        of(item).starts_on = BEFORE
        db.session.commit()


def accept(item: str) -> None:
    share = of(item).assignments[0]
    share.state, share.outcome, share.accepted_at = AssignmentState.ACCEPTED, Outcome.DONE, now()
    db.session.commit()


def test_an_accepted_task_does_not_become_late(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    imported()
    handed_out_in_january("年度建设计划", "采购预算金额")
    accept("年度建设计划")
    work_on("采购预算金额")
    rows = list(changed(1, deadline="每季度"))
    rows[2] = (*rows[2][:5], "2018年6月30日前", rows[2][6])
    batch = upload(workbook(rows))
    page = admin.get(f"/imports/{batch.id}").text
    assert "▲ 已审核通过" in page
    assert "▲ 已有办理记录" in page
    assert page.count("▲ 时限有变，自导入之日起算") == 2
    assert "2项已有办理记录（其中1项已审核通过）" in page
    assert confirm(batch) == 303
    assert of("年度建设计划").deadline_period is Period.QUARTER
    assert {share.due_on for share in of("年度建设计划").assignments} == {date(2018, 12, 31)}
    assert [share.due_on for share in of("采购预算金额").assignments] == [None]
    assert (of("年度建设计划").starts_on, of("采购预算金额").starts_on) == (date(2018, 12, 20), date(2018, 12, 20))
    assert "下达或变更时限（2018-12-20）前已到期" in admin.get(f"/tasks/{of('采购预算金额').id}").text


def test_the_same_limit_in_other_words_goes_on_counting(imported: Any) -> None:
    imported()
    handed_out_in_january("年度建设计划", "采购结果")
    imported(workbook(changed(1, deadline="自信息形成或变更之日起20个工作日内", content="改写")))
    assert (of("年度建设计划").starts_on, of("采购结果").starts_on) == (BEFORE, BEFORE)
    assert limit_of(of("年度建设计划")) == "形成或变更之日起20个工作日内"


def test_undoing_it_lets_the_old_one_count_again(admin: Client, imported: Any) -> None:
    imported()
    handed_out_in_january("采购结果")
    before = [share.due_on for share in of("采购结果").assignments]
    batch = imported(workbook(changed(4, deadline="每半年")))
    assert of("采购结果").starts_on == date(2018, 12, 20)
    assert admin.post(f"/imports/{batch.id}/undo").status_code == 303
    assert of("采购结果").starts_on == BEFORE
    assert [share.due_on for share in of("采购结果").assignments] != before  # recounted for the whole year


def test_a_limit_set_by_hand_is_not_retroactive_either(admin: Client, imported: Any) -> None:
    imported()
    handed_out_in_january("年度建设计划")
    task = of("年度建设计划")
    typed = {"version": str(task.version), "kind": "periodic", "period": "month", "reason": "按答复"}
    assert admin.post(f"/tasks/{task.id}/limit", data=typed).status_code == 303
    assert {share.due_on for share in of("年度建设计划").assignments} == {date(2018, 12, 31)}
