"""Rows with good defaults, so that a test names only what it is about. Each adds and flushes; `sign_in` commits.

The people of every test: `office()`, `admin()`, `auditor()`, and of two units that must not see each other the
`liaison(unit)` and `leader(unit)`. All have the password that the `sign_in` fixture uses.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from tests.client import PASSWORD
from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Mode,
    ProjectKind,
    ProjectRole,
    ProjectStage,
    PublicationDuty,
    RectificationState,
    Role,
    SecrecyResult,
    UnitKind,
    WithholdGround,
)
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.disclosures.recording import row_of
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.opinions import likeness
from tracker.opinions.choices import OpinionKind, OpinionSource, Severity
from tracker.opinions.models import OpinionCase
from tracker.people.models import Unit, User
from tracker.projects.models import Project, ProjectEntry, ProjectUnit
from tracker.rectification.models import Rectification
from tracker.requests.choices import ApplicantKind, RequestChannel, RequestState
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Assignment, Task

numbers = count(1)
KNOWN = {
    "fgj": ("区发展和改革局", "区发改局", UnitKind.DEPARTMENT),
    "zjj": ("区住房和城乡建设局", "区住建局", UnitKind.DEPARTMENT),
    "czj": ("区财政局", "区财政局", UnitKind.DEPARTMENT),
    "hbz": ("黄堡镇人民政府", "黄堡镇", UnitKind.TOWNSHIP),
    "tyjd": ("桃园街道办事处", "桃园街道", UnitKind.TOWNSHIP),
}


def add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def unit(code: str = "fgj", **fields: Any) -> Unit:
    """The unit with this code, made when it is not there yet."""
    found = db.session.scalar(db.select(Unit).where(Unit.code == code))
    if found is not None:
        return found
    name, short, kind = KNOWN.get(code, (f"区{code}局", f"{code}局", UnitKind.DEPARTMENT))
    return add(Unit(**{"code": code, "name": name, "short_name": short, "kind": kind, "position": 1} | fields))


@lru_cache(maxsize=1)
def cheap_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


def user(role: Role = Role.LIAISON, unit: Unit | None = None, **fields: Any) -> User:
    username = f"{role.value}-{unit.code}" if unit else role.value
    found = db.session.scalar(db.select(User).where(User.username == fields.get("username", username)))
    if found is not None:
        return found
    defaults = {
        "username": username,
        "name": f"{unit.short_name if unit else ''}{role.label}",
        "role": role,
        "unit_id": unit.id if unit else None,
        "password_hash": cheap_hash(),
        "created_at": now(),
    }
    return add(User(**defaults | fields))


def liaison(code: str = "fgj") -> User:
    return user(Role.LIAISON, unit(code))


def leader(code: str = "fgj") -> User:
    return user(Role.LEADER, unit(code))


def office() -> User:
    return user(Role.OFFICE)


def admin() -> User:
    return user(Role.ADMIN)


def security() -> User:
    return user(Role.SECURITY)


def auditor() -> User:
    return user(Role.AUDITOR)


def task(**fields: Any) -> Task:
    number = next(numbers)
    defaults = {
        "year": 2018,
        "area": Area.MAJOR_PROJECTS,
        "position": number,
        "starts_on": date(2018, 1, 1),
        "seq": str(number),
        "category": "批准结果信息",
        "item": f"可行性研究报告审批{number}",
        "content": "项目名称、批复文号、批复时间",
        "channels": ["政府网站"],
        "deadline_text": "形成后20个工作日内",
        "deadline_kind": DeadlineKind.WORKDAYS,
        "deadline_days": 20,
    }
    return add(Task(**defaults | fields))


def assignment(task_: Task | None = None, unit_: Unit | None = None, **fields: Any) -> Assignment:
    defaults = {
        "task_id": (task_ or task()).id,
        "unit_id": (unit_ or unit()).id,
        "role": AssignmentRole.RESPONSIBLE,
        "state": AssignmentState.IN_PROGRESS,
    }
    return add(Assignment(**defaults | fields))


def disclosure(assignment_: Assignment | None = None, **fields: Any) -> Disclosure:
    """Formed on 2018-09-20 and published on the last day of its limit, 2018-10-24."""
    of = assignment_ or assignment()
    defaults = {
        "task_id": of.task_id,
        "unit_id": of.unit_id,
        "title": f"某项目可行性研究报告的批复{next(numbers)}",
        "kind": MatterKind.GENERAL,
        "formed_on": date(2018, 9, 20),
        "published_on": date(2018, 10, 24),
        "due_on": date(2018, 10, 24),
        "rule": "general",
        "channels": channels(("政府网站", "http://www.tcwy.gov.cn/1.html")),
        "secrecy_reviewed_by": "（测试）审查员",
        "secrecy_reviewed_on": date(2018, 10, 8),
        "secrecy_result": SecrecyResult.CLEAR,
        "recorded_at": now(),
        "row_limit": row_of(of.task),
    }
    values = defaults | fields
    values.setdefault("is_on_website", any("政府网" in each.name for each in values["channels"]))
    return add(Disclosure(**values))


def channels(*found: tuple[str, str] | str) -> list[DisclosureChannel]:
    """Channels by name, or by name and address."""
    pairs = [each if isinstance(each, tuple) else (each, "") for each in found]
    return [DisclosureChannel(position=at, name=name, address=address) for at, (name, address) in enumerate(pairs)]


def withheld(assignment_: Assignment | None = None, **fields: Any) -> Disclosure:
    """Not for the public, after its review."""
    grounds = {"mode": Mode.WITHHELD, "ground": WithholdGround.COMMERCIAL_SECRET, "published_on": None}
    return disclosure(assignment_, **{"secrecy_result": SecrecyResult.WITHHOLD} | grounds | fields)


def information_request(unit_: Unit | None = None, **fields: Any) -> InformationRequest:
    """Received on 2018-12-10 and still open; its fifteen working days end on 2018-12-29."""
    received = fields.get("received_on") or date(2018, 12, 10)
    defaults = {
        "unit_id": (unit_ or unit()).id,
        "year": received.year,
        "number": next(numbers),
        "received_on": received,
        "channel": RequestChannel.POST,
        "applicant_kind": ApplicantKind.NATURAL_PERSON,
        "subject": f"某地块的征收补偿安置方案{next(numbers)}",
        "state": RequestState.OPEN,
        "due_on": date(2018, 12, 29),
        "recorded_at": now(),
    }
    return add(InformationRequest(**defaults | fields))


def opinion_case(unit_: Unit | None = None, **fields: Any) -> OpinionCase:
    found = fields.get("found_at") or datetime(2018, 12, 10, 9, 0, tzinfo=SHANGHAI)
    defaults = {
        "unit_id": (unit_ or unit()).id,
        "area": Area.PUBLIC_WELFARE,
        "topic": f"群众反映某路段施工扰民{next(numbers)}",
        "found_at": found,
        "source": OpinionSource.HOTLINE,
        "kind": OpinionKind.INTERESTS,
        "severity": Severity.OTHER,
        "answer_due_at": found + timedelta(hours=48),
        "recorded_at": now(),
    }
    case: OpinionCase = add(OpinionCase(**defaults | fields))
    likeness.index(case)
    return case


def policy_document(unit_: Unit | None = None, **fields: Any) -> PolicyDocument:
    defaults = {
        "unit_id": (unit_ or unit()).id,
        "area": Area.PUBLIC_WELFARE,
        "title": f"关于某项补助的实施办法{next(numbers)}",
        "published_on": date(2018, 11, 5),
        "due_on": date(2018, 11, 8),
        "recorded_at": now(),
    }
    return add(PolicyDocument(**defaults | fields))


def interpretation(document: PolicyDocument | None = None, **fields: Any) -> Interpretation:
    defaults = {
        "policy_document_id": (document or policy_document()).id,
        "form": InterpretationForm.QUESTIONS,
        "title": f"一问一答{next(numbers)}",
        "published_on": date(2018, 11, 7),
        "recorded_at": now(),
    }
    return add(Interpretation(**defaults | fields))


def project(unit_: Unit | None = None, **fields: Any) -> Project:
    """A major project under construction since 2018-07-02, with the entry of its history that says so."""
    number = next(numbers)
    units = {role: fields.pop(role.value, ()) for role in ProjectRole}
    defaults = {
        "kind": ProjectKind.MAJOR_PROJECT,
        "name": f"红旗街排水管网改造工程{number}",
        "code": f"2018-610202-48-01-{number:06d}",
        "legal_person": "区城投公司",
        "duty": PublicationDuty.ENCOURAGED,
        "unit_id": (unit_ or unit()).id,
        "stage": ProjectStage.CONSTRUCTION,
        "stage_on": date(2018, 7, 2),
        "created_at": now(),
    }
    made: Project = add(Project(**defaults | fields))
    made.units = [ProjectUnit(unit_id=of.id, role=role) for role, some in units.items() for of in some]
    add(ProjectEntry(project_id=made.id, stage=made.stage, happened_on=made.stage_on, note="", at=now()))
    return made


def rectification(unit_: Unit | None = None, **fields: Any) -> Rectification:
    defaults = {
        "year": 2018,
        "unit_id": (unit_ or unit()).id,
        "title": f"公开时效：{next(numbers)}条逾期公开",
        "problem": "应公开30条，按期3条（10%），逾期27条。",
        "requirement": "补充公开并说明原因",
        "basis": "实施方案三（三）",
        "ordered_on": date(2018, 12, 3),
        "due_on": date(2018, 12, 28),
        "state": RectificationState.ORDERED,
    }
    return add(Rectification(**defaults | fields))
