"""Failed logins, throttled ones and refused accesses by day, for the eye to find the day that stands out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from tracker.clock import SHANGHAI, local
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.journal import AuditEntry

KINDS = {
    "failed": ("登录失败", ("session.refused",)),
    "throttled": ("登录过于频繁", ("session.throttled",)),
    "refused": ("被拒绝的访问", ("access.refused", "session.outside")),
    "damaged": ("损坏的文件", ("file.damaged",)),
}
KIND_OF = {action: kind for kind, (_, actions) in KINDS.items() for action in actions}
SPANS = (30, 90, 180)


@dataclass(frozen=True)
class Day:
    on: date
    counts: Counter[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def by_day(found: Iterable[tuple[datetime, str]], last: date, span: int) -> list[Day]:
    """One entry for each of the ``span`` days up to ``last``, the quiet ones too."""
    counts = {last - timedelta(days=back): Counter[str]() for back in reversed(range(span))}
    for at, action in found:
        day = local(at).date()
        if day in counts and action in KIND_OF:
            counts[day][KIND_OF[action]] += 1
    return [Day(on, count) for on, count in counts.items()]


def counted(last: date, span: int) -> list[Day]:
    since = datetime.combine(last - timedelta(days=span - 1), time(), SHANGHAI)
    rows = select(AuditEntry.at, AuditEntry.action).where(AuditEntry.at >= since, AuditEntry.action.in_(KIND_OF))
    return by_day(((row.at, row.action) for row in db.session.execute(rows)), last, span)


def highest(days: Sequence[Day]) -> int:
    """The top of the picture's scale: a round number that no day exceeds."""
    most = max((day.total for day in days), default=0)
    scales = (int(f"{digits}{'0' * zeros}") for zeros in range(9) for digits in (4, 8, 20))
    return next(top for top in scales if most <= top)


def sheet(days: Sequence[Day]) -> Sheet:
    names = [name for name, _ in KINDS.values()]
    columns = (Column("日期", 14, Kind.DATE), *(Column(name, 16, Kind.NUMBER) for name in names))
    lines: Iterable[list[date | int]] = ([day.on, *(day.counts[kind] for kind in KINDS)] for day in days)
    return Sheet("每日情况", "登录失败和拒绝访问每日情况", columns, lines, ("时间为北京时间。",))
