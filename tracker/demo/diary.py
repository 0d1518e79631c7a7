"""A diary: acts entered in any order, lived through day by day, so that every record carries its own date."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from flask import current_app, g

from tracker.calendar import book
from tracker.clock import ONE_DAY
from tracker.journal import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.people.models import User

OPENING = time(9)


@dataclass
class Diary:
    """What is done on which day, up to and with ``last``; later acts are left for the visitor to do."""

    last: date
    entries: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)

    def note(self, on: date, act: Callable[[], object]) -> None:
        if on <= self.last:
            self.entries.append((on, len(self.entries), act))

    def live(self) -> None:
        """Do everything in the order of its day, with the clock set to it; acts of one day fall in office hours.

        Those of the last day fall before them: nothing is on record that, for whoever looks at it, is still to come.
        """
        for on, number, act in sorted(self.entries, key=lambda entry: entry[:2]):
            with day(on, time(0 if on == self.last else 9 + number % 8, number % 60)):
                act()


@contextmanager
def day(on: date, at: time = OPENING) -> "Iterator[None]":
    """Let it be that day and time for what is done inside."""
    before = current_app.config["TODAY"]
    current_app.config.update(TODAY=on, TIME=at)
    yield
    current_app.config.update(TODAY=before, TIME=None)


@contextmanager
def acting(user: "User") -> "Iterator[None]":
    """Let the journal name the person for what is done inside."""
    g.actor = Actor(user.id, user.name, user.role.value, user.unit.short_name if user.unit else None)
    yield
    g.actor = None


def workday_after(start: date, workdays: int) -> date:
    """The day that many working days later; the next working day when it is 0 and ``start`` is a rest day."""
    calendar = book.in_force()
    return calendar.nth_workday(start - ONE_DAY if workdays == 0 else start, max(workdays, 1))
