"""How long the server takes to answer after SIGKILL with a large database and a large write-ahead log."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.torture.rounds import free_port, kill, server, wait_until_ready
from tests.torture.server import settings

ROW = 2000
INTO = (
    "INSERT INTO progress_update (assignment_id, kind, percent, note, at) "
    "VALUES (1, 'updated', 10, ?, '2018-12-01 09:00:00.000000')"
)


def measure(folder: Path, megabytes: int) -> tuple[float, float, float]:
    """The size reached, that of the log left behind, both in MB, and the seconds until the first answer."""
    file = Path(str(settings(folder)["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        for _ in range(10):
            connection.execute("BEGIN IMMEDIATE")
            rows = megabytes * 100_000 // ROW
            connection.executemany(INTO, (("长" * (ROW // 3),) for _ in range(rows)))
            connection.execute("COMMIT")
        port = free_port()
        with server(folder, port) as process:  # killed while the log cannot be emptied
            wait_until_ready(port, process)
            kill(process)
        log = file.with_name(f"{file.name}-wal").stat().st_size / 1e6
        port = free_port()
        with server(folder, port) as process:
            seconds = wait_until_ready(port, process)
    return (file.stat().st_size / 1e6 + log, log, seconds)
