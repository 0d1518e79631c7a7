"""Visiting one address after another, with the standard library alone: one request at a time, each within its limits.

A name is resolved once and the connection goes to what was resolved, so that it cannot lead elsewhere in between.
No proxy, no cookie, no password; of an answer only its head is read.
"""

import io
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Thread
from time import monotonic, sleep
from typing import Any, cast
from urllib.parse import urldefrag, urljoin

from tracker.links import outcomes
from tracker.links.hosts import PORTS, Allowed, Forbidden, Target, target
from tracker.links.outcomes import Visit

MOST_HOPS = 5
MOST_READ = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "User-Agent": "disclosure-tracker (link check; Wangyi District, Tongchuan)",
    "Accept": "*/*",
    "Connection": "close",
}
A_LITTLE = {"Range": "bytes=0-1023"}
FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "域名没有解析成功"),
    (TimeoutError, "等了太久没有回答"),
    (ssl.SSLCertVerificationError, "网站的证书没有通过验证"),
    (ssl.SSLError, "没有建立加密连接"),
    (ConnectionRefusedError, "服务器拒绝连接"),
    (ConnectionError, "服务器断开了连接"),
    (HTTPException, "服务器的回答无法识别"),
    (OSError, "没有连接上服务器"),
    (ValueError, "网址的写法不对"),
)

Place = tuple[Any, ...]


@dataclass(frozen=True)
class Answer:
    status: int
    location: str

    @property
    def leads_on(self) -> bool:
        return self.status in REDIRECTS and bool(self.location)


class Visitor:
    """Who visits in one run: ``pause`` seconds lie between two requests to a host, ``patience`` is that for a visit."""

    def __init__(self, allowed: tuple[Allowed, ...], *, pause: float, patience: float) -> None:
        self._allowed, self._pause, self._patience = allowed, pause, patience
        self._free_at: dict[str, float] = {}
        self._trust = ssl.create_default_context()

    def visit(self, address: str) -> Visit:
        """Follow the address to its end, as far as the allowed hosts reach."""
        until, at, status = monotonic() + self._patience, address, None
        for _ in range(MOST_HOPS + 1):
            try:
                answer = self._ask(target(at, self._allowed), until)
            except Forbidden as why:
                return outcomes.stopped(address, at, status, str(why))
            except (OSError, HTTPException, ValueError) as fault:
                return outcomes.failed(address, at, _in_words(fault))
            if not answer.leads_on:
                return outcomes.answered(address, at, answer.status)
            status, at = answer.status, _next(at, answer.location)
        return outcomes.failed(address, at, f"转了{MOST_HOPS}次还没有到达网页")

    def _ask(self, of: Target, until: float) -> Answer:
        """Many servers answer HEAD wrongly, also with 403 or 404: bad news is only believed when GET says it too."""
        places = _resolved(of, until)
        try:
            answer = self._request("HEAD", of, places, monotonic() + _left(until) / 2)
        except (HTTPException, ConnectionResetError, TimeoutError):
            return self._request("GET", of, places, until)
        return answer if answer.status < 400 else self._request("GET", of, places, until)

    def _request(self, method: str, of: Target, places: Sequence[Place], until: float) -> Answer:
        sleep(max(0.0, self._free_at.get(of.host, 0.0) - monotonic()))
        try:
            with self._connected(of, places, until) as wire:
                line = HTTPConnection(of.host, of.port)
                line.default_port = PORTS[of.scheme]  # or it would say the port of https to the server
                line.sock = cast(socket.socket, wire)
                line.request(method, of.path, headers=HEADERS | (A_LITTLE if method == "GET" else {}))
                with line.getresponse() as response:
                    return Answer(response.status, response.getheader("Location", ""))
        finally:
            self._free_at[of.host] = monotonic() + self._pause

    @contextmanager
    def _connected(self, of: Target, places: Sequence[Place], until: float) -> Iterator["Wire"]:
        sock = _connect(places, until)
        try:
            if of.scheme == "https":
                sock.settimeout(_left(until))
                sock = self._trust.wrap_socket(sock, server_hostname=of.host)
            yield Wire(sock, until)
        finally:
            sock.close()


class Wire:
    """What ``http.client`` sees of a connection: it ends in time and after so many bytes, whatever comes."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._until))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._sock, self._until))

    def close(self) -> None:
        """The connection is closed by whoever opened it, after its answer was read."""


class _Reading(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until, self._room = sock, until, MOST_READ

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)[: self._room]
        if not room:
            raise HTTPException("the head has no end")
        self._sock.settimeout(_left(self._until))
        read = self._sock.recv_into(room)
        self._room -= read
        return read


def _resolved(of: Target, until: float) -> list[Place]:
    """Where the host is. Raises Forbidden unless it may be at each of these places."""
    places = _asked_names(of.host, of.port, until)
    if not all(of.may_be(ip_address(place[-1][0])) for place in places):
        raise Forbidden("域名指向内部网络")
    return places


def _asked_names(host: str, port: int, until: float) -> list[Place]:
    """The system's own answer; it knows no time limit, so it is waited for from outside."""
    answers: list[list[Place] | OSError] = []

    def ask() -> None:
        try:
            answers.append(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except OSError as fault:
            answers.append(fault)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_left(until))
    if not answers:
        raise TimeoutError
    if isinstance(answers[0], OSError):
        raise answers[0]
    return answers[0]


def _connect(places: Sequence[Place], until: float) -> socket.socket:
    """A connection to the first of the places that takes one."""
    fault: OSError = OSError("nowhere to connect to")
    for family, kind, protocol, _name, where in places:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(_left(until))
            sock.connect(where)
        except OSError as error:
            sock.close()
            fault = error
        else:
            return sock
    raise fault


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _next(at: str, location: str) -> str:
    """Where a redirect leads. A server may write Chinese letters into it as they are, which were read as Latin ones."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urldefrag(urljoin(at, location.strip())).url
    except ValueError:
        return location


def _in_words(fault: Exception) -> str:
    return next(words for kind, words in FAULTS if isinstance(fault, kind))
