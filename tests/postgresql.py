"""A throw-away PostgreSQL: its own folder, a Unix socket only, nothing flushed, gone with the process that made it."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

USER = "tracker"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


class Cluster:
    """One server with one database, `tracker`. Use as a context manager."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{USER}@/postgres?host={self.folder}"

    def __enter__(self) -> "Cluster":
        owner = identity()
        if owner:
            os.chown(self.folder, owner["user"], owner["group"])
        made = subprocess.run(self._initdb(), cwd=self.folder, capture_output=True, text=True, check=False, **owner)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [self.binaries / "postgres", "-D", self._data, "-k", self.folder, *options]
        with (self.folder / "log").open("wb") as log:
            owner["preexec_fn"] = die_with_parent
            self.server = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **owner)
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _initdb(self) -> list[str | Path]:
        flags = ["-E", "UTF8", "--locale=C.UTF-8", "-U", USER, "-A", "trust", "--no-sync"]
        return [self.binaries / "initdb", "-D", self._data, *flags]

    def _wait(self, seconds: float = 30) -> None:
        ready = [self.binaries / "pg_isready", "-q", "-h", self.folder, "-U", USER]
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.server.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        self.server.kill()
        self.server.wait()
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")


def identity() -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses root, so root lends it an account that may do little."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def die_with_parent() -> None:
    """Ask the kernel to stop the server when the tests are killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
