"""What two rows are compared by, and how alike they are (pure)."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple, Protocol

from imports.text import key
from tracker.choices import AssignmentRole

CLOSE_ITEM = 0.45

_MARKS = re.compile(r"[\W_]+")

Owner = int | str  # a unit's id, or the words where no unit is known


class Named(Protocol):
    @property
    def unit_id(self) -> int | None: ...
    @property
    def role(self) -> AssignmentRole: ...
    @property
    def as_written(self) -> str: ...


class Wording(Protocol):
    """What matching looks at, in a table's row and in a task alike."""

    @property
    def seq(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def grouping(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def units_text(self) -> str: ...
    @property
    def shares(self) -> Sequence[Named]: ...


class Gist(NamedTuple):
    """The texts without blanks, punctuation and differences of width; the units by what they are, not how written.

    ``owners`` are the units that answer for it: all of ``units`` but those that only cooperate.
    """

    group: str
    item: str
    content: str
    units: frozenset[Owner]
    seq: str
    owners: frozenset[Owner]

    @classmethod
    def of(cls, said: Wording) -> "Gist":
        units, owners = _units(said)
        return cls(
            essence(said.grouping or said.category),
            essence(said.item),
            essence(said.content),
            units,
            essence(said.seq),
            owners,
        )

    @property
    def text(self) -> str:
        return self.item + self.content

    def shares_owner(self, other: "Gist") -> bool:
        """Whether a unit answers for both; where one of them names nobody, no unit can lose its task to another."""
        return not self.owners or not other.owners or not self.owners.isdisjoint(other.owners)

    def is_within(self, other: "Gist") -> bool:
        """Whether the units that answer for the one are among those of the other, or the other way round."""
        return self.owners <= other.owners or self.owners >= other.owners


def _units(said: Wording) -> tuple[frozenset[Owner], frozenset[Owner]]:
    if not said.shares:
        words = essence(said.units_text)
        units: frozenset[Owner] = frozenset((words,) if words else ())
        return units, units
    cooperating = AssignmentRole.COOPERATING
    every = [(share.role, share.unit_id or essence(share.as_written)) for share in said.shares]
    owners = frozenset(owner for role, owner in every if role is not cooperating)
    units = frozenset(owner for _, owner in every)
    return units, owners or units


@lru_cache(maxsize=4096)
def essence(text: str) -> str:
    return _MARKS.sub("", key(text))


def likeness(one: Wording, other: Wording) -> float:
    """From 0 to 1: item and content weigh the same; rows about different items are not alike whatever they list."""
    return alike(Gist.of(one), Gist.of(other))


def alike(one: Gist, other: Gist) -> float:
    item = dice(one.item, other.item)
    if item < CLOSE_ITEM:
        return 0.0
    return item if not one.content and not other.content else (item + dice(one.content, other.content)) / 2


def dice(one: str, other: str) -> float:
    """How many pairs of neighbouring signs two texts share."""
    if one == other:
        return 1.0
    mine, yours = bigrams(one), bigrams(other)
    total = len(mine) + len(yours)
    return 2 * len(mine & yours) / total if total else 0.0


def is_longer(one: str, other: str) -> bool:
    """Whether one of two texts says all that the other says, in its order, and something more."""
    long, short = sorted((one, other), key=len, reverse=True)
    rest = iter(long)
    return all(sign in rest for sign in short)


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """Every pair of neighbouring signs; one that comes again is told from the first by its count."""
    grams = list(map(add, text, text[1:]))
    found = set(grams)
    if len(found) < len(grams):
        times = Counter(grams)
        found.update(f"{gram}{number}" for gram, count in times.items() if count > 1 for number in range(1, count))
    return frozenset(found)
