"""What the rooms upstairs answer when the calendar changed: each limit that came out differently. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

PROVISIONAL = "（暂定）"


@dataclass(frozen=True, slots=True)
class Moved:
    """One limit, before and after. ``what`` says what kind of record it is of, ``address`` where that is shown."""

    what: str
    title: str
    unit: str
    old: date | None
    new: date | None
    address: str
    was_provisional: bool = False
    is_provisional: bool = False


@dataclass(frozen=True)
class Pace:
    """Who watches a recount: told how many records there are to look at, then how many more were looked at."""

    expect: Callable[[int], object] = lambda _number: None
    advance: Callable[[int], object] = lambda _number: None


UNWATCHED = Pace()
