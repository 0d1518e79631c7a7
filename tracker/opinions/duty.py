"""By when a unit must acknowledge a case that was put on its desk: one hour on duty. Pure.

The hour is the office's own arrangement with the units, no rule of the State Council; its hours of duty are data.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tracker.clock import ONE_DAY, SHANGHAI, Light, WorkCalendar, local
from tracker.opinions.clocks import clock, length

LIMIT = timedelta(hours=1)


@dataclass(frozen=True)
class Hours:
    """The spans of a working day on duty, in force between two days."""

    spans: tuple[tuple[time, time], ...]
    valid_from: date
    valid_to: date | None = None

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def words(self) -> str:
        return "、".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.spans)


ON_DUTY = (Hours(((time(8, 30), time(12)), (time(14), time(18))), date(2008, 5, 1)),)


def hours_on(day: date) -> Hours:
    return next(hours for hours in ON_DUTY if hours.is_in_force(day))


def acknowledge_by(put_at: datetime, calendar: WorkCalendar) -> datetime:
    """The moment at which one hour on duty has passed since the case was put on the unit's desk."""
    left, day = LIMIT, local(put_at).date()
    while True:
        if calendar.is_workday(day):
            for start, end in hours_on(day).spans:
                begins = max(datetime.combine(day, start, SHANGHAI), local(put_at))
                ends = datetime.combine(day, end, SHANGHAI)
                if begins + left <= ends:
                    return (begins + left).astimezone(UTC)
                left -= max(ends - begins, timedelta(0))
        day += ONE_DAY


def why(due_at: datetime) -> str:
    hours = hours_on(local(due_at).date()).words
    return (
        f"交办的舆情应在值班时间内1小时签收，值班时间为工作日 {hours}，应于 {clock(due_at)} 前签收；"
        "超过时限无人签收的，在公开办工作台标红。依据：区公开办工作约定，实施方案三（五）。"
    )


def standing(due_at: datetime | None, acknowledged_at: datetime | None, moment: datetime) -> Light | None:
    """How the acknowledgement stands; None where none is owed or it was given."""
    if due_at is None or acknowledged_at is not None:
        return None
    if moment > due_at:
        return Light("late", "●", f"逾期{length(moment - due_at)}未签收")
    return Light("soon", "▲", f"待签收，还有{length(due_at - moment)}")
