"""A disk that fills up under the server: plain answers, nothing half written, work goes on when there is room again."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.torture.client import Person
from tests.torture.rounds import Tally, check, free_port, server, wait_until_ready
from tests.torture.server import furnish

MEGABYTES = 48


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A file system of a few megabytes in memory; None where this machine does not allow one."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]
        if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def run(tally: Tally) -> bool:
    """Whether it could be tried here."""
    with small_disk() as folder:
        if folder is None:
            return False
        shares = furnish(folder)
        port = free_port()
        with server(folder, port) as process:
            wait_until_ready(port, process)
            fill(folder)
            before = work(port, shares, "full")
            tally.faults += ["somebody was answered by nothing on a full disk"] if process.poll() is not None else []
            (folder / "ballast").unlink()
            after = work(port, shares, "free")
            tally.faults += ["nothing was saved when there was room again"] if not done(after) else []
        check(folder, [each for each in before if each.acknowledged] + after, tally)
        tally.rounds += 1
    return True


def fill(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"0" * 4096):
            pass


def work(port: int, shares: dict[str, int], word: str) -> list[Person]:
    people, stop = [Person(f"http://127.0.0.1:{port}", *each) for each in shares.items()], threading.Event()
    threads = [threading.Thread(target=each.work, args=(stop, word)) for each in people]
    for thread in threads:
        thread.start()
    stop.wait(4)
    stop.set()
    for thread in threads:
        thread.join()
    return people


def done(people: list[Person]) -> int:
    return sum(len(each.acknowledged) for each in people)
