"""What a table says about one duty, and the task that stands for it (pure)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from imports.value import value
from tracker.choices import AssignmentRole, ClockStart, DeadlineKind, Period

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
LEVELS = " › "
STRENGTH = (AssignmentRole.LEAD, AssignmentRole.RESPONSIBLE, AssignmentRole.COOPERATING)


@value
class Limit:
    """A time limit as a task keeps it; two limits with the same text are the same, whoever set what it means."""

    text: str = ""
    kind: DeadlineKind = DeadlineKind.UNSPECIFIED
    days: int | None = None
    start: ClockStart | None = None
    on: date | None = None
    period: Period | None = None


@value
class Share:
    """One unit's part in a row; without a unit it waits for the office to assign it."""

    unit_id: int | None
    role: AssignmentRole
    as_written: str


@value
class StandingShare(Share):
    """An assignment as it stands. ``by_hand``: the office chose the unit; ``in_use``: something was entered on it;
    ``accepted``: the office has accepted it; ``withdrawn``: the unit has no part in the task any more."""

    id: int = 0
    by_hand: bool = False
    in_use: bool = False
    accepted: bool = False
    withdrawn: bool = False


@value
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


@value
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
    starts_on: date = date.min

    @property
    def accepted(self) -> bool:
        return any(share.accepted for share in self.shares)

    @property
    def in_use(self) -> bool:
        """Whether a unit acknowledged it, entered progress or published under it."""
        return any(share.in_use for share in self.shares)

    @property
    def state(self) -> str:
        return f"已撤销：{self.withdrawn_reason}" if self.withdrawn else "在办"


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
