"""The circular of an inspection: what it rests on, its draft, and issuing it once."""

from collections import Counter
from datetime import date

from sqlalchemy import select

from tracker import journal, numbers
from tracker.circulars import Particulars
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import OfficialDocument, write_official
from tracker.documents.plain import as_plain
from tracker.files import store
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.supervision.choices import FindingState, InspectionState
from tracker.supervision.circulars.wording import Frame, Problem, Results, UnitResult, circular
from tracker.supervision.models import Circular, Finding, Inspection, InspectionItem
from tracker.tasks.models import Task


def of(inspection: Inspection) -> Circular | None:
    return db.session.scalar(select(Circular).where(Circular.inspection_id == inspection.id))


def already(issued: Circular) -> str:
    return f"这次检查已于 {issued.dated_on} 以 {issued.document_number} 通报，不能再次签发或修改。"


def results(inspection: Inspection) -> Results:
    """Everything that the circular tells, in three queries however many units there are."""
    found = db.session.execute(
        select(Finding, Unit.short_name, Task.item)
        .join(Unit, Unit.id == Finding.unit_id)
        .join(InspectionItem, InspectionItem.id == Finding.item_id)
        .join(Task, Task.id == InspectionItem.task_id)
        .where(Finding.inspection_id == inspection.id)
        .order_by(Unit.position, Unit.id, Finding.id)
    ).all()
    standing = [row for row in found if row.Finding.state is FindingState.STANDING]
    guilty = {row.Finding.item_id for row in standing}
    drawn, clean = Counter[int](), Counter[int]()
    items = select(InspectionItem.id, InspectionItem.unit_id).where(InspectionItem.inspection_id == inspection.id)
    for item_id, unit_id in db.session.execute(items):
        drawn[unit_id] += 1
        clean[unit_id] += item_id not in guilty
    units = tuple(
        UnitResult(each.unit.short_name, len(each.pool), drawn[each.unit_id], clean[each.unit_id])
        for each in inspection.units
    )
    problems = tuple(
        Problem(
            *(name, item, one.indicator, one.points, one.problem, one.reply_kind),
            is_settled=not one.waits_for_answer,
        )
        for one, name, item in standing
    )
    return Results(
        *(inspection.title, inspection.period_from, inspection.period_to, inspection.area_labels, inspection.seed),
        *(inspection.sent_on, inspection.reply_by, units, problems, len(found) - len(standing)),
        is_open=inspection.reply_by is not None and today() <= inspection.reply_by,
    )


def refusal(inspection: Inspection) -> str | None:
    """Why no circular can be issued yet; None when it can."""
    if inspection.state is InspectionState.CHECKING or inspection.reply_by is None:
        return "检查结果还没有交单位反馈，不能拟督查通报。"
    standing = Finding.inspection_id == inspection.id, Finding.state == FindingState.STANDING
    found = db.session.scalars(select(Finding).where(*standing)).all()
    objected = sum(finding.waits_for_answer for finding in found)
    if objected:
        return f"还有{objected}条异议没有答复，请先答复，再签发通报。"
    silent = sum(finding.replied_at is None for finding in found)
    if silent and today() <= inspection.reply_by:
        return f"还有{silent}个问题在反馈期限（{inspection.reply_by}）内等单位反馈，期限过后或单位反馈后再签发。"
    return None


def draft(inspection: Inspection, frame: Frame | None = None) -> OfficialDocument:
    return circular(results(inspection), frame or Frame())


def issue(inspection: Inspection, by: User, particulars: Particulars) -> Circular:
    """Number, paper and frozen content in one transaction; from then on nothing of the round changes.

    Raises Refused when it was issued before, something still waits, the number is taken or the date does not fit.
    """
    issued = of(inspection)
    if issued is not None:
        raise Refused(already(issued))
    if why := refusal(inspection):
        raise Refused(why)
    if not (inspection.sent_on or date.min) <= particulars.dated_on <= today():
        raise Refused(f"成文日期应在交单位反馈之日 {inspection.sent_on} 至今天 {today()} 之间。", "dated_on")
    number = particulars.number
    numbers.take(number, f"督查通报《{inspection.title}》")
    document = draft(inspection, Frame(particulars.text, number, particulars.dated_on))
    stored = store.keep(write_official(document), f"督查通报（{number}）.docx")
    made = Circular(
        inspection_id=inspection.id,
        document_number=number,
        dated_on=particulars.dated_on,
        signed_by=particulars.signed_by,
        content=as_plain(document),
        stored_file_id=stored.id,
        issued_by_id=by.id,
        issued_at=now(),
    )
    inspection.state = InspectionState.ISSUED
    db.session.add(made)
    db.session.flush()
    details = {"number": number, "sha256": stored.sha256}
    journal.record(
        "inspection.issue", "circular", made.id, f"签发督查通报 {number}《{inspection.title}》", details=details
    )
    return made
