"""The short form of `python3 app.py torture`: the server killed twice under load, an import interrupted."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import create_app
from tests.torture import importing, restart
from tests.torture.client import Person
from tests.torture.rounds import Tally, check, kill, run_round
from tests.torture.server import furnish, settings
from tracker.server import is_current

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process groups there")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("furnished")
    return folder, furnish(folder)


@pytest.fixture
def shares(furnished: tuple[Path, dict[str, int]], tmp_path: Path) -> dict[str, int]:
    """Each client's share, in a district of the test's own."""
    folder, found = furnished
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return found


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, shares: dict[str, int]) -> None:
    tally, chance = Tally(), random.Random(7)
    for number in range(2):
        run_round(tmp_path, shares, number, tally, chance)
    assert (tally.lost, tally.doubled, tally.faults) == ([], [], [])
    assert tally.acknowledged >= 2 * len(shares)


def test_a_lost_note_would_be_seen(tmp_path: Path, shares: dict[str, int]) -> None:
    person = Person("", "liaison-u0", shares["liaison-u0"], sent=["gone"], acknowledged=["gone"])
    tally = Tally()
    check(tmp_path, [person], tally)
    assert tally.lost == ["gone"]


def test_an_interrupted_import_leaves_all_or_nothing(tmp_path: Path, shares: dict[str, int]) -> None:
    (tmp_path / "table.xlsx").write_bytes(importing.table(40))
    tally = Tally()
    importing.interrupt(tmp_path, 40, tally, after=1.5)
    importing.finish(tmp_path, 40, tally)
    assert (tally.rounds, tally.faults) == (1, [])


def test_a_large_log_left_by_a_crash_delays_no_start(tmp_path: Path, shares: dict[str, int]) -> None:
    """What a start does with the database, measured without and with 30 MB in the write-ahead log."""
    app = create_app(settings(tmp_path), mode="test")
    small = min(processor_time(lambda: is_current(app)) for _ in range(3))
    restart.fill(tmp_path, 30)
    left = restart.log(tmp_path).stat().st_size
    large = min(processor_time(lambda: is_current(app)) for _ in range(3))
    assert left > 30e6
    assert restart.log(tmp_path).stat().st_size == left  # to put it into the database is not the start's affair
    assert large < 3 * small + 0.05


def processor_time(act: Callable[[], bool]) -> float:
    began = time.process_time()
    assert act()
    return time.process_time() - began


def test_killing_ends_the_whole_group(tmp_path: Path) -> None:
    code = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    kill(parent)
    assert parent.returncode == -signal.SIGKILL
    parent.stdin.close()
    assert parent.stdout.read() == ""  # the child's end of the pipe is closed too
    parent.stdout.close()
    assert child > 0
