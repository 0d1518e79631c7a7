"""Two lists of a year side by side: who moves when the scheme or the day is another. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.appraisal.lists import YearList
from tracker.appraisal.schemes.differing import because
from tracker.choices import Proposal


@dataclass(frozen=True)
class Move:
    """One unit on both lists; a side is None where the unit is not on that list."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    schemes: tuple[Mapping[str, Any], Mapping[str, Any]]

    @property
    def unit(self) -> Mapping[str, Any]:
        return self.after or self.before or {}

    @property
    def gained(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        before, after = self.before["score"], self.after["score"]
        return None if before is None or after is None else round(after - before, 2)

    @property
    def places(self) -> tuple[str, str]:
        sides = (self.before, self.after)
        return tuple(Proposal(each["proposal"]).label if each else "—" for each in sides)  # type: ignore[return-value]

    @property
    def changes_place(self) -> bool:
        before, after = self.places
        return before != after

    @property
    def changes(self) -> bool:
        """Whether anything that people ask about is another: score, rank or place."""
        sides = [{name: each[name] for name in ("score", "rank", "proposal")} if each else None for each in self._sides]
        return sides[0] != sides[1]

    @property
    def why(self) -> str:
        """What made the difference, for a unit that is on both lists."""
        if self.before is None or self.after is None:
            return "只在其中一份名单上。"
        return because(self.before, self.after, self.schemes)

    @property
    def _sides(self) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
        return self.before, self.after


def moves(before: YearList, after: YearList) -> list[Move]:
    """In the order of the second list, those that change their place first; who is only on the first one comes last."""
    known, schemes = {unit["code"]: unit for unit in before.units}, (before.scheme, after.scheme)
    both = [Move(known.pop(unit["code"], None), unit, schemes) for unit in after.units]
    gone = [Move(unit, None, schemes) for unit in known.values()]
    return sorted([*both, *gone], key=lambda move: not move.changes_place)


def summary(found: Iterable[Move]) -> str:
    """How many move, in a sentence."""
    held = list(found)
    placed = sum(move.changes_place for move in held)
    scored = sum(move.changes for move in held)
    if not scored:
        return f"{len(held)}个单位的得分、名次和拟列名单都没有变化"
    return f"{len(held)}个单位中，{placed}个拟列名单有变化，{scored}个得分或名次有变化"
