"""The steps by which a request is answered: each adds an entry, from which state and limit follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm.attributes import flag_modified

from tracker import journal
from tracker.calendar import book
from tracker.clock import now, today
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.requests.choices import RequestStep
from tracker.requests.courses import Step
from tracker.requests.models import InformationRequest, RequestEntry
from tracker.requests.order import problems, refusal
from tracker.requests.recording import require_liaison
from tracker.requests.replies import in_full, needs_reason
from tracker.requests.settling import course_of, recorded_late, values_of


@dataclass(frozen=True)
class Doing:
    """A step with the words and papers that belong to it."""

    step: Step
    note: str = ""
    document_number: str = ""
    evidence: Sequence[StoredFile] = field(default=())


def refusal_of(request: InformationRequest, kind: RequestStep) -> str | None:
    """Why such a step cannot be taken now; None when it can."""
    if kind is RequestStep.RETRACTED:
        return None if request.live_entries else "还没有可以作废的办理记录。登记本身有误的，请用“更正登记”。"
    return refusal(course_of(request), kind, today())


def problems_of(request: InformationRequest, doing: Doing) -> dict[str, str]:
    """Field -> what is wrong with a step that may be taken."""
    found = problems(course_of(request), doing.step, book.in_force(), today())
    reply = doing.step.reply
    if reply is not None and needs_reason(reply) and not doing.note:
        found.setdefault("note", f"办理结果为“{reply.label}”的，请写明法律依据和理由")
    return found


def take(request: InformationRequest, by: User, doing: Doing) -> RequestEntry:
    """Take one step about a request of the liaison's unit.

    Raises Refused for anyone else, for a step out of order, and for one that contradicts the steps before.
    """
    _require_own(request, by)
    step = doing.step
    refused = refusal_of(request, step.kind) or next(iter(problems_of(request, doing).values()), None)
    if refused:
        raise Refused(refused)
    entry = RequestEntry(
        kind=step.kind,
        happened_on=step.on,
        until=step.until,
        workdays=step.workdays,
        consented_by=step.consented_by,
        reply_kind=step.reply,
        document_number=doing.document_number,
        note=doing.note,
        by_id=by.id,
        at=now(),
        evidence=list(doing.evidence),
    )
    _enter(request, entry)
    details = {
        "entry": entry.id,
        "happened_on": step.on.isoformat(),
        "due_on": request.due_on.isoformat() if request.due_on else None,
        "files": [each.id for each in doing.evidence],
    }
    result = f"，{in_full(step.reply)}" if step.reply is not None else ""
    summary = f"依申请公开{request.label} {step.kind.label}{result}"
    journal.record(f"request.{step.kind.value}", "information_request", request.id, summary, details=details)
    return entry


def retract(request: InformationRequest, by: User, reason: str) -> RequestEntry:
    """Take back the last step, which stays in the history as taken back. Returns the step that no longer counts.

    Raises Refused for anyone but the unit's liaison, and when there is no step to take back.
    """
    _require_own(request, by)
    refused = refusal_of(request, RequestStep.RETRACTED)
    if refused:
        raise Refused(refused)
    last = request.live_entries[-1]
    note = f"作废 {last.happened_on} 的“{last.kind.label}”。原因：{reason}"
    retraction = RequestEntry(
        kind=RequestStep.RETRACTED, happened_on=today(), note=note, retracts_id=last.id, by_id=by.id, at=now()
    )
    _enter(request, retraction)
    details = {"entry": retraction.id, "retracts": last.id, "kind": last.kind}
    summary = f"依申请公开{request.label} 作废“{last.kind.label}”：{reason}"
    journal.record("request.retracted", "information_request", request.id, summary, details=details)
    return last


def _enter(request: InformationRequest, entry: RequestEntry) -> None:
    request.entries.append(entry)
    db.session.flush()
    for name, value in values_of(course_of(request)).items():
        setattr(request, name, value)
    request.late_entries = len(recorded_late(request))
    flag_modified(request, "state")  # the version rises with every entry, also where the limit stays as it was
    db.session.flush()


def _require_own(request: InformationRequest, by: User) -> None:
    require_liaison(by)
    if request.unit_id != by.unit_id:
        raise Refused("这是其他单位收到的申请，只能由该单位联络员办理。")
