"""Reading a file in a process of its own, so that no file can take the server down with it."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from imports import nursery, wire
from imports.bounds import SAVE_AS
from imports.guard import examine
from imports.known import KnownHeading
from imports.nursery import Job, Progress, Stream
from imports.problems import Problems, shown_name
from imports.rows import AREAS, Reading

SECONDS = 60
# The server waits a little longer than the child may live, for a child that is only slow to die.
_GRACE = 5
_SILENCE = 1
_ROOT = Path(__file__).resolve().parent.parent
_SPLIT = f"请拆成几个文件，或新建工作簿只粘贴任务分解表的内容，{SAVE_AS.removeprefix('请')}。"
_TOO_SLOW = f"文件内容异常，在规定的时间（{{}}秒）内没有读完，已停止。{_SPLIT}"
_TOO_GREEDY = f"文件内容异常，读取时超出了内存上限，已停止。{_SPLIT}"
_BUSY = "服务器暂时没有资源读取文件。请稍后再试；如仍不行，请联系管理员。"

Tell = Callable[[int, int], None]


def read_apart(
    data: bytes,
    file: str,
    *,
    year: int,
    area: str | None = None,
    sheet: str | None = None,
    known: Sequence[KnownHeading] = (),
    progress: Tell | None = None,
    seconds: int = SECONDS,
) -> Reading:
    """reader.read() at arm's length: a file that crashes, hangs or swells comes back as a problem too.

    seconds: processor time and time on the clock that the file may take. progress: told at least once a second how many
    rows are understood, of how many in the sheets opened so far; an exception of it ends the reading and is passed on.
    """
    if area is not None and area not in AREAS:
        raise ValueError(f"area must be one of {', '.join(AREAS)}")
    job = Job(file, year, area, sheet, tuple(known), seconds)
    if sys.platform == "win32":
        return _alone(job, data)
    for attempt in range(2):
        found = _try(job, data, progress, is_fresh=attempt > 0)
        if found is not None:
            return found
    return _failed(file, _BUSY)


def _try(job: Job, data: bytes, progress: Tell | None, *, is_fresh: bool) -> Reading | None:
    """None if no process could be had at all."""
    try:
        connection = _connect(is_fresh=is_fresh)
    except OSError:
        return None
    start = time.monotonic()
    line = _Line(connection, start + job.seconds + _GRACE, progress)
    try:
        with connection:
            if nursery.take(line)[0] != nursery.READY:
                return None
            nursery.put(line, b"J", wire.dumps(job))
            nursery.put(line, b"D", data)
            return _result(line, job, line.tell, start + job.seconds)
    except OSError:
        return _ended(job, start + job.seconds)


class _Line:
    """The connection to the process that reads; while that is silent, its last step is told again every second.

    So whoever listens can end a reading at any time, and knows that it goes on. Raises TimeoutError at the deadline.
    """

    def __init__(self, connection: socket.socket, deadline: float, progress: Tell | None) -> None:
        self.connection, self.deadline, self.progress = connection, deadline, progress
        self.last = Progress(0, 0)

    def tell(self, step: Progress) -> None:
        self.last = step
        if self.progress is not None:
            self.progress(step.done, step.total)

    def read(self, size: int = -1) -> bytes:
        self.connection.settimeout(_SILENCE)
        while True:
            try:
                return self.connection.recv(size)
            except TimeoutError:
                if time.monotonic() > self.deadline:
                    raise
            self.tell(self.last)

    def write(self, data: bytes) -> int:
        self.connection.settimeout(max(_SILENCE, self.deadline - time.monotonic()))
        self.connection.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def _result(stream: Stream, job: Job, tell: Callable[[Progress], None], deadline: float) -> Reading:
    while True:
        kind, content = nursery.take(stream)
        if kind == nursery.PROGRESS:
            tell(wire.loads(Progress, content))
        elif kind == nursery.RESULT:
            return wire.loads(Reading, content)
        elif kind == nursery.OUT_OF_MEMORY:
            return _failed(job.file, _TOO_GREEDY)
        elif kind == nursery.BROKEN:
            return _failed(job.file, f"文件内部已损坏，无法读取。{SAVE_AS}。")
        else:
            return _ended(job, deadline)


def _ended(job: Job, deadline: float) -> Reading:
    """The process is gone without an answer: its time was over, or the system took it for its memory."""
    is_late = time.monotonic() >= deadline - 0.5
    return _failed(job.file, _TOO_SLOW.format(job.seconds) if is_late else _TOO_GREEDY)


def _failed(file: str, text: str) -> Reading:
    problems = Problems(shown_name(file))
    problems.error(text)
    return Reading((), problems.of("error"))


def _alone(job: Job, data: bytes) -> Reading:
    """Where processes cannot fork: a new one for the file, with a limit of time only."""
    refused = examine(data)[1]
    if refused:
        return _failed(job.file, refused)
    asked = BytesIO()
    nursery.put(asked, b"J", wire.dumps(job))
    nursery.put(asked, b"D", data)
    start = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "imports.nursery"],
            input=asked.getvalue(),
            capture_output=True,
            cwd=_ROOT,
            timeout=job.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _failed(job.file, _TOO_SLOW.format(job.seconds))
    answer = BytesIO(done.stdout)
    nursery.take(answer)
    return _result(answer, job, lambda _: None, start + job.seconds)


class _Nursery:
    """The process that forks for us; it ends when the socket to it closes."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "imports.nursery", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                cwd=_ROOT,
                # A reader needs no secret of the server's.
                env={name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def connect(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"+"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_nurseries: dict[int, _Nursery] = {}
_lock = threading.Lock()


def _connect(*, is_fresh: bool) -> socket.socket:
    """A connection to a process that waits for a job; each process of the server keeps a nursery of its own."""
    with _lock:
        mine = os.getpid()
        if is_fresh and mine in _nurseries:
            _nurseries.pop(mine).close()
        if mine not in _nurseries:
            _nurseries[mine] = _Nursery()
            atexit.register(_close)
        return _nurseries[mine].connect()


def _close() -> None:
    ours = _nurseries.pop(os.getpid(), None)
    if ours is not None:
        ours.close()
