"""A year's disclosures as findings about units: in time or not, by which way, after which review."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Row, case, or_

from tracker.appraisal import stated
from tracker.appraisal.reading import Feed, Found, Reading, Source
from tracker.appraisal.records import Record
from tracker.appraisal.stated import Piece
from tracker.choices import MatterKind, Mode
from tracker.disclosures.models import Disclosure, DisclosureCheck
from tracker.disclosures.scope import HAS_ADDRESS, WAITING
from tracker.tasks.models import Task

IS_PROPOSED = Disclosure.id.in_(WAITING)
Returned: TypeAlias = dict[int, list[str]]


def disclosures(reading: Reading) -> Callable[[int], list[Piece]]:
    """What a unit had to disclose by the last day that counts, in the order of ids; there may be a million."""
    of = Disclosure
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.task_id, of.title, case((of.kind == MatterKind.GENERAL, of.formed_on), else_=of.decided_on)),
        *(of.published_on, of.due_on, of.is_provisional, of.mode == Mode.PROACTIVE, of.is_on_website, HAS_ADDRESS),
        *(of.is_late_entry, of.publication_recorded_on),
        case((of.secrecy_result.is_not(None), of.secrecy_reviewed_on)),
        where=[Task.year == reading.year, *([of.recorded_at < reading.until] if reading.is_look_back else [])],
        joins=[(Task, Task.id == of.task_id)],
    )
    then = stated.earlier(reading) if reading.is_look_back else None

    def of_unit(unit_id: int) -> list[Piece]:
        found: Iterable[Any] = feed.of(unit_id)
        if then is not None:
            earlier = then(unit_id)
            found = [earlier.get(row[1], row) for row in found]
        return sorted((row for row in found if row[4] is None or row[4] <= reading.as_of), key=itemgetter(1))

    return of_unit


def moved(reading: Reading) -> Source:
    """What does not rest on the plain rule: moved clocks, limits of another law, corrections that wait."""
    of = Disclosure
    arose_on = case((of.kind == MatterKind.GENERAL, of.formed_on), else_=of.decided_on)
    feed = reading.feed(
        of.unit_id,
        *(of.id, of.title, of.clock_changes, of.law_days, of.law_counts, IS_PROPOSED.label("is_proposed")),
        where=[
            Task.year == reading.year,
            or_(arose_on.is_(None), arose_on <= reading.as_of),
            or_(of.clock_changes > 0, of.law_days.is_not(None), IS_PROPOSED),
            *([of.recorded_at < reading.until] if reading.is_look_back else []),
        ],
        joins=[(Task, Task.id == of.task_id)],
    )
    return lambda unit_id: (
        ("disclosures_clock_moved", Record("disclosure", row.id, row.title, _moved(row))) for row in feed.of(unit_id)
    )


def _moved(row: Row[Any]) -> str:
    changed = f"改过{row.clock_changes}次期限或日期" if row.clock_changes else ""
    by_law = f"按法律另定的{row.law_days}个{row.law_counts.label}计" if row.law_days else ""
    return "；".join(filter(None, (changed, by_law, "有更正待公开办同意，未计入" if row.is_proposed else "")))


def returns(reading: Reading) -> Feed:
    return reading.feed(
        Disclosure.unit_id,
        *(DisclosureCheck.disclosure_id, DisclosureCheck.id, DisclosureCheck.reason, DisclosureCheck.at),
        where=[Task.year == reading.year, DisclosureCheck.reason.is_not(None)],
        joins=[(Disclosure, Disclosure.id == DisclosureCheck.disclosure_id), (Task, Task.id == Disclosure.task_id)],
    )


def given_back(reading: Reading, rows: list[Row[Any]]) -> Returned:
    """Record -> the reasons for which the office gave it back, oldest first."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        if row.reason is not None and reading.is_past(row.at):
            found[row.disclosure_id].append((row.id, row.reason.label))
    return {record: [reason for _, reason in sorted(each)] for record, each in found.items()}


def stand(reading: Reading, pieces: Iterable[Piece], returned: Mapping[int, list[str]], found: Found) -> None:
    """Put down how each piece of information stands. Fields are taken by place: by name it takes twice as long."""
    for piece in pieces:
        _, key, _, title, _, published_on, due_on, is_provisional, is_owed, *way = piece
        record = Record("disclosure", key, title)
        found["disclosures"].append(record)
        if each := returned.get(key):
            note = f"被退回{len(each)}次：{'、'.join(each)}"
            found["disclosures_returned"].append(Record("disclosure", key, title, note))
        if not is_owed:
            found["disclosures_withheld"].append(record)
            continue
        day = published_on if published_on is not None and published_on <= reading.as_of else None
        if due_on is not None and (day or reading.judged_on) > due_on:
            found["disclosures_late"].append(_late(reading, record, due_on, day, is_provisional=is_provisional))
        elif due_on is not None:
            found["disclosures_on_time" if day else "disclosures_pending"].append(record)
        if day is not None:
            _ways(record, day, way, found)


def _late(reading: Reading, record: Record, due_on: date, day: date | None, *, is_provisional: bool) -> Record:
    days = reading.late_days(due_on, day)
    when = f"{day}公开" if day else f"至{reading.as_of}未公开"
    provisional = "（期限暂按周一至周五推算）" if is_provisional else ""
    note = f"应于{due_on}前公开，{when}，逾期{days}个工作日{provisional}"
    return Record("disclosure", record.id, record.title, note, days)


def _ways(record: Record, day: date, way: list[Any], found: Found) -> None:
    is_on_website, has_address, is_late_entry, recorded_on, reviewed_on = way
    key, title = record.id, record.title
    if is_on_website and has_address:
        found["disclosures_in_order"].append(record)
    if not is_on_website:
        found["disclosures_without_website"].append(Record("disclosure", key, title, "公开渠道未含政府网站"))
    if not has_address:
        found["disclosures_without_address"].append(Record("disclosure", key, title, "未登记公开网址"))
    if is_late_entry:
        note = f"{day}公开，{recorded_on}才登记"
        found["disclosures_entered_late"].append(Record("disclosure", key, title, note))
    if reviewed_on is not None and reviewed_on <= day:
        found["disclosures_reviewed"].append(record)
    else:
        note = f"{day}公开，{reviewed_on}才审查" if reviewed_on is not None else "没有保密审查记录"
        found["disclosures_unreviewed"].append(Record("disclosure", key, title, note))
