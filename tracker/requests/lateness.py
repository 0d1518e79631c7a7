"""Which steps of a request were recorded late (补录): pure, the same for the same steps and calendar."""

from collections.abc import Iterable
from datetime import date

from tracker.clock import WorkCalendar
from tracker.requests.choices import RequestStep
from tracker.requests.clocks import clock
from tracker.requests.courses import Step, after, follow

LATE_ENTRY = 10
"""Working days after which the record of a step counts as late."""
MOVE_THE_LIMIT = (RequestStep.CORRECTION_ASKED, RequestStep.EXTENDED, RequestStep.THIRD_PARTY_ASKED)


def long_after(happened_on: date, recorded_on: date, calendar: WorkCalendar) -> str:
    """Why the record of a day is late, in words; "" where it is not."""
    if recorded_on <= happened_on:
        return ""
    days = calendar.workdays_between(happened_on, recorded_on)
    return f"{recorded_on} 才记录，晚于所记日期{days}个工作日" if days > LATE_ENTRY else ""


def moved_later(first: date, received_on: date) -> str:
    """That the day of receipt was amended to a later one, which gives the unit more time; "" where it was not."""
    return f"收到日期由 {first} 改为 {received_on}，答复期限随之推迟" if received_on > first else ""


def of_steps(received_on: date, steps: Iterable[tuple[Step, date]], calendar: WorkCalendar) -> list[str]:
    """For each step with the day on which it was recorded, why that is late or "".

    A step that gives more time is late, too, when the limit had run out before it was recorded.
    """
    course, found = follow(received_on, (), calendar), []
    for step, recorded_on in steps:
        due_on = clock(course, calendar).due_on if step.kind in MOVE_THE_LIMIT else None
        run_out = due_on is not None and recorded_on > due_on
        over = f"{recorded_on} 才记录，当时答复期限（{due_on}）已过"
        found.append(over if run_out else long_after(step.on, recorded_on, calendar))
        course = after(course, step, calendar)
    return found
