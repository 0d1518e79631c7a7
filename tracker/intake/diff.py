"""What an import would do: each row of the tables against the tasks of the same year and area (pure).

A field for which a table has no column says nothing about the task, and a text that differs only in blanks or width is
the same. What the tables no longer list is named, never removed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from imports.text import key
from tracker.choices import AssignmentRole, Change, ClockStart, DeadlineKind, Period
from tracker.intake.matching import Doubt, pair

FIELDS = {
    "seq": "序号",
    "category": "公开类别",
    "grouping": "各级类别",
    "item": "公开事项",
    "content": "公开内容",
    "basis": "公开依据",
    "units": "责任单位",
    "deadline": "公开时限",
    "channels": "公开渠道",
    "state": "状态",
}
BACK = "恢复办理"
LEVELS = " › "
STRENGTH = (AssignmentRole.LEAD, AssignmentRole.RESPONSIBLE, AssignmentRole.COOPERATING)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a task keeps it; two limits with the same text are the same, whoever set what it means."""

    text: str = ""
    kind: DeadlineKind = DeadlineKind.UNSPECIFIED
    days: int | None = None
    start: ClockStart | None = None
    on: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part in a row; without a unit it waits for the office to assign it."""

    unit_id: int | None
    role: AssignmentRole
    as_written: str


@dataclass(frozen=True, slots=True)
class StandingShare(Share):
    """An assignment as it stands. ``by_hand``: the office chose the unit; ``in_use``: something was entered on it."""

    id: int = 0
    by_hand: bool = False
    in_use: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What a table says about one task. ``silent`` are the fields for which it has no column.

    ``grouping`` names every level of grouping where there are several; ``category`` is one of them.
    """

    seq: str = ""
    category: str = ""
    item: str = ""
    content: str = ""
    basis: str = ""
    units_text: str = ""
    limit: Limit = Limit()
    channels: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    silent: frozenset[str] = frozenset()
    grouping: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A task that is there."""

    id: int
    version: int
    duty: Duty
    shares: tuple[StandingShare, ...] = ()
    position: int = 0
    withdrawn: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""

    @property
    def in_use(self) -> bool:
        """Whether a unit acknowledged it, entered progress or published under it."""
        return any(share.in_use for share in self.shares)

    @property
    def state(self) -> str:
        return f"已撤销：{self.withdrawn_reason}" if self.withdrawn else "在办"


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return FIELDS[self.field]


@dataclass(frozen=True, slots=True)
class ShareChanges:
    """``kept`` are no longer named but in use: nobody's entries are lost by an import."""

    added: tuple[Share, ...] = ()
    new_roles: tuple[tuple[StandingShare, AssignmentRole], ...] = ()
    dropped: tuple[StandingShare, ...] = ()
    kept: tuple[StandingShare, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.new_roles or self.dropped)


@dataclass(frozen=True, slots=True)
class RowChange:
    """``duty`` is what the task will say: silent fields as they were.

    ``doubt``: why a person must say first whether the row continues the task; ``said``: a person did say what it is.
    """

    change: Change
    duty: Duty
    task: Standing | None = None
    differences: tuple[Difference, ...] = ()
    shares: ShareChanges = ShareChanges()
    doubt: Doubt = ""
    said: bool = False


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
) -> Diff:
    """The rows of one area against its tasks; ``removed`` are the open tasks that no row continues.

    ``revived`` are withdrawn tasks that come back when a row continues them; the others stay as they are. ``said`` is
    what a person decided of some rows by their index: the id of the task that it continues, or None for a new task.
    """
    said = _still_there(said, standing) if said else {}
    found = pair(rows, [task.duty for task in standing], said)
    changes = []
    for number, (row, match) in enumerate(zip(rows, found, strict=True)):
        change = _compared(row, standing[match.task], revived) if match else RowChange(Change.NEW, row)
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


def _compared(row: Duty, task: Standing, revived: Collection[int]) -> RowChange:
    row = _with_silent_fields(row, task.duty)
    shares = share_changes(row.shares, task.shares)
    old_units, new_units = task.duty.units_text, row.units_text
    differences = [
        Difference(name, show(task.duty), show(row))
        for name, show in SHOWN.items()
        if not same(show(task.duty), show(row))
    ]
    if shares and same(old_units, new_units):
        differences.append(Difference("units", old_units, new_units))
    comes_back = task.withdrawn and task.id in revived
    if comes_back:
        differences.append(Difference("state", task.state, BACK))
    if (task.withdrawn and not comes_back) or not differences:
        return RowChange(Change.UNCHANGED, row, task, shares=ShareChanges(kept=shares.kept))
    return RowChange(Change.CHANGED, row, task, tuple(differences), shares)


COLUMN = {"deadline": "limit"}
SHOWN: dict[str, Callable[[Duty], str]] = {
    "seq": lambda duty: duty.seq,
    "category": lambda duty: duty.category,
    "grouping": lambda duty: duty.grouping,
    "item": lambda duty: duty.item,
    "content": lambda duty: duty.content,
    "basis": lambda duty: duty.basis,
    "units": lambda duty: duty.units_text,
    "deadline": lambda duty: duty.limit.text,
    "channels": lambda duty: "、".join(duty.channels),
}


def _with_silent_fields(row: Duty, old: Duty) -> Duty:
    """Fields that the table says nothing about as they were; a limit with the same words as someone may have set it."""
    if row.silent:
        names = [COLUMN.get(name, name) for name in row.silent]
        row = replace(row, **{name: getattr(old, name) for name in names})
    if row.limit is old.limit or row.limit == old.limit:
        return row
    return replace(row, limit=old.limit) if same(row.limit.text, old.limit.text) else row


def share_changes(named: Sequence[Share], standing: Sequence[StandingShare]) -> ShareChanges:
    """What becomes of a task's assignments; a unit that the office put in another's place by hand stands for it."""
    found = dict(_holders(named, standing))
    holders = {old.id for old in found.values()}
    gone = [old for old in standing if old.id not in holders and not old.by_hand and old.as_written]
    return ShareChanges(
        tuple(share for share in named if share not in found),
        tuple((old, share.role) for share, old in found.items() if old.role is not share.role and not old.by_hand),
        tuple(old for old in gone if not old.in_use),
        tuple(old for old in gone if old.in_use),
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


def merged(shares: Sequence[Share]) -> tuple[Share, ...]:
    """Each unit once, with its strongest role; names without a unit once each."""
    found: dict[object, Share] = {}
    for share in shares:
        mark = share.unit_id if share.unit_id is not None else share.as_written
        known = found.get(mark)
        if known is None:
            found[mark] = share
        elif STRENGTH.index(share.role) < STRENGTH.index(known.role):
            found[mark] = replace(known, role=share.role)
    return tuple(found.values())
