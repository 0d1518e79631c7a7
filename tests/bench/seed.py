"""A district of any size for the benchmarks: 40 units, their people, and as many assignments as asked for."""

from datetime import date, timedelta

from sqlalchemy import insert

from tests.factories import cheap_hash
from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Role,
    SecrecyResult,
    UnitKind,
)
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.people.models import Unit, User
from tracker.tasks.models import Assignment, Task

UNITS = 40
DESKS_PER_TASK = 4
AREAS, STATES = list(Area), list(AssignmentState)
ITEMS = ("可行性研究报告审批", "施工许可", "保障性住房分配结果", "政府采购结果", "城乡低保对象认定", "饮用水水源水质")
CATEGORIES = ("批准结果信息", "施工有关信息", "住房分配", "政府采购", "社会救助", "环境保护")


def seed(assignments: int, disclosures: int | None = None) -> None:
    """Fill the empty database and commit; one disclosure an assignment unless a number is given."""
    records = assignments if disclosures is None else disclosures
    tasks = assignments // DESKS_PER_TASK
    for model, make, number in (
        (Unit, _unit, UNITS),
        (Task, _task, tasks),
        (Assignment, _assignment, assignments),
        (Disclosure, _disclosure, records),
        (DisclosureChannel, _channel, records),
    ):
        if number:
            db.session.execute(insert(model), [make(each) for each in range(1, number + 1)])
    db.session.execute(insert(User), [_person("office", Role.OFFICE, None), _person("liaison", Role.LIAISON, 2)])
    db.session.commit()


def _unit(number: int) -> dict[str, object]:
    kind = UnitKind.TOWNSHIP if number <= 7 else UnitKind.DEPARTMENT
    name = {"code": f"u{number}", "name": f"王益区第{number}局", "short_name": f"{number}局"}
    return {**name, "id": number, "kind": kind, "position": number}


def _person(username: str, role: Role, unit_id: int | None) -> dict[str, object]:
    who = {"username": username, "name": f"（测试）{username}", "role": role, "unit_id": unit_id}
    return {**who, "password_hash": cheap_hash(), "created_at": now()}


def _task(number: int) -> dict[str, object]:
    kind = number % len(ITEMS)
    return {
        "id": number,
        "year": 2018,
        "area": AREAS[number % 3],
        "position": number,
        "starts_on": date(2018, 1, 1),
        "seq": str(number),
        "category": CATEGORIES[kind],
        "item": f"{ITEMS[kind]}{number}",
        "content": "名称、文号、时间、结果、监督电话",
        "channels": ["政府网站"],
        "deadline_text": "形成后20个工作日内",
        "deadline_kind": DeadlineKind.WORKDAYS,
        "deadline_days": 20,
    }


def _desk(number: int) -> tuple[int, int]:
    """The task and the unit of an assignment; the four desks of one task are at four different units."""
    task = (number - 1) // DESKS_PER_TASK + 1
    return task, (task + (number - 1) % DESKS_PER_TASK * 10) % UNITS + 1


def _assignment(number: int) -> dict[str, object]:
    task, unit = _desk(number)
    return {
        "id": number,
        "task_id": task,
        "unit_id": unit,
        "role": AssignmentRole.RESPONSIBLE,
        "state": STATES[1] if number == 1 else STATES[number % len(STATES)],
        "percent": number % 101,
        "submitted_at": now(),
        "due_on": date(2018, 6, 1) + timedelta(days=number % 300),
    }


def _disclosure(number: int) -> dict[str, object]:
    task, unit = _desk(number)
    formed = date(2018, 3, 1) + timedelta(days=number % 200)
    return {
        "task_id": task,
        "unit_id": unit,
        "title": f"某项目批复{number}",
        "kind": MatterKind.GENERAL,
        "formed_on": formed,
        "published_on": formed + timedelta(days=20 + number % 20),
        "due_on": formed + timedelta(days=30),
        "rule": "general",
        "is_on_website": True,
        "secrecy_reviewed_by": "（测试）审查员",
        "secrecy_reviewed_on": formed,
        "secrecy_result": SecrecyResult.CLEAR,
        "recorded_at": now(),
    }


def _channel(number: int) -> dict[str, object]:
    address = f"http://www.tcwy.gov.cn/{number}.html"
    return {"disclosure_id": number, "position": 0, "name": "政府网站", "address": address}
