"""The unit's sheet for a year: its shares with hidden keys and what stands on them, and room for disclosures."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from tracker.choices import MatterKind, SecrecyResult, WithholdGround
from tracker.clock import today
from tracker.db import db
from tracker.disclosures.channels import USUAL
from tracker.documents.spreadsheet import Column, Kind, Sheet, write_workbook
from tracker.own_sheets import keys
from tracker.own_sheets.columns import (
    DISCLOSURE_READ,
    DISCLOSURES,
    GUIDE,
    ITEM,
    KEY,
    NOTE,
    NUMBER,
    PERCENT,
    TASK,
    TASKS,
    option,
)
from tracker.people.models import Unit
from tracker.tasks.models import Assignment, Task

EMPTY_ROWS = 40
DAY = "按 2018-09-20 的格式填写。"
PROGRESS_COLUMNS = (
    Column(KEY, 10, is_hidden=True, is_locked=True),
    Column(NUMBER, 8, Kind.NUMBER, is_locked=True),
    Column("领域", 14, is_locked=True),
    Column("类别", 16, is_locked=True),
    Column(ITEM, 26, is_locked=True),
    Column("公开内容", 36, is_locked=True),
    Column("公开时限", 20, is_locked=True),
    Column("下一期限", 12, Kind.DATE, is_locked=True),
    Column("状态", 10, is_locked=True),
    Column(PERCENT, 10, Kind.NUMBER, whole=(0, 100), hint="0至100的整数，不写百分号。"),
    Column(NOTE, 44, hint="做了什么、公开了什么、还差什么，最多4000字。"),
)
GUIDE_ROWS = (
    ("1", f"在“{TASKS}”中只填写“{PERCENT}”和“{NOTE}”两列，其余各列由系统生成，不能修改。没有变化的行不用动。"),
    ("2", "状态为“待签收”“待审核”“审核通过”的任务不能更新进展：待签收的请先在网页上签收。"),
    (
        "3",
        f"在“{DISCLOSURES}”中登记新的公开记录，每条一行：先选任务，再填写标题和日期。一般信息填形成（变更）日期，"
        "行政许可、行政处罚填作出决定日期。",
    ),
    ("4", "已经公开的，还要填写公开日期、公开渠道、保密审查人、审查日期和审查结论；在网站上公开的填写网页地址。"),
    ("5", "公开渠道有几个的，直接填写，用顿号隔开。日期按 2018-09-20 的格式填写。不要使用公式。"),
    ("6", "上报完成、佐证材料和修改已登记的公开记录，请在网页上办理。"),
    ("7", "填好后在网页“离线填报”中上传，核对后再确认写入。下载之后网页上又改过的任务不会被覆盖，会列出两边的内容。"),
    ("8", "本系统不处理国家秘密，不要填写涉密或内部敏感的内容。"),
)


def shares(unit_id: int, year: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What the unit has in hand in a year, in the order of the breakdown tables; without what was withdrawn."""
    share, task = Assignment.__table__.c, Task.__table__.c
    columns = (share.id, share.task_id, share.version, share.state, share.percent, share.note)
    limit = (share.due_on, share.due_is_provisional)
    statement = (
        select(*columns, *limit, task.area, task.category, task.item, task.content, task.deadline_text)
        .join(Task, share.task_id == task.id)
        .where(share.unit_id == unit_id, task.year == year, *_is_live())
        .order_by(task.area, task.position, share.id)
    )
    return db.session.execute(statement).all()


def tasks(unit_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The tasks under which the unit may record, those of the newest year first."""
    share, task = Assignment.__table__.c, Task.__table__.c
    statement = (
        select(task.id, task.year, task.category, task.item)
        .join(Assignment.__table__, share.task_id == task.id)
        .where(share.unit_id == unit_id, *_is_live())
        .order_by(task.year.desc(), task.area, task.position, task.id)
    )
    return db.session.execute(statement).all()


def years(unit_id: int) -> list[int]:
    """The years in which the unit has tasks, newest first."""
    asked = select(Task.year).join(Assignment).where(Assignment.unit_id == unit_id, *_is_live())
    return list(db.session.scalars(asked.distinct().order_by(Task.year.desc())))


def _is_live() -> tuple[ColumnElement[bool], ...]:
    """Neither the task nor the unit's share of it is withdrawn."""
    return Task.withdrawn_at.is_(None), Assignment.withdrawn_at.is_(None)


def workbook(unit: Unit, year: int, found: Sequence[Row[*tuple[Any, ...]]], secret: str) -> bytes:
    """The sheet as .xlsx; ``found`` are the unit's ``shares`` of that year."""
    return write_workbook([_tasks(unit, year, found, secret), _disclosures(unit, year, found), _guide()])


def _tasks(unit: Unit, year: int, found: Sequence[Row[*tuple[Any, ...]]], secret: str) -> Sheet:
    rows = (
        (
            _key(row, unit, year, secret),
            row.task_id,
            row.area.label,
            row.category,
            row.item,
            row.content,
            row.deadline_text,
            f"{row.due_on}（暂定）" if row.due_is_provisional else row.due_on,
            row.state.label,
            row.percent,
            row.note,
        )
        for row in found
    )
    title = f"{unit.short_name}{year}年重点领域政府信息公开任务进展（{today()}下载）"
    return Sheet(TASKS, title, PROGRESS_COLUMNS, rows, is_protected=True)


def _key(row: Row[*tuple[Any, ...]], unit: Unit, year: int, secret: str) -> str:
    held, named = keys.fingerprint(row.percent, row.note), keys.name_mark(row.task_id, row.item)
    return keys.write(keys.Key(row.id, row.version, unit.id, year, held, named), secret)


def _disclosures(unit: Unit, year: int, found: Sequence[Row[*tuple[Any, ...]]]) -> Sheet:
    columns = (
        Column(
            TASK,
            36,
            options=[option(row.task_id, row.category, row.item) for row in found],
            hint="从下拉列表中选择任务。",
        ),
        Column(DISCLOSURE_READ["title"], 34),
        Column(DISCLOSURE_READ["document_number"], 18),
        Column(DISCLOSURE_READ["kind"], 10, options=[kind.label for kind in MatterKind]),
        Column(DISCLOSURE_READ["formed_on"], 13, Kind.DATE, hint=f"一般信息填写。{DAY}"),
        Column(DISCLOSURE_READ["decided_on"], 13, Kind.DATE, hint=f"行政许可、行政处罚填写。{DAY}"),
        Column(DISCLOSURE_READ["published_on"], 13, Kind.DATE, hint=f"已经公开的填写。{DAY}"),
        Column(DISCLOSURE_READ["channels"], 18, options=USUAL, is_strict=False, hint="有几个的，用顿号隔开。"),
        Column(DISCLOSURE_READ["address"], 30, hint="以 http:// 或 https:// 开头。"),
        Column(DISCLOSURE_READ["secrecy_reviewed_by"], 12),
        Column(DISCLOSURE_READ["secrecy_reviewed_on"], 13, Kind.DATE, hint=DAY),
        Column(DISCLOSURE_READ["secrecy_result"], 16, options=[result.label for result in SecrecyResult]),
        Column(
            DISCLOSURE_READ["ground"],
            20,
            options=[ground.label for ground in WithholdGround],
            hint="审查结论为不予公开的填写。",
        ),
        Column(DISCLOSURE_READ["ground_note"], 24, hint="依据哪部法律法规的哪一条。"),
    )
    empty = [[None] * len(columns)] * EMPTY_ROWS
    return Sheet(DISCLOSURES, f"{unit.short_name}{year}年新登记的公开记录", columns, empty)


def _guide() -> Sheet:
    return Sheet(GUIDE, "填写说明", (Column("序号", 6), Column("说明", 100)), GUIDE_ROWS)
