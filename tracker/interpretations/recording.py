"""Recording policy documents and the interpretations that explain them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker import journal
from tracker.calendar import book
from tracker.choices import Area, InterpretationForm, Role
from tracker.clock import now, today
from tracker.db import db
from tracker.interpretations.limits import due
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, Task


@dataclass(frozen=True)
class Paper:
    """What is stated about a policy document."""

    title: str
    area: Area
    published_on: date
    document_number: str = ""
    address: str = ""


@dataclass(frozen=True)
class Reading:
    """What is stated about one interpretation."""

    form: InterpretationForm
    title: str
    published_on: date
    address: str = ""
    summary: str = ""

    def problems(self, document: PolicyDocument, on: date) -> dict[str, str]:
        """Field -> what is wrong with it: an interpretation is published with its document or after it."""
        if self.published_on > on:
            return {"published_on": f"解读发布日期不能晚于今天（{on}）"}
        if self.published_on < document.published_on:
            return {"published_on": f"解读不能早于文件公开日（{document.published_on}），请核对"}
        return {}


def record_document(by: User, paper: Paper, task: Task | None = None) -> PolicyDocument:
    """Record a paper that the liaison's unit drafted and must interpret (谁起草、谁解读; plan 三（五）).

    Raises Refused for anyone but a liaison, for a day in the future and for a task in which the unit has no share.
    """
    _require_liaison(by)
    if paper.published_on > today():
        raise Refused(f"文件公开日期不能晚于今天（{today()}），请在公开后再登记。")
    if task is not None and not _has_share(by, task):
        raise Refused(f"《{task.item}》不是本单位的任务，请另选任务或选“不涉及具体任务”。")
    limit = due(paper.published_on, book.in_force())
    document = PolicyDocument(
        **vars(paper),
        unit_id=by.unit_id,
        task=task,
        due_on=limit.due_on,
        is_provisional=limit.provisional,
        recorded_by_id=by.id,
        recorded_at=now(),
        version=1,
    )
    db.session.add(document)
    db.session.flush()
    details = {"published_on": paper.published_on.isoformat(), "due_on": document.due_on.isoformat()}
    summary = f"登记政策文件《{paper.title}》"
    journal.record("interpretation.record_document", "policy_document", document.id, summary, details=details)
    return document


def interpret(document: PolicyDocument, by: User, reading: Reading) -> Interpretation:
    """Record an interpretation that was published.

    Raises Refused for anyone but the unit's liaison and for a day before the document's or in the future.
    """
    _require_liaison(by)
    if document.unit_id != by.unit_id:
        raise Refused("这是其他单位起草的文件，由起草单位登记解读。")
    problems = reading.problems(document, today())
    if problems:
        raise Refused(next(iter(problems.values())))
    found = Interpretation(**vars(reading), policy_document_id=document.id, recorded_by_id=by.id, recorded_at=now())
    db.session.add(found)
    db.session.flush()
    details = {"interpretation": found.id, "form": reading.form, "published_on": reading.published_on.isoformat()}
    summary = f"为政策文件《{document.title}》登记{reading.form.label}《{reading.title}》"
    journal.record("interpretation.interpret", "policy_document", document.id, summary, details=details)
    return found


def _has_share(by: User, task: Task) -> bool:
    share = select(Assignment.id).where(Assignment.task_id == task.id, Assignment.unit_id == by.unit_id)
    return db.session.scalar(share) is not None


def _require_liaison(by: User) -> None:
    if by.role is not Role.LIAISON or by.unit_id is None:
        raise Refused("政策文件和解读由起草单位联络员登记，其他人员只能查看。")
