"""Differences that leave a duty what it is: its number, the order of its units, the same in other words (pure)."""

import re
from dataclasses import replace

from tracker.choices import ClockStart, DeadlineKind
from tracker.intake.duty import Duty, Limit
from tracker.intake.gist import essence

TEXTS = {
    "category": lambda duty: duty.category,
    "grouping": lambda duty: duty.grouping,
    "item": lambda duty: duty.item,
    "content": lambda duty: duty.content,
    "basis": lambda duty: duty.basis,
}
_NUMBERS = re.compile(r"[0-9０-９〇一二三四五六七八九十百]+")


def is_minor(field: str, old: Duty, new: Duty) -> bool:
    """Whether the field says the same in other words. That its units are the same is for the caller to know."""
    if field in TEXTS:
        return essence(TEXTS[field](old)) == essence(TEXTS[field](new))
    if field == "deadline":
        return _is_same_limit(old.limit, new.limit)
    if field == "channels":
        return sorted(old.channels) == sorted(new.channels)
    return field in ("seq", "units")


def _is_same_limit(old: Limit, new: Limit) -> bool:
    """Whether two phrases mean one limit; as many numbers in both, since a phrase may name a second limit."""
    if new.kind in (DeadlineKind.OTHER, DeadlineKind.UNSPECIFIED):
        return False
    numbers = [len(_NUMBERS.findall(limit.text)) for limit in (old, new)]
    return numbers[0] == numbers[1] and meaning(old) == meaning(new)


def meaning(limit: Limit) -> Limit:
    """The limit whatever its words."""
    start = limit.start or (ClockStart.FORMED if limit.kind is DeadlineKind.WORKDAYS else None)
    return replace(limit, text="", start=start)
