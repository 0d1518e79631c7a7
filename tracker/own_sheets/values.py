"""What people type into a cell: a whole percentage, a day, one of the words of a list. Pure."""

import re
from datetime import date
from typing import TypeVar

from tracker.choices import Choice, MatterKind, SecrecyResult, WithholdGround
from tracker.forms import EARLIEST

_DAY = re.compile(r"(\d{4})\s*(?:年|[-/.．])\s*(\d{1,2})\s*(?:月|[-/.．])\s*(\d{1,2})\s*日?", re.ASCII)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})\s*[%％]?", re.ASCII)
C = TypeVar("C", bound=Choice)
LATEST = date(2099, 12, 31)


def percent(text: str) -> int | None:
    """60 or 60%; None for what is no whole number from 0 to 100. 0.6 is not taken for 60."""
    found = _PERCENT.fullmatch(text)
    number = int(found[1]) if found else None
    return number if number is not None and number <= 100 else None


def day(text: str) -> date | None:
    """2018-09-20, 2018/9/20, 2018.9.20, 2018年9月20日 or 20180920; None for what is no day of the register's time."""
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    try:
        read = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return read if EARLIEST <= read <= LATEST else None


def kind(text: str) -> MatterKind | None:
    return _member(MatterKind, text) if text else MatterKind.GENERAL


def secrecy_result(text: str) -> SecrecyResult | None:
    return _member(SecrecyResult, text)


def ground(text: str) -> WithholdGround | None:
    return _member(WithholdGround, text)


def _member(choices: type[C], text: str) -> C | None:
    return next((member for member in choices if member.label == text), None)


def task_id(text: str) -> int | None:
    """The number before the task's name."""
    found = re.match(r"\d{1,9}(?!\d)", text, re.ASCII)
    return int(found[0]) if found else None
