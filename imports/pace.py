"""How far a reading has come, told now and then to whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OFTEN = 200


@dataclass(slots=True)
class Pace:
    """Counts rows; `tell` hears (done, total) at the start of a sheet and every OFTEN rows."""

    tell: Callable[[int, int], None] | None = None
    done: int = 0
    total: int = 0

    def expect(self, rows: int) -> None:
        self.total += rows
        if self.tell is not None:
            self.tell(self.done, self.total)

    def step(self) -> None:
        self.done += 1
        if self.tell is not None and self.done % OFTEN == 0:
            self.tell(self.done, self.total)
