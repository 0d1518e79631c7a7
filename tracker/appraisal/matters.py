"""Dead links, requests, opinions, policies and rectifications of a year as findings about units."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from tracker.appraisal.reading import Finding, Reading, Source, noted
from tracker.appraisal.records import Record
from tracker.choices import RectificationState
from tracker.clock import ONE_DAY, SHANGHAI, local
from tracker.disclosures.models import Disclosure
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.links.choices import COUNTED
from tracker.links.models import LinkFinding
from tracker.opinions.models import OpinionCase
from tracker.rectification.models import Rectification
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Task


def dead_links(reading: Reading) -> Source:
    """Addresses on the government's website that the office confirmed dead, also those that were mended since."""
    feed = reading.feed(
        Disclosure.unit_id,
        *(LinkFinding.disclosure_id, LinkFinding.address, LinkFinding.at, LinkFinding.mended_at, Disclosure.title),
        where=[Task.year == reading.year, LinkFinding.state.in_(COUNTED)],
        joins=[(Disclosure, Disclosure.id == LinkFinding.disclosure_id), (Task, Task.id == Disclosure.task_id)],
    )

    def of(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            if (confirmed_on := reading.day(row.at)) is not None:
                mended_on = reading.day(row.mended_at)
                after = f"{mended_on}更正" if mended_on else "尚未更正"
                note = f"{row.address} 打不开，{confirmed_on}确认，{after}"
                yield "dead_links", noted(Record("disclosure", row.disclosure_id, row.title), note)

    return of


def requests(reading: Reading) -> Source:
    """Requests received in the year, and those of the year before that were still to be answered in it; with those
    among the first that have steps recorded long after they happened, or once the limit had run out."""
    of, first = InformationRequest, date(reading.year, 1, 1)
    goes_on = and_(
        or_(of.due_on.is_(None), of.due_on >= first),
        or_(of.replied_on.is_(None), of.replied_on >= first),
    )
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.subject, of.received_on, of.due_on, of.is_provisional, of.replied_on, of.late_entries),
        where=[
            of.received_on <= reading.as_of,
            or_(of.received_on >= first, goes_on),
            *([of.recorded_at < reading.until] if reading.is_look_back else []),
        ],
    )

    def of_unit(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            record = Record("request", row.id, row.subject)
            yield "requests", record
            yield from _answered(reading, row, record)
            if row.late_entries and row.received_on >= first:
                yield "requests_entered_late", noted(record, f"有{row.late_entries}处为补录")

    return of_unit


def _answered(reading: Reading, row: Row[Any], record: Record) -> Iterator[Finding]:
    """In time or late; what ended without a limit, or waits for the applicant's correction, is neither."""
    day, due = reading.known(row.replied_on), row.due_on
    if due is None:
        if day is None:
            yield "requests_pending", record
    elif (day or reading.judged_on) > due:
        said = f"{day}答复" if day else f"至{reading.as_of}未答复"
        provisional = "（期限暂按周一至周五推算）" if row.is_provisional else ""
        note = f"应于{due}前答复，{said}，逾期{reading.late_days(due, day)}个工作日{provisional}"
        yield "requests_late", noted(record, note)
    else:
        yield "requests_on_time" if day else "requests_pending", record


def opinions(reading: Reading) -> Source:
    feed = reading.feed(
        OpinionCase.unit_id,
        *(OpinionCase.id, OpinionCase.topic, OpinionCase.answer_due_at, OpinionCase.answered_at),
        where=[
            OpinionCase.found_at >= datetime(reading.year, 1, 1, tzinfo=SHANGHAI),
            OpinionCase.found_at < datetime.combine(reading.as_of + ONE_DAY, time(), SHANGHAI),
            OpinionCase.answer_due_at.is_not(None),
        ],
    )
    return lambda unit_id: (_opinion(reading, row) for row in feed.of(unit_id))


def _opinion(reading: Reading, row: Row[Any]) -> Finding:
    record = Record("opinion", row.id, row.topic)
    due = f"应于{local(row.answer_due_at):%Y-%m-%d %H:%M}前回应"
    if reading.day(row.answered_at) is not None:
        is_late = row.answered_at > row.answer_due_at
        note = f"{due}，{local(row.answered_at):%Y-%m-%d %H:%M}回应" if is_late else ""
        return "opinions_late" if is_late else "opinions_on_time", noted(record, note)
    if row.answer_due_at < reading.until:
        return "opinions_late", noted(record, f"{due}，至今未回应")
    return "opinions_pending", record


def policies(reading: Reading) -> Source:
    day = func.min(Interpretation.published_on).label("day")
    standing = select(Interpretation.policy_document_id, day).where(Interpretation.withdrawn_at.is_(None))
    first = standing.group_by(Interpretation.policy_document_id).subquery()
    feed = reading.feed(
        PolicyDocument.unit_id,
        *(PolicyDocument.id, PolicyDocument.title, PolicyDocument.due_on, PolicyDocument.is_provisional, first.c.day),
        where=[
            PolicyDocument.published_on >= date(reading.year, 1, 1),
            PolicyDocument.published_on <= reading.as_of,
            func.coalesce(PolicyDocument.waiver, "") != WaiverState.ACCEPTED,
        ],
        outer=[(first, first.c.policy_document_id == PolicyDocument.id)],
    )

    def of(unit_id: int) -> Iterator[Finding]:
        for row in feed.of(unit_id):
            record = Record("policy", row.id, row.title)
            yield "policies", record
            yield _interpreted(reading, row, record)

    return of


def _interpreted(reading: Reading, row: Row[Any], record: Record) -> Finding:
    day = reading.known(row.day)
    limit = f"应于{row.due_on}前解读{'（期限暂按周一至周五推算）' if row.is_provisional else ''}"
    if day is not None and day <= row.due_on:
        return "policies_on_time", record
    if day is not None:
        return "policies_late", noted(record, f"{limit}，{day}解读")
    if row.due_on < reading.judged_on:
        return "policies_missing", noted(record, f"{limit}，至今未解读")
    return "policies_pending", record


def rectifications(reading: Reading) -> Source:
    """Orders that fell due in the year, whichever year's notice gave them; the unit is judged by its own report."""
    feed = reading.feed(
        Rectification.unit_id,
        *(Rectification.id, Rectification.title, Rectification.due_on),
        *(Rectification.state, Rectification.replied_at),
        where=[
            Rectification.due_on >= date(reading.year, 1, 1),
            Rectification.due_on < reading.judged_on,
            Rectification.lifted_on.is_(None),
        ],
    )
    return lambda unit_id: (_rectified(reading, row) for row in feed.of(unit_id))


def _rectified(reading: Reading, row: Row[Any]) -> Finding:
    replied_on = reading.day(row.replied_at)
    record = Record("rectification", row.id, row.title)
    state = RectificationState.REPORTED if reading.is_look_back and replied_on else row.state
    if Rectification.kept(state, replied_on, row.due_on):
        return "rectifications_on_time", record
    when = f"{replied_on}上报" if replied_on else "至今未上报"
    return "rectifications_late", noted(record, f"应于{row.due_on}前完成整改，{when}")
