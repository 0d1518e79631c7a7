"""Requests that gunicorn itself cannot take: answered in Chinese, with the headers of every other answer."""

import logging
import socket
import sys

import pytest

from tracker.web import SAFE_HEADERS

if sys.platform == "win32":
    pytest.skip("gunicorn does not run there", allow_module_level=True)

from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from tracker.worker import Worker


def error_of(head: bytes) -> ParseException:
    """What gunicorn makes of it, with the limits of our server."""
    config = Config()
    config.set("limit_request_line", 8190)
    with pytest.raises(ParseException) as raised:
        next(RequestParser(config, iter([head]), ("192.0.2.1", 1)))
    return raised.value


def answer_to(head: bytes) -> tuple[str, dict[str, str], str]:
    """Status line, headers and page."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Worker.handle_error(object.__new__(Worker), None, ours, ("192.0.2.1", 1), error_of(head))
        ours.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: theirs.recv(65536), b"")).decode()
    top, _, page = said.partition("\r\n\r\n")
    status, *lines = top.split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), page


@pytest.mark.parametrize(
    ("head", "status", "word"),
    [
        (b"GET /opinions?q=" + b"%E6" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "414", "地址太长"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n", "431", "请求头太大"),
        (b"G\x00T / HTTP/1.1\r\nHost: x\r\n\r\n", "400", "请求无法识别"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: <b>evil</b>\r\n\r\n", "400", "请求无法识别"),
    ],
)
def test_what_cannot_be_read(head: bytes, status: str, word: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tracker.worker"):
        line, headers, page = answer_to(head)
    assert line.split(" ")[:2] == ["HTTP/1.1", status]
    assert word in page
    assert f"编号 {caplog.records[-1].request}" in page  # type: ignore[attr-defined]
    assert SAFE_HEADERS.items() <= headers.items()
    assert (headers["Content-Type"], headers["Connection"]) == ("text/html; charset=utf-8", "close")
    assert int(headers["Content-Length"]) == len(page.encode())
    assert "evil" not in page
