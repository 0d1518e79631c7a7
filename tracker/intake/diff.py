"""What an import would do: each row of the tables against the tasks of the same year and area (pure).

A field for which a table has no column says nothing about the task, and a text that differs only in blanks or width is
the same. What differs in its number or its writing alone is told apart from what changes. What the tables no longer
list is named, never removed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from imports.text import key
from imports.value import value
from tracker.choices import AssignmentRole, Change
from tracker.intake import minor
from tracker.intake.duty import FIELDS, Duty, Share, Standing, StandingShare
from tracker.intake.matching import Doubt, pair
from tracker.intake.wording import Pieces, pieces

BACK = "恢复办理"
REVISED = (Change.CHANGED, Change.MINOR)  # the task's columns are written anew


@value
class Difference:
    field: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return FIELDS[self.field]

    @property
    def pieces(self) -> Pieces:
        return pieces(self.old, self.new)


@value
class ShareChanges:
    """``kept`` are no longer named but in use: nobody's entries are lost by an import; ``left`` are those of them that
    a person ticked to be withdrawn, ``back`` withdrawn ones that are named again."""

    added: tuple[Share, ...] = ()
    new_roles: tuple[tuple[StandingShare, AssignmentRole], ...] = ()
    dropped: tuple[StandingShare, ...] = ()
    kept: tuple[StandingShare, ...] = ()
    left: tuple[StandingShare, ...] = ()
    back: tuple[StandingShare, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.new_roles or self.dropped or self.left or self.back)


AS_THEY_WERE = ShareChanges()


@value
class RowChange:
    """``duty`` is what the task will say: silent fields as they were.

    ``doubt``: why a person must say first whether the row continues the task; ``said``: a person did say what it is.
    """

    change: Change
    duty: Duty
    task: Standing | None = None
    differences: tuple[Difference, ...] = ()
    shares: ShareChanges = AS_THEY_WERE
    doubt: Doubt = ""
    said: bool = False

    @property
    def has_new_limit(self) -> bool:
        """Whether the task's clock runs otherwise from now on; in other words alone it does not."""
        if self.task is None or self.change is not Change.CHANGED:
            return False
        return minor.meaning(self.task.duty.limit) != minor.meaning(self.duty.limit)


@dataclass(frozen=True)
class Diff:
    rows: list[RowChange]
    removed: list[Standing] = field(default_factory=list)


def same(old: str, new: str) -> bool:
    """Whether two texts say the same: blanks and width are layout."""
    return old == new or key(old) == key(new)


def compare(
    rows: Sequence[Duty],
    standing: Sequence[Standing],
    revived: Collection[int] = (),
    said: Mapping[int, int | None] | None = None,
    leaving: Collection[int] = (),
) -> Diff:
    """The rows of one area against its tasks; ``removed`` are the open tasks that no row continues.

    ``revived`` are withdrawn tasks that come back when a row continues them; the others stay as they are. ``said`` is
    what a person decided of some rows by their index: the id of the task that it continues, or None for a new task.
    ``leaving`` are shares that are withdrawn when their units are no longer named.
    """
    said = _still_there(said, standing) if said else {}
    found = pair(rows, [task.duty for task in standing], said)
    changes = []
    for number, (row, match) in enumerate(zip(rows, found, strict=True)):
        change = _compared(row, standing[match.task], revived, leaving) if match else RowChange(Change.NEW, row)
        doubt = match.doubt if match else ""
        changes.append(replace(change, doubt=doubt, said=number in said) if doubt or number in said else change)
    taken = {match.task for match in found if match}
    removed = [task for index, task in enumerate(standing) if index not in taken and not task.withdrawn]
    return Diff(changes, removed)


def _still_there(said: Mapping[int, int | None], standing: Sequence[Standing]) -> dict[int, int | None]:
    """Decisions by the task's index; one about a task that is gone counts for nothing."""
    index = {task.id: number for number, task in enumerate(standing)}
    kept = {row: index.get(task) if task is not None else None for row, task in said.items()}
    return {row: task for row, task in kept.items() if task is not None or said[row] is None}


def _compared(row: Duty, task: Standing, revived: Collection[int], leaving: Collection[int]) -> RowChange:
    row = _with_silent_fields(row, task.duty)
    shares = share_changes(row.shares, task.shares, leaving)
    old_units, new_units = task.duty.units_text, row.units_text
    differences = [] if EVERY_TEXT(row) == EVERY_TEXT(task.duty) else _differences(task.duty, row)
    if shares and same(old_units, new_units):
        differences.append(Difference("units", old_units, new_units))
    comes_back = task.withdrawn and task.id in revived
    if comes_back:
        differences.append(Difference("state", task.state, BACK))
    if (task.withdrawn and not comes_back) or not differences:
        return RowChange(Change.UNCHANGED, row, task, shares=ShareChanges(kept=shares.kept))
    loses_one = bool(shares.kept) and any(each.field == "units" for each in differences)
    is_minor = not (shares or loses_one) and all(minor.is_minor(each.field, task.duty, row) for each in differences)
    return RowChange(Change.MINOR if is_minor else Change.CHANGED, row, task, tuple(differences), shares)


def _differences(was: Duty, row: Duty) -> list[Difference]:
    texts = ((name, show(was), show(row)) for name, show in SHOWN.items())
    return [Difference(name, old, new) for name, old, new in texts if not same(old, new)]


COLUMN = {"deadline": "limit"}
EVERY_TEXT = attrgetter(
    "seq", "category", "grouping", "item", "content", "basis", "units_text", "limit.text", "channels"
)
SHOWN: dict[str, Callable[[Duty], str]] = {
    **{name: attrgetter(name) for name in ("seq", "category", "grouping", "item", "content", "basis")},
    "units": attrgetter("units_text"),
    "deadline": attrgetter("limit.text"),
    "channels": lambda duty: "、".join(duty.channels),
}


def _with_silent_fields(row: Duty, old: Duty) -> Duty:
    """Fields that the table says nothing about as they were; a limit with the same words as someone may have set it."""
    if row.silent:
        names = [COLUMN.get(name, name) for name in row.silent]
        kept = {name: was for name in names if (was := getattr(old, name)) != getattr(row, name)}
        row = replace(row, **kept) if kept else row
    if row.limit is old.limit or row.limit == old.limit:
        return row
    return replace(row, limit=old.limit) if same(row.limit.text, old.limit.text) else row


def share_changes(
    named: Sequence[Share], standing: Sequence[StandingShare], leaving: Collection[int] = ()
) -> ShareChanges:
    """What becomes of a task's assignments; a unit that the office put in another's place by hand stands for it.

    A unit that is kept although it is no longer named does not lead beside the one that leads now.
    """
    if _are_the_same(named, standing):
        return AS_THEY_WERE
    found = dict(_holders(named, standing))
    holders = {old.id for old in found.values()}
    gone = [
        old for old in standing if old.id not in holders and not old.by_hand and old.as_written and not old.withdrawn
    ]
    kept = tuple(old for old in gone if old.in_use and old.id not in leaving)
    lead = AssignmentRole.LEAD
    followers = [old for old in kept if old.role is lead] if any(share.role is lead for share in named) else []
    new_roles = [(old, share.role) for share, old in found.items() if old.role is not share.role and not old.by_hand]
    return ShareChanges(
        tuple(share for share in named if share not in found),
        (*new_roles, *((old, AssignmentRole.RESPONSIBLE) for old in followers)),
        tuple(old for old in gone if not old.in_use),
        kept,
        tuple(old for old in gone if old.in_use and old.id in leaving),
        tuple(old for old in found.values() if old.withdrawn),
    )


def _are_the_same(named: Sequence[Share], standing: Sequence[StandingShare]) -> bool:
    """Units of which each is known and stands where it stood, as most do."""
    return len(named) == len(standing) and all(
        share.unit_id == old.unit_id is not None and share.role is old.role and not old.by_hand and not old.withdrawn
        for share, old in zip(named, standing, strict=True)
    )


def _holders(named: Sequence[Share], standing: Sequence[StandingShare]) -> Iterator[tuple[Share, StandingShare]]:
    """Each share with the assignment that it already has: first by unit, then by the words that the office settled."""
    by_unit = {old.unit_id: old for old in standing if old.unit_id is not None}
    yield from ((share, by_unit[share.unit_id]) for share in named if share.unit_id in by_unit)
    taken = {share.unit_id for share in named}
    for share in named:
        if share.unit_id not in by_unit:
            for old in standing:
                settled = old.by_hand and old.unit_id not in taken
                if old.as_written == share.as_written and (settled or old.unit_id is share.unit_id is None):
                    yield share, old
                    break
