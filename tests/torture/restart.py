"""How long the server takes to answer after SIGKILL with a large database and a large write-ahead log."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.torture.rounds import free_port, server, wait_until_ready
from tests.torture.server import settings

ROW = 950  # four of them fill a page
INTO = (
    "INSERT INTO progress_update (assignment_id, kind, percent, note, at) "
    "VALUES (1, 'updated', 10, ?, '2018-12-01 09:00:00.000000')"
)


def measure(folder: Path, megabytes: int) -> tuple[float, float, float, float]:
    """The size reached, that of the log left behind, both in MB, and the seconds until the first answer: when there was
    next to nothing in the database, and then."""
    small = start(folder)
    file = Path(str(settings(folder)["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        for _ in range(10):
            connection.execute("BEGIN IMMEDIATE")
            rows = megabytes * 100_000 // 1000
            connection.executemany(INTO, (("长" * (ROW // 3),) for _ in range(rows)))
            connection.execute("COMMIT")
        start(folder)  # killed while the log cannot be emptied
        log = file.with_name(f"{file.name}-wal").stat().st_size / 1e6
        seconds = start(folder)
    return (max(file.stat().st_size / 1e6, log), log, small, seconds)


def start(folder: Path) -> float:
    """The seconds until the first answer; the server is killed then."""
    port = free_port()
    with server(folder, port) as process:
        return wait_until_ready(port, process)
