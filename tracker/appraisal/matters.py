"""Dead links, opinions, policies and rectifications of a year as findings about units."""

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import func

from tracker.appraisal.reading import Finding, Reading, noted
from tracker.appraisal.records import Record
from tracker.clock import ONE_DAY, SHANGHAI, local
from tracker.disclosures.models import Disclosure
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.links.choices import COUNTED
from tracker.links.models import LinkFinding
from tracker.opinions.models import OpinionCase
from tracker.rectification.models import Rectification
from tracker.tasks.models import Task


def dead_links(reading: Reading) -> Iterator[Finding]:
    """Addresses on the government's website that the office confirmed dead, also those that were mended since."""
    for row in reading.rows(
        *(LinkFinding.disclosure_id, LinkFinding.address, LinkFinding.at, LinkFinding.mended_at),
        *(Disclosure.unit_id, Disclosure.title),
        where=[Task.year == reading.year, LinkFinding.state.in_(COUNTED)],
        joins=[(Disclosure, Disclosure.id == LinkFinding.disclosure_id), (Task, Task.id == Disclosure.task_id)],
    ):
        if (confirmed_on := reading.day(row.at)) is not None:
            mended_on = reading.day(row.mended_at)
            after = f"{mended_on}更正" if mended_on else "尚未更正"
            note = f"{row.address} 打不开，{confirmed_on}确认，{after}"
            yield row.unit_id, "dead_links", noted(Record("disclosure", row.disclosure_id, row.title), note)


def opinions(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows(
        *(OpinionCase.id, OpinionCase.unit_id, OpinionCase.topic, OpinionCase.found_at),
        *(OpinionCase.answer_due_at, OpinionCase.answered_at),
        where=[
            OpinionCase.found_at >= datetime(reading.year, 1, 1, tzinfo=SHANGHAI),
            OpinionCase.found_at < datetime.combine(reading.as_of + ONE_DAY, time(), SHANGHAI),
            OpinionCase.answer_due_at.is_not(None),
        ],
    ):
        record = Record("opinion", row.id, row.topic)
        due = f"应于{local(row.answer_due_at):%Y-%m-%d %H:%M}前回应"
        if reading.day(row.answered_at) is not None:
            is_late = row.answered_at > row.answer_due_at
            note = f"{due}，{local(row.answered_at):%Y-%m-%d %H:%M}回应" if is_late else ""
            yield row.unit_id, "opinions_late" if is_late else "opinions_on_time", noted(record, note)
        elif row.answer_due_at < reading.until:
            yield row.unit_id, "opinions_late", noted(record, f"{due}，至今未回应")
        else:
            yield row.unit_id, "opinions_pending", record


def policies(reading: Reading) -> Iterator[Finding]:
    first: dict[int, date] = {}
    for row in reading.rows(
        *(Interpretation.policy_document_id, func.min(Interpretation.published_on).label("day")),
        where=[PolicyDocument.published_on >= date(reading.year, 1, 1)],
        joins=[(PolicyDocument, PolicyDocument.id == Interpretation.policy_document_id)],
        by=[Interpretation.policy_document_id],
    ):
        first[row.policy_document_id] = row.day
    for row in reading.rows(
        *(PolicyDocument.id, PolicyDocument.unit_id, PolicyDocument.title),
        *(PolicyDocument.due_on, PolicyDocument.is_provisional),
        where=[
            PolicyDocument.published_on >= date(reading.year, 1, 1),
            PolicyDocument.published_on <= reading.as_of,
            func.coalesce(PolicyDocument.waiver, "") != WaiverState.ACCEPTED,
        ],
    ):
        record, day = Record("policy", row.id, row.title), reading.known(first.get(row.id))
        limit = f"应于{row.due_on}前解读{'（期限暂按周一至周五推算）' if row.is_provisional else ''}"
        yield row.unit_id, "policies", record
        if day is not None and day <= row.due_on:
            yield row.unit_id, "policies_on_time", record
        elif day is not None:
            yield row.unit_id, "policies_late", noted(record, f"{limit}，{day}解读")
        elif row.due_on < reading.judged_on:
            yield row.unit_id, "policies_missing", noted(record, f"{limit}，至今未解读")
        else:
            yield row.unit_id, "policies_pending", record


def rectifications(reading: Reading) -> Iterator[Finding]:
    """Orders that fell due in the year, whichever year's notice gave them; the unit is judged by its own report."""
    for row in reading.rows(
        *(Rectification.id, Rectification.unit_id, Rectification.title, Rectification.due_on),
        *(Rectification.state, Rectification.replied_at),
        where=[Rectification.due_on >= date(reading.year, 1, 1), Rectification.due_on < reading.judged_on],
    ):
        replied_on = reading.day(row.replied_at)
        record = Record("rectification", row.id, row.title)
        if Rectification.kept(row.state, replied_on, row.due_on):
            yield row.unit_id, "rectifications_on_time", record
        else:
            when = f"{replied_on}上报" if replied_on else "至今未上报"
            yield row.unit_id, "rectifications_late", noted(record, f"应于{row.due_on}前完成整改，{when}")
