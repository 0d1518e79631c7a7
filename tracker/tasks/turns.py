"""On whose desk a share lay, and for how many working days: a pure reading of its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.choices import ProgressKind
from tracker.clock import WorkCalendar

UNIT, OFFICE, NOBODY = "unit", "office", "nobody"
HANDS_TO = {
    ProgressKind.SUBMITTED: OFFICE,
    ProgressKind.NOTHING_AROSE: OFFICE,
    ProgressKind.RETURNED: UNIT,
    ProgressKind.ACCEPTED: NOBODY,
}


@dataclass(frozen=True)
class Turns:
    """Working days on the unit's and on the office's desk; ``returns`` tells how often it went back."""

    unit: int = 0
    office: int = 0
    returns: int = 0

    def __str__(self) -> str:
        return f"单位用时{self.unit}个工作日，公开办用时{self.office}个工作日"


def turns(history: Iterable[tuple[ProgressKind, date]], since: date, until: date, calendar: WorkCalendar) -> Turns:
    """Count from the day on which the share reached the unit to ``until``, or to the acceptance that closed it.

    ``history`` comes oldest first. The day of handing over counts for neither side.
    """
    days = {UNIT: 0, OFFICE: 0, NOBODY: 0}
    desk, begun, returns = UNIT, since, 0
    for kind, on in history:
        if kind in HANDS_TO:
            days[desk] += max(0, calendar.workdays_between(begun, on))
            returns += kind is ProgressKind.RETURNED
            desk, begun = HANDS_TO[kind], on
    days[desk] += max(0, calendar.workdays_between(begun, until))
    return Turns(days[UNIT], days[OFFICE], returns)
