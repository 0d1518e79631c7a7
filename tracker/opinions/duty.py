"""By when a unit must acknowledge a case that was put on its desk: one hour on duty. Pure.

The hour is the office's own arrangement with the units, no rule of the State Council; the hours of duty are data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from tracker.clock import ONE_DAY, SHANGHAI, Light, WorkCalendar, local
from tracker.opinions.clocks import clock, length

LIMIT = timedelta(hours=1)
MOST_SPANS = 4
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")

Span = tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """The spans of a working day on duty, from a day on until the next arrangement."""

    spans: tuple[Span, ...]
    valid_from: date
    source: str

    @property
    def words(self) -> str:
        return "、".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.spans)


GIVEN = (Hours(((time(8, 30), time(12)), (time(14), time(18))), date(2008, 5, 1), "区公开办工作约定"),)


def read(text: str) -> tuple[Span, ...]:
    """Spans as people write them: 8:30–12:00、14:00–18:00. Raises ValueError, in words, for what is none."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[、，,；;\n]", text))):
        numbers = _SPAN.fullmatch(part)
        if numbers is None:
            raise ValueError(f"“{part}”不是时间段，请按 8:30–12:00、14:00–18:00 的格式填写")
        hour, minute, to_hour, to_minute = map(int, numbers.groups())
        if max(hour, to_hour) > 23 or max(minute, to_minute) > 59:
            raise ValueError(f"“{part}”不是一天中的时间")
        found.append((time(hour, minute), time(to_hour, to_minute)))
    if not 0 < len(found) <= MOST_SPANS:
        raise ValueError(f"请填写1至{MOST_SPANS}个时间段")
    if any(start >= end for start, end in found) or any(one[1] > other[0] for one, other in pairwise(found)):
        raise ValueError("时间段应从早到晚，互不重叠")
    if sum((_length(span) for span in found), timedelta()) < LIMIT:
        raise ValueError("一天的值班时间合计不能少于1小时")
    return tuple(found)


def _length(span: Span) -> timedelta:
    start, end = (timedelta(hours=each.hour, minutes=each.minute) for each in span)
    return end - start


def hours_on(day: date, known: Sequence[Hours] = GIVEN) -> Hours:
    """The newest arrangement that had begun on that day; of two that begin together, the one entered last."""
    begun = [hours for hours in known if hours.valid_from <= day]
    return max(enumerate(begun), key=lambda each: (each[1].valid_from, each[0]))[1]


def acknowledge_by(put_at: datetime, calendar: WorkCalendar, known: Sequence[Hours] = GIVEN) -> datetime:
    """The moment at which one hour on duty has passed since the case was put on the unit's desk."""
    left, day = LIMIT, local(put_at).date()
    while True:
        if calendar.is_workday(day):
            for start, end in hours_on(day, known).spans:
                begins = max(datetime.combine(day, start, SHANGHAI), local(put_at))
                ends = datetime.combine(day, end, SHANGHAI)
                if begins + left <= ends:
                    return (begins + left).astimezone(UTC)
                left -= max(ends - begins, timedelta(0))
        day += ONE_DAY


def why(due_at: datetime, known: Sequence[Hours] = GIVEN) -> str:
    hours = hours_on(local(due_at).date(), known)
    return (
        f"交办的舆情应在值班时间内1小时签收，值班时间为工作日 {hours.words}，应于 {clock(due_at)} 前签收；"
        f"超过时限无人签收的，在公开办工作台标红。依据：{hours.source}，实施方案三（五）。"
    )


def standing(due_at: datetime | None, acknowledged_at: datetime | None, moment: datetime) -> Light | None:
    """How the acknowledgement stands; None where none is owed or it was given."""
    if due_at is None or acknowledged_at is not None:
        return None
    if moment > due_at:
        return Light("late", "●", f"逾期{length(moment - due_at)}未签收")
    return Light("soon", "▲", f"待签收，还有{length(due_at - moment)}")
