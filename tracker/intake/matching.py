"""Which row of a new table continues which task: by meaning, never by row number (pure).

Equal texts are paired first, those of the same units before any other; then what only moved to another category, what
kept its number and name, and last what was slightly reworded, above a threshold that rather makes a new task than
gives a task another one's history. What agrees only in words that several duties share, or would go from one unit to
another, is a guess: it is made last and marked with its doubt, for a person to decide.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tracker.intake.gist import Gist, Wording, alike, bigrams, dice, is_longer

RAREST = 12  # bigrams of a row by which its candidates are looked up
COMMONEST = 60  # tasks that may share such a bigram; a commoner one tells nothing and would cost quadratic time
CANDIDATES = 5
BESIDE = 3  # tasks on each side of a row's own place are candidates too: many rows are reworded where they stand
NEAR = 40  # places by which rows may have moved and still be reworded where they stand
CLOSE_ENOUGH = 0.7
ITEM_ALONE = 0.75  # how alike two items must be to be one where their contents tell nothing
SAME_GROUP = 0.7  # how alike two categories' names must be to be one, for words that stand in several categories
LIKELY_GROUP = 0.4  # the same for words that stand in one
MOST_COMPARED = 400  # pairs of equal words that are weighed against each other; beyond it their order decides

Doubt = Literal["", "units", "category", "item"]
Key = Callable[[Gist], Hashable]
Pairs = Iterable[tuple[int, int]]


def _all_but_number(gist: Gist) -> Hashable:
    return gist[:4]


# Key, and whether it says enough only where it is unique among what is left on both sides.
STAGES: tuple[tuple[Key, bool], ...] = (
    (lambda gist: gist[1:4] if gist.units else None, False),
    (lambda gist: gist[:3], False),
    (lambda gist: gist[1:3], False),
    (lambda gist: (gist.seq, gist.item) if gist.seq and gist.item else None, True),
    (lambda gist: (gist.group, gist.item, gist.units) if gist.item else None, True),
    (lambda gist: gist[:2] if gist.item else None, True),
    (lambda gist: (gist.group, gist.content) if gist.content else None, True),
)


class Match(NamedTuple):
    """The task that a row continues, by its index. ``doubt`` says why a person must decide; "" where it is sure."""

    task: int
    doubt: Doubt = ""


def pair(
    new: Sequence[Wording], old: Sequence[Wording], said: Mapping[int, int | None] | None = None
) -> list[Match | None]:
    """For each row the task that it continues, or None; no task is given twice.

    said: what a person decided, row -> task, or None for a new task. Of two rows that are to continue one task, the
    first does.
    """
    found: list[Match | None] = [None] * len(new)
    if not new or not old:
        return found
    here, there = list(map(Gist.of, new)), list(map(Gist.of, old))
    left = _Left(list(range(len(new))), list(range(len(old))), found)
    left.take((row, Match(task)) for row, task in (said or {}).items() if task is not None)
    left.rows = [row for row in left.rows if not said or row not in said]
    left.take((row, Match(task)) for row, task in _equal(here, there, left, _all_but_number, unique=False))
    if not left:
        return found
    judge = _Judge(here, there)
    for guessing in (False, True):
        for stage, unique in STAGES:
            pairs = _equal(here, there, left, stage, unique=unique)
            if unique:
                pairs = ((row, task) for row, task in pairs if alike(here[row], there[task]))
            left.take(judge.accepted(pairs, guessing=guessing))
        left.take(judge.accepted(_closest(here, there, left, judge, guessing=guessing), guessing=guessing))
    return found


@dataclass
class _Left:
    """Rows and tasks that are not paired yet, each in its order."""

    rows: list[int]
    tasks: list[int]
    found: list[Match | None]

    def __bool__(self) -> bool:
        return bool(self.rows and self.tasks)

    def take(self, pairs: Iterable[tuple[int, Match]]) -> None:
        free = set(self.tasks)
        for row, match in pairs:
            if match.task in free:
                free.discard(match.task)
                self.found[row] = match
        if len(free) < len(self.tasks):
            self.rows = [row for row in self.rows if self.found[row] is None]
            self.tasks = [task for task in self.tasks if task in free]


class _Judge:
    """Says of a row and a task whether their texts and units alone make them one."""

    def __init__(self, here: Sequence[Gist], there: Sequence[Gist]) -> None:
        self.here, self.there = here, there
        self.mine, self.theirs = ({gist.group for gist in side} for side in (here, there))
        self.repeated = _several(here, there, slice(0, 3))
        self.common = _several(here, there, slice(1, 3))
        self.contents = _several(here, there, slice(2, 3))

    def accepted(self, pairs: Pairs, *, guessing: bool) -> Iterator[tuple[int, Match]]:
        for row, task in pairs:
            doubt = self.doubt(row, task)
            if guessing or not doubt:
                yield row, Match(task, doubt)

    def doubt(self, row: int, task: int) -> Doubt:
        one, other = self.here[row], self.there[task]
        is_repeated = one[:3] in self.repeated or other[:3] in self.repeated
        if not one.shares_owner(other) or (is_repeated and not one.is_within(other)):
            return "" if one[:3] == other[:3] and not is_repeated else "units"
        if one.group != other.group and not self._is_same_group(one, other):
            return "category"
        told = one.content == other.content and one.content and one[2:3] not in self.contents
        if one.item != other.item and not told and self._says_little(one, other):
            close = dice(one.item, other.item) >= ITEM_ALONE or is_longer(one.item, other.item)
            return "" if close else "item"
        return ""

    def _is_same_group(self, one: Gist, other: Gist) -> bool:
        """Whether a row of another category can only be this task: moved to another one, or its category renamed."""
        close = dice(one.group, other.group)
        if one[1:3] in self.common or other[1:3] in self.common:
            return close >= SAME_GROUP
        moved = one.group in self.theirs or other.group in self.mine or not one.group or not other.group
        return moved or close >= LIKELY_GROUP

    def _says_little(self, one: Gist, other: Gist) -> bool:
        return all(not gist.content or gist[2:3] in self.contents for gist in (one, other))


def _several(here: Sequence[Gist], there: Sequence[Gist], part: slice) -> set[Hashable]:
    """What stands more than once in one of the tables."""
    sides = (Counter(gist[part] for gist in side) for side in (here, there))
    return {words for side in sides for words, count in side.items() if count > 1}


def _equal(
    here: Sequence[Gist], there: Sequence[Gist], left: _Left, stage: Key, *, unique: bool
) -> Iterator[tuple[int, int]]:
    """Pairs with the same key: of the same units first, then of the nearest category, then in the order of both."""
    tasks = _by_key(there, left.tasks, stage)
    for shared, some in _by_key(here, left.rows, stage).items():
        others = tasks.get(shared, ())
        if len(some) == len(others) == 1:
            yield some[0], others[0]
        elif others and not unique:
            yield from _nearest(here, there, some, others)


def _by_key(side: Sequence[Gist], indexes: Iterable[int], stage: Key) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        shared = stage(side[index])
        if shared is not None:
            found[shared].append(index)
    return found


def _nearest(
    here: Sequence[Gist], there: Sequence[Gist], rows: Sequence[int], tasks: Sequence[int]
) -> Iterator[tuple[int, int]]:
    if len(rows) * len(tasks) > MOST_COMPARED:
        yield from zip(rows, tasks, strict=False)
        return
    ranked = []
    for n, row in enumerate(rows):
        for m, task in enumerate(tasks):
            one, other = here[row], there[task]
            ranked.append((-len(one.owners & other.owners), -dice(one.group, other.group), abs(n - m), row, task))
    yield from _best(ranked)


def _best(ranked: Iterable[tuple[float | int, ...]]) -> Iterator[tuple[int, int]]:
    """Of pairs behind their rank, the lowest first, those whose row and task are both still free."""
    rows: set[int] = set()
    tasks: set[int] = set()
    for *_, row, task in sorted(ranked):
        if row not in rows and task not in tasks:
            rows.add(int(row))
            tasks.add(int(task))
            yield int(row), int(task)


def _closest(
    here: Sequence[Gist], there: Sequence[Gist], left: _Left, judge: _Judge, *, guessing: bool
) -> Iterator[tuple[int, int]]:
    """Reworded rows: the best pairs first, candidates only by bigrams that few tasks share."""
    if not left:
        return
    index: dict[str, list[int]] = defaultdict(list)
    for task in left.tasks:
        for gram in bigrams(there[task].text):
            index[gram].append(task)
    scored = []
    for row in left.rows:
        known = [gram for gram in bigrams(here[row].text) if gram in index]
        telling = sorted(known, key=lambda gram: (len(index[gram]), gram))[:RAREST]
        shared = Counter(task for gram in telling for task in index[gram][:COMMONEST])
        near = bisect_left(left.tasks, row)
        beside = [task for task in left.tasks[max(0, near - BESIDE) : near + BESIDE] if abs(task - row) <= NEAR]
        for task in sorted({task for task, _ in shared.most_common(CANDIDATES)}.union(beside)):
            score = alike(here[row], there[task])
            if score >= CLOSE_ENOUGH and (guessing or not judge.doubt(row, task)):
                scored.append((-score, abs(row - task), row, task))
    yield from _best(scored)
