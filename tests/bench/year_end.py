"""The year end of a district and of a province: facts, scores and list, in seconds, memory and queries.

    .venv/bin/python -m tests.bench.year_end [large] [--postgresql]

Without ``large`` 40 units with 150 tasks each; with it 2,000 units, 300,000 assignments and 1,000,000 disclosures.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, insert, text

from app import create_app
from tests import machine
from tests.databases import SETTINGS
from tests.postgresql import Cluster
from tracker.appraisal import lists
from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Outcome,
    Period,
    ProgressKind,
    SecrecyResult,
    UnitKind,
)
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.people.models import Unit
from tracker.tasks.models import Assignment, ProgressUpdate, Task

AT_ONCE = 20_000
SIZES = {"district": (40, 6_000, 20_000), "large": (2_000, 300_000, 1_000_000)}
LIMITS = {"district": (1.0, 500), "large": (60.0, 500)}
AREAS, KINDS, DEADLINES = list(Area), list(UnitKind), list(DeadlineKind)


def seed(units: int, shares: int, records: int) -> None:
    """Four units share a task; every seventh share waits, every fifth record is late, every ninth lacks an address."""
    tasks, moment = shares // 4, now()

    def unit(n: int) -> dict[str, Any]:
        name = {"code": f"u{n}", "name": f"第{n}单位", "short_name": f"{n}单位"}
        return {**name, "id": n, "kind": KINDS[n % 3], "position": n}

    def task(n: int) -> dict[str, Any]:
        limit = {"deadline_kind": DEADLINES[n % 3], "deadline_on": date(2018, 6, 30), "deadline_period": Period.QUARTER}
        what = {"area": AREAS[n % 3], "category": "批准结果信息", "item": f"可行性研究报告审批{n}"}
        return {"id": n, "year": 2018, "position": n, "starts_on": date(2018, 1, 1), **what, **limit}

    def place(n: int) -> tuple[int, int]:
        of = (n - 1) // 4 % tasks + 1
        return of, (of + (n - 1) % 4 * (units // 4)) % units + 1

    def share(n: int) -> dict[str, Any]:
        of, at = place(n)
        state = AssignmentState.SUBMITTED if n % 7 == 0 else AssignmentState.ACCEPTED
        done = {"state": state, "outcome": Outcome.DONE, "submitted_at": moment, "acknowledged_at": moment}
        return {"id": n, "task_id": of, "unit_id": at, "role": AssignmentRole.RESPONSIBLE, **done}

    def step(n: int) -> dict[str, Any]:
        return {"assignment_id": n, "kind": ProgressKind.SUBMITTED, "at": moment}

    def record(n: int) -> dict[str, Any]:
        of, at = place(n * 4 + n % 4)
        formed = date(2018, 1, 10) + timedelta(days=n % 300)
        published = formed + timedelta(days=20 + (n % 5 == 0) * 20)
        review = {"secrecy_reviewed_on": formed, "secrecy_result": SecrecyResult.CLEAR}
        days = {"formed_on": formed, "due_on": formed + timedelta(days=30), "published_on": published}
        what = {"title": f"关于某项目可行性研究报告的批复（第{n}号）", "kind": MatterKind.GENERAL, "rule": "general"}
        where = {"id": n, "task_id": of, "unit_id": at, "is_on_website": True, "recorded_at": moment}
        return {**where, **what, **days, **review}

    def channel(n: int) -> dict[str, Any]:
        address = f"http://www.tcwy.gov.cn/{n}.html" if n % 9 else ""
        return {"disclosure_id": n, "position": 0, "name": "政府网站", "address": address}

    jobs: tuple[tuple[Any, Callable[[int], dict[str, Any]], int], ...] = (
        (Unit, unit, units),
        (Task, task, tasks),
        (Assignment, share, shares),
        (ProgressUpdate, step, shares),
        (Disclosure, record, records),
        (DisclosureChannel, channel, records),
    )
    for model, make, count in jobs:
        rows = (make(n) for n in range(1, count + 1))
        while part := list(islice(rows, AT_ONCE)):
            db.session.execute(insert(model), part)
        db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


@contextmanager
def counting() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def measure(name: str, app: Flask, kind: str) -> bool:
    """One line of figures; whether they are within the limits."""
    seconds_at_most, memory_at_most = LIMITS[name]
    with app.app_context(), counting() as seen:
        db.session.rollback()
        start, busy = time.perf_counter(), time.process_time()
        found = lists.proposed(2018, told if name == "large" else None)
        took, busy = time.perf_counter() - start, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    units, shares, records = SIZES[name]
    print(
        f"{kind}: {units:,} units, {shares:,} assignments, {records:,} disclosures: {took:.2f} s "
        f"({busy:.2f} s of this process), "
        f"{memory:.0f} MB at the most, {len(seen)} queries; {found.fingerprint[:12]}"
    )
    return took <= seconds_at_most and memory <= memory_at_most


def told(done: int, total: int) -> None:
    if done % 200 == 0 or done == total:
        print(f"  {done:,} of {total:,} units", end="\r", flush=True)


def run(name: str, postgresql: bool, stage: str, folder: Path, url: str) -> bool:
    settings = {**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url}
    app = create_app(settings, mode="test")
    if stage == "seed":
        with app.app_context():
            upgrade()
            seed(*SIZES[name])
        return True
    return measure(name, app, "PostgreSQL" if postgresql else "SQLite")


def in_a_process_of_its_own(name: str, postgresql: bool, stage: str, folder: Path, url: str) -> bool:
    """Seeding takes memory that is not the list's."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (name, postgresql, stage, folder, url))


def main(arguments: list[str]) -> int:
    name = "large" if "large" in arguments else "district"
    postgresql = "--postgresql" in arguments
    program = machine.find_postgresql() if postgresql else None
    with tempfile.TemporaryDirectory() as place, Cluster(program) if program else nullcontext() as cluster:
        folder = Path(place)
        url = cluster.url if cluster else f"sqlite:///{folder / 'tracker.db'}"
        in_a_process_of_its_own(name, postgresql, "seed", folder, url)
        return 0 if in_a_process_of_its_own(name, postgresql, "measure", folder, url) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
