"""Kill an import in the middle: all of its rows are there afterwards, or none, and doing it again gives all."""

import random
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from tests.intake.sheets import workbook
from tests.source import ROOT
from tests.torture.rounds import Tally, kill
from tests.torture.server import settings
from tracker import journal
from tracker.db import db
from tracker.tasks.models import Task

YEAR = 2019
COMMAND = "import sys; from tests.torture.importing import act; act(sys.argv[1], sys.argv[2])"


def act(folder: str, file: str) -> None:
    """What runs in the process that is killed."""
    app = create_app(settings(Path(folder)), mode="test")
    answer = app.test_cli_runner().invoke(args=["import-tables", file, "--year", str(YEAR)])
    sys.exit(answer.exit_code)


def run(folder: Path, rows: int, tally: Tally, chance: random.Random) -> None:
    """Kill some imports at moments spread over the time that one takes, then let one finish."""
    (folder / "table.xlsx").write_bytes(table(rows))
    for _ in range(4):
        interrupt(folder, rows, tally, chance.uniform(0.8, 8))
    finish(folder, rows, tally)


def table(rows: int) -> bytes:
    return workbook([(str(n), "类别", f"事项{n}", f"内容{n}", "u0局", "20个工作日", "政府网站") for n in range(rows)])


def interrupt(folder: Path, rows: int, tally: Tally, after: float) -> None:
    process = start(folder)
    time.sleep(after)
    kill(process)
    tally.rounds += 1
    look(folder, (0, rows), tally)


def finish(folder: Path, rows: int, tally: Tally) -> None:
    if start(folder).wait(300):
        tally.faults.append("an import after the killed ones was refused")
    look(folder, (rows,), tally)


def start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", COMMAND, str(folder), str(folder / "table.xlsx")]
    with (folder / "import.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)


def look(folder: Path, allowed: tuple[int, ...], tally: Tally) -> None:
    app = create_app(settings(folder), mode="test")
    with app.app_context():
        there = db.session.scalar(select(func.count()).where(Task.year == YEAR)) or 0
        if there not in allowed:
            tally.faults.append(f"{there} rows of an import are there, expected {allowed}")
        tally.faults += journal.breaks()
        db.session.remove()
        db.engine.dispose()
