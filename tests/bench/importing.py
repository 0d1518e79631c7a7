"""The import from a file's bytes to the register, against openpyxl and python-calamine reading the same file."""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.bench.seed import seed
from tests.bench.site import build, environment
from tests.bench.tables import workbook
from tracker import collector
from tracker.db import db
from tracker.intake import applying, batches
from tracker.intake.pipeline import Source

FIRST_YEAR = 2009
NAME = "重大建设项目.xlsx"


def measure(rows: int, folder: Path, rounds: int) -> None:
    """Each round imports the file into a year of its own, then a version with every third row reworded."""
    data, reworded = workbook(rows), workbook(rows, reword=3)
    times: dict[str, list[float]] = {"openpyxl": [], "calamine": [], "import": [], "again": []}
    with build(folder).app_context():
        seed(0)
        collector.settle()  # as the server does once it has loaded
        for year in range(FIRST_YEAR, FIRST_YEAR + rounds + 1):
            for name, act in (
                ("openpyxl", lambda: _openpyxl(data)),
                ("calamine", lambda: _calamine(data)),
                ("import", lambda year=year: _import(data, year)),
                ("again", lambda year=year: _import(reworded, year)),
            ):
                took = _seconds(act)
                if year > FIRST_YEAR:
                    times[name].append(took)
        db.session.remove()
        db.engine.dispose()
    found = {name: statistics.median(values) for name, values in times.items()}
    floor = found["openpyxl"]
    print(f"\nImport of {rows:,} rows (keep, read, compare, write), openpyxl reading the file = 1 ({floor:.2f} s)")
    print(f"  python-calamine reading the file       {found['calamine'] / floor:8.2f}")
    print(f"  the import                             {found['import'] / floor:8.2f}")
    print(f"  a later version, a third of it changed {found['again'] / floor:8.2f}")


def memory(rows: int, folder: Path) -> None:
    """The largest resident size of any process of ``flask import-tables``, the reader's own included."""
    with build(folder).app_context():
        seed(0)
        db.engine.dispose()
    file = folder / NAME
    file.write_bytes(workbook(rows))
    command = [sys.executable, "-m", "flask", "--app", "app", "import-tables", str(file), "--year", "2018"]
    with subprocess.Popen(command, env=environment(folder), stdout=subprocess.DEVNULL) as process:
        watch = _Watch(process.pid)
        status = process.wait(600)
        watch.stop()
    assert status == 0, f"import-tables ended with {status}"
    print(f"  peak memory of a process, {rows:,} rows {watch.peak / 1024:10.0f} MB")


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _openpyxl(data: bytes) -> None:
    for row in load_workbook(BytesIO(data))["Sheet"].iter_rows():
        for cell in row:
            _ = cell.value


def _calamine(data: bytes) -> None:
    CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def _import(data: bytes, year: int) -> None:
    batch = batches.keep([Source(NAME, data)], year, None)
    applying.apply(batch, batches.read(batch), None)
    db.session.commit()


class _Watch(threading.Thread):
    """Looks at a process and all that come from it until told to stop; ``peak`` in KiB, 0 if unknown."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.is_over = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.is_over.wait(0.01):
            for pid in _family(self.pid):
                self.peak = max(self.peak, _highest(pid))

    def stop(self) -> None:
        self.is_over.set()
        self.join()


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _highest(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.split("VmHWM:")[1].split()[0]) if "VmHWM:" in status else 0
