"""What cannot be read as a request never comes to the application: answered here, in Chinese and with the same headers.

gunicorn's own answer is an English page without any of them.
"""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from tracker.web import SAFE_HEADERS

log = logging.getLogger(__name__)
TOO_LONG = ("地址太长", "查找的文字太长，请返回删减后再试。")
HEADERS = ("请求头太大", "浏览器保存的本站数据可能过多，请清除本站的浏览数据后重新登录。")
UNREADABLE = ("请求无法识别", "请返回后从页面上的按钮操作；仍不能办理的，请把编号告诉管理员。")
PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
</head>
<body><h1>{title}</h1><p>{text}</p><p>编号 {number}</p><p><a href="/">回到工作台</a></p></body>
</html>
"""


def refusal(error: Exception) -> tuple[HTTPStatus, str, str]:
    """The status, the title and the words for a request that could not be read."""
    if isinstance(error, LimitRequestLine):
        return HTTPStatus.REQUEST_URI_TOO_LONG, *TOO_LONG
    if isinstance(error, LimitRequestHeaders):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, *HEADERS
    return HTTPStatus.BAD_REQUEST, *UNREADABLE


def answer(error: Exception, number: str) -> bytes:
    """The whole answer, its head included."""
    status, title, text = refusal(error)
    page = PAGE.format(title=title, text=text, number=number).encode()
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(page)), "Connection": "close"}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{k}: {v}" for k, v in (headers | SAFE_HEADERS).items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + page


class Worker(ThreadWorker):  # type: ignore[misc]
    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        ours = isinstance(exc, ParseException) and not isinstance(
            exc, InvalidResponseHeader | InvalidResponseHeaderName
        )
        if not ours:
            super().handle_error(req, client, addr, exc)
            return
        number = secrets.token_hex(8)
        found = {"request": number, "status": int(refusal(exc)[0]), "address": addr[0] if addr else ""}
        log.warning("not a request that can be read: %s", type(exc).__name__, extra=found)
        try:
            util.write_nonblock(client, answer(exc, number))
        except OSError:
            log.debug("the client did not wait for its answer")
