"""One open limit as reminders and calendars tell it: whose, of what, by when and why. Pure."""

from dataclasses import dataclass
from datetime import date

ACTS = {
    "share": "应公开",
    "disclosure": "应公开",
    "policy": "应发布解读",
    "request": "应答复申请人",
    "opinion": "应回应",
    "rectification": "应完成整改",
}
Key = tuple[int, str, int]
"""Whose, what kind and which record: one matter of one unit."""
SENTENCE = "当天办理算按期，次日起算逾期。"


@dataclass(frozen=True)
class Due:
    """``kind`` is one of ACTS and says with ``id`` which record it is, ``reason`` how the limit was counted.

    ``is_handed_in``: the unit has done its part and the office has it now.
    """

    kind: str
    id: int
    on: date
    title: str
    unit: str
    reason: str = ""
    is_provisional: bool = False
    task_id: int | None = None
    unit_id: int = 0
    is_handed_in: bool = False

    @property
    def uid(self) -> str:
        """The same for the same record wherever it is shown, also when its day moves."""
        return f"{self.kind}-{self.id}@disclosure-tracker"

    @property
    def key(self) -> Key:
        return self.unit_id, self.kind, self.id

    @property
    def summary(self) -> str:
        whose = f"{self.unit}，暂定" if self.is_provisional else self.unit
        return f"《{self.title}》{ACTS[self.kind]}（{whose}）"

    @property
    def description(self) -> str:
        provisional = "期限为暂定：有年份的放假安排尚未公布，公布后会重新推算。" if self.is_provisional else ""
        return "\n".join(filter(None, (self.reason, provisional, SENTENCE)))


def without_doubles(found: list[Due]) -> list[Due]:
    """A share whose limit is that of a disclosure under it is told by the disclosure alone; the earliest come first."""
    told = {(due.task_id, due.unit, due.on) for due in found if due.kind == "disclosure"}
    kept = [due for due in found if due.kind != "share" or (due.task_id, due.unit, due.on) not in told]
    return sorted(kept, key=lambda due: (due.on, due.kind, due.id))
