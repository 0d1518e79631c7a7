"""Uploads through a virus scanner, where the operator runs one: clamd's INSTREAM over a Unix socket or TCP.

A scanner that is configured and does not answer lets nothing pass: an unscanned file is not taken for a clean one.
"""

import logging
import socket
import struct
from contextlib import closing

from flask import current_app

CHUNK = 64 * 1024
PATIENCE = 20.0
LONGEST_ANSWER = 4096
log = logging.getLogger(__name__)


def refusal(data: bytes) -> str | None:
    """Why the scanner does not let the file pass, in words for the person; None when it does, or when there is none."""
    place = current_app.config["CLAMD"]
    if not place:
        return None
    try:
        answer = ask(place, data)
    except OSError as error:
        log.error("the scanner does not answer: %s", error)
        return "病毒扫描程序没有响应，暂时不能上传，请稍后再试或联系管理员"
    if answer.endswith(" OK"):
        return None
    log.warning("the scanner says: %s", answer)
    if answer.endswith(" FOUND"):
        return "病毒扫描程序认为文件带有病毒，没有保存，请查杀后重新上传"
    return "病毒扫描程序没有扫完这个文件，没有保存，请稍后再试或联系管理员"


def ask(place: str, data: bytes) -> str:
    """What clamd says of the data, such as ``stream: OK``. Raises OSError when it cannot be reached."""
    with closing(_connect(place)) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), CHUNK):
            part = data[at : at + CHUNK]
            scanner.sendall(struct.pack("!I", len(part)) + part)
        scanner.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            part = scanner.recv(LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connect(place: str) -> socket.socket:
    if place.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(PATIENCE)
        try:
            scanner.connect(place)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
