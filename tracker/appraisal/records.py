"""A record behind a count: enough to link to it, to name it, and to say what about it matters."""

from fractions import Fraction
from typing import NamedTuple, TypeAlias


class Record(NamedTuple):
    """``note`` says what matters about the record here; ``days`` how many working days late it was, ``share``
    which part of the full marks a result from outside reached."""

    type: str
    id: int
    title: str
    note: str = ""
    days: int = 0
    share: Fraction = Fraction()


Records: TypeAlias = tuple[Record, ...]
