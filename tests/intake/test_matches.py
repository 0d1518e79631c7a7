"""Which task a row continues where the texts do not settle it: asked, answered, corrected, and never assumed."""

import re
from typing import Any

from sqlalchemy import func, select

from tests.client import Client
from tests.intake.sheets import ROWS, changed, workbook
from tracker.choices import AssignmentState, ProgressKind
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import ImportBatch
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, ProgressUpdate, Task

WORDS = (
    ("办事指南", "受理条件、办理流程和时限"),
    ("办理结果", "许可决定文书和有效期限"),
    ("监督电话", "监督电话和投诉渠道"),
)


def licences(*kinds: tuple[str, str]) -> bytes:
    """Of each kind of licence, and for its unit, the same three rows."""
    every = [(kind, *words, unit) for kind, unit in kinds for words in WORDS]
    return workbook([(str(n), *row, "20个工作日", "政府网站") for n, row in enumerate(every, 1)])


WATER, BUILDING, PLANNING = ("取水许可", "区发改局"), ("施工许可", "区住建局"), ("规划许可", "区财政局")
RENAMED = licences(BUILDING, ("建设规划许可", "区财政局"), ("取水审批", "区发改局"))
REPLACED = licences(("林木采伐许可", "区发改局"), BUILDING, PLANNING)


def work_on(item: str, unit: str) -> int:
    """Progress of one unit; the task's id."""
    found = select(Assignment).join(Task).where(Task.item == item, Assignment.unit.has(short_name=unit))
    share = db.session.scalars(found).one()
    share.state = AssignmentState.IN_PROGRESS
    db.session.add(ProgressUpdate(assignment=share, kind=ProgressKind.UPDATED, percent=40, at=now()))
    db.session.commit()
    return share.task_id


def of(task_id: int) -> tuple[str, str, list[str]]:
    db.session.expire_all()
    task = db.session.get_one(Task, task_id)
    return task.category, task.item, [share.unit_name for share in task.assignments]


def fields(page: str, name: str) -> list[str]:
    return re.findall(rf'select id="({name}-[^"]+)"', page)


def decide(who: Client, batch: ImportBatch, typed: dict[str, str], headers: Any = None) -> int:
    return who.post(f"/imports/{batch.id}/review", data=typed, headers=headers).status_code


def test_it_works(admin: Client, imported: Any, upload: Any, confirm: Any, manner: dict[str, str]) -> None:
    imported(licences(WATER, BUILDING, PLANNING))
    tasks = {unit: work_on("办理结果", unit) for unit in ("区发改局", "区住建局", "区财政局")}
    batch = upload(RENAMED)
    page = admin.get(f"/imports/{batch.id}").text
    assert "确定这些行是不是原来的任务" in page
    assert "表中“取水审批”，系统中“取水许可”" in page
    assert len(fields(page, "match")) == 3
    assert "项任务</button>" not in page
    chosen = {fields(page, "all")[0]: "same"}
    assert decide(admin, batch, chosen, manner) == (200 if manner else 303)
    assert confirm(batch) == 303
    assert of(tasks["区发改局"]) == ("取水审批", "办理结果", ["区发改局"])
    assert of(tasks["区住建局"]) == ("施工许可", "办理结果", ["区住建局"])
    assert of(tasks["区财政局"]) == ("建设规划许可", "办理结果", ["区财政局"])
    assert db.session.scalar(select(func.count()).select_from(Task)) == 9


def test_a_duty_put_in_anothers_place_is_new_when_they_say_so(
    admin: Client, imported: Any, upload: Any, confirm: Any
) -> None:
    imported(licences(WATER, BUILDING, PLANNING))
    old = work_on("办理结果", "区发改局")
    batch = upload(REPLACED)
    page = admin.get(f"/imports/{batch.id}").text
    decide(admin, batch, dict.fromkeys(fields(page, "match"), "new"))
    page = admin.get(f"/imports/{batch.id}").text
    assert "新增 3" in page
    assert "本次未列 3" in page
    assert "已经确定的对应" in page
    assert confirm(batch) == 303
    assert of(old) == ("取水许可", "办理结果", ["区发改局"])
    assert db.session.scalar(select(func.count()).select_from(Task)) == 12


def test_what_is_open_keeps_the_import_from_being_applied(admin: Client, imported: Any, upload: Any) -> None:
    imported(licences(WATER, BUILDING, PLANNING))
    batch = upload(REPLACED)
    assert batch.counts["problems"] == 3
    assert admin.post(f"/imports/{batch.id}/apply", data={"digest": ""}).status_code == 409
    page = admin.get(f"/imports/{batch.id}").text
    decide(admin, batch, {fields(page, "match")[0]: "new"})
    db.session.refresh(batch)
    assert batch.counts["problems"] == 2


def test_another_units_task_is_not_taken_unasked(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    imported()
    old = work_on("采购预算金额", "区财政局")
    batch = upload(workbook(changed(3, item="采购预算金额审计", units="区发改局")))
    page = admin.get(f"/imports/{batch.id}").text
    assert "像是原来的任务“采购预算金额”（区财政局），但责任单位不同" in page
    decide(admin, batch, {fields(page, "match")[0]: "new"})
    assert confirm(batch) == 303
    assert of(old) == ("政府采购", "采购预算金额", ["区财政局"])


def test_a_decision_is_taken_back(admin: Client, imported: Any, upload: Any) -> None:
    imported(licences(WATER, BUILDING, PLANNING))
    batch = upload(REPLACED)
    page = admin.get(f"/imports/{batch.id}").text
    first = fields(page, "match")[0]
    decide(admin, batch, {first: "new"})
    decide(admin, batch, {first: ""})
    db.session.refresh(batch)
    assert (batch.matches, batch.counts["problems"]) == ({}, 3)


def test_decisions_are_on_record(admin: Client, imported: Any, upload: Any, confirm: Any) -> None:
    imported(licences(WATER, BUILDING, PLANNING))
    batch = upload(REPLACED)
    page = admin.get(f"/imports/{batch.id}").text
    one, two, three = fields(page, "match")
    decide(admin, batch, {one: "same", two: "same", three: "new"})
    assert confirm(batch) == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import.decide")).one()
    assert [said[0] is None for said in entry.details["matches"].values()] == [False, False, True]
    page = admin.get(f"/imports/{batch.id}").text
    assert "第3行“办事指南”：就是原来的任务" in page
    assert "第5行“监督电话”：是一项新任务" in page


def test_an_unchanged_table_asks_nothing(imported: Any, upload: Any) -> None:
    imported()
    assert upload(workbook(ROWS)).counts["problems"] == 0
