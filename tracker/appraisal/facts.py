"""What a unit did in a year, counted, each count with the records behind it (plan 四（三）; Regulation: assessment).

Read with the same few selects however many units there are, unit by unit, at the grain of a day, and sorted by id, so
that the same records give the same facts whatever the database or the order in which they were entered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from tracker.appraisal import readings
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.excusable import LOST
from tracker.appraisal.models import Excuse
from tracker.appraisal.reading import Found, Reading
from tracker.appraisal.records import Record, Records
from tracker.choices import UnitKind
from tracker.clock import ONE_DAY, SHANGHAI, WorkCalendar
from tracker.people.models import Unit

FACTS = {
    "tasks": "承担任务",
    "tasks_cooperating": "配合任务",
    "tasks_done": "已完成",
    "tasks_nothing_arose": "本年未产生",
    "tasks_waiting": "承担任务中已上报待审核",
    "tasks_open": "未办结",
    "tasks_not_due": "未完成但未到期",
    "acknowledged": "已签收",
    "unacknowledged": "未签收",
    "passed": "上报一次通过",
    "returned": "上报被退回",
    "obligations_met": "定期、限期公开已履行",
    "obligations_missed": "定期、限期公开未履行",
    "disclosures": "公开记录",
    "disclosures_on_time": "按期公开",
    "disclosures_late": "逾期公开或逾期未公开",
    "disclosures_pending": "尚在期限内",
    "disclosures_withheld": "依申请公开或不予公开",
    "disclosures_returned": "公开记录被退回",
    "disclosures_entered_late": "补录",
    "disclosures_clock_moved": "改过期限或日期、按法律另定期限、更正待同意",
    "dead_links": "政府网站网址打不开（经公开办确认）",
    "disclosures_in_order": "渠道、网址齐全",
    "disclosures_without_website": "未在政府网站公开",
    "disclosures_without_address": "未登记网址",
    "disclosures_reviewed": "公开前经保密审查",
    "disclosures_unreviewed": "公开前无保密审查记录",
    "requests": "依申请公开申请",
    "requests_on_time": "依申请公开按期答复",
    "requests_late": "依申请公开逾期答复或逾期未答复",
    "requests_pending": "依申请公开尚在期限内",
    "requests_entered_late": "依申请公开补录",
    "opinions_on_time": "舆情按时回应",
    "opinions_late": "舆情回应超时或未回应",
    "opinions_pending": "舆情尚在时限内",
    "policies": "政策文件",
    "policies_on_time": "按期解读",
    "policies_late": "逾期解读",
    "policies_missing": "逾期未解读",
    "policies_pending": "解读尚在期限内",
    "rectifications_on_time": "整改按期完成",
    "rectifications_late": "整改逾期",
    "inspected_in_order": "督查抽查未发现问题的任务",
    "inspected_with_problems": "督查抽查发现问题的任务",
    "findings": "督查发现的问题",
    "reminders_answered": "提醒已知悉或已办结",
    "reminders_unread": "提醒未确认也未办结",
    "papers_answered": "提醒、催办、督办单按期反馈",
    "papers_unanswered": "提醒、催办、督办单逾期未反馈",
    "reports_on_time": "上年度工作进展报告按期报送",
    "reports_late": "上年度工作进展报告逾期报送或未报送",
    "reports_returned": "上年度工作进展报告被退回",
    "excused": "经公开办认可免责",
    "outside_city": "外部评价：市级考核",
    "outside_third_party": "外部评价：第三方评估",
    "outside_social": "外部评价：社会评议",
}


@dataclass(frozen=True)
class UnitYear:
    """One unit's year. Tasks count where the unit is responsible or in the lead; cooperation stands apart.

    ``tasks_not_due`` are those open or waiting whose own date is still to come. ``tasks_undated`` are the open ones
    without a date: no fact, but what a scheme's settling day decides about (``settling.py``). ``excused_under`` names
    the indicator of each of the ``excused``.
    """

    unit_id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    position: int
    tasks: Records = ()
    tasks_cooperating: Records = ()
    tasks_done: Records = ()
    tasks_nothing_arose: Records = ()
    tasks_waiting: Records = ()
    tasks_open: Records = ()
    tasks_not_due: Records = ()
    acknowledged: Records = ()
    unacknowledged: Records = ()
    passed: Records = ()
    returned: Records = ()
    obligations_met: Records = ()
    obligations_missed: Records = ()
    disclosures: Records = ()
    disclosures_on_time: Records = ()
    disclosures_late: Records = ()
    disclosures_pending: Records = ()
    disclosures_withheld: Records = ()
    disclosures_returned: Records = ()
    disclosures_entered_late: Records = ()
    disclosures_clock_moved: Records = ()
    dead_links: Records = ()
    disclosures_in_order: Records = ()
    disclosures_without_website: Records = ()
    disclosures_without_address: Records = ()
    disclosures_reviewed: Records = ()
    disclosures_unreviewed: Records = ()
    requests: Records = ()
    requests_on_time: Records = ()
    requests_late: Records = ()
    requests_pending: Records = ()
    requests_entered_late: Records = ()
    opinions_on_time: Records = ()
    opinions_late: Records = ()
    opinions_pending: Records = ()
    policies: Records = ()
    policies_on_time: Records = ()
    policies_late: Records = ()
    policies_missing: Records = ()
    policies_pending: Records = ()
    rectifications_on_time: Records = ()
    rectifications_late: Records = ()
    inspected_in_order: Records = ()
    inspected_with_problems: Records = ()
    findings: Records = ()
    reminders_answered: Records = ()
    reminders_unread: Records = ()
    papers_answered: Records = ()
    papers_unanswered: Records = ()
    reports_on_time: Records = ()
    reports_late: Records = ()
    reports_returned: Records = ()
    excused: Records = ()
    outside_city: Records = ()
    outside_third_party: Records = ()
    outside_social: Records = ()
    tasks_undated: Records = ()
    excused_under: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Fact -> number, in the order of declaration."""
        return {name: len(getattr(self, name)) for name in FACTS}


@dataclass(frozen=True)
class Moment:
    """When a year is looked at: ``as_of`` is the last day that counts, a limit before ``judged_on`` is over.

    A limit of hours is over once it lies before ``until``. A look back asks what stood on a day that is over.
    """

    year: int
    as_of: date
    judged_on: date
    until: datetime
    is_look_back: bool = False

    @classmethod
    def of(cls, year: int, today: date, at: datetime | None = None) -> "Moment":
        """The year as seen today: while it runs today itself is not over, afterwards December 31 is.

        Hours are judged as ``at`` the moment given, and never later than by the end of the last day that counts.
        """
        as_of = min(today, date(year, 12, 31))
        end = datetime.combine(as_of + ONE_DAY, time(), SHANGHAI)
        return cls(year, as_of, min(today, date(year + 1, 1, 1)), min(at or end, end))

    @classmethod
    def end_of(cls, year: int, day: date, *, is_look_back: bool = False) -> "Moment":
        """The year up to the end of a day of it that is over."""
        return cls(year, day, day + ONE_DAY, datetime.combine(day + ONE_DAY, time(), SHANGHAI), is_look_back)

    @property
    def is_over(self) -> bool:
        return self.judged_on > self.as_of


Progress: TypeAlias = Callable[[int, int], None]


def stream(
    moment: Moment, calendar: WorkCalendar, connection: Connection, progress: Progress | None = None
) -> Iterator[UnitYear]:
    """The facts of every unit that existed in the year, one after another in the order of their ids.

    Only one unit's records are in memory at a time. ``progress`` is told how many of how many units are read.
    """
    units = connection.execute(
        select(
            *(Unit.id, Unit.code, Unit.name, Unit.short_name, Unit.kind, Unit.position, Unit.closed_on),
        ).order_by(Unit.id)
    ).all()
    reading = Reading(
        *(moment.year, moment.as_of, moment.judged_on, moment.until, calendar, connection),
        is_look_back=moment.is_look_back,
    )
    source, excuses = readings.everything(reading), _excuses(moment.year, connection)
    for number, unit in enumerate(units, 1):
        found = source(unit.id)
        excused = [each[0] for each in excuses.get(unit.id, ()) if _excuse(found, *each)]
        if unit.closed_on is None or unit.closed_on >= date(moment.year, 1, 1) or found:
            # Plain tuples compare by type, id, title and note: the same order whatever the order of entry.
            records: dict[str, Any] = {name: tuple(sorted(each)) for name, each in found.items()}
            yield UnitYear(*unit[:6], **records, excused_under=tuple(sorted(excused)))
        if progress is not None:
            progress(number, len(units))


def _excuses(year: int, connection: Connection) -> dict[int, list[tuple[str, str, int, str]]]:
    """Unit -> indicator, type, id and reason of each accepted excuse."""
    accepted = [Excuse.year == year, Excuse.state == ExcuseState.ACCEPTED]
    found: dict[int, list[tuple[str, str, int, str]]] = defaultdict(list)
    columns = (Excuse.unit_id, Excuse.indicator, Excuse.record_type, Excuse.record_id, Excuse.reason)
    for row in connection.execute(select(*columns).where(*accepted).order_by(Excuse.id)):
        found[row.unit_id].append((row.indicator, row.record_type, row.record_id, row.reason))
    return found


def _excuse(found: Found, indicator: str, kind: str, record_id: int, reason: str) -> bool:
    """Take a record off what was lost under an indicator and put it among the excused; whether it stood there."""
    is_found = False
    for name in LOST.get(indicator, ()):
        taken = [record for record in found.get(name, ()) if (record.type, record.id) == (kind, record_id)]
        if taken:
            is_found = True
            found[name] = [record for record in found[name] if record not in taken]
            note = "；".join(filter(None, (taken[0].note, f"经公开办认可免责：{reason}")))
            found["excused"].append(Record(kind, record_id, taken[0].title, note))
            for later in ("tasks_not_due", "tasks_undated") if indicator == "completion" else ():
                found[later] = [record for record in found.get(later, ()) if record.id != record_id]
    return is_found


def collect(moment: Moment, calendar: WorkCalendar, connection: Connection) -> tuple[UnitYear, ...]:
    """The facts of all units in the order of the units' register."""
    return tuple(sorted(stream(moment, calendar, connection), key=lambda year: (year.position, year.code)))
