"""Uploads through a scanner: a little server that speaks clamd's INSTREAM stands for it."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.files import scanning, store
from tracker.files.models import StoredFile
from tracker.refusals import Refused

pytestmark = pytest.mark.databases("sqlite")
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PNG = b"\x89PNG\r\n\x1a\n%sIEND"


def read_exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def scan(peer: socket.socket, answer: bytes | None) -> None:
    """One INSTREAM: parts with their lengths before them, until one of length nought."""
    assert read_exactly(peer, 10) == b"zINSTREAM\0"
    data = b""
    while size := struct.unpack("!I", read_exactly(peer, 4))[0]:
        data += read_exactly(peer, size)
    found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
    peer.sendall(found if answer is None else answer)


@contextmanager
def clamd(place: str | None = None, answer: bytes | None = None) -> Iterator[str]:
    server = socket.socket(socket.AF_UNIX if place else socket.AF_INET)
    server.bind(place or ("127.0.0.1", 0))
    server.listen()

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                scan(peer, answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield place or f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@pytest.mark.parametrize("unix", [True, False], ids=["unix", "tcp"])
def test_a_clean_file_passes_and_an_infected_one_does_not(app: Flask, tmp_path: Path, unix: bool) -> None:
    with clamd(str(tmp_path / "clamd") if unix else None) as place:
        app.config["CLAMD"] = place
        assert scanning.refusal(b"0" * 200_000) is None
        assert "带有病毒" in (scanning.refusal(b"0" * 70_000 + EICAR) or "")
        assert store.keep_evidence(PNG % b"clean", "a.png").size == len(PNG % b"clean")
        with pytest.raises(Refused, match="带有病毒"):
            store.keep(EICAR, "table.xlsx")
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_a_scanner_that_is_gone_lets_nothing_pass(app: Flask, tmp_path: Path) -> None:
    for place in (str(tmp_path / "none"), "127.0.0.1:9"):
        app.config["CLAMD"] = place
        assert "没有响应" in (store.evidence_refusal(PNG % b"x") or "")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: what\0"])
def test_an_answer_that_is_no_answer_lets_nothing_pass(app: Flask, answer: bytes) -> None:
    with clamd(answer=answer) as place:
        app.config["CLAMD"] = place
        assert "没有扫完" in (scanning.refusal(b"x") or "")


def test_without_a_scanner_nothing_is_asked(app: Flask) -> None:
    assert scanning.refusal(EICAR) is None


def test_an_infected_upload_is_an_error_at_the_field(app: Flask, sign_in: Callable[[str], Client]) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client = sign_in("liaison-fgj")
    with clamd() as place:
        app.config["CLAMD"] = place
        data = {"version": share.version, "percent": "40", "note": "写好的说明"}
        answer = client.post(
            f"/assignments/{share.id}/progress", data=data | {"evidence": (BytesIO(PNG % EICAR), "截图.png")}
        )
    assert answer.status_code == 422
    assert "截图.png”：病毒扫描程序认为文件带有病毒" in answer.text
    assert "写好的说明" in answer.text
