"""Recording a request under its number, and amending what was recorded about it."""

from dataclasses import fields

from sqlalchemy import func, select

from tracker import journal
from tracker.calendar import book
from tracker.choices import Role
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.requests.choices import RequestStep
from tracker.requests.courses import follow
from tracker.requests.filing import Filing
from tracker.requests.models import InformationRequest, RequestEntry
from tracker.requests.order import first_problem
from tracker.requests.settling import recorded_late, steps_of, values_of
from tracker.tasks.models import Task
from tracker.tasks.scope import has_open_share


def recorded_with(by: User, form_key: str) -> InformationRequest | None:
    """The request that this very form has recorded already, when it was sent twice."""
    sent = (InformationRequest.unit_id == by.unit_id, InformationRequest.form_key == form_key)
    return db.session.scalar(select(InformationRequest).where(*sent)) if form_key else None


def record(by: User, filing: Filing, task: Task | None = None, form_key: str = "") -> InformationRequest:
    """Record a request that the liaison's unit received; its number and limit are given at once.

    Raises Refused for anyone but a liaison, for a day in the future and for a task in which the unit has no share.
    """
    require_liaison(by)
    _require_sound(by, filing, task)
    request = InformationRequest(
        unit_id=by.unit_id,
        task=task,
        **vars(filing),
        **values_of(follow(filing.received_on, (), book.in_force())),
        year=filing.received_on.year,
        number=_next_number(by.unit_id, filing.received_on.year),
        form_key=form_key or None,
        recorded_by_id=by.id,
        recorded_at=now(),
        version=1,
    )
    request.entries.append(
        RequestEntry(kind=RequestStep.RECEIVED, happened_on=filing.received_on, by_id=by.id, at=now())
    )
    db.session.add(request)
    db.session.flush()
    request.late_entries = len(recorded_late(request))
    db.session.flush()
    details = {"received_on": filing.received_on.isoformat(), "applicant": filing.applicant_kind, "year": request.year}
    summary = f"登记依申请公开{request.label}：{filing.subject}"
    journal.record("request.record", "information_request", request.id, summary, details=details)
    return request


def amend(
    request: InformationRequest, by: User, filing: Filing, task: Task | None, reason: str
) -> dict[str, list[str]]:
    """Put right what was recorded wrongly; name -> before and after. A receipt in another year gives another number.

    Raises Refused as ``record`` does, and for a day of receipt that contradicts the steps taken since.
    """
    require_liaison(by)
    if request.unit_id != by.unit_id:
        raise Refused("这是其他单位收到的申请，只能由该单位联络员更正。")
    _require_sound(by, filing, task if task is not request.task else None)
    steps, calendar = steps_of(request), book.in_force()
    wrong = first_problem(filing.received_on, steps, calendar, today())
    if wrong:
        raise Refused(wrong)
    before, after = shown(filing_of(request), request.task), shown(filing, task)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return {}
    # All is read before anything is set: a read in between would flush half a change.
    values = vars(filing) | {"task": task} | values_of(follow(filing.received_on, steps, calendar))
    if filing.received_on.year != request.year:
        year = filing.received_on.year
        values |= {"year": year, "number": _next_number(request.unit_id, year)}
    for name, value in values.items():
        setattr(request, name, value)
    what = "；".join(f"{name}由“{old}”改为“{new}”" for name, (old, new) in changed.items())
    note = f"{what}。原因：{reason}"
    request.entries.append(
        RequestEntry(kind=RequestStep.AMENDED, happened_on=today(), note=note, by_id=by.id, at=now())
    )
    db.session.flush()
    request.late_entries = len(recorded_late(request))
    db.session.flush()
    summary = f"更正依申请公开{request.label}：{'、'.join(changed)}"
    journal.record("request.amend", "information_request", request.id, summary, details=changed)
    return changed


def filing_of(request: InformationRequest) -> Filing:
    return Filing(**{field.name: getattr(request, field.name) for field in fields(Filing)})


def require_liaison(by: User) -> None:
    if by.role is not Role.LIAISON or by.unit_id is None:
        raise Refused("依申请公开由收到申请的单位联络员登记和办理，其他人员只能查看。")


def shown(filing: Filing, task: Task | None) -> dict[str, str]:
    """What is recorded as people read it, by its Chinese names."""
    return filing.shown() | {"相关任务": task.item if task is not None else "不涉及具体任务"}


def _require_sound(by: User, filing: Filing, task: Task | None) -> None:
    problems = filing.problems(today())
    if problems:
        raise Refused(next(iter(problems.values())))
    if task is None:
        return
    if not has_open_share(by.unit_id, task):
        raise Refused(f"《{task.item}》不是本单位在办的任务，请另选任务或选“不涉及具体任务”。")


def _next_number(unit_id: int | None, year: int) -> int:
    db.session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update())  # two at once: one waits
    taken = select(func.max(InformationRequest.number)).where(
        InformationRequest.unit_id == unit_id, InformationRequest.year == year
    )
    return (db.session.scalar(taken) or 0) + 1
