"""A tracker in a folder of its own, for measuring."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.bench.measure import Act, Visitor, in_turn, of_server
from tests.databases import SETTINGS


def build(folder: Path) -> Flask:
    """The application on an empty database."""
    settings = {**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'tracker.db'}"}
    app = create_app(settings, mode="test")
    with app.app_context():
        upgrade()
    return app


def environment(folder: Path) -> dict[str, str]:
    """The same tracker for a command of its own."""
    ours = {"TRACKER_DATA_DIR": str(folder), "TRACKER_SECRET_KEY": SETTINGS["SECRET_KEY"]}
    return {**os.environ, **ours}


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """The server on the folder's database: its port and its process; ended by that process's own number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.server", str(folder), str(port)])
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            Visitor(port).get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not answer")


def against_floor(folder: Path, register: str, pages: Mapping[str, str], rounds: int) -> None:
    """Print each page of the office, and the register of one unit, as multiples of the register's floor.

    Once by the clock on the wall, once by the server's own processor time, which other work on the machine moves less.
    """
    with serving(folder) as (port, pid):
        stranger, office, liaison = Visitor(port), Visitor(port, "office"), Visitor(port, "liaison")
        acts: dict[str, Act] = {"floor": lambda: stranger.get(f"/floor{register}")}
        for name, path in pages.items():
            acts[name] = lambda path=path: office.get(path)  # type: ignore[misc]
        acts["register, one unit"] = lambda: liaison.get(register)
        found = in_turn(acts, rounds)
        spent = in_turn({name: of_server(pid, act) for name, act in acts.items()}, rounds)
    for name, seconds in found.items():
        times = f"{seconds / found['floor']:8.2f} × floor   ({seconds * 1000:.1f} ms)"
        print(f"  {name:<30} {times}{spent[name] / spent['floor']:8.2f} × by processor ({spent[name] * 1000:.1f} ms)")
