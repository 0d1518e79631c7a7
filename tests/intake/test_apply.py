"""Confirming a preview: once, whole, and only what was shown."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import NAME, ROWS, changed, district, workbook
from tests.queries import counted
from tracker.choices import AssignmentRole, AssignmentState, Change, ImportState, NameKind, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake import applying, batches
from tracker.intake.models import ImportBatch, ImportedRow
from tracker.intake.pipeline import Source
from tracker.journal import AuditEntry
from tracker.people.models import UnitName
from tracker.tasks.models import Assignment, ProgressUpdate, Task
from tracker.tasks.withdrawing import withdraw


def tasks() -> list[Task]:
    return list(db.session.scalars(select(Task).order_by(Task.position, Task.id)))


def share(item: str, short_name: str) -> Assignment:
    return next(a for task in tasks() if task.item == item for a in task.assignments if a.unit_name == short_name)


def work_on(assignment: Assignment) -> None:
    assignment.state = AssignmentState.IN_PROGRESS
    db.session.add(ProgressUpdate(assignment=assignment, kind=ProgressKind.UPDATED, percent=40, at=now()))
    db.session.commit()


def test_it_works(admin: Client, upload: Any, digest: Any, manner: dict[str, str]) -> None:
    batch = upload()
    page = admin.get(f"/imports/{batch.id}").text
    assert "导入 4 项任务" in page
    assert "新增 4" in page
    answer = admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    db.session.refresh(batch)
    assert batch.state is ImportState.APPLIED
    assert [task.item for task in tasks()] == [row[2] for row in ROWS]
    assert {row.change for row in db.session.scalars(select(ImportedRow))} == {Change.NEW}
    assert [row.row for row in db.session.scalars(select(ImportedRow).order_by(ImportedRow.id))] == [3, 4, 5, 6]
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "import.apply")) == 1
    assert "4" in admin.get(f"/imports/{batch.id}").text


def test_the_preview_tells_units_and_limits(admin: Client, upload: Any) -> None:
    page = admin.get(f"/imports/{upload().id}").text
    assert "各镇办（配合） → 黄堡镇、桃园街道" in page
    assert "作出决定之日起7个工作日内" in page
    assert "2018-12-28前" in page
    assert "每季度" in page
    assert "○ 相关部门 待指定" in page


def test_a_double_click_imports_once(admin: Client, upload: Any, digest: Any, manner: dict[str, str]) -> None:
    batch = upload()
    data = {"digest": digest(batch)}
    first, second = (admin.post(f"/imports/{batch.id}/apply", data=data, headers=manner) for _ in range(2))
    assert first.status_code == second.status_code == (200 if manner else 303)
    assert len(tasks()) == 4
    assert "没有重复导入" in admin.get(f"/imports/{batch.id}").text


def test_two_at_once_import_once(admin: Client, upload: Any, digest: Any, sign_in: Any) -> None:
    first, second = upload(), upload(workbook(changed(1, seq="1.")))
    sent = [(f"/imports/{batch.id}/apply", {"digest": digest(batch)}) for batch in (first, first, second)]
    people = [sign_in("admin") for _ in sent]
    with ThreadPoolExecutor(len(sent)) as pool:
        answers = list(pool.map(lambda who, what: who.post(what[0], data=what[1]).status_code, people, sent))
    assert len(tasks()) == 4
    assert sorted(answers) in ([303, 303, 409], [303, 409, 409])


def test_the_same_table_again_has_nothing_to_import(admin: Client, upload: Any, imported: Any, digest: Any) -> None:
    imported()
    batch = upload()
    page = admin.get(f"/imports/{batch.id}").text
    assert "没有需要导入的内容" in page
    assert digest(batch) == ""
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": ""}).status_code == 409
    assert {task.version for task in tasks()} == {1}


def test_changed_cells_are_shown_old_and_new(admin: Client, upload: Any, imported: Any) -> None:
    imported()
    batch = upload(workbook(changed(2, content="分配对象、房源和程序")))
    page = admin.get(f"/imports/{batch.id}").text
    assert "分配对象<del>和</del><ins>、</ins>房源<ins>和程序</ins>" in page
    assert "变更 1" in page
    assert "导入 1 项任务" in page


def test_numbers_and_writing_do_not_hide_what_changes(admin: Client, upload: Any, imported: Any) -> None:
    imported()
    rows = [(str(int(row[0]) + 10), *row[1:]) for row in changed(3, content="项目预算和采购方式")]
    rows[0] = (*rows[0][:4], "区财政局、区住房和城乡建设局", *rows[0][5:])
    batch = upload(workbook(rows))
    assert (batch.counts["changed"], batch.counts["minor"]) == (1, 3)
    page = admin.get(f"/imports/{batch.id}").text
    assert "仅序号或写法变化 3</a>" in page
    assert f'href="/imports/{batch.id}?change=changed#rows"' in page
    only = admin.get(f"/imports/{batch.id}?change=changed").text
    assert "项目预算<ins>和采购方式</ins>" in only
    assert only.count("△") == 1
    assert admin.get(f"/imports/{batch.id}?change=minor").text.count("△") == 3
    assert "没有这类结果的行" in admin.get(f"/imports/{batch.id}?change=new").text
    assert admin.get(f"/imports/{batch.id}?change=no").text.count("△") == 4


def test_numbers_and_writing_are_written_all_the_same(admin: Client, imported: Any) -> None:
    imported()
    imported(workbook(changed(1, seq="11", units="区财政局、区住建局")))
    assert (tasks()[0].seq, tasks()[0].units_text, tasks()[0].version) == ("11", "区财政局、区住建局", 2)
    assert "仅序号或写法" in admin.get("/imports").text


def test_its_pages_are_turned_without_comparing_all_again(admin: Client, upload: Any, imported: Any) -> None:
    imported()
    batch = upload(workbook(changed(1, content="改写")))
    with counted() as first:
        page = admin.get(f"/imports/{batch.id}").text
    with counted() as second:
        again = admin.get(f"/imports/{batch.id}").text
    shown = [re.sub(r'name="once" value="[^"]+"', "", text.partition("核对结果")[2]) for text in (page, again)]
    assert shown[0] == shown[1]
    assert len(second) < len(first)
    assert not any("FROM task" in statement for statement in second)
    withdraw({tasks()[0].id: "另有安排"})
    db.session.commit()
    assert "这项任务已经撤销，本次导入不恢复" in admin.get(f"/imports/{batch.id}").text


def test_a_stale_preview_is_refused_with_the_new_one(
    admin: Client, upload: Any, imported: Any, digest: Any, manner: dict[str, str]
) -> None:
    imported()
    batch = upload(workbook(changed(1, content="改写")))
    old = digest(batch)
    task = tasks()[0]
    task.content = "期间由别人改过"
    db.session.commit()
    answer = admin.post(f"/imports/{batch.id}/apply", data={"digest": old}, headers=manner)
    assert answer.status_code == 409
    assert "预览之后数据有变化" in answer.text
    assert "<del>期间由别人改过</del><ins>改写</ins>" in answer.text
    db.session.refresh(task)
    assert task.content == "期间由别人改过"
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303


def test_a_unit_no_longer_named_goes_but_not_its_work(admin: Client, imported: Any, upload: Any) -> None:
    imported()
    work_on(share("采购结果", "区财政局"))
    only = share("年度建设计划", "区财政局").id
    batch = imported(workbook(tuple((*row[:4], "区发改局", *row[5:]) for row in ROWS)))
    closing = next(task for task in tasks() if task.item == "采购结果")
    assert {a.unit_name for a in closing.assignments} == {"区财政局", "区发改局"}
    assert share("采购结果", "区财政局").state is AssignmentState.IN_PROGRESS
    assert db.session.get(Assignment, only) is None
    assert any("不再列“区财政局”" in note[-1] for note in batch.problems)
    assert db.session.scalar(select(func.count()).select_from(ProgressUpdate)) == 1


def test_a_moved_and_reworded_row_keeps_its_history(imported: Any) -> None:
    imported()
    work_on(share("采购结果", "区财政局"))
    task_id = share("采购结果", "区财政局").task_id
    moved = (("9", *changed(4, item="采购结果公告")[3][1:]), *ROWS[:3])
    imported(workbook(moved))
    task = db.session.get(Task, task_id)
    assert task is not None
    assert (task.item, task.seq, task.position, task.version) == ("采购结果公告", "9", 1, 2)
    assert [a.percent for a in task.assignments if a.unit_id] == [0]
    assert len(tasks()) == 4


def test_a_new_limit_moves_the_shares_due_day(imported: Any) -> None:
    imported()
    imported(workbook(changed(3, deadline="2018年12月25日前")))
    assert str(share("采购预算金额", "区财政局").due_on) == "2018-12-25"


def test_a_unit_named_twice_has_one_share(imported: Any) -> None:
    imported(workbook(changed(1, units="区住建局牵头，区住房和城乡建设局、区财政局配合")))
    plan = tasks()[0]
    assert [(a.unit_name, a.role) for a in plan.assignments] == [
        ("区住建局", AssignmentRole.LEAD),
        ("区财政局", AssignmentRole.COOPERATING),
    ]


def test_a_name_is_chosen_and_remembered(
    admin: Client, upload: Any, imported: Any, digest: Any, manner: dict[str, str]
) -> None:
    table = workbook(changed(1, units="区住建居、区气象台"))
    batch = upload(table)
    page = admin.get(f"/imports/{batch.id}").text
    fields = [part.partition('"')[0] for part in page.split('select id="unit-')[1:]]
    assert len(fields) == 2
    unit = factories.unit("zjj")
    chosen = {f"unit-{fields[0]}": str(unit.id), f"unit-{fields[1]}": "text"}
    answer = admin.post(f"/imports/{batch.id}/review", data=chosen, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303
    assert [a.unit_name for a in tasks()[0].assignments] == ["区住建局", "区气象台（待指定）"]
    learned = db.session.scalars(select(UnitName)).one()
    assert (learned.text, learned.unit_id, learned.kind) == ("区住建居", unit.id, NameKind.ALIAS)
    again = upload(table)
    assert again.counts == dict.fromkeys(again.counts, 0) | {"unchanged": 4}


def test_a_choice_that_is_no_unit_decides_nothing(admin: Client, upload: Any) -> None:
    batch = upload(workbook(changed(1, units="区气象台")))
    page = admin.get(f"/imports/{batch.id}").text
    field = "unit-" + page.partition('select id="unit-')[2].partition('"')[0]
    for value in ("", "0", "99999999999999999999", "²", "-1", "x"):
        assert admin.post(f"/imports/{batch.id}/review", data={field: value}).status_code == 303
    db.session.refresh(batch)
    assert batch.decisions == {}


def test_the_area_is_chosen_where_the_table_does_not_say(admin: Client, upload: Any, digest: Any) -> None:
    batch = upload(workbook([(1, "甲", "乙", "丙", "区财政局", "实时", "网站")], title="任务表", sheet="表"))
    data = {f"area-{batch.files[0].id}": "public_welfare"}
    page = admin.get(f"/imports/{batch.id}").text
    assert "没有识别" in page or "领域" in page
    assert admin.post(f"/imports/{batch.id}/review", data=data).status_code == 303
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code == 303
    assert [task.area.value for task in tasks()] == ["public_welfare"]


def test_a_discarded_import_cannot_be_applied(admin: Client, upload: Any, digest: Any, manner: dict[str, str]) -> None:
    batch = upload()
    data = {"digest": digest(batch)}
    answer = admin.post(f"/imports/{batch.id}/discard", headers=manner)
    assert answer.status_code == (200 if manner else 303)
    for act in ("apply", "discard", "review"):
        assert admin.post(f"/imports/{batch.id}/{act}", data=data).status_code == 409
    assert tasks() == []
    assert "已放弃" in admin.get(f"/imports/{batch.id}").text


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj", "office", "auditor"])
@pytest.mark.parametrize("act", ["apply", "discard", "review", "undo"])
def test_nobody_else_acts(admin: Client, upload: Any, digest: Any, sign_in: Any, name: str, act: str) -> None:
    batch = upload()
    factories.liaison(), factories.leader(), factories.office(), factories.auditor()
    assert sign_in(name).post(f"/imports/{batch.id}/{act}", data={"digest": digest(batch)}).status_code == 404
    db.session.refresh(batch)
    assert batch.state is ImportState.PREVIEW


def test_a_page_of_many_rows_sends_no_more_statements(admin: Client, upload: Any) -> None:
    few = upload().id
    many = upload(
        workbook([(n, "类", f"第{n}项事项", f"内容{n}", "区财政局、各镇办", "实时", "网站") for n in range(200)])
    ).id
    with counted() as short:
        admin.get(f"/imports/{few}")
    with counted() as long:
        page = admin.get(f"/imports/{many}").text
    assert len(long) == len(short)
    assert "共 200 行，第 1 / 4 页" in page
    assert "第199项事项" not in page
    assert "第199项事项" in admin.get(f"/imports/{many}?table=1&page=4").text


@pytest.mark.parametrize("query", ["table=1&page=9", "table=7&page=2", "table=x&page=-1", "table=²"])
def test_a_page_that_is_not_there_is_the_first(admin: Client, upload: Any, query: str) -> None:
    many = upload(workbook([(n, "类", f"第{n}项事项", f"内容{n}", "区财政局", "实时", "网站") for n in range(120)]))
    assert "共 120 行，第 1 / 3 页" in admin.get(f"/imports/{many.id}?{query}").text


class Broken(RuntimeError):
    pass


@contextmanager
def broken_at(number: int) -> Iterator[None]:
    """The database fails at the statement with this number."""
    left = count(number, -1)

    def fail(*_: object) -> None:
        if next(left) == 1:
            raise Broken

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)


def test_a_failure_at_any_statement_leaves_nothing(app: Any) -> None:
    district()
    db.session.commit()
    sources = [Source(NAME, workbook())]
    for number in count(1):
        try:
            with broken_at(number):
                batch = batches.keep(sources, 2018, None)
                applying.apply(batch, batches.read(batch), None)
                db.session.commit()
        except Broken:
            db.session.rollback()
            for model in (Task, Assignment, ImportBatch, ImportedRow, AuditEntry):
                assert db.session.scalar(select(func.count()).select_from(model)) == 0
        else:
            break
    assert number > 15
    assert len(tasks()) == 4
