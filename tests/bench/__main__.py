"""``python3 app.py bench``: how much slower than bare work the tracker is, as ratios within one run.

No absolute time is promised: machines differ, and so do their quiet moments.
"""

import os
import tempfile
import time
from pathlib import Path

from tests.bench import disclosures, importing, opinions
from tests.bench.measure import Act, Visitor, in_turn
from tests.bench.seed import seed
from tests.bench.site import build, serving
from tracker import clock
from tracker.appraisal import facts
from tracker.calendar import book
from tracker.db import db

ROUNDS = 60
SIZES = (1_000, 20_000)
IMPORTS = {1_000: 7, 20_000: 2}  # rows -> rounds


def peak_memory(pid: int) -> float:
    """The largest resident size that any worker of the server ever had, in MB; 0 where the system does not tell."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        return 0.0
    peaks = [Path(f"/proc/{child}/status").read_text() for child in children.read_text().split()]
    return max(int(text.split("VmHWM:")[1].split()[0]) / 1024 for text in peaks)


def pages(size: int, folder: Path) -> None:
    app = build(folder)
    with app.app_context():
        seed(size)
        year = facts_time()
    with serving(folder) as (port, pid):
        stranger, office, liaison = Visitor(port), Visitor(port, "office"), Visitor(port, "liaison")
        acts: dict[str, Act] = {
            "bare": lambda: stranger.get("/floor/bare"),
            "floor": lambda: stranger.get("/floor/list"),
            "task register, 50 rows": lambda: office.get("/tasks"),
            "task register, one unit": lambda: liaison.get("/tasks?state=all"),
            "one task": lambda: office.get("/tasks/1"),
            "progress update": lambda: liaison.update("/assignments/1/progress"),
        }
        found = in_turn(acts, ROUNDS)
        memory = peak_memory(pid)
    print(f"\n{size:,} assignments over 40 units")
    for name, seconds in found.items():
        show(name, seconds, found)
    show("year-end facts of all units", year, found)
    print(f"  peak memory of a worker {memory:.0f} MB")


def show(name: str, seconds: float, base: dict[str, float]) -> None:
    bare, floor = seconds / base["bare"], seconds / base["floor"]
    print(f"  {name:<30} {bare:8.1f} × bare route {floor:8.2f} × floor   ({seconds * 1000:.1f} ms)")


def facts_time() -> float:
    start = time.perf_counter()
    facts.collect(facts.Moment.of(2018, clock.today()), book.in_force(), db.session.connection())
    return time.perf_counter() - start


def main() -> None:
    print(f"{os.cpu_count()} cores; medians of {ROUNDS} requests, one at a time, all kinds in turn")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            pages(size, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        disclosures.measure(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        opinions.measure(Path(folder))
    for rows, rounds in IMPORTS.items():
        with tempfile.TemporaryDirectory() as folder:
            importing.measure(rows, Path(folder), rounds)
        with tempfile.TemporaryDirectory() as folder:
            importing.memory(rows, Path(folder))


if __name__ == "__main__":
    main()
