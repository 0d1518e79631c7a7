"""A request's state and limit, computed from its entries and kept in its row."""

from typing import Any

from tracker.calendar import book
from tracker.requests.clocks import clock
from tracker.requests.courses import Course, Step, follow
from tracker.requests.models import InformationRequest


def steps_of(request: InformationRequest) -> list[Step]:
    return [entry.step for entry in request.live_entries if entry.step is not None]


def course_of(request: InformationRequest) -> Course:
    return follow(request.received_on, steps_of(request), book.in_force())


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
