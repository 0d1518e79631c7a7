"""A request's state and limit, computed from its entries and kept in its row."""

from typing import Any

from tracker.calendar import book
from tracker.clock import local
from tracker.requests.choices import RequestStep
from tracker.requests.clocks import clock
from tracker.requests.courses import Course, Step, follow
from tracker.requests.lateness import long_after, moved_later, of_steps
from tracker.requests.models import InformationRequest


def steps_of(request: InformationRequest) -> list[Step]:
    return [entry.step for entry in request.live_entries if entry.step is not None]


def course_of(request: InformationRequest) -> Course:
    return follow(request.received_on, steps_of(request), book.in_force())


def recorded_late(request: InformationRequest) -> dict[int, str]:
    """Entry -> why it was recorded late, of the receipt and of the steps that count."""
    calendar, live = book.in_force(), request.live_entries
    steps = [(entry.step, local(entry.at).date()) for entry in live if entry.step is not None]
    why = dict(zip([entry.id for entry in live], of_steps(request.received_on, steps, calendar), strict=True))
    for entry in request.entries:
        if entry.kind is RequestStep.RECEIVED:
            first = min(entry.happened_on, request.received_on)
            late = long_after(first, local(entry.at).date(), calendar)
            why[entry.id] = "；".join(filter(None, (late, moved_later(entry.happened_on, request.received_on))))
    return {number: text for number, text in why.items() if text}


def values_of(course: Course) -> dict[str, Any]:
    """The columns of a request that follow from its course."""
    counted = clock(course, book.in_force())
    return {
        "state": course.state,
        "waiting_until": course.waiting_until,
        "due_on": counted.due_on,
        "is_provisional": counted.is_provisional,
        "explanation": counted.explanation,
        "replied_on": course.end.on if course.end is not None else None,
        "reply_kind": course.reply,
    }
