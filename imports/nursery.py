"""``python -m imports.nursery``: reads files for the server in processes of their own, each under limits.

The program loads the readers once, practises them on one of our own tables, and then forks for every file, which costs
a few milliseconds instead of the third of a second that loading takes. A child may hold MEMORY bytes, write no file,
and has seconds to live.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from imports import wire
from imports.bounds import MEGABYTE
from imports.known import KnownHeading
from imports.reader import read
from imports.rows import Reading

if sys.platform != "win32":
    import resource

MEMORY = 1024 * MEGABYTE
SAMPLE = Path(__file__).parent / "samples" / "重大建设项目.xlsx"
READY, PROGRESS, RESULT, OUT_OF_MEMORY, BROKEN = b"R", b"P", b"=", b"M", b"X"
_SIZE = 4


class Stream(Protocol):
    """A file, a pipe, or a connection."""

    def read(self, size: int = ..., /) -> bytes: ...
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """What read() is asked, beside the file's bytes."""

    file: str
    year: int
    area: str | None
    sheet: str | None
    known: tuple[KnownHeading, ...]
    seconds: int


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int


def put(stream: Stream, kind: bytes, content: bytes = b"") -> None:
    """Write one message."""
    stream.write(kind + len(content).to_bytes(_SIZE, "big") + content)
    stream.flush()


def take(stream: Stream) -> tuple[bytes, bytes]:
    """The next message; (b"", b"") when the other side is gone. Raises OSError on a timeout."""
    head = _exactly(stream, 1 + _SIZE)
    size = int.from_bytes(head[1:], "big")
    content = _exactly(stream, size)
    return (head[:1], content) if len(head) == 1 + _SIZE and len(content) == size else (b"", b"")


def _exactly(stream: Stream, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := stream.read(min(size, MEGABYTE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def serve(source: Stream, target: Stream) -> None:
    """Do one job: take it and the file, tell how it goes, give the result."""
    put(target, READY)
    job = wire.loads(Job, take(source)[1])
    _, data = take(source)
    limit(job.seconds)

    def tell(done: int, total: int) -> None:
        put(target, PROGRESS, wire.dumps(Progress(done, total)))

    try:
        found: Reading = read(
            data, job.file, year=job.year, area=job.area, sheet=job.sheet, known=job.known, progress=tell
        )
        answer = wire.dumps(found)
    except MemoryError:
        put(target, OUT_OF_MEMORY)
    except ConnectionError:
        pass  # nobody waits for the result any more
    except BaseException:  # a panic inside a native library is no Exception
        put(target, BROKEN)
    else:
        put(target, RESULT, answer)


def limit(seconds: int) -> None:
    """From here on this process may use only so much; what goes beyond ends it. The system keeps watch, not we."""
    if sys.platform == "win32":
        return
    with suppress(ValueError, OSError):  # a system that knows no such limit keeps the other ones
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def main(arguments: Sequence[str]) -> int:
    """With a socket's number: fork for every connection that comes through it. Without: one job on stdin and stdout."""
    if not arguments:
        serve(sys.stdin.buffer, sys.stdout.buffer)
        return 0
    if sys.platform == "win32":
        return 2
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends us by closing the socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    control = socket.socket(fileno=int(arguments[0]))
    _practise()
    gc.disable()  # a child lives for one file, under a limit of memory; collecting would only touch what it shares
    while True:
        said, numbers, _, _ = socket.recv_fds(control, 1, 1)
        if not said:
            return 0
        for number in numbers:
            with suppress(OSError):  # no room for another process: the caller sees the connection close
                if os.fork() == 0:
                    control.close()
                    _be_child(number)
            os.close(number)


def _practise() -> None:
    """What is made ready at the first use is made ready once, not in every child."""
    job = Job(SAMPLE.name, 2018, None, None, (), 1)
    with suppress(OSError):
        found = read(SAMPLE.read_bytes(), job.file, year=job.year)
        wire.loads(Job, wire.dumps(job))
        wire.dumps(Progress(0, 0))
        wire.dumps(found)


def _be_child(number: int) -> None:
    status = 1
    try:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 2)
        with socket.socket(fileno=number) as connection, connection.makefile("rwb") as stream:
            serve(stream, stream)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
