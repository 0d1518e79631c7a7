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
PATTERNS = {"failed": "solid", "throttled": "hatched", "refused": "dotted", "damaged": "blank"}
SPANS = (30, 90, 180)
WEEK = 7


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


@dataclass(frozen=True)
class Bar:
    """A day, or a week where there are many: from when, until when, how often."""

    first: date
    last: date
    count: int


@dataclass(frozen=True)
class Panel:
    """One kind on a scale of its own, so that a few of one are not lost beside many of another."""

    word: str
    pattern: str
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def top(self) -> int:
        return max((bar.count for bar in self.bars), default=0) or 1

    @property
    def said(self) -> str:
        """In words, for those who cannot see it."""
        most = max(self.bars, key=lambda bar: bar.count)
        return f"{self.word}共{self.total}次" + (f"，最多的是{most.first}起的{most.count}次" if self.total else "")


def panels(days: Sequence[Day]) -> list[Panel]:
    """Bars of a day each, or of a week where days would be too narrow for their numbers."""
    width = 1 if len(days) <= SPANS[0] else WEEK
    groups = [days[max(end - width, 0) : end] for end in range(len(days), 0, -width)][::-1]
    return [
        Panel(
            word,
            PATTERNS[kind],
            tuple(Bar(group[0].on, group[-1].on, sum(day.counts[kind] for day in group)) for group in groups),
        )
        for kind, (word, _) in KINDS.items()
    ]


def sheet(days: Sequence[Day]) -> Sheet:
    names = [name for name, _ in KINDS.values()]
    columns = (Column("日期", 14, Kind.DATE), *(Column(name, 16, Kind.NUMBER) for name in names))
    lines: Iterable[list[date | int]] = ([day.on, *(day.counts[kind] for kind in KINDS)] for day in days)
    return Sheet("每日情况", "登录失败和拒绝访问每日情况", columns, lines, ("时间为北京时间。",))
