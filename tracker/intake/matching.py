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
from typing import Protocol

from imports.text import key

RAREST = 12  # bigrams of a row by which its candidates are looked up
COMMONEST = 60  # tasks that may share such a bigram; a commoner one tells nothing and would cost quadratic time
CANDIDATES = 5
BESIDE = 3  # tasks on each side of a row's own place are candidates too: many rows are reworded where they stand
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


Key = Callable[[Wording], Hashable]


@lru_cache(maxsize=65536)
def essence(text: str) -> str:
    """The text without blanks, punctuation and differences of width."""
    return _MARKS.sub("", key(text))


def _group(of: Wording) -> str:
    return essence(of.grouping or of.category)


def _whole(of: Wording) -> Hashable:
    return _group(of), essence(of.item), essence(of.content), essence(of.units_text)


def _meaning(of: Wording) -> Hashable:
    return _group(of), essence(of.item), essence(of.content)


def _substance(of: Wording) -> Hashable:
    return essence(of.item), essence(of.content)


def _numbered_item(of: Wording) -> Hashable:
    return (essence(of.seq), essence(of.item)) if of.seq and of.item else None


def _item_in_category(of: Wording) -> Hashable:
    return (_group(of), essence(of.item)) if of.item else None


def _content_in_category(of: Wording) -> Hashable:
    return (_group(of), essence(of.content)) if of.content else None


# Key, and whether it says enough only where it is unique among what is left on both sides.
STAGES: tuple[tuple[Key, bool], ...] = (
    (_whole, False),
    (_meaning, False),
    (_substance, False),
    (_numbered_item, True),
    (_item_in_category, True),
    (_content_in_category, True),
)


def pair(new: Sequence[Wording], old: Sequence[Wording]) -> list[int | None]:
    """For each row the index of the task that it continues, or None; no task is given twice."""
    found: list[int | None] = [None] * len(new)
    rows, tasks = list(range(len(new))), list(range(len(old)))
    for stage, unique in STAGES:
        if not rows or not tasks:
            break
        there = {task: stage(old[task]) for task in tasks}
        for row, task in _equal({row: stage(new[row]) for row in rows}, there, unique=unique):
            if not unique or likeness(new[row], old[task]):
                found[row] = task
        rows, tasks = _left(found, tasks)
    for row, task in _closest(new, old, rows, tasks):
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
    new: Sequence[Wording], old: Sequence[Wording], rows: list[int], tasks: list[int]
) -> Iterable[tuple[int, int]]:
    """Reworded rows: the best pairs first, candidates only by bigrams that few tasks share."""
    if not rows or not tasks:
        return
    index: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        for gram in _bigrams(_text(old[task])):
            index[gram].append(task)
    scored = []
    for row in rows:
        known = [gram for gram in _bigrams(_text(new[row])) if gram in index]
        telling = sorted(known, key=lambda gram: (len(index[gram]), gram))[:RAREST]
        shared = Counter(task for gram in telling for task in index[gram][:COMMONEST])
        near = bisect_left(tasks, row)
        candidates = {task for task, _ in shared.most_common(CANDIDATES)} | {
            *tasks[max(0, near - BESIDE) : near + BESIDE]
        }
        for task in sorted(candidates):
            score = likeness(new[row], old[task])
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
    item = _dice(essence(one.item), essence(other.item))
    if item < CLOSE_ITEM:
        return 0.0
    contents = essence(one.content), essence(other.content)
    return item if not any(contents) else (item + _dice(*contents)) / 2


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


def _text(of: Wording) -> str:
    return essence(of.item) + essence(of.content)
