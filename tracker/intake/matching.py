"""Which row of a new table continues which task: by meaning, never by row number (pure).

Equal texts are paired first; then what only moved to another category, then what kept its number and name, and last
what was slightly reworded, above a threshold that rather makes a new task than gives a task another one's history.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple, Protocol

from imports.text import key

RAREST = 12  # bigrams of a row by which its candidates are looked up
COMMONEST = 60  # tasks that may share such a bigram; a commoner one tells nothing and would cost quadratic time
CANDIDATES = 5
BESIDE = 3  # tasks on each side of a row's own place are candidates too: many rows are reworded where they stand
NEAR = 40  # places by which rows may have moved and still be reworded where they stand
CLOSE_ENOUGH = 0.7
CLOSE_ITEM = 0.45

_MARKS = re.compile(r"[\W_]+")


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


class Gist(NamedTuple):
    """The texts without blanks, punctuation and differences of width, in the order in which they tell tasks apart."""

    group: str
    item: str
    content: str
    units: str
    seq: str

    @classmethod
    def of(cls, said: Wording) -> "Gist":
        texts = (said.grouping or said.category, said.item, said.content, said.units_text, said.seq)
        return cls(*map(_essence, texts))

    @property
    def text(self) -> str:
        return self.item + self.content


@lru_cache(maxsize=4096)
def _essence(text: str) -> str:
    return _MARKS.sub("", key(text))


Key = Callable[[Gist], Hashable]

# Key, and whether it says enough only where it is unique among what is left on both sides.
STAGES: tuple[tuple[Key, bool], ...] = (
    (lambda gist: gist[:4], False),
    (lambda gist: gist[:3], False),
    (lambda gist: gist[1:3], False),
    (lambda gist: (gist.seq, gist.item) if gist.seq and gist.item else None, True),
    (lambda gist: gist[:2] if gist.item else None, True),
    (lambda gist: (gist.group, gist.content) if gist.content else None, True),
)


def pair(new: Sequence[Wording], old: Sequence[Wording]) -> list[int | None]:
    """For each row the index of the task that it continues, or None; no task is given twice."""
    found: list[int | None] = [None] * len(new)
    if not new or not old:
        return found
    here, there = list(map(Gist.of, new)), list(map(Gist.of, old))
    rows, tasks = list(range(len(new))), list(range(len(old)))
    for stage, unique in STAGES:
        if not rows or not tasks:
            break
        mine, theirs = {row: stage(here[row]) for row in rows}, {task: stage(there[task]) for task in tasks}
        for row, task in _equal(mine, theirs, unique=unique):
            if not unique or _alike(here[row], there[task]):
                found[row] = task
        rows, tasks = _left(found, tasks)
    for row, task in _closest(here, there, rows, tasks):
        found[row] = task
    return found


def _left(found: Sequence[int | None], tasks: Iterable[int]) -> tuple[list[int], list[int]]:
    taken = set(found)
    return [row for row, task in enumerate(found) if task is None], [task for task in tasks if task not in taken]


def _equal(here: Mapping[int, Hashable], there: Mapping[int, Hashable], *, unique: bool) -> Iterable[tuple[int, int]]:
    """Pairs with the same key, in the order of both sides."""
    tasks = _by_key(there)
    for shared, some in _by_key(here).items():
        others = tasks.get(shared, [])
        if not unique or len(some) == len(others) == 1:
            yield from zip(some, others, strict=False)


def _by_key(keys: Mapping[int, Hashable]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index, shared in keys.items():
        if shared is not None:
            found[shared].append(index)
    return found


def _closest(
    here: Sequence[Gist], there: Sequence[Gist], rows: list[int], tasks: list[int]
) -> Iterable[tuple[int, int]]:
    """Reworded rows: the best pairs first, candidates only by bigrams that few tasks share."""
    if not rows or not tasks:
        return
    index: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        for gram in _bigrams(there[task].text):
            index[gram].append(task)
    scored = []
    for row in rows:
        known = [gram for gram in _bigrams(here[row].text) if gram in index]
        telling = sorted(known, key=lambda gram: (len(index[gram]), gram))[:RAREST]
        shared = Counter(task for gram in telling for task in index[gram][:COMMONEST])
        near = bisect_left(tasks, row)
        beside = [task for task in tasks[max(0, near - BESIDE) : near + BESIDE] if abs(task - row) <= NEAR]
        for task in sorted({task for task, _ in shared.most_common(CANDIDATES)}.union(beside)):
            score = _alike(here[row], there[task])
            if score >= CLOSE_ENOUGH:
                scored.append((-score, abs(row - task), row, task))
    used_rows: set[int] = set()
    used_tasks: set[int] = set()
    for _, _, row, task in sorted(scored):
        if row not in used_rows and task not in used_tasks:
            used_rows.add(row)
            used_tasks.add(task)
            yield row, task


def likeness(one: Wording, other: Wording) -> float:
    """From 0 to 1: item and content weigh the same; rows about different items are not alike whatever they list."""
    return _alike(Gist.of(one), Gist.of(other))


def _alike(one: Gist, other: Gist) -> float:
    item = _dice(one.item, other.item)
    if item < CLOSE_ITEM:
        return 0.0
    return item if not one.content and not other.content else (item + _dice(one.content, other.content)) / 2


def _dice(one: str, other: str) -> float:
    if one == other:
        return 1.0
    mine, yours = _bigrams(one), _bigrams(other)
    total = len(mine) + len(yours)
    return 2 * len(mine & yours) / total if total else 0.0


@lru_cache(maxsize=8192)
def _bigrams(text: str) -> frozenset[str]:
    """Every pair of neighbouring signs; one that comes again is told from the first by its count."""
    grams = list(map(add, text, text[1:]))
    found = set(grams)
    if len(found) < len(grams):
        times = Counter(grams)
        found.update(f"{gram}{number}" for gram, count in times.items() if count > 1 for number in range(1, count))
    return frozenset(found)
