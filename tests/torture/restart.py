"""How long the server takes to answer after SIGKILL with a large database and a large write-ahead log."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.torture.rounds import free_port, server, wait_until_ready
from tests.torture.server import settings

STARTS = 3
ROW = 950  # four of them fill a page
INTO = (
    "INSERT INTO progress_update (assignment_id, kind, percent, note, at) "
    "VALUES (1, 'updated', 10, ?, '2018-12-01 09:00:00.000000')"
)


@dataclass(frozen=True)
class Restart:
    """Sizes in MB; seconds on the wall until the first answer, with next to nothing in the database and with much."""

    size: float
    log: float
    small: float
    large: float


def measure(folder: Path, megabytes: int) -> Restart:
    start(folder)  # from here on everything was read from the disk once
    small = median(start(folder) for _ in range(STARTS))
    fill(folder, megabytes)
    size = (database(folder).stat().st_size + log(folder).stat().st_size) / 1e6
    left = log(folder).stat().st_size / 1e6
    return Restart(size, left, small, median(start(folder) for _ in range(STARTS)))


def database(folder: Path) -> Path:
    return Path(str(settings(folder)["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))


def log(folder: Path) -> Path:
    file = database(folder)
    return file.with_name(f"{file.name}-wal")


def start(folder: Path) -> float:
    """The seconds until the first answer of the server as an operator starts it; it is killed then."""
    port = free_port()
    with server(folder, port, production=True) as process:
        return wait_until_ready(port, process)


def fill(folder: Path, megabytes: int) -> None:
    """All of it lies in the log alone, as a crash leaves it: what the last connection tidies up is put back."""
    kept = folder / "kept"
    kept.mkdir()
    with closing(sqlite3.connect(database(folder), isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INTO, (("长" * (ROW // 3),) for _ in range(megabytes * 1000)))
        connection.execute("COMMIT")
        for file in (database(folder), log(folder)):
            shutil.copy(file, kept)
    for file in kept.iterdir():
        file.replace(folder / file.name)
    kept.rmdir()
