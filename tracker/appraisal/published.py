"""A year's disclosures as findings about units: in time or not, by which way, after which review."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Row

from tracker.appraisal.reading import Feed, Finding, Found, Reading, noted
from tracker.appraisal.records import Record
from tracker.choices import MatterKind, Mode
from tracker.disclosures.models import Disclosure, DisclosureCheck
from tracker.disclosures.scope import HAS_ADDRESS, WAITING
from tracker.tasks.models import Task

IS_PROPOSED = Disclosure.id.in_(WAITING)
Returned: TypeAlias = dict[int, list[str]]


def disclosures(reading: Reading) -> Feed:
    return reading.feed(
        Disclosure.unit_id,
        *(Disclosure.id, Disclosure.task_id, Disclosure.title, Disclosure.kind),
        *(Disclosure.formed_on, Disclosure.decided_on, Disclosure.published_on, Disclosure.due_on),
        *(Disclosure.is_provisional, Disclosure.mode, Disclosure.is_on_website, HAS_ADDRESS.label("has_address")),
        *(Disclosure.is_late_entry, Disclosure.publication_recorded_on),
        *(Disclosure.clock_changes, Disclosure.law_days, Disclosure.law_counts, IS_PROPOSED.label("is_proposed")),
        *(Disclosure.secrecy_reviewed_on, Disclosure.secrecy_result),
        where=[Task.year == reading.year],
        joins=[(Task, Task.id == Disclosure.task_id)],
    )


def returns(reading: Reading) -> Feed:
    return reading.feed(
        Disclosure.unit_id,
        *(DisclosureCheck.disclosure_id, DisclosureCheck.id, DisclosureCheck.reason, DisclosureCheck.at),
        where=[Task.year == reading.year, DisclosureCheck.reason.is_not(None)],
        joins=[(Disclosure, Disclosure.id == DisclosureCheck.disclosure_id), (Task, Task.id == Disclosure.task_id)],
    )


def arose(reading: Reading, row: Row[Any]) -> bool:
    """Whether there was anything to disclose by the last day that counts."""
    day = row.formed_on if row.kind is MatterKind.GENERAL else row.decided_on
    return day is None or day <= reading.as_of


def given_back(reading: Reading, rows: list[Row[Any]]) -> Returned:
    """Record -> the reasons for which the office gave it back, oldest first."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        if row.reason is not None and reading.day(row.at) is not None:
            found[row.disclosure_id].append((row.id, row.reason.label))
    return {record: [reason for _, reason in sorted(each)] for record, each in found.items()}


def stand(reading: Reading, row: Row[Any], returned: Mapping[int, list[str]], found: Found) -> None:
    """Put down how one piece of information stands; there may be a million."""
    record = Record("disclosure", row.id, row.title)
    found["disclosures"].append(record)
    if each := returned.get(row.id):
        found["disclosures_returned"].append(noted(record, f"被退回{len(each)}次：{'、'.join(each)}"))
    if row.clock_changes or row.law_days or row.is_proposed:
        found["disclosures_clock_moved"].append(noted(record, _moved(row)))
    if row.mode is not Mode.PROACTIVE:
        found["disclosures_withheld"].append(record)
        return
    day = reading.known(row.published_on)
    if row.due_on is not None:
        name, judged = _timeliness(reading, row, day, record)
        found[name].append(judged)
    if day is not None:
        _ways(row, day, record, found)


def _moved(row: Row[Any]) -> str:
    changed = f"改过{row.clock_changes}次期限或日期" if row.clock_changes else ""
    by_law = f"按法律另定的{row.law_days}个{row.law_counts.label}计" if row.law_days else ""
    return "；".join(filter(None, (changed, by_law, "有更正待公开办同意，未计入" if row.is_proposed else "")))


def _ways(row: Row[Any], day: date, record: Record, found: Found) -> None:
    if not row.is_on_website:
        found["disclosures_without_website"].append(noted(record, "公开渠道未含政府网站"))
    if not row.has_address:
        found["disclosures_without_address"].append(noted(record, "未登记公开网址"))
    if row.is_late_entry:
        note = f"{day}公开，{row.publication_recorded_on}才登记"
        found["disclosures_entered_late"].append(noted(record, note))
    if row.is_on_website and row.has_address:
        found["disclosures_in_order"].append(record)
    reviewed = row.secrecy_result is not None and row.secrecy_reviewed_on is not None
    if reviewed and row.secrecy_reviewed_on <= day:
        found["disclosures_reviewed"].append(record)
    else:
        note = f"{day}公开，{row.secrecy_reviewed_on}才审查" if reviewed else "没有保密审查记录"
        found["disclosures_unreviewed"].append(noted(record, note))


def _timeliness(reading: Reading, row: Row[Any], day: date | None, record: Record) -> Finding:
    if (day or reading.judged_on) <= row.due_on:
        return ("disclosures_on_time", record) if day else ("disclosures_pending", record)
    days = reading.late_days(row.due_on, day)
    when = f"{day}公开" if day else f"至{reading.as_of}未公开"
    provisional = "（期限暂按周一至周五推算）" if row.is_provisional else ""
    note = f"应于{row.due_on}前公开，{when}，逾期{days}个工作日{provisional}"
    return "disclosures_late", Record("disclosure", row.id, row.title, note, days)
