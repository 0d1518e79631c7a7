"""A unit's year in one line: `year(tasks_done=8, tasks_open=2)` makes that many records of each fact."""

from typing import Any

from tracker.appraisal.facts import FACTS, UnitYear
from tracker.appraisal.records import Record
from tracker.choices import UnitKind

FIRST_ID = {name: 1000 * number for number, name in enumerate(FACTS, 1)}


def records(name: str, count: int, days: int = 0) -> tuple[Record, ...]:
    kind = "disclosure" if name.startswith("disclosure") else "task"
    first = FIRST_ID[name]
    return tuple(Record(kind, first + number, f"{FACTS[name]}{number}", days=days) for number in range(count))


def year(code: str = "fgj", kind: UnitKind = UnitKind.DEPARTMENT, position: int = 1, **facts: Any) -> UnitYear:
    """Each fact is a number of records, or the records themselves; `tasks` is the sum of the four standings."""
    given = {name: records(name, value) if isinstance(value, int) else value for name, value in facts.items()}
    standings = ("tasks_done", "tasks_nothing_arose", "tasks_open", "tasks_waiting")
    given.setdefault("tasks", sum((given.get(name, ()) for name in standings), ()))
    return UnitYear(position, code, f"区{code}局", f"{code}局", kind, position, **given)
