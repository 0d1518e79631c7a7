"""Recording policy documents, before or after they are public, and the interpretations that explain them."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select

from tracker import journal
from tracker.calendar import book
from tracker.choices import Area, Choice, Role
from tracker.clock import local, now, today
from tracker.db import db
from tracker.interpretations.choices import Aspect, InterpretationForm
from tracker.interpretations.limits import due
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import has_open_share

BRACKETS = str.maketrans("[]()﹝﹞【】", "〔〕〔〕〔〕〔〕")
NAMES = {
    "title": "文件标题",
    "area": "重点领域",
    "published_on": "文件公开日期",
    "document_number": "文号",
    "address": "文件网址",
    "planned_on": "拟公开日期",
    "is_sensitive": "敏感事项",
    "differs_by_region": "地区差异",
    "mark_note": "敏感或差异说明",
    "drafted_with": "解读与文件同步起草",
    "approved_with": "解读与文件同步审签",
}


@dataclass(frozen=True)
class Paper:
    """What is stated about a policy document; ``published_on`` is None while it is only planned."""

    title: str
    area: Area
    published_on: date | None
    document_number: str = ""
    address: str = ""
    planned_on: date | None = None
    is_sensitive: bool = False
    differs_by_region: bool = False
    mark_note: str = ""
    drafted_with: bool | None = None
    approved_with: bool | None = None

    @classmethod
    def of(cls, document: PolicyDocument) -> "Paper":
        return cls(**{each.name: getattr(document, each.name) for each in fields(cls)})

    def shown(self) -> dict[str, str]:
        """What is stated as people read it, by its Chinese names."""
        return {name: _shown(getattr(self, key)) for key, name in NAMES.items()}


@dataclass(frozen=True)
class Reading:
    """What is stated about one interpretation."""

    form: InterpretationForm
    title: str
    published_on: date
    address: str = ""
    summary: str = ""
    aspects: tuple[Aspect, ...] = ()

    def problems(self, document: PolicyDocument, on: date) -> dict[str, str]:
        """Field -> what is wrong with it: an interpretation is published with its document or after it."""
        if document.published_on is None:
            return {"published_on": "文件还没有公开。请先在“补充更正”中登记文件公开日期。"}
        if self.published_on > on:
            return {"published_on": f"解读发布日期不能晚于今天（{on}）"}
        if self.published_on < document.published_on:
            return {"published_on": f"解读不能早于文件公开日（{document.published_on}），请核对"}
        return {}


def record_document(by: User, paper: Paper, task: Task | None = None) -> PolicyDocument:
    """Record a paper that the liaison's unit drafted and must interpret (谁起草、谁解读; plan 三（五）).

    Raises Refused for anyone but a liaison, for a day in the future and for a task in which the unit has no share.
    """
    require_liaison(by)
    _require_sound(by, paper, task)
    document = PolicyDocument(
        **vars(paper), unit_id=by.unit_id, task=task, recorded_by_id=by.id, recorded_at=now(), version=1
    )
    _count(document)
    db.session.add(document)
    db.session.flush()
    details = {"published_on": _iso(document.published_on), "due_on": _iso(document.due_on)}
    summary = f"登记政策文件《{paper.title}》"
    journal.record("interpretation.record_document", "policy_document", document.id, summary, details=details)
    return document


def amend(
    document: PolicyDocument, by: User, paper: Paper, task: Task | None, reason: str = ""
) -> dict[str, list[str]]:
    """Add to or put right what is known of a paper, its publication above all; name -> before and after.

    Raises Refused as ``record_document`` does, for a publication after an interpretation or taken back, and without a
    reason where the limit moves.
    """
    require_drafter(by, document)
    _require_sound(by, paper, task if task is not document.task else None)
    wrong = amending_problems(document, paper, reason)
    if wrong:
        raise Refused(next(iter(wrong.values())))
    before, after = Paper.of(document).shown() | _task(document.task), paper.shown() | _task(task)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return {}
    if document.published_on not in (None, paper.published_on):
        moved = f"文件公开日期由 {document.published_on} 改为 {paper.published_on}，原因：{reason}"
        document.moves = [*document.moves, f"{local(now()):%Y-%m-%d %H:%M} {by.name}：{moved}"]
    for name, value in (vars(paper) | {"task": task}).items():
        setattr(document, name, value)
    _count(document)
    db.session.flush()
    why = f"，原因：{reason}" if reason else ""
    summary = f"补充更正政策文件《{document.title}》：{'、'.join(changed)}{why}"
    journal.record("interpretation.amend_document", "policy_document", document.id, summary, details=changed)
    return changed


def amending_problems(document: PolicyDocument, paper: Paper, reason: str) -> dict[str, str]:
    """Field -> what is wrong with a change of what is known."""
    if document.published_on is not None and paper.published_on is None:
        return {"published_on": "已经登记公开日期的，不能改回拟公开"}
    first = document.interpreted_on
    if first is not None and paper.published_on is not None and first < paper.published_on:
        return {"published_on": f"文件公开不能晚于首次解读（{first}），请核对"}
    if document.published_on not in (None, paper.published_on) and not reason:
        return {"reason": "更正文件公开日期会改变解读时限，请写明原因"}
    return {}


def interpret(document: PolicyDocument, by: User, reading: Reading) -> Interpretation:
    """Record an interpretation that was published.

    Raises Refused for anyone but the unit's liaison and for a day before the document's or in the future.
    """
    require_drafter(by, document)
    problems = reading.problems(document, today())
    if problems:
        raise Refused(next(iter(problems.values())))
    values = vars(reading) | {"aspects": [aspect.value for aspect in reading.aspects]}
    found = Interpretation(**values, policy_document_id=document.id, recorded_by_id=by.id, recorded_at=now())
    db.session.add(found)
    db.session.flush()
    details = {"interpretation": found.id, "form": reading.form, "published_on": reading.published_on.isoformat()}
    summary = f"为政策文件《{document.title}》登记{reading.form.label}《{reading.title}》"
    journal.record("interpretation.interpret", "policy_document", document.id, summary, details=details)
    return found


def withdraw(found: Interpretation, by: User, reason: str) -> None:
    """Take an interpretation that was entered wrongly out of all counts; it stays to be read.

    Raises Refused for anyone but the unit's liaison, and when it was withdrawn before.
    """
    document = found.policy_document
    require_drafter(by, document)
    if found.withdrawn_at is not None:
        raise Refused("这件解读已经撤销登记。")
    found.withdrawn_at, found.withdrawn_by_id, found.withdrawn_why = now(), by.id, reason
    db.session.flush()
    summary = f"撤销政策文件《{document.title}》的解读《{found.title}》：{reason}"
    journal.record(
        "interpretation.withdraw", "policy_document", document.id, summary, details={"interpretation": found.id}
    )


def require_liaison(by: User) -> None:
    if by.role is not Role.LIAISON or by.unit_id is None:
        raise Refused("政策文件和解读由起草单位联络员登记，其他人员只能查看。")


def require_drafter(by: User, document: PolicyDocument) -> None:
    require_liaison(by)
    if document.unit_id != by.unit_id:
        raise Refused("这是其他单位起草的文件，由起草单位登记解读。")


def _count(document: PolicyDocument) -> None:
    """The limit follows from the publication; a planned paper has none."""
    if document.published_on is None:
        document.due_on, document.is_provisional = None, False
        return
    limit = due(document.published_on, book.in_force())
    document.due_on, document.is_provisional = limit.due_on, limit.provisional


def same_number(unit_id: int | None, number: str, *, but: int | None = None) -> PolicyDocument | None:
    """Another paper of the unit under the same document number, however it was typed."""
    if not number:
        return None
    same = select(PolicyDocument).where(PolicyDocument.unit_id == unit_id, PolicyDocument.document_number != "")
    return next(
        (each for each in db.session.scalars(same) if each.id != but and _alike(each.document_number, number)), None
    )


def _alike(one: str, other: str) -> bool:
    first, second = (unicodedata.normalize("NFKC", text).replace(" ", "") for text in (one, other))
    return first.translate(BRACKETS) == second.translate(BRACKETS)


def _require_sound(by: User, paper: Paper, task: Task | None) -> None:
    if paper.published_on is not None and paper.published_on > today():
        raise Refused(f"文件公开日期不能晚于今天（{today()}），还没有公开的请填拟公开日期。")
    if task is None:
        return
    if not has_open_share(by.unit_id, task):
        raise Refused(f"《{task.item}》不是本单位的任务，请另选任务或选“不涉及具体任务”。")


def _task(task: Task | None) -> dict[str, str]:
    return {"相关任务": task.item if task is not None else "不涉及具体任务"}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Choice):
        return value.label
    return str(value) if value else "未填"
