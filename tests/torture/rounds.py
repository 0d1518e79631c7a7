"""Kill the server with SIGKILL while people work, start it again, and count: nothing acknowledged may be missing."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from sqlalchemy import func, select, text

from app import create_app
from tests.source import ROOT
from tests.torture.client import Person
from tests.torture.server import environment, settings
from tracker import journal
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import ProgressUpdate

STARTS_WITHIN = 60


@dataclass
class Tally:
    """What all rounds came to."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest_start: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.faults)

    def __str__(self) -> str:
        return (
            f"{self.rounds} rounds, {self.acknowledged} writes acknowledged, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {len(self.faults)} faults, slowest start {self.slowest_start:.1f} s"
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path, port: int, *, production: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process group of its own; whatever happens, no process of that group outlives the block."""
    command = ["app.py", "serve"] if production else ["-m", "tests.torture.server", str(folder), str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **(environment(folder, port) if production else {})},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the server and its workers, all at once: the group was made by us and holds nobody else."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> float:
    """How long it takes until the server answers."""
    opener, began = build_opener(ProxyHandler({})), time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN:
        if process.poll() is not None:
            raise RuntimeError("the server ended by itself")
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return time.monotonic() - began
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no answer after {STARTS_WITHIN} s")


def run_round(folder: Path, shares: dict[str, int], number: int, tally: Tally, chance: random.Random) -> None:
    """One life of the server: it starts, people work, it is killed at a moment that nobody foresees."""
    port, stop = free_port(), threading.Event()
    people = [Person(f"http://127.0.0.1:{port}", name, share) for name, share in shares.items()]
    with server(folder, port) as process:
        tally.slowest_start = max(tally.slowest_start, wait_until_ready(port, process))
        threads = [threading.Thread(target=each.work, args=(stop, f"r{number}")) for each in people]
        for thread in threads:
            thread.start()
        wait_for_work(people)
        time.sleep(chance.uniform(0, 0.8))
        kill(process)
        stop.set()
        for thread in threads:
            thread.join()
    tally.rounds += 1
    check(folder, people, tally)


def wait_for_work(people: list[Person]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and not all(each.acknowledged for each in people):
        time.sleep(0.02)


def check(folder: Path, people: list[Person], tally: Tally) -> None:
    """Compare what was acknowledged with what is there, and look at the database as ``flask verify`` does."""
    app = create_app(settings(folder), mode="test")
    with app.app_context():
        notes = select(ProgressUpdate.note).where(
            ProgressUpdate.note.in_([note for each in people for note in each.sent])
        )
        found = Counter(db.session.scalars(notes))
        for each in people:
            tally.acknowledged += len(each.acknowledged)
            tally.lost += [note for note in each.acknowledged if not found[note]]
            tally.doubled += [note for note in each.sent if found[note] > 1]
            if not each.acknowledged:
                tally.faults.append(f"{each.name} got nothing done")
        told = db.session.scalar(select(func.count()).where(AuditEntry.action == "task.update"))
        done = db.session.scalar(select(func.count()).select_from(ProgressUpdate))
        if told != done:
            tally.faults.append(f"{done} notes but {told} entries in the journal")
        said = db.session.execute(text("PRAGMA integrity_check")).scalars().all()
        tally.faults += [line for line in said if line != "ok"]
        tally.faults += journal.breaks()
        db.session.remove()
        db.engine.dispose()
