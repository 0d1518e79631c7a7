"""What a year's arrangement seems to lack, for a person to check before it counts as complete. Pure."""

from collections.abc import Iterator
from datetime import date

from tracker.calendar.entry import Arrangement
from tracker.calendar.holidays import HOLIDAYS, Doubt

LISTED = 5
SATURDAY = 5


def lacks(arrangement: Arrangement, preloaded: Arrangement | None) -> Iterator[Doubt]:
    """Festivals without a day off, and more or fewer days than the preloaded year has; None where there is none."""
    known = _names(preloaded) if preloaded is not None else set(HOLIDAYS)
    present = _names(arrangement)
    for name in HOLIDAYS:
        if name in known and name not in present:
            yield Doubt("", f"没有{name}的安排")
    if preloaded is None:
        if not arrangement.worked:
            yield Doubt("", "没有填写调休上班日，历年的通知都有")
        return
    for what, here, there in (
        ("放假", _weekdays(arrangement), _weekdays(preloaded)),
        ("调休上班", arrangement.worked, preloaded.worked),
    ):
        if missing := sorted(there - here):
            yield Doubt("", f"{what}比系统预置的少{_listed(missing)}")
        if added := sorted(here - there):
            yield Doubt("", f"{what}比系统预置的多{_listed(added)}")


def _weekdays(arrangement: Arrangement) -> set[date]:
    """A festival's weekend days are off in any case; notices name them or not."""
    return {day for day in arrangement.holidays if day.weekday() < SATURDAY}


def _names(arrangement: Arrangement) -> set[str]:
    return {part for name in arrangement.holidays.values() for part in name.split("、")}


def _listed(days: list[date]) -> str:
    first = "、".join(map(str, days[:LISTED]))
    return f"{len(days)}天：{first}{'等' if len(days) > LISTED else ''}"
